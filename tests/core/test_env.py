"""Settings that are lists of numbers: rising, whole, above nought, or refused with a sentence."""

import pytest

from vivier.core import env


@pytest.mark.parametrize(("value", "found"), [("2,7,14", [2, 7, 14]), (" 3 ", [3]), ("", [])])
def test_numbers_are_read(monkeypatch, value, found):
    monkeypatch.setenv("LADDER", value)

    assert env.numbers("LADDER", "1") == found


@pytest.mark.parametrize("value", ["x", "7,2", "2,2", "0,1", "1.5", "-1"])
def test_what_is_no_ladder_is_refused(monkeypatch, value):
    monkeypatch.setenv("LADDER", value)

    with pytest.raises(env.MissingSetting, match="LADDER must be rising whole numbers"):
        env.numbers("LADDER", "1")
