"""What the company register says of an enterprise, in the words of the directory."""

import csv
import os
import time
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Case, F, TextField, When
from django.db.models.functions import Cast

from vivier.directory.models import Actor, web_address
from vivier.directory.refresh import Arrival
from vivier.reference.lookup import commune_code, edition, territory
from vivier.reference.models import Discipline
from vivier.registers.definitions import FOLDER
from vivier.registers.imports import STEPS
from vivier.registers.models import ImportRun, RecordChange
from vivier.registers.sectors import Sectors

Form, Kind = Actor.LegalForm, Actor.Kind
SOURCE_NAME = "Banque-Carrefour des Entreprises (BCE/KBO Open Data)"
READ_AT_ONCE = 2_000
PAUSE = (0.1, 0.03)  # seconds between two looks at an import: before it stages, and then
DISCIPLINES = FOLDER / "disciplines.csv"
SOURCE_URL = "https://kbopub.economie.fgov.be/kbo-open-data"
# Legal forms of the register by code (source: KBO code table, JuridicalForm).
FORMS: dict[str, str] = {
    **dict.fromkeys(("017", "117", "217", "028"), Form.ASBL),
    **dict.fromkeys(("125", "325"), Form.AISBL),
    **dict.fromkeys(("026", "029", "018"), Form.FOUNDATION),
    **dict.fromkeys(("610", "015", "010", "215", "510", "515", "615"), Form.SRL),
    **dict.fromkeys(("014", "114", "214", "514", "614", "027"), Form.SA),
    **dict.fromkeys(
        ("001", "006", "007", "008", "009", "016", "206", "208", "506", "508", "606", "608", "706", "716"),
        Form.SC,
    ),
    **dict.fromkeys(("011", "211", "511", "611"), Form.SNC),
    **dict.fromkeys(("012", "013", "212", "213", "512", "513", "612"), Form.SCOMM),
    **dict.fromkeys(("030", "230", "235", "023", "453", "454"), Form.FOREIGN_COMPANY),
}
_PUBLIC = ("110", "116", "124", "126", "127", "128", "129", "155", "160", "301", "302", "303")


def form_of(code: str) -> str:
    """Return our legal form for a code of the register; "" when none of ours fits."""
    if code in FORMS:
        return FORMS[code]
    is_public = (
        code in _PUBLIC or code[:1] == "4" or code[:2] in {"31", "32", "33", "34", "35", "37", "38", "39"}
    )
    return Form.PUBLIC_BODY if is_public else ""


def kind_of(*, is_person: bool, form: str) -> str:
    """Return what kind of actor an enterprise is, as far as its legal form tells."""
    if is_person:
        return Kind.PERSON
    if form in {Form.ASBL, Form.AISBL, Form.FOUNDATION}:
        return Kind.ASSOCIATION
    return Kind.PUBLIC_BODY if form == Form.PUBLIC_BODY else Kind.ENTERPRISE


def arrivals_of(run: ImportRun, *, everywhere: bool = False) -> Iterator[Arrival]:
    """Yield what an applied import says, record by record; only of the home territory unless `everywhere`."""
    forget()
    gone_on = (run.extract_date or date.min).isoformat()
    for kind, number, said in _changes_of(run):
        if kind == RecordChange.Kind.GONE:
            yield Arrival(number, {"enterprise_number": number, "name": said["name"], "closed_on": gone_on})
        elif everywhere:
            yield arrival_of(said)
        elif arrival := arrival_at_home(said):
            yield arrival


def arrivals_coming(run: ImportRun) -> Iterator[Arrival]:
    """Yield the same of the home territory while a first import is still staged, as its records come.

    Ends with what was staged when all is, or when the import is over, whatever became of it; also when the
    process that imports is gone.
    """
    forget()
    last, parent = "", os.getppid()
    while os.getppid() == parent:
        step = _step_of(run)  # asked before looking: what is staged by the last step is all there is
        before = last
        for _kind, number, said in _changes_of(run, after=before) if step else ():
            last = number
            if arrival := arrival_at_home(said):
                yield arrival
        if step == STEPS[-1]:
            return
        time.sleep(0 if last > before else PAUSE[bool(step)])


def _step_of(run: ImportRun) -> str:
    """Return "" until an import stages, then the step that stages, and the last step once all is staged."""
    now = ImportRun.objects.only("state", "step").get(pk=run.pk)
    if now.is_over:
        return STEPS[-1]
    return now.step if now.step in STEPS[-2:] else ""


