"""What the alerts keep about a person: what they follow, what they were told, what they want no more of."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from vivier.accounts.addresses import confirmed_addresses
from vivier.accounts.own_data import Holding
from vivier.alerts import counting
from vivier.alerts.models import Declined, Subscriber, Subscription, Told
from vivier.alerts.saying import subject_words
from vivier.core.translation import current_language

if TYPE_CHECKING:
    from vivier.accounts.models import User

Rows = Iterable[Sequence[Any]]


def _preferences(person: "User") -> Rows:
    for one in Subscriber.objects.filter(email__in=confirmed_addresses(person)).order_by("email"):
        yield one.email, one.get_frequency_display(), one.get_language_display(), one.created_at


def _forget(person: "User") -> None:
    """With the address goes everything it followed, was told and declined; counts stay without it."""
    counting.erase(Subscriber.objects.filter(email__in=confirmed_addresses(person)))


def _followed(person: "User") -> Rows:
    rows = Subscription.objects.filter(subscriber__email__in=confirmed_addresses(person))
    language = current_language()
    for one in rows.select_related("actor", "scheme", "call", "place").order_by("pk"):
        what, state = subject_words(one, language), one.get_state_display()
        yield what, one.query, state, one.by_mail, one.asked_at, one.confirmed_at, one.stopped_at, one.wording


def _told(person: "User") -> Rows:
    rows = Told.objects.filter(subscriber__email__in=confirmed_addresses(person))
    for one in rows.select_related("call", "event", "actor").order_by("pk"):
        yield str(one.thing), one.first_at, one.last_at


def _declined(person: "User") -> Rows:
    rows = Declined.objects.filter(subscriber__email__in=confirmed_addresses(person))
    return ((str(one.scheme), one.at) for one in rows.select_related("scheme").order_by("pk"))


_CONSENT = _("You asked for it and confirmed it; you stop it with one click.")
HOLDINGS = (
    Holding(
        name="alert_preferences",
        label=_("How I am told"),
        why=_CONSENT,
        kept=_("As long as something is followed or the account is open."),
        columns={
            "address": _("address"),
            "frequency": _("how often"),
            "language": _("language"),
            "since": _("since"),
        },
        rows=_preferences,
        erase=_forget,
        covers=("alerts.subscriber.email",),
    ),
    Holding(
        name="followed",
        label=_("What I follow and the searches I keep"),
        why=_CONSENT,
        kept=_("Until you remove it; a year after you stopped it, as proof of what you had asked."),
        columns={
            "what": _("about"),
            "search": _("search"),
            "state": _("state"),
            "by_mail": _("by mail"),
            "asked": _("asked"),
            "confirmed": _("confirmed"),
            "stopped": _("stopped"),
            "wording": _("version of the words I agreed to"),
        },
        rows=_followed,
    ),
    Holding(
        name="told",
        label=_("What I was told"),
        why=_("So that you are never told the same thing twice."),
        kept=_(
            "Two years; after that, or once your address is gone, only that somebody was told of an "
            "opportunity on that day is counted, under a number without a name."
        ),
        columns={"what": _("about"), "first": _("first time"), "last": _("last time")},
        rows=_told,
    ),
    Holding(
        name="declined",
        label=_("What I hear no more of"),
        why=_("Because you asked to hear less of it."),
        kept=_("Until you take it back."),
        columns={"what": _("about"), "since": _("since")},
        rows=_declined,
    ),
)
