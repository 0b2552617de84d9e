"""The rows of somebody's table, in the words of the directory; a row with a wrong cell is left out."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from vivier.core.names import fold
from vivier.core.sheets import Sheet, whole
from vivier.core.translation import LANGUAGES
from vivier.directory import fields
from vivier.directory.fields import Value
from vivier.directory.models import Actor, ActorRole, web_address
from vivier.directory.refresh import Arrival
from vivier.directory.refusals import InvalidValue
from vivier.directory.sheet_mapping import is_number, label_of
from vivier.reference.lookup import commune_code
from vivier.reference.models import Discipline

_SEPARATORS = re.compile(r"\s*[;|,/\n]\s*")
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d")


@dataclass(frozen=True, slots=True)
class Faulty:
    """A row that is left out: its line, its cells, what is wrong with it."""

    line: int
    cells: list[str]
    problems: list[str]


class WrongCell(Exception):
    """A cell its field cannot hold; the text says why."""


@dataclass(slots=True)
class SheetReader:
    """Reads the rows of a table by a mapping of fields to columns, with what is assumed of new records."""

    mapping: Mapping[str, str]
    if_new: Mapping[str, Value] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    _disciplines: dict[str, str] = field(default_factory=dict)

    def of(self, sheet: Sheet) -> Iterator[Arrival | Faulty]:
        """Yield an arrival for each row that can be used, a faulty row for each that cannot."""
        self._disciplines = discipline_words()
        places = {target: sheet.columns.index(column) for target, column in self.mapping.items()}
        for line, cells in sheet.rows():
            said = {target: cells[place] for target, place in places.items() if cells[place]}
            yield self._row(line, cells, said)

    def _row(self, line: int, cells: list[str], said: dict[str, str]) -> Arrival | Faulty:
        problems: list[str] = []
        values: dict[str, Value] = {}
        for target, text in said.items():
            if target != "external_id":
                try:
                    values[target] = self._value(target, text)
                except (WrongCell, InvalidValue) as error:
                    words = {"field": label_of(target), "why": error}
                    problems.append(_("%(field)s: %(why)s") % words)
        if not said.get("name"):
            problems.append(_("There is no name."))
        origin = _place(values)
        mark = _mark(said, values)
        if "\x00" in "".join(cells):
            problems.append(_("The text holds a character that cannot be stored."))
        if not problems and mark in self.seen:
            problems.append(_("It is the same as line %(line)s.") % {"line": self.seen[mark]})
        self.seen.setdefault(mark, line)
        return Faulty(line, cells, problems) if problems else Arrival(mark, values, origin, dict(self.if_new))

    def _value(self, target: str, text: str) -> Value:
        if target == "disciplines":
            return _listed(text, self._disciplines, target)
        read = _READERS.get(target)
        return fields.clean(target, read(text) if read else text)


def _mark(said: Mapping[str, str], values: Mapping[str, Value]) -> str:
    """Return what the source calls it: its own identifier, else its number, else its name and postal code."""
    if said.get("external_id"):
        return whole(said["external_id"])[:120]
    if values.get("enterprise_number"):
        return str(values["enterprise_number"])
    return f"{fold(said.get('name', ''))}|{values.get('postal_code', '')}"[:120]


def _place(values: dict[str, Value]) -> dict[str, str]:
    """Find the commune from the town and the postal code; return how it was found."""
    town, code = str(values.get("city") or ""), str(values.get("postal_code") or "")
    if town and (commune := commune_code(town, code)):
        values["territory"] = commune
        return {"placed_with": "commune"}
    if code and (commune := commune_code("", code)):
        values["territory"] = commune
        return {"placed_with": "postal_code"}
    return {}


def number_of(text: str) -> str:
    """Return the ten digits of an enterprise number, however it was written or stored."""
    if not is_number(text):
        raise WrongCell(_("“%(text)s” is not an enterprise number.") % {"text": text[:40]})
    return re.sub(r"\D", "", whole(text)).zfill(10)


def web_address_of(text: str) -> str:
    """Return a web address, completed when its beginning was left out; raise WrongCell."""
    address = text if "://" in text else f"https://{text}"
    try:
        web_address(address)
    except ValidationError as error:
        raise WrongCell(_("“%(text)s” is not a web address.") % {"text": text[:80]}) from error
    return address


def day_of(text: str) -> str:
    """Return a day as 2001-12-31, however it was written; raise WrongCell."""
    for pattern in _DAYS:
        try:
            found = datetime.strptime(text[:10], pattern).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
        if date(1200, 1, 1) <= found <= date(2200, 1, 1):
            return found.isoformat()
    raise WrongCell(_("“%(text)s” is not a day: write 2001-12-31 or 31/12/2001.") % {"text": text[:40]})


def _count(text: str) -> int:
    digits = whole(text).replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 8):
        raise WrongCell(_("“%(text)s” is not a whole number.") % {"text": text[:40]})
    return int(digits)


def _listed(text: str, words: Mapping[str, str], target: str) -> list[str]:
    whole_text = words.get(fold(text))
    if whole_text:
        return [whole_text]
    parts = [one for one in _SEPARATORS.split(text) if one]
    unknown = next((one for one in parts if fold(one) not in words), None)
    if unknown is not None:
        raise WrongCell(_one_of(unknown, target))
    return sorted({words[fold(one)] for one in parts})


def _choice(target: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        found = _choice_words(target).get(fold(text))
        if found is None:
            raise WrongCell(_one_of(text, target))
        return found

    return read


def _one_of(text: str, target: str) -> str:
    words = {"value": text[:60], "field": label_of(target).lower()}
    return _("“%(value)s” is not known here as a value of “%(field)s”.") % words


_CHOICES: dict[str, Any] = {"kind": Actor.Kind, "legal_form": Actor.LegalForm, "roles": ActorRole.Kind}


@lru_cache(maxsize=8)
def _choice_words(target: str) -> dict[str, str]:
    """Return the code of every word a choice is called by, in every language."""
    words: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            for code, label in _CHOICES[target].choices:
                for one in (code, str(label), str(label).split(" (", 1)[0]):
                    words.setdefault(fold(one), str(code))
    for short, code in (("asbl", "asbl"), ("vzw", "asbl"), ("sprl", "srl"), ("bv", "srl"), ("nv", "sa")):
        if target == "legal_form":
            words.setdefault(short, code)
    return words


def discipline_words() -> dict[str, str]:
    """Return the code of every discipline by its folded name in every language."""
    rows = Discipline.objects.values_list("code", *(f"label_{one}" for one in LANGUAGES))
    return {fold(word): row[0] for row in rows for word in row if word}


_READERS: dict[str, Callable[[str], Any]] = {
    "enterprise_number": number_of,
    "website": web_address_of,
    "founded_on": day_of,
    "closed_on": day_of,
    "headcount_low": _count,
    "postal_code": whole,
    "kind": _choice("kind"),
    "legal_form": _choice("legal_form"),
    "roles": lambda text: _listed(text, _choice_words("roles"), "roles"),
    "former_names": lambda text: [one for one in re.split(r"\s*[;|]\s*", text) if one],
}


@dataclass(slots=True)
class Findings:
    """What checking a table found: how many rows, the first as understood, the first that are wrong."""

    rows: int = 0
    wrong: int = 0
    preview: list[dict[str, Value]] = field(default_factory=list)
    problems: list[tuple[int, list[str]]] = field(default_factory=list)


def check(read: Iterable[Arrival | Faulty], *, shown: int = 10, listed: int = 50) -> Findings:
    """Read every row and say what is found; nothing is stored."""
    found = Findings()
    for one in read:
        found.rows += 1
        if isinstance(one, Faulty):
            found.wrong += 1
            if len(found.problems) < listed:
                found.problems.append((one.line, one.problems))
        elif len(found.preview) < shown:
            found.preview.append({"external_id": one.external_id, **one.values})
    return found
