"""What a need is called: short, easy to say on the phone, and silent about how many there are."""

import secrets

# Letters and digits that nobody confuses on paper or on the phone.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 5


def new_reference(year: int) -> str:
    """Return a reference such as B-2026-7KQ4M."""
    return f"B-{year}-{''.join(secrets.choice(_ALPHABET) for _place in range(_LENGTH))}"
