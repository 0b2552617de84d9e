"""Everything one address asked for, on one page: what it shows and the deeds of its buttons.

The page is reached by the link of a mail, or from the space of the account that confirmed the address.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from vivier.alerts.actions import asking
from vivier.alerts.joining import language_for
from vivier.alerts.models import Subscriber, Subscription
from vivier.alerts.refusals import AlertRefusal
from vivier.alerts.saying import page_of, subject_words
from vivier.core.translation import current_language
from vivier.opportunities.models import Scheme
from vivier.web.forms.alerts import PreferencesForm

MOST_SHOWN = 200
_Subject = Subscription.Subject
# What is listed together, and whether it makes sense to keep it without mails.
PARTS = (
    (_("Saved searches"), (_Subject.SEARCH, _Subject.ACTORS, _Subject.EVENTS, _Subject.PROFILE), True),
    (_("Whom and what I follow"), (_Subject.ACTOR, _Subject.PLACE, _Subject.SCHEME), True),
    (_("Records I look after"), (_Subject.RECORD,), False),
    (_("Reminders of deadlines"), (_Subject.DEADLINE,), False),
)


def context(subscriber: Subscriber | None, form: PreferencesForm | None = None) -> dict[str, Any]:
    """Return the parts of the page, in a fixed number of queries for any number of subscriptions."""
    rows: list[Subscription] = []
    if subscriber is not None:
        found = subscriber.subscriptions.select_related("actor", "scheme", "call", "place")
        rows = list(found.order_by("state", "-asked_at")[:MOST_SHOWN])
    return {
        "subscriber": subscriber,
        "form": form or _form_of(subscriber),
        "parts": [part for part in (_part(one, rows) for one in PARTS) if part["rows"]],
        "declined": subscriber.declined.select_related("scheme")[:MOST_SHOWN] if subscriber else [],
        "is_told": any(_is_told(row) for row in rows),
    }


def _form_of(subscriber: Subscriber | None) -> PreferencesForm:
    if subscriber is None:
        return PreferencesForm(
            initial={"frequency": Subscriber.Frequency.WEEKLY, "language": current_language()}
        )
    return PreferencesForm(initial={"frequency": subscriber.frequency, "language": language_for(subscriber)})


def _part(part: tuple[Any, tuple[str, ...], bool], rows: list[Subscription]) -> dict[str, Any]:
    heading, subjects, may_be_kept = part
    language = current_language()
    return {
        "heading": heading,
        "rows": [
            {
                "row": row,
                "what": subject_words(row, language),
                "page": page_of(row, language),
                "is_told": _is_told(row),
                "may_be_kept": may_be_kept,
            }
            for row in rows
            if row.subject in subjects
        ],
    }


def _is_told(row: Subscription) -> bool:
    return row.state == Subscription.State.ACTIVE and row.by_mail


def change(request: HttpRequest, subscriber: Subscriber) -> str | PreferencesForm | None:
    """Do what a button asks; return a sentence that refuses it, the form that is wrong, or None when done."""
    deed = _DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        return str(_("This page asks for something we do not know. Nothing was changed."))
    try:
        return deed(request, subscriber)
    except AlertRefusal as refusal:
        return str(refusal)


def _prefer(request: HttpRequest, subscriber: Subscriber) -> PreferencesForm | None:
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return form
    asking.prefer(subscriber, **form.cleaned_data)
    return None


def _with_one(deed: Callable[[Subscription], None]) -> Callable[[HttpRequest, Subscriber], None]:
    def do(request: HttpRequest, subscriber: Subscriber) -> None:
        rows = subscriber.subscriptions.select_related("subscriber")
        deed(get_object_or_404(rows, pk=_number(request, "subscription")))

    return do


def _again(request: HttpRequest, subscriber: Subscriber) -> None:
    asking.accept_again(subscriber, get_object_or_404(Scheme, pk=_number(request, "scheme")))


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _stop_everything(_request: HttpRequest, subscriber: Subscriber) -> None:
    asking.stop_all(subscriber)


def _forget(_request: HttpRequest, subscriber: Subscriber) -> None:
    asking.forget(subscriber)


_DEEDS: dict[str, Callable[[HttpRequest, Subscriber], PreferencesForm | None]] = {
    "prefer": _prefer,
    "stop": _with_one(asking.stop),
    "start": _with_one(asking.start_again),
    "keep": _with_one(asking.keep_only),
    "remove": _with_one(asking.remove),
    "stop_all": _stop_everything,
    "again": _again,
    "forget": _forget,
}
