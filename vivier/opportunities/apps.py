from datetime import timedelta
from functools import partial

from django.apps import AppConfig
from django.utils import timezone

from vivier.core import rounds, sent_files


def _match_everyone() -> None:
    """Work out whom each call concerns."""
    from vivier.opportunities.fitting.nightly import match_everyone  # noqa: PLC0415 -- needs the models

    match_everyone(now=timezone.now())


def _read_sources() -> None:
    """Read the sources of opportunities whose time has come."""
    from vivier.opportunities.tasks import read_due_sources  # noqa: PLC0415 -- needs the models

    read_due_sources(timezone.now())


class OpportunitiesConfig(AppConfig):
    name = "vivier.opportunities"

    def ready(self) -> None:
        from vivier.accounts.own_data import register as keep  # noqa: PLC0415 -- needs the models
        from vivier.directory.following import follows  # noqa: PLC0415 -- needs the models
        from vivier.opportunities.documents import SOURCE, calls_of_schemes  # noqa: PLC0415 -- needs the models
        from vivier.opportunities.lists import sent_lists  # noqa: PLC0415 -- needs the models
        from vivier.opportunities.own_data import HOLDINGS  # noqa: PLC0415 -- needs the models
        from vivier.opportunities.residencies import documents as residency_documents  # noqa: PLC0415 -- needs the models
        from vivier.search import queue  # noqa: PLC0415 -- needs the models
        from vivier.search.sources import register  # noqa: PLC0415 -- needs the settings

        register(SOURCE)
        keep(*HOLDINGS)
        register(residency_documents.SOURCE)
        follows(
            "opportunities.scheme.issuer",
            tell=lambda schemes: queue.changed_all("opportunity", calls_of_schemes(schemes)),
        )
        follows("opportunities.opportunityproposal.issuer")
        follows("opportunities.residency.host", tell=partial(queue.changed_all, "residency"))
        follows("opportunities.paststay.actor")
        follows("opportunities.publishingright.actor")
        follows("opportunities.response.actor")
        follows("opportunities.storedmatch.actor", by_machine=True)
        sent_files.hold(sent_lists.FOLDER, sent_lists.NAMED, sent_lists.in_use)
        rounds.register("lists sent", every=timedelta(days=1), step=sent_lists.forget_old)
        rounds.register("matches", every=timedelta(days=1), step=_match_everyone)
        rounds.register("opportunity sources", every=timedelta(minutes=10), step=_read_sources)
