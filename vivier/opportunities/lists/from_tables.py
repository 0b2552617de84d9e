"""The rows of somebody's list, in the words of our opportunities; a row with a wrong cell is left out."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from vivier.core.listings import Table
from vivier.core.names import fold
from vivier.core.sheets import whole
from vivier.core.translation import LANGUAGES
from vivier.directory.from_sheet import Faulty, WrongCell, day_of, discipline_words, web_address_of
from vivier.opportunities import fields
from vivier.opportunities.conditions.whereabouts import place_for
from vivier.opportunities.lists.column_words import label_of
from vivier.opportunities.models import Audience, Kind
from vivier.opportunities.refusals import InvalidCall
from vivier.opportunities.status import ZONE, end_of_day, start_of_day

_SEPARATORS = re.compile(r"\s*[;|,\n]\s*")
_NUMBER = re.compile(r"[^0-9.,-]")
_DAY_ONLY = re.compile(r"^(\d{4}[-/]\d\d[-/]\d\d|\d\d[-/.]\d\d[-/.]\d{4})([T ]00:00(:00(\.0+)?)?)?$")
_YES = frozenset({"oui", "yes", "ja", "true", "vrai", "wahr", "1", "x"})
_NO = frozenset({"non", "no", "nee", "nein", "false", "faux", "falsch", "0"})
LANGUAGE_TEXTS = ("title", "summary", "eligibility", "edition", "place")
_SHORT = {"title": 255, "edition": 80, "place": 200}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list: what it says of an opportunity, its scheme and issuer when it is new."""

    external_id: str
    title: str
    values: Mapping[str, Any]
    scheme: str = ""
    issuer: str = ""


@dataclass(slots=True)
class TableReader:
    """Reads the rows of a table by a mapping of fields to columns; texts are in `language`."""

    mapping: Mapping[str, str]
    language: str = "fr"
    seen: dict[str, int] = field(default_factory=dict)
    _disciplines: dict[str, str] = field(default_factory=dict)

    def of(self, table: Table) -> Iterator[Entry | Faulty]:
        """Yield an entry for each row that can be used, a faulty row for each that cannot."""
        self._disciplines = discipline_words()
        places = {target: table.columns.index(column) for target, column in self.mapping.items()}
        for line, cells in table.rows():
            said = {target: cells[place].strip() for target, place in places.items() if cells[place].strip()}
            yield self._row(line, cells, said)

    def _row(self, line: int, cells: list[str], said: dict[str, str]) -> Entry | Faulty:
        problems: list[str] = []
        values: dict[str, Any] = {}
        for target, text in said.items():
            try:
                values |= self._values(target, text)
            except (WrongCell, InvalidCall) as error:
                words = {"field": label_of(target), "why": error}
                problems.append(_("%(field)s: %(why)s") % words)
        problems += list(self._wrong_as_a_whole(line, cells, said, values))
        if problems:
            return Faulty(line, cells, problems)
        title = said["title"][:255]
        return Entry(_mark(said), title, values, said.get("scheme", "")[:255], said.get("issuer", "")[:255])

    def _wrong_as_a_whole(
        self, line: int, cells: list[str], said: Mapping[str, str], values: Mapping[str, Any]
    ) -> Iterator[str]:
        if "\x00" in "".join(cells):
            yield _("The text holds a character that cannot be stored.")
            return
        if not said.get("title"):
            yield _("There is no title.")
        try:
            fields.check_together(values)
        except InvalidCall as error:
            yield str(error)
        mark = _mark(said)
        if mark in self.seen:
            yield _("It is the same as line %(line)s.") % {"line": self.seen[mark]}
        self.seen.setdefault(mark, line)

    def _values(self, target: str, text: str) -> dict[str, Any]:
        """Return the values of our fields that a cell speaks of."""
        if target in ("external_id", "scheme", "issuer"):
            return {}
        if target in LANGUAGE_TEXTS:
            return self._text(target, text)
        if target == "disciplines":
            return {"disciplines": _listed(text, self._disciplines)}
        if target == "closes_at":
            moment, is_day = moment_of(text, last=True)
            return {"closes_at": fields.clean("closes_at", moment), "closes_on_day": is_day}
        read = _READERS.get(target)
        return {target: fields.clean(target, read(text) if read else text)}

    def _text(self, target: str, text: str) -> dict[str, Any]:
        name = f"{target}_{self.language}"
        if target in ("edition", "place") and self.language == "fr":
            name = target
        values = {name: fields.clean(name, text[: _SHORT.get(target, len(text))])}
        if target == "place" and (territory := place_for(text)):
            values["territory"] = territory
        return values


