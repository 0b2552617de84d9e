"""The mails sent to a person's addresses, as the house keeps them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.accounts.addresses import confirmed_addresses
from vivier.accounts.own_data import Holding
from vivier.outbox.models import BadAddress, Message

if TYPE_CHECKING:
    from vivier.accounts.models import User

NOBODY = "erased@closed.invalid"


def _mails(person: "User") -> Iterable[Sequence[Any]]:
    addresses = confirmed_addresses(person)
    rows = Message.objects.annotate(address=Lower("to")).filter(address__in=addresses).order_by("-pk")
    for one in rows.iterator(chunk_size=500):
        yield one.created_at, one.to, one.subject, one.state, "" if one.confidential else one.text


def _erase_mails(person: "User") -> None:
    """What waits does not leave; of the rest nobody sees any more to whom it went or what it said."""
    rows = Message.objects.annotate(address=Lower("to")).filter(address__in=confirmed_addresses(person))
    keys = list(rows.values_list("pk", flat=True))
    mine, state = Message.objects.filter(pk__in=keys), Message.State
    mine.filter(state__in=[state.WAITING, state.PARKED]).update(state=state.CANCELLED)
    mine.update(to=NOBODY, text="", html="", unsubscribe="", erased_at=timezone.now())


def _erase_bad(person: "User") -> None:
    BadAddress.objects.filter(address__in=confirmed_addresses(person)).delete()


def _bad(person: "User") -> Iterable[Sequence[Any]]:
    rows = BadAddress.objects.filter(address__in=confirmed_addresses(person))
    return rows.values_list("address", "since", "answer")


MAILS = Holding(
    name="mails",
    label=_("Mails to me"),
    why=_("To send each mail once and no more, and to say what became of it."),
    kept=_("What a mail said is erased after 90 days, codes and links at once; that it was sent stays."),
    columns={
        "at": _("written"),
        "to": _("to"),
        "subject": _("subject"),
        "state": _("state"),
        "text": _("text"),
    },
    rows=_mails,
    erase=_erase_mails,
    covers=("outbox.message.to",),
)
BAD_ADDRESSES = Holding(
    name="addresses_that_take_no_mail",
    label=_("Addresses of mine that take no mail"),
    why=_("So that we do not write again and again to a mailbox that refuses."),
    kept=_("Until the address takes mail again."),
    columns={"address": _("address"), "since": _("since"), "answer": _("answer")},
    rows=_bad,
    erase=_erase_bad,
    covers=("outbox.badaddress.address",),
)
