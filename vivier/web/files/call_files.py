"""The same list of opportunities as files: columns of a table, entries of a feed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from vivier.core.translation import label_of
from vivier.opportunities.conditions import wording
from vivier.opportunities.models import Audience, Call
from vivier.opportunities.status import status_of
from vivier.web.files.feeds import Entry, identity_of


def columns() -> list[str]:
    """Return the names of the columns, in the language of the page."""
    return [
        _("title"),
        _("edition"),
        _("kind"),
        _("issuer"),
        _("status"),
        _("opens"),
        _("closes"),
        _("amount from"),
        _("amount up to"),
        _("currency"),
        _("for whom"),
        _("disciplines"),
        _("place"),
        _("summary"),
        _("who may apply"),
        _("official page"),
        _("source"),
        _("checked on"),
        _("address"),
        _("demonstration"),
    ]


def rows(calls: Iterable[Call], now: datetime) -> Iterator[list[Any]]:
    """Give one row per call, in the order of `columns`."""
    audiences = dict(Audience.choices)
    for call in calls:
        yield [
            call.title.text,
            call.edition_name,
            str(call.get_kind_display()),
            call.scheme.issued_by,
            wording.status_words(status_of(call, now)),
            call.opens_at,
            call.closes_at,
            call.amount_min,
            call.amount_max,
            call.currency if call.amount_min is not None or call.amount_max is not None else "",
            [str(audiences.get(code, code)) for code in call.audiences],
            [label_of(discipline) for discipline in call.disciplines.all()],
            call.place_name,
            call.summary.text,
            call.eligibility.text,
            call.url,
            call.source_url,
            call.checked_on,
            absolute(call),
            call.is_demo,
        ]


def absolute(call: Call) -> str:
    """Return the address of a call with the name of the site."""
    return f"{settings.SITE_URL}{call.get_absolute_url()}"


def entries(calls: Iterable[Call], now: datetime) -> Iterator[Entry]:
    """Give these calls to feed readers; an entry keeps its identity when the call is edited."""
    for call in calls:
        yield Entry(
            identity=identity_of("opportunity", call.pk, call.created_at),
            title=call.title.text,
            url=call.get_absolute_url(),
            text=_summary(call, now),
            created=call.created_at,
            updated=call.updated_at,
            categories=(str(call.get_kind_display()), *(label_of(one) for one in call.disciplines.all())),
        )


def _summary(call: Call, now: datetime) -> str:
    deadline = ""
    if call.closes_at is not None:
        words = wording.moment_words(call.closes_at, day_only=call.closes_on_day)
        deadline = _("Deadline: %(day)s") % {"day": words}
    facts = (
        wording.status_words(status_of(call, now)),
        deadline,
        wording.amount_words(call.amount_min, call.amount_max, call.currency),
        call.scheme.issued_by,
    )
    return " · ".join(part for part in facts if part) + f"\n\n{call.summary.text}"
