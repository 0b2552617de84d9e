"""Every process deals the same cases to the second database."""

from collections.abc import Callable

import pytest

from tests.dealing import unlike


class Elsewhere:
    """Something whose place in memory is written with ten digits and more."""

    def __repr__(self) -> str:
        return "<function at 0x7f1234567890123>"


def test_where_an_object_stands_in_memory_decides_nothing():
    assert not unlike({"change": Elsewhere()})
    assert not any(unlike({"change": _new()}) for _ in range(200))


def _new() -> Callable[[], None]:
    return lambda: None


@pytest.mark.parametrize("text", ["a\0b", "%00", "\ud800", "99999999999", ["x", "\x00"]])
def test_what_databases_store_differently_is_dealt(text: object):
    assert unlike({"text": text})
