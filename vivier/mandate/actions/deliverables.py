"""Where a deliverable stands: said by a person, with the day and, when it is dropped, the reason."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.mandate.actions.locking import must_run
from vivier.mandate.models import Deliverable
from vivier.mandate.refusals import InvalidValue, ReasonMissing

State = Deliverable.State


@transaction.atomic
def set_deliverable_state(
    deliverable: Deliverable, *, by: User | None, state: str, on: date | None = None, comment: str = ""
) -> Deliverable:
    """Say where it stands; `on` is the day it was delivered, needed for what is delivered or accepted."""
    must_run(by)
    if state not in State.values:
        raise InvalidValue("state", _("Choose where it stands."))
    locked = Deliverable.objects.select_for_update().get(pk=deliverable.pk)
    said = comment.replace("\x00", "").strip()[:2000]
    is_there = state in (State.DELIVERED, State.ACCEPTED)
    delivered_on = (on or locked.delivered_on) if is_there else None
    if is_there and delivered_on is None:
        raise InvalidValue("delivered_on", _("Say on which day it was delivered."))
    if state == State.DROPPED and not said:
        raise ReasonMissing(_("Say why it is dropped: the report and the public page will show it."))
    before = [locked.state, locked.delivered_on, locked.state_comment]
    after = [state, delivered_on, said]
    if before == after:
        return locked
    locked.state, locked.delivered_on, locked.state_comment = state, delivered_on, said
    locked.save(update_fields=["state", "delivered_on", "state_comment"])
    changes: journal.Changes = {
        name: [old, new]
        for name, old, new in zip(("state", "delivered_on", "state_comment"), before, after, strict=True)
        if old != new
    }
    journal.record("deliverable.stands", locked, by=by, changes=changes, reason=said)
    return locked
