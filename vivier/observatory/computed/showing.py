"""One table of a computed figure, the same for the page, the download, the API, the widget and the report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.translation import current_language, label_of
from vivier.directory.models import Actor
from vivier.observatory.computed import keeping
from vivier.observatory.computed.counting import (
    FEW,
    UNKNOWN,
    WITHHELD,
    Counted,
    Line,
    choices_in,
    counted,
    read_line,
)
from vivier.observatory.computed.measures import (
    BREAKDOWNS,
    CROSSED,
    MEASURES,
    PLACES,
    YEARS,
    Choice,
    Measure,
    Words,
)
from vivier.observatory.models import Snapshot
from vivier.reference import lookup
from vivier.reference.models import Discipline
from vivier.registers.sectors import current_definitions

SERIES_LENGTH = 36
DOMAINS: Mapping[str, Words] = {
    "advertising": gettext_lazy("Advertising and communication"),
    "architecture": gettext_lazy("Architecture"),
    "audiovisual": gettext_lazy("Film, video, television"),
    "books_press": gettext_lazy("Books and press"),
    "broadcasting": gettext_lazy("Broadcasting"),
    "crafts": gettext_lazy("Arts and crafts"),
    "design": gettext_lazy("Design"),
    "education": gettext_lazy("Artistic education"),
    "fashion": gettext_lazy("Fashion"),
    "games": gettext_lazy("Video games"),
    "heritage": gettext_lazy("Heritage and museums"),
    "language": gettext_lazy("Translation and interpretation"),
    "libraries": gettext_lazy("Libraries and archives"),
    "music": gettext_lazy("Music"),
    "performing_arts": gettext_lazy("Performing arts"),
    "software": gettext_lazy("Software"),
    "visual_arts": gettext_lazy("Visual arts"),
}


class NotCounted(Exception):
    """A table nobody counts; `parameter` names what was asked wrongly, the text says what may be asked."""

    def __init__(self, parameter: str, text: str) -> None:
        super().__init__(text)
        self.parameter = parameter


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line: code, words, number (None when it is not shown, then `cover` says why)."""

    code: str
    label: str
    value: Decimal | None
    cover: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A measure by one property, in one snapshot, under one choice; `lines` in the order of the page."""

    measure: Measure
    by: str
    choice: Choice
    snapshot: Snapshot
    total: ShownLine
    lines: tuple[ShownLine, ...]

    @property
    def day(self) -> date:
        return localdate(self.snapshot.taken_at)

    @property
    def by_words(self) -> str:
        return str(BREAKDOWNS[self.by])

    @property
    def withheld_count(self) -> int:
        return sum(line.cover == WITHHELD for line in self.lines)

    @property
    def few_count(self) -> int:
        return sum(line.cover == FEW for line in (self.total, *self.lines))


def shown(
    slug: str, *, by: str = "", definition: str = "", nace: str = "", snapshot: str = ""
) -> Shown | None:
    """Return a table; None when nothing was photographed to count. Raise NotCounted for no such table."""
    measure = MEASURES.get(slug)
    if measure is None:
        raise NotCounted("slug", _("There is no such figure."))
    taken = snapshot_of(snapshot)
    if taken is None or not holds(taken, measure):
        return None
    by = by or measure.breakdowns[0]
    if by not in measure.breakdowns:
        raise NotCounted(
            "by", _("It can be parted by: %(names)s.") % {"names": ", ".join(measure.breakdowns)}
        )
    choice = chosen(measure, taken, definition, nace)
    return table(measure, by, choice, taken)


def table(measure: Measure, by: str, choice: Choice, taken: Snapshot) -> Shown:
    """Return one table of what was counted."""
    found = counted(taken, measure, choice)
    words = labels(by)
    lines = tuple(_in_words(line, words) for line in found.tables[by])
    total = ShownLine("", _("Total"), found.total.value, found.total.cover)
    return Shown(measure, by, choice, taken, total, lines)


def holds(taken: Snapshot, measure: Measure) -> bool:
    """Whether a snapshot has anything to count: without an extract of the register nobody knows, not 0."""
    return bool(taken.record_count) if measure.has_definitions else True


def snapshot_of(asked: str) -> Snapshot | None:
    """Return the snapshot of a number, the newest for ""; raise NotCounted for one that does not exist."""
    if not asked:
        return Snapshot.objects.light().first()
    known = (
        Snapshot.objects.light().filter(pk=int(asked)).first()
        if asked.isdecimal() and len(asked) < 10
        else None
    )
    if known is None:
        raise NotCounted("snapshot", _("There is no snapshot of this number."))
    return known


def chosen(measure: Measure, taken: Snapshot, definition: str, nace: str) -> Choice:
    """Return the choice asked for; by default the definition the imports use, all versions of NACE."""
    known = choices_in(taken, measure)
    if not measure.has_definitions:
        return known[0]
    slugs = sorted({one.definition for one in known})
    used = next((slug for slug in current_definitions() if slug in slugs), slugs[0] if slugs else "")
    asked = Choice(definition or used, nace)
    if asked.definition not in slugs and slugs:
        raise NotCounted("definition", _("Definitions: %(names)s.") % {"names": ", ".join(slugs)})
    if asked not in known and known:
        versions = ", ".join(sorted({one.nace for one in known if one.nace}))
        raise NotCounted("nace", _("Versions of NACE: %(names)s.") % {"names": versions})
    return asked


def series(measure: Measure, choice: Choice) -> list[tuple[date, Line]]:
    """Return the totals of the last snapshots, oldest first; where the choice was not counted, nothing."""
    taken = list(Snapshot.objects.light()[:SERIES_LENGTH])
    digests = [one.digest for one in taken]
    kept = keeping.totals_kept(digests, measure.slug, choice.definition, choice.nace)
    waiting = keeping.waiting(digests)
    found = []
    for one in reversed(taken):
        if one.digest in kept:
            found.append((localdate(one.taken_at), read_line(kept[one.digest])))
        elif one.digest in waiting and choice in choices_in(one, measure):
            found.append((localdate(one.taken_at), counted(one, measure, choice).total))
    return found


def definition_name(taken: Snapshot, slug: str) -> str:
    """Return the name a definition had when the snapshot was taken, in the page's language."""
    _version, names = (taken.definitions or taken.held["definitions"])[slug]
    return str(names[current_language()] or names["fr"])