def _mark(said: Mapping[str, str]) -> str:
    """Return what the source calls it: its own identifier, else its address, else its title."""
    if said.get("external_id"):
        return whole(said["external_id"])[:200]
    return (said.get("url") or fold(said.get("title", "")))[:200]


def moment_of(text: str, *, last: bool = False) -> tuple[datetime, bool]:
    """Return a moment and whether only its day was said: then its first minute, or its last.

    Raises WrongCell. Hours without a zone are those of Belgium.
    """
    if _DAY_ONLY.match(text):
        day = date.fromisoformat(day_of(text))
        return (end_of_day(day) if last else start_of_day(day)), True
    try:
        found = _moment(text)
        moment = found.astimezone(ZONE) if found.tzinfo else found.replace(tzinfo=ZONE)
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise _no_day(text) from error
    if not 1900 < moment.year < 2200:
        raise _no_day(text)
    return moment, False


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)


def _no_day(text: str) -> WrongCell:
    return WrongCell(_("“%(text)s” is not a day: write 2001-12-31 or 31/12/2001.") % {"text": text[:40]})


def amount_of(text: str) -> Decimal:
    """Return an amount of money, however its thousands and cents are parted; raise WrongCell."""
    digits = _NUMBER.sub("", text).strip(".,")
    mark = max(digits.rfind(","), digits.rfind("."))
    others = {",", "."} & set(digits)
    is_thousands = len(others) == 1 and (digits.count(digits[mark]) > 1 or len(digits) - mark == 4)
    if mark >= 0 and not is_thousands:
        digits = re.sub(r"[.,]", "", digits[:mark]) + "." + digits[mark + 1 :]
    else:
        digits = re.sub(r"[.,]", "", digits)
    try:
        return Decimal(digits)
    except InvalidOperation as error:
        raise WrongCell(_("“%(text)s” is not an amount.") % {"text": text[:40]}) from error


def _yes_or_no(text: str) -> bool:
    word = fold(text)
    if word in _YES or word in _NO:
        return word in _YES
    raise WrongCell(_("“%(text)s” is neither yes nor no.") % {"text": text[:40]})


def _listed(text: str, words: Mapping[str, str]) -> list[str]:
    if code := words.get(fold(text)):
        return [code]
    parts = [one for one in _SEPARATORS.split(text) if one]
    unknown = next((one for one in parts if fold(one) not in words), None)
    if unknown is not None:
        raise WrongCell(_("“%(value)s” is not known here.") % {"value": unknown[:60]})
    return sorted({words[fold(one)] for one in parts})


def _kind(text: str) -> str:
    found = _words(Kind).get(fold(text))
    if found is None:
        raise WrongCell(_("“%(value)s” is not known here.") % {"value": text[:60]})
    return found


@lru_cache(maxsize=4)
def _words(choices: Any) -> dict[str, str]:
    """Return the code of every word a choice is called by, in every language."""
    words: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            for code, label in choices.choices:
                words.setdefault(fold(code), code)
                words.setdefault(fold(str(label)), code)
    return words


_READERS: dict[str, Callable[[str], Any]] = {
    "kind": _kind,
    "audiences": lambda text: _listed(text, _words(Audience)),
    "opens_at": lambda text: moment_of(text)[0],
    "is_permanent": _yes_or_no,
    "amount_min": amount_of,
    "amount_max": amount_of,
    "currency": lambda text: text.upper(),
    "url": web_address_of,
    "source_url": web_address_of,
}


@dataclass(slots=True)
class Findings:
    """What checking a list found: how many rows, the first as understood, the first that are wrong."""

    rows: int = 0
    wrong: int = 0
    preview: list[dict[str, Any]] = field(default_factory=list)
    problems: list[tuple[int, list[str]]] = field(default_factory=list)


def check(read: Iterable[Entry | Faulty], *, shown: int = 10, listed: int = 50) -> Findings:
    """Read every row and say what is found; nothing is stored."""
    found = Findings()
    for one in read:
        found.rows += 1
        if isinstance(one, Faulty):
            found.wrong += 1
            if len(found.problems) < listed:
                found.problems.append((one.line, one.problems))
        elif len(found.preview) < shown:
            values = {name: fields.plain(value) for name, value in one.values.items()}
            said = {"external_id": one.external_id, "scheme": one.scheme, "issuer": one.issuer}
            found.preview.append(said | values)
    return found
