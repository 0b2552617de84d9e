"""The frozen rows of a report, looked up where they stand: a page of fifty reads fifty, not all of them."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

_KEYS, _TABLES = '{"keys":{', '},"tables":{'
_decoder = json.JSONDecoder()


class FrozenRows:
    """Reads the canonical JSON of `sealing` by position: names sorted, no spaces, each row a list of values.

    A quote inside a text is always written `\\"`: a quote after a brace or a comma begins a name or a text,
    and only after a name comes a colon. Raises ValueError or KeyError when the text is another one.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        if not text.startswith(_KEYS):
            raise ValueError("not the rows of a report")
        self._end_of_keys = text.index(_TABLES, len(_KEYS) - 1)

    def keys(self, code: str) -> list[int]:
        """Return the keys of the rows behind a figure."""
        found: list[int] = self._after(_name(code), len(_KEYS), self._end_of_keys)
        return found

    def columns(self, what: str) -> list[str]:
        """Return the columns of a kind of row."""
        found: list[str] = self._after('"columns":', self._table(what), len(self._text))
        return found

    def lines(self, what: str, keys: Iterable[int]) -> Iterator[list[Any]]:
        """Yield the rows of these keys, in their order."""
        start = self._text.index('"rows":{', self._table(what))
        for key in keys:
            yield self._after(_name(str(key)), start, len(self._text))

    def _table(self, what: str) -> int:
        return self._position(f'{_name(what)}{{"columns":', self._end_of_keys, len(self._text))

    def _after(self, name: str, start: int, end: int) -> Any:
        found, _end = _decoder.raw_decode(self._text, self._position(name, start, end) + len(name))
        return found

    def _position(self, name: str, start: int, end: int) -> int:
        position = self._text.find(name, start, end)
        while position >= 0 and self._text[position - 1] not in "{,":
            position = self._text.find(name, position + 1, end)
        if position < 0:
            raise KeyError(name)
        return position


def _name(text: str) -> str:
    return json.dumps(text, ensure_ascii=False) + ":"
