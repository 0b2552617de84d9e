from datetime import timedelta

from django.apps import AppConfig

from vivier.core import rounds


def _write_dump() -> None:
    from vivier.web.files.dumping import write_when_due  # noqa: PLC0415 -- needs the models

    write_when_due()


class WebConfig(AppConfig):
    name = "vivier.web"

    def ready(self) -> None:
        """Say which mails and pages are kept about people; dump every month."""
        from vivier.accounts.own_data import register  # noqa: PLC0415 -- models are not there earlier
        from vivier.web import own_mails, own_pages  # noqa: PLC0415 -- for the line above

        register(own_mails.MAILS, own_mails.BAD_ADDRESSES, own_pages.PAGES, own_pages.PAGE_COMMENTS)
        rounds.register("dumps", every=timedelta(hours=12), step=_write_dump)
