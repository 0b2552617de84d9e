"""What was sent of the conditions of a call, put in order before it is read, and changed as a button asks.

Everything typed is kept: rows and lines are added and taken away in the data that was sent, nothing is saved.
"""

import re
from collections.abc import Iterator

from django.http import QueryDict

from vivier.opportunities.conditions.choices import LOOKED_UP, NotFound, Vocabulary
from vivier.opportunities.conditions.criteria import MAX_CRITERIA
from vivier.opportunities.conditions.written import MOST_LINES, Joined

PREFIX = "criteria"
LONGEST = 200
_ASKED = re.compile(r"(add|by-hand|try)|(line|show|unline):(\d{1,3})(?::(\d{1,3}))?")
_OF_A_LINE = re.compile(rf"{PREFIX}-\d{{1,3}}-line-\d{{1,3}}-values")
# What belongs to the fact of a line: of no use once another fact is chosen.
_OF_A_FACT = (
    "how", "values", "more", "lower", "low", "upper", "high", "question", "turned", "stored",
    "text_fr", "text_en", "text_nl", "text_de",
)  # fmt: skip


def addresses_sent(data: QueryDict) -> set[str]:
    """Return the values that were sent with lines: some are addresses whose names will be shown."""
    keys = (key for key in data if _OF_A_LINE.fullmatch(key))
    return {
        value
        for key in keys
        for value in data.getlist(key)
        if 0 < len(value) <= LONGEST and "\0" not in value
    }


def _total(data: QueryDict, name: str, most: int) -> int:
    sent = data.get(name) or ""
    return min(int(sent), most) if sent.isdecimal() and len(sent) < 6 else 0


def _lines_of(data: QueryDict) -> Iterator[str]:
    """The beginnings of the names of all lines sent: "criteria-0-line-2"."""
    for row in range(_total(data, f"{PREFIX}-TOTAL_FORMS", MAX_CRITERIA + 10)):
        for line in range(_total(data, f"{PREFIX}-{row}-line-TOTAL_FORMS", MOST_LINES + 5)):
            yield f"{PREFIX}-{row}-line-{line}"


def tidied(data: QueryDict, vocabulary: Vocabulary) -> QueryDict:
    """Return the data with names looked up, and without what belonged to a fact that is chosen no more."""
    tidy = data.copy()
    for line in _lines_of(data):
        if tidy.get(f"{line}-fact", "") != tidy.get(f"{line}-shown", ""):
            for name in _OF_A_FACT:
                tidy.pop(f"{line}-{name}", None)
            tidy[f"{line}-shown"] = tidy.get(f"{line}-fact", "")
        _look_up(tidy, line, vocabulary)
    return tidy


def _look_up(data: QueryDict, line: str, vocabulary: Vocabulary) -> None:
    """Take over a value that was written by name; one that is not found stays as it was typed."""
    fact, text = data.get(f"{line}-fact", ""), data.get(f"{line}-more", "").strip()
    if fact not in LOOKED_UP or not text or len(text) > LONGEST or not text.isprintable():
        return
    try:
        found = vocabulary.find(fact, text)
    except NotFound:
        return
    values = data.getlist(f"{line}-values")
    data.setlist(f"{line}-values", list(dict.fromkeys([*values, *found])))
    data[f"{line}-more"] = ""


def changed(data: QueryDict, asked: str) -> tuple[QueryDict, str]:
    """Return the data as a button asks for it, and the id of what to look at next; empty for nothing."""
    found = _ASKED.fullmatch(asked[:40])
    new = data.copy()
    if found is None:
        return new, ""
    if found[1] in ("add", "by-hand"):
        return new, _add_row(new, by_hand=found[1] == "by-hand")
    if found[1] == "try":
        return new, "conditions-tried"
    row = f"{PREFIX}-{found[3]}"
    if found[2] == "line":
        return new, _add_line(new, row)
    if found[2] == "unline" and found[4]:
        return new, _remove_line(new, row, int(found[4]))
    return new, f"{row}-line-{found[4]}"


def _add_row(data: QueryDict, *, by_hand: bool) -> str:
    number = _total(data, f"{PREFIX}-TOTAL_FORMS", MAX_CRITERIA)
    if number < MAX_CRITERIA:
        data[f"{PREFIX}-TOTAL_FORMS"] = str(number + 1)
        if by_hand:
            data[f"{PREFIX}-{number}-by_hand"] = "1"
        else:
            _add_line(data, f"{PREFIX}-{number}")
    return f"{PREFIX}-{min(number, MAX_CRITERIA - 1)}"


def _add_line(data: QueryDict, row: str) -> str:
    name = f"{row}-line-TOTAL_FORMS"
    number = _total(data, name, MOST_LINES)
    data[name] = str(min(number + 1, MOST_LINES))
    data[f"{row}-line-INITIAL_FORMS"] = "0"
    if number and data.get(f"{row}-joined", "") == Joined.ALONE:
        data[f"{row}-joined"] = Joined.ALL.value
    return f"{row}-line-{min(number, MOST_LINES - 1)}"


def _remove_line(data: QueryDict, row: str, number: int) -> str:
    """Take a line out and move up those after it; the last one becomes empty."""
    name = f"{row}-line-TOTAL_FORMS"
    total = _total(data, name, MOST_LINES + 5)
    if number >= total:
        return row
    sent = re.compile(rf"{re.escape(row)}-line-(\d{{1,3}})-(.+)")
    moved: dict[str, list[str]] = {}
    for key in [key for key in data if sent.fullmatch(key)]:
        place, field = sent.fullmatch(key).groups()  # type: ignore[union-attr]
        values = data.pop(key)
        if int(place) != number:
            moved[f"{row}-line-{int(place) - (int(place) > number)}-{field}"] = values
    for key, values in moved.items():
        data.setlist(key, values)
    data[name] = str(max(total - 1, 1))
    if total <= 2 and data.get(f"{row}-joined") in (Joined.ALL, Joined.ANY):
        data[f"{row}-joined"] = Joined.ALONE.value
    return row