def _changes_of(run: ImportRun, *, after: str = "") -> Iterator[tuple[str, str, Any]]:
    """Read a run's changes some at a time: a cursor left open would keep SQLite from writing meanwhile.

    What is said is that after the change, or before it of a record that is gone.
    """
    said = Case(When(kind=RecordChange.Kind.GONE, then=F("before")), default=F("after"))
    changes = run.changes.annotate(said=Cast(said, TextField())).order_by("number")
    last = after
    while some := list(changes.filter(number__gt=last).values_list("kind", "number", "said")[:READ_AT_ONCE]):
        for kind, number, text in some:
            yield kind, number, orjson.loads(text)
        last = some[-1][1]


def arrival_at_home(said: Mapping[str, Any]) -> Arrival | None:
    """Return what a record says when it belongs to the home territory, None of one that does not."""
    commune, placed_with = commune_of(said)
    is_ours = not said["country"] and _is_home(commune)
    return _arrival(said, commune, placed_with) if is_ours else None


def arrival_of(said: Mapping[str, Any]) -> Arrival:
    """Return what a record of the register says, in the fields of the directory; silence is absent."""
    return _arrival(said, *commune_of(said))


def _arrival(said: Mapping[str, Any], commune: str | None, placed_with: str) -> Arrival:
    is_person, number = said["is_person"], said["number"]
    form, kind = _form_and_kind(is_person=is_person, code=said["form"])
    values = {
        "name": said["name"][:255],
        "kind": kind,
        "legal_form": form,
        "enterprise_number": number,
        "disciplines": disciplines_of(said["activities"]),
        "roles": ["member"],
        "city": said["town"][:120],
        "postal_code": "" if is_person else said["postal_code"][:10],
        "territory": commune,
        "website": website_of(said["website"]),
        "founded_on": said["started_on"],
    }
    origin = {"sectors": said["sectors"], "placed_by": said["placed_by"], "placed_with": placed_with}
    return Arrival(number, {one: value for one, value in values.items() if value}, origin)


@lru_cache(maxsize=1_000)
def _form_and_kind(*, is_person: bool, code: str) -> tuple[str, str]:
    form = Form.NATURAL_PERSON.value if is_person else str(form_of(code))
    return form, str(kind_of(is_person=is_person, form=form))


def website_of(written: str) -> str:
    """Return an address one can click on; "" when what was written is none."""
    address = written.strip().split()[0] if written.strip() else ""
    if not address:
        return ""
    if "://" not in address:
        address = f"https://{address}"
    try:
        web_address(address.lower() if address.isupper() else address)
    except ValidationError:
        return ""
    return address[:500]


def is_at_home(said: Mapping[str, Any]) -> bool:
    """Say whether a record belongs to the home territory; one whose commune nobody knows may."""
    return not said["country"] and _is_home(commune_of(said)[0])


def _is_home(commune: str | None) -> bool:
    found = territory(commune) if commune else None
    return found is None or settings.HOME_TERRITORY in found.chain


def commune_of(said: Mapping[str, Any]) -> tuple[str | None, str]:
    """Return the commune's code (None: unknown), and whether the town or the postal code alone gave it."""
    if said["country"]:
        return None, ""
    return _commune_at(said["town"], said["postal_code"], edition())


@lru_cache(maxsize=20_000)
def _commune_at(town: str, code: str, _edition: int) -> tuple[str | None, str]:
    if town and (commune := commune_code(town, code, country="BE")):
        return commune, "commune"
    commune = commune_code("", code)
    return commune, "postal_code" if commune else ""


def disciplines_of(activities: list[list[Any]]) -> list[str]:
    """Return the disciplines of ours that activities belong to, by the domain a definition puts them in."""
    return list(_disciplines_of(tuple([(version, code) for version, code, _main in activities])))


@lru_cache(maxsize=10_000)
def _disciplines_of(activities: tuple[tuple[str, str], ...]) -> list[str]:
    return sorted({one for activity in activities for one in _disciplines_at(*activity)})


@lru_cache(maxsize=10_000)
def _disciplines_at(version: str, code: str) -> frozenset[str]:
    disciplines, reasons = _disciplines(), _domains().reasons([(version, code, False)])
    return frozenset(disciplines[one.domain] for one in reasons if one.domain in disciplines)


@lru_cache(maxsize=1)
def _domains() -> Sectors:
    return Sectors.used()


@lru_cache(maxsize=1)
def _disciplines() -> dict[str, str]:
    known = set(Discipline.objects.values_list("code", flat=True))
    with DISCIPLINES.open(encoding="utf-8", newline="") as file:
        return {
            row["domain"]: row["discipline"] for row in csv.DictReader(file) if row["discipline"] in known
        }


def forget() -> None:
    """Read definitions and disciplines again at the next question."""
    _domains.cache_clear()
    _disciplines_of.cache_clear()
    _disciplines_at.cache_clear()
    _disciplines.cache_clear()
