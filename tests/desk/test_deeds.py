"""A button is one deed: the first of the page that was sent, said in a sentence or refused with one."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage

from vivier.core.pressed import pressed
from vivier.desk.deeds import do_and_say


class Refused(Exception):
    """Some refusal."""


@pytest.mark.parametrize(
    ("sent", "expected"), [({"b": "1"}, 2), ({"b": "", "a": "1"}, 1), ({"c": "1"}, None), ({}, None)]
)
def test_the_first_deed_whose_name_was_sent_is_done(sent, expected):
    assert pressed({"a": 1, "b": 2}, sent) == expected


@pytest.mark.parametrize(
    ("sent", "expected"),
    [({"go": "1"}, [("success", "Gone.")]), ({"no": "1"}, [("error", "Not now.")]), ({"other": "1"}, [])],
)
def test_what_was_done_or_refused_is_said(rf, sent, expected):
    request = rf.post("/", sent)
    request._messages = CookieStorage(request)

    def refuse(_request):
        raise Refused("Not now.")

    do_and_say(request, {"go": lambda _request: "Gone.", "no": refuse}, Refused)

    assert [(one.level_tag, one.message) for one in get_messages(request)] == expected


def test_what_is_no_refusal_is_not_hidden(rf):
    def break_down(_request):
        raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"):
        do_and_say(rf.post("/", {"go": "1"}), {"go": break_down}, Refused)
