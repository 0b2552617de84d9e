"""Taking a photograph of the directory and of the register: groups of like records, without names."""

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from secrets import token_hex
from typing import Any

from django.db import transaction
from django.utils import timezone

from vivier.directory.from_register import commune_of, is_at_home
from vivier.directory.models import Actor
from vivier.directory.proofs import is_natural_person
from vivier.observatory.computed import counting, keeping
from vivier.observatory.models import Snapshot
from vivier.reference import lookup
from vivier.reference.models import Territory
from vivier.registers.models import ImportRun, RegisterRecord, SectorDefinition
from vivier.registers.sectors import Sectors

Kind = Territory.Kind
LEVELS = (Kind.CANTON, Kind.ARRONDISSEMENT, Kind.PROVINCE, Kind.REGION)
AT_ONCE = 2_000
# Upper bounds of the classes of headcount, as Eurostat draws them.
SIZES = ((0, "0"), (9, "1-9"), (49, "10-49"), (249, "50-249"))
LARGEST = "250+"


def take_snapshot(*, now: datetime | None = None) -> Snapshot:
    """Photograph what is published today; when nothing has changed, the last photograph stands."""
    last_run = ImportRun.objects.applied().first()
    actors, records = sorted_groups(_actors()), sorted_groups(_records())
    codes = {row[2] for row, _n in actors} | {row[0] for row, _n in records}
    newest = Snapshot.objects.first()
    held = {
        "salt": (newest.held.get("salt") if newest else None) or token_hex(16),
        "actors": [[*row, count] for row, count in actors],
        "register": [[*row, count] for row, count in records],
        "definitions": _definitions(),
        "places": {code: places_of(code) for code in sorted(codes - {""})},
    }
    written = json.dumps(held, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    digest = hashlib.sha256(written).hexdigest()
    with transaction.atomic():
        if newest is not None and newest.digest == digest:
            return newest
        made = Snapshot.objects.create(
            taken_at=now or timezone.now(),
            extract_date=last_run.extract_date if last_run else None,
            extract_number=last_run.extract_number if last_run else None,
            actor_count=sum(count for _row, count in actors),
            record_count=sum(count for _row, count in records),
            digest=digest,
            content=zlib.compress(written, 9),
            definitions=held["definitions"],
        )
        counting.keep(made)
    return made


def take_when_due() -> Snapshot | None:
    """Photograph once a month, and whenever another extract of the register has been applied."""
    newest = Snapshot.objects.light().first()
    if newest is None:
        return take_snapshot() if Actor.objects.published().filter(is_demo=False).exists() else None
    run = ImportRun.objects.applied().first()
    number = run.extract_number if run else None
    taken, today = timezone.localdate(newest.taken_at), timezone.localdate()
    is_old = taken.replace(day=1) < today.replace(day=1)
    return take_snapshot() if is_old or number != newest.extract_number else None


def keep_missing() -> None:
    """Count again the snapshots whose counts an earlier method kept, or that nobody counted."""
    waiting = keeping.waiting(Snapshot.objects.values_list("digest", flat=True))
    for digest in sorted(waiting):
        counting.keep(Snapshot.objects.filter(digest=digest)[0])


def sorted_groups(rows: Iterable[str]) -> list[tuple[list[Any], int]]:
    """Count like rows (each written as JSON), in an order that depends on nothing but what they say."""
    return [(json.loads(row), count) for row, count in sorted(Counter(rows).items())]


def size_of(low: int | None, high: int | None) -> str:
    """Return the class of headcount a band lies in; "" when it is unknown or lies across two."""
    classes = {_class_of(number) for number in (low, high) if number is not None}
    return classes.pop() if len(classes) == 1 else ""


def _class_of(number: int) -> str:
    return next((name for most, name in SIZES if number <= most), LARGEST)


def places_of(code: str) -> list[str]:
    """Return the canton, arrondissement, province and region of a commune, "" where there is none."""
    row = lookup.territory(code)
    layers = [found for one in (row.chain if row else []) if (found := lookup.territory(one))]
    kinds = {layer.kind: layer.code for layer in layers}
    return [kinds.get(level, "") for level in LEVELS]


def _actors() -> Iterator[str]:
    """Yield every published actor as a row of facts its record shows; of a natural person it shows fewer.

    Demonstration actors are no part of the sector.
    """
    rows = Actor.objects.published().filter(is_demo=False).order_by("pk").prefetch_related("disciplines")
    for one in rows.select_related("territory").iterator(chunk_size=AT_ONCE):
        is_private = is_natural_person(one)
        yield _row(
            one.kind,
            sorted(discipline.code for discipline in one.disciplines.all()),
            one.territory.code if one.territory else "",
            "" if is_private else size_of(one.headcount_low, one.headcount_high),
            "" if is_private else _year(one.founded_on),
            _year(one.closed_on),
        )


def _records() -> Iterator[str]:
    """Yield every enterprise of the register in the home territory, and why each definition counts it in."""
    sectors = Sectors.newest()
    rows = RegisterRecord.objects.order_by("pk").values_list("said", "gone_on")
    for said, gone_on in rows.iterator(chunk_size=AT_ONCE):
        if is_at_home(said) and (reasons := reasons_of(said["activities"], sectors)):
            started = said["started_on"][:4] if said["started_on"] else ""
            yield _row(commune_of(said)[0] or "", started, _year(gone_on), reasons)


def reasons_of(activities: list[list[Any]], sectors: Sectors) -> list[list[Any]]:
    """Return [asked version of NACE, definition, version, NACE version, code, weight, domain] of each reason.

    The first column is "" for the heaviest reason among the activities of all versions.
    """
    found = []
    for asked in ("", *sorted({version for version, _code, _main in activities})):
        some = [(version, code, main) for version, code, main in activities if asked in ("", version)]
        found += [[asked, *reason.as_data()] for reason in sectors.memberships(some)]
    return found


def _row(*values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _year(day: date | None) -> str:
    return str(day.year) if day else ""


def _definitions() -> dict[str, list[Any]]:
    names = ("name_fr", "name_en", "name_nl", "name_de")
    return {
        one.slug: [one.version, {name[5:]: getattr(one, name) for name in names}]
        for one in SectorDefinition.objects.order_by("slug", "version")
    }
