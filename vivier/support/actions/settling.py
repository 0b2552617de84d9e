"""The state of a need follows from what was done with it; no other place writes it."""

from vivier.support.models import Need
from vivier.support.states import state_of


def lock(need: Need) -> Need:
    """Return the need as it is now, kept for this transaction: its deeds happen one after the other."""
    return Need.objects.select_for_update().get(pk=need.pk)


def settle(need: Need, *also: str) -> None:
    """Write the state that follows from the need and its referrals, and the columns `also` with it.

    The caller holds the lock.
    """
    state = state_of(
        is_entered=need.entered_at is not None,
        is_closed=need.closed_at is not None,
        is_withdrawn=need.withdrawn_at is not None,
        referrals=set(need.referrals.values_list("state", flat=True)),
    )
    if state != need.state or also:
        need.state = state
        need.save(update_fields=["state", *also])
