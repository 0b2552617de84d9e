"""The next thing is made while one is used: in order, errors and all."""

import sys
import threading

import pytest

from vivier.core.ahead import made_ahead


def test_things_are_made_in_order_and_elsewhere_one_ahead():
    asked, made = [], []

    def things():
        for one in range(4):
            asked.append(threading.current_thread())
            yield one

    def make(one):
        made.append(threading.current_thread())
        return one * 10

    before = sys.getswitchinterval()
    assert list(made_ahead(things(), make)) == [0, 10, 20, 30]
    assert set(asked) == {threading.current_thread()}
    assert threading.current_thread() not in made
    assert sys.getswitchinterval() == before


def test_while_one_is_used_the_next_is_made():
    second = threading.Event()

    for one in made_ahead([1, 2], lambda one: second.set() if one == 2 else one):
        assert second.wait(5) or one is None


def test_what_cannot_be_made_is_told_when_its_turn_comes():
    met = []
    with pytest.raises(ZeroDivisionError):
        met.extend(one for one in made_ahead([2, 1, 0, 5], lambda one: 2 // one))
    assert sys.getswitchinterval() > 0.001


def test_nothing_to_make_makes_nothing():
    assert list(made_ahead([], lambda one: one)) == []