def side_by_side(measure: Measure, taken: Snapshot, nace: str = "") -> list[tuple[str, str, Line]]:
    """Return (definition, its name, total) under every definition of the sector, never added up."""
    choices = [one for one in choices_in(taken, measure) if one.nace == nace and one.definition]
    return [
        (
            one.definition,
            definition_name(taken, one.definition),
            counted(taken, measure, one).total,
        )
        for one in choices
    ]


Crossed = list[tuple[str, list[Line]]]


def crossed(measure: Measure, choice: Choice, taken: Snapshot, places: list[str]) -> Crossed:
    """Return, for every discipline or domain, one number per province asked for; nought where none is."""
    name = next((one for one in CROSSED if one in measure.columns()), "")
    if not name:
        return []
    found: Counted = counted(taken, measure, choice)
    by_code = {line.code: line for line in found.tables[name]}
    first = CROSSED[name][0]
    words = labels(first)
    return [
        (words(row.code), [by_code.get(f"{row.code}|{place}", Line(place, Decimal(0))) for place in places])
        for row in found.tables[first]
        if row.code != UNKNOWN
    ]


def labels(by: str) -> Callable[[str], str]:
    """Return the words for the codes of a breakdown, in the page's language."""
    known: Mapping[str, Words] = {}
    if by == "discipline":
        known = {row.code: label_of(row) for row in Discipline.objects.all()}
    elif by in {"domain", "kind"}:
        known = DOMAINS if by == "domain" else dict(Actor.Kind.choices)
    elif by in PLACES:
        return lambda code: lookup.name_of(code) if code else _("not known")
    elif by in YEARS or by in {"nace", "size"}:
        known = {"0": _("nobody")} if by == "size" else {}
    return lambda code: str(known.get(code, code)) if code else _("not known")


def _in_words(line: Line, words: Callable[[str], str]) -> ShownLine:
    return ShownLine(line.code, words(line.code), line.value, line.cover)
