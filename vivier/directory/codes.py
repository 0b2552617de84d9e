"""Secrets that go by mail: made at random, kept only as a keyed hash of what they are for."""

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

# Letters and digits that nobody confuses on paper or on the phone: 32 of them, five bits each.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH = 10


def new_code() -> str:
    """Return a code to type: 50 random bits, useless after five wrong tries."""
    return "".join(secrets.choice(_ALPHABET) for _place in range(_CODE_LENGTH))


def new_token() -> str:
    """Return the secret of a link: 32 random bytes."""
    return secrets.token_urlsafe(32)


def as_typed(text: str) -> str:
    """Return a code as it was made, however it was typed: "2345-abcde" → "2345ABCDE"."""
    return "".join(one for one in text.upper() if one in _ALPHABET)[: _CODE_LENGTH + 1]


def spaced(code: str) -> str:
    """Return a code as people read it: two halves."""
    return f"{code[: _CODE_LENGTH // 2]}-{code[_CODE_LENGTH // 2 :]}"


def keyed_hash(secret: str, *bound_to: object) -> str:
    """Return what is stored of a secret, bound to what it is for (an address, a claim)."""
    whole = "\x1f".join([secret, *(str(one) for one in bound_to)])
    return salted_hmac("vivier.directory.codes", whole, algorithm="sha256").hexdigest()


def matches(stored: str, secret: str, *bound_to: object) -> bool:
    """Compare a secret with what is stored of it, in the same time whatever it is."""
    return constant_time_compare(stored or "-" * 64, keyed_hash(secret, *bound_to))
