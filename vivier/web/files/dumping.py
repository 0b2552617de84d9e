"""Dated dumps: every month the whole of the open data as CSV, Parquet and JSON-LD, kept for a year."""

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import duckdb
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import override

from vivier.core.exports import write_csv
from vivier.directory.models import Actor
from vivier.opportunities.models import Call
from vivier.web.files import actor_formats, call_files
from vivier.web.forms.observatory import FigureSearch
from vivier.web.showing import figure_list, relation_list

KEPT = 12
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".jsonld": "application/ld+json",
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FILE = re.compile(r"[a-z]+\.(csv|parquet|jsonld)")


@dataclass(frozen=True, slots=True)
class Dump:
    """What was published on a day: its files with their sizes in bytes."""

    day: date
    files: tuple[tuple[str, int], ...]


def dumps() -> list[Dump]:
    """Return the dumps that are kept, the newest first."""
    folders = sorted((one for one in _folder().glob("*") if _DAY.fullmatch(one.name)), reverse=True)
    return [
        Dump(
            date.fromisoformat(one.name),
            tuple((file.name, file.stat().st_size) for file in sorted(one.iterdir())),
        )
        for one in folders
    ]


def path_of(day: str, name: str) -> Path | None:
    """Return one file of a dump; None when there is none of that name."""
    if not (_DAY.fullmatch(day) and _FILE.fullmatch(name)):
        return None
    path = _folder() / day / name
    return path if path.is_file() else None


def write_when_due() -> Path | None:
    """Write the month's dump unless it is there."""
    today = timezone.localdate()
    newest = next(iter(dumps()), None)
    return write(today) if newest is None or newest.day.replace(day=1) < today.replace(day=1) else None


def write(day: date) -> Path:
    """Write the dump of a day; it appears whole or not at all, and the oldest beyond a year go."""
    _folder().mkdir(parents=True, exist_ok=True)
    work = Path(mkdtemp(prefix=".", dir=_folder()))
    try:
        with override(settings.LANGUAGE_CODE):
            for name, columns, rows in _tables():
                with (work / f"{name}.csv").open("wb") as file:
                    file.writelines(write_csv(columns, rows))
                _parquet(work / f"{name}.csv")
            _linked_data(work / "actors.jsonld")
        work.chmod(0o755)
        done = _folder() / day.isoformat()
        shutil.rmtree(done, ignore_errors=True)
        work.rename(done)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    for old in dumps()[KEPT:]:
        shutil.rmtree(_folder() / old.day.isoformat())
    return done


def _folder() -> Path:
    return Path(settings.VAR) / "dumps"


def _tables() -> Iterator[tuple[str, list[str], Iterable[Any]]]:
    keys = list(Actor.objects.published().filter(is_demo=False).order_by("pk").values_list("pk", flat=True))
    yield "actors", list(actor_formats.columns()), actor_formats.rows(keys)
    calls = Call.objects.published().filter(is_demo=False).order_by("pk")
    yield "opportunities", list(call_files.columns()), call_files.rows(calls, timezone.now())
    headings = figure_list.topics()
    found = figure_list.ordered(FigureSearch(QueryDict()).selection().indicators(), headings)
    yield "figures", figure_list.columns(), figure_list.lines(found, headings, settings.SITE_URL)
    yield "relations", relation_list.columns(), relation_list.rows([])


def _parquet(path: Path) -> None:
    """Write the same rows as Parquet, every column a text as the spreadsheet has it."""
    with duckdb.connect() as engine:
        read = engine.read_csv(str(path), all_varchar=True, header=True)
        read.write_parquet(str(path.with_suffix(".parquet")))


def _linked_data(path: Path) -> None:
    """Write what everybody may know of each actor; of a natural person name, activity and commune alone."""
    rows = Actor.objects.published().filter(is_demo=False).order_by("pk").prefetch_related("disciplines")
    with path.open("w", encoding="utf-8") as file:
        file.write('{"@context":"https://schema.org","@graph":[')
        for at, actor in enumerate(rows.iterator(chunk_size=500)):
            file.write(("," if at else "") + json.dumps(_described(actor), ensure_ascii=False))
        file.write("]}")


def _described(actor: Actor) -> dict[str, Any]:
    alone = actor_formats.is_sole_trader(actor)
    town = {"@type": "PostalAddress", "addressLocality": actor.city} if actor.city else None
    known = {
        "@type": actor_formats.SCHEMA_TYPES.get(Actor.Kind(actor.kind), "Organization"),
        "@id": actor_formats.web_address(actor),
        "name": actor.name,
        "address": town,
        "knowsAbout": [str(discipline) for discipline in actor.disciplines.all()],
        "url": "" if alone else actor.website,
        "foundingDate": actor.founded_on.isoformat() if actor.founded_on and not alone else "",
    }
    return {name: value for name, value in known.items() if value}
