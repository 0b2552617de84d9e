from datetime import timedelta
from typing import Any

from django.apps import AppConfig

from vivier.core import rounds, sent_files

HANGS_ON_A_RECORD = (
    "actor_disciplines.actor",
    "actorlabel.actor",
    "actorrole.actor",
    "claim.actor",
    "confirmationrequest.actor",
    "correction.actor",
    "externalid.actor",
    "fieldsource.actor",
    "formername.actor",
    "invitation.actor",
    "proposedchange.actor",
    "relation.source",
    "relation.target",
    "site.actor",
)


def _highest_role(_membership: Any, other: Any) -> dict[str, Any]:
    """Who decides about one of two merged records decides about the one they became."""
    return {"role": other.role} if other.role == "main" else {}


class DirectoryConfig(AppConfig):
    name = "vivier.directory"

    def ready(self) -> None:
        """Make actors findable, say what follows a merged record, have the worker keep records true."""
        from vivier.accounts.own_data import register  # noqa: PLC0415 -- models are not loaded before
        from vivier.directory.own_data import HOLDINGS  # noqa: PLC0415 -- for the line above

        register(*HOLDINGS)
        self._be_found()
        self._follow()
        self._have_done()

    def _be_found(self) -> None:
        """Make actors findable, by all the words of the sector."""
        from vivier.directory.documents import SOURCE  # noqa: PLC0415 -- models are not loaded before
        from vivier.directory.vocabulary import concepts  # noqa: PLC0415 -- for the line above
        from vivier.search import sources, vocabulary  # noqa: PLC0415 -- for the line above

        sources.register(SOURCE)
        vocabulary.provide(concepts)

    def _follow(self) -> None:
        """Say what goes along with a record that goes into another, and what stays."""
        from vivier.directory import following  # noqa: PLC0415 -- models are not loaded before

        for label in HANGS_ON_A_RECORD:
            following.follows(f"directory.{label}")
        following.follows("directory.membership.actor", settle=_highest_role)
        for label in ("duplicateproposal.first", "duplicateproposal.second", "mergerecord.kept"):
            following.stays(f"directory.{label}")

    def _have_done(self) -> None:
        """Have the worker settle claims, erase evidence, read feeds, ask if records are still right."""
        from vivier.directory.actions import (  # noqa: PLC0415 -- models are not loaded before
            prune_claims,
            remind_owners,
            settle_claims,
        )
        from vivier.directory.tasks import ask_for_due_feeds  # noqa: PLC0415 -- for the line above

        rounds.register("claims", every=timedelta(minutes=15), step=settle_claims)
        rounds.register("old claims", every=timedelta(days=1), step=prune_claims)
        rounds.register("feeds", every=timedelta(minutes=10), step=ask_for_due_feeds)
        from vivier.directory import sent_sheets  # noqa: PLC0415 -- models are not loaded before

        sent_files.hold(sent_sheets.FOLDER, sent_sheets.NAMED, sent_sheets.in_use)
        rounds.register("sheets sent", every=timedelta(days=1), step=sent_sheets.forget_old)
        rounds.register("reminders", every=timedelta(days=1), step=remind_owners)
