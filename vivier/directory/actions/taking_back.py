"""An import of the register is taken back, and with it what it still proposes to the directory."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet

from vivier.directory.actions.refreshing import drop_changes
from vivier.directory.models import ChangeSet
from vivier.registers import actions as registers

if TYPE_CHECKING:
    from vivier.accounts.models import User
    from vivier.registers.models import ImportRun


@transaction.atomic
def take_back_import(run: "ImportRun", *, by: "User | None", reason: str = "") -> ChangeSet | None:
    """Take back the import applied last and drop what it proposes; return the set that was applied, if any.

    What was applied to the directory stays: people decided it, and undo it where they decided.
    """
    registers.roll_back(run, by=by, reason=reason)
    applied = None
    for one in _reviews_of(run).filter(state__in=[ChangeSet.State.PROPOSED, ChangeSet.State.APPLIED]):
        if one.state == ChangeSet.State.APPLIED or one.changes.filter(applied_at__isnull=False).exists():
            applied = one
        else:
            drop_changes(one, by=by)
    return applied


def _reviews_of(run: "ImportRun") -> QuerySet[ChangeSet]:
    """Return the reviews of an import, and those of what they left undecided: these bear the same name."""
    names = list(run.change_sets.values_list("label", flat=True))
    left_over = Q(run__isnull=True, source=ChangeSet.Source.REGISTER, label__in=names)
    return ChangeSet.objects.filter(Q(run=run) | left_over)
