"""Objections are kept as a keyed hash of the number: enough to honour them, not enough to list them."""

import hashlib
import hmac
from collections.abc import Iterator

from django.conf import settings

from vivier.registers.models import Objection


def hashes_of(number: str) -> Iterator[str]:
    """Yield the hash of a number under the key in use, then under those it replaced."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield hmac.new(f"vivier.objection:{secret}".encode(), number.encode(), hashlib.sha256).hexdigest()


class Objections:
    """All objections, read once for an import."""

    def __init__(self) -> None:
        self._hashes = set(Objection.objects.values_list("number_hash", flat=True))

    def __contains__(self, number: object) -> bool:
        return bool(self._hashes) and any(one in self._hashes for one in hashes_of(str(number)))
