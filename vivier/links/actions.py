"""What people do with links: stop and go on asking, ask now, say that one is fine, replace one everywhere."""

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory.models import web_address
from vivier.directory.refusals import DirectoryRefusal
from vivier.links.models import Link, LinkChecking, LinkUse
from vivier.links.refusals import LinkRefusal
from vivier.links.uses import kind_called
from vivier.opportunities.refusals import OpportunityRefusal

if TYPE_CHECKING:
    from vivier.accounts.models import User

FINE_DAYS = 180
State = Link.State


class Replaced(NamedTuple):
    """In how many records an address was replaced, and the records where a person must do it."""

    written: int
    by_hand: list[LinkUse]


@transaction.atomic
def pause(*, paused: bool, by: "User") -> None:
    """Stop asking links, or go on where it was left."""
    row, _created = LinkChecking.objects.select_for_update().get_or_create(pk=1)
    if row.is_paused != paused:
        row.is_paused, row.by, row.at = paused, by, timezone.now()
        row.save()
        journal.record("links.paused" if paused else "links.resumed", None, by=by)


@transaction.atomic
def ask_all_again(*, by: "User") -> int:
    """Have every link asked anew, from now on; return how many."""
    count = Link.objects.update(due_at=timezone.now())
    journal.record("links.asked_again", None, by=by, changes={"links": [None, count]})
    return count


def ask_soon(link: Link) -> None:
    """Have one link asked in the next minute."""
    Link.objects.filter(pk=link.pk).update(due_at=timezone.now() - timedelta(days=365))


@transaction.atomic
def say_fine(link: Link, *, by: "User") -> None:
    """A person opened it and found it fine: it is not called broken for half a year."""
    row = Link.objects.select_for_update().get(pk=link.pk)
    before = row.state
    row.state, row.why, row.moved_to = State.FINE, "", ""
    row.failing_since, row.failed_on, row.failed_days = None, None, 0
    row.fine_by_hand_until = timezone.localdate() + timedelta(days=FINE_DAYS)
    row.decided_by = by
    row.save()
    journal.record("link.found_fine", row, by=by, changes={"state": [before, row.state]})
    link.refresh_from_db()


@transaction.atomic
def replace(link: Link, address: str, *, by: "User") -> Replaced:
    """Write a new address in every record that shows the old one and can be written; the rest is returned."""
    address = address.strip()
    try:
        web_address(address)
    except ValidationError as error:
        raise LinkRefusal(_("“%(text)s” is not a web address.") % {"text": address[:80]}) from error
    if len(address) > 500:
        raise LinkRefusal(_("The address is longer than 500 characters."))
    if address == link.address:
        raise LinkRefusal(_("This is the address that is there already."))
    written, by_hand = 0, []
    for use in list(link.uses.select_for_update()):
        if _written(use, link.address, address, by):
            written += 1
            use.delete()
        else:
            by_hand.append(use)
    changes: journal.Changes = {"address": [link.address, address], "records": [None, written]}
    journal.record("link.replaced", link, by=by, changes=changes)
    if not by_hand:
        link.delete()
    return Replaced(written, by_hand)


def _written(use: LinkUse, old: str, new: str, by: "User") -> bool:
    kind = kind_called(use.kind)
    if kind is None or kind.replace is None:
        return False
    try:
        with transaction.atomic():
            return kind.replace(use.key, use.field, old, new, by)
    except (OpportunityRefusal, DirectoryRefusal):
        return False
