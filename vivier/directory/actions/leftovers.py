"""What a review left undecided when the rest of it was applied becomes a review of its own."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory.actions.refreshing import count_changes
from vivier.directory.models import ChangeSet, ProposedChange
from vivier.directory.refusals import RefreshRefused

if TYPE_CHECKING:
    from vivier.accounts.models import User

_SAID_OF_BOTH = ("source", "label", "source_name", "source_url", "observed_on")


@transaction.atomic
def review_leftovers(change_set: ChangeSet, *, by: "User | None") -> ChangeSet:
    """Move what nobody decided in an applied review to a new one, which is returned.

    The new one belongs to no import: comparing that import again proposes everything anew.
    """
    locked = ChangeSet.objects.select_for_update().get(pk=change_set.pk)
    if locked.state != ChangeSet.State.APPLIED:
        raise RefreshRefused(_("Only what an applied review left undecided is taken into a new one."))
    waiting = locked.changes.filter(decision=ProposedChange.Decision.WAITING, applied_at__isnull=True)
    if not waiting.exists():
        raise RefreshRefused(_("Nothing was left undecided here."))
    said = {one: getattr(locked, one) for one in _SAID_OF_BOTH}
    rest = ChangeSet.objects.create(**said, state=ChangeSet.State.PROPOSED, by=by)
    moved = waiting.update(change_set=rest)
    rest.counts = count_changes(rest)
    rest.save(update_fields=["counts"])
    journal.record("refresh.left_over", rest, by=by, changes={"changes": [None, moved]})
    return rest
