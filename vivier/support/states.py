"""How far a need is: its state follows from what was done with it, and from nothing else. Plain Python."""

from collections.abc import Collection

SENT, TAKEN, HELPED = "sent", "taken", "helped"


def state_of(*, is_entered: bool, is_closed: bool, is_withdrawn: bool, referrals: Collection[str]) -> str:
    """Return the state of a need from its referrals' states; the furthest partner decides.

    A need that no partner could help, or whose referrals were all taken back, is to be referred again.
    """
    if is_withdrawn:
        return "withdrawn"
    if is_closed:
        return "closed"
    if not is_entered:
        return "new"
    for partner, need in ((TAKEN, "taken"), (HELPED, "helped"), (SENT, "referred")):
        if partner in referrals:
            return need
    return "entered"
