"""Published figures become indicators: idempotent, each figure with its source, texts of people kept."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.load_counts import LoadCounts
from vivier.core.names import address_of, fold
from vivier.observatory import shipped
from vivier.observatory.models import Comparison, Figure, Indicator, Topic
from vivier.reference import lookup
from vivier.reference.models import Territory
from vivier.search import queue

if TYPE_CHECKING:
    from vivier.accounts.models import User

FOLDER = settings.ROOT / "data" / "observatory"
_LAYERS = (Territory.Kind.UNION, Territory.Kind.COUNTRY, Territory.Kind.REGION)
Texts = Mapping[str, Mapping[str, str]]


class FigureRow(Protocol):
    """One line of a list of published figures."""

    @property
    def indicator(self) -> str: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def unit(self) -> str: ...
    @property
    def year(self) -> int | None: ...
    @property
    def territory(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def source_url(self) -> str: ...
    @property
    def line(self) -> int: ...


@transaction.atomic
def store_figures(
    rows: Iterable[FigureRow],
    *,
    by: "User | None",
    translations: Texts | None = None,
) -> LoadCounts:
    """Store published figures, grouped by indicator and unit, with the words of `data/observatory`.

    `translations` gives English texts by French key: {"Wallonie": {"territory_en": "Wallonia"}, …}.
    Figures follow their source; names, definitions and caveats only fill what is empty, so that nothing
    a person wrote is lost. A second value of one source for one year, place and perimeter is refused:
    one of the two must be wrong.
    """
    words = shipped.read(FOLDER)
    _store_topics(words)
    comparisons = _store_comparisons(words)
    counts = LoadCounts()
    groups = _grouped(rows, counts)
    known = {(row.name_fr, row.unit): row for row in Indicator.objects.prefetch_related("figures")}
    addresses = {row.slug for row in known.values()}
    for position, (key, group) in enumerate(groups.items(), start=1):
        described = _described(key, group, words, translations or {}, comparisons)
        indicator = known.get(key) or Indicator(
            name_fr=key[0], unit=key[1], slug=_address(key, addresses), position=position
        )
        is_changed = _fill(indicator, described)
        figures = [_figure(row, words, translations or {}) for row in group]
        if _store_group(indicator, figures, counts, is_new=key not in known) or is_changed:
            queue.changed("indicator", indicator.pk)
    if counts.created or counts.changed:
        done = f"{counts.created} created, {counts.changed} changed"
        journal.record("figures.loaded", None, by=by, reason=done)
    return counts


def _store_topics(words: shipped.Words) -> None:
    for position, row in enumerate(words.topics, start=1):
        Topic.objects.get_or_create(code=row["code"], defaults={**row, "position": position})


def _store_comparisons(words: shipped.Words) -> dict[str, Comparison]:
    for position, row in enumerate(words.comparisons, start=1):
        Comparison.objects.get_or_create(code=row["code"], defaults={**row, "position": position})
    return {row.code: row for row in Comparison.objects.all()}


def _grouped(rows: Iterable[FigureRow], counts: LoadCounts) -> dict[tuple[str, str], list[FigureRow]]:
    """Group rows by name (without "plus de") and unit; refuse a second value of the same source."""
    groups: dict[tuple[str, str], list[FigureRow]] = {}
    values: dict[tuple[Any, ...], Decimal] = {}
    for row in rows:
        key = (shipped.parted(row.indicator)[0], row.unit)
        same = (*key, row.year, row.territory, row.scope, row.source_url)
        if same in values:
            counts.refused += 1
            counts.notes.append(
                _("line %(line)d: this source already gives a value for “%(name)s”, same year and perimeter")
                % {"line": row.line, "name": key[0]}
            )
            continue
        values[same] = row.value
        groups.setdefault(key, []).append(row)
    return groups


def _described(
    key: tuple[str, str],
    group: list[FigureRow],
    words: shipped.Words,
    translations: Texts,
    comparisons: Mapping[str, Comparison],
) -> dict[str, Any]:
    ours = words.indicators.get(key, {})
    english = translations.get(group[0].indicator, {}).get("title_en", "")
    return {
        "name_en": shipped.parted(english)[0],
        "unit_en": translations.get(key[1], {}).get("unit_en", ""),
        "topic": ours.get("topic", ""),
        "comparison": comparisons.get(ours.get("comparison", "")),
        **{name: ours.get(name, "") for name in ("definition_fr", "definition_en", "caveat_fr", "caveat_en")},
    }


def _fill(indicator: Indicator, described: Mapping[str, Any]) -> bool:
    """Fill what is empty; say whether anything was."""
    missing = {name: value for name, value in described.items() if value and not getattr(indicator, name)}
    for name, value in missing.items():
        setattr(indicator, name, value)
    if missing or indicator.pk is None:
        indicator.save()
    return bool(missing)


def _figure(row: FigureRow, words: shipped.Words, translations: Texts) -> dict[str, Any]:
    source = words.source_of(row.source_url)
    return {
        "value": row.value,
        "precision": shipped.parted(row.indicator)[1],
        "year": row.year,
        "territory": row.territory,
        "territory_en": translations.get(row.territory, {}).get("territory_en", ""),
        "territory_code": territory_code(row.territory),
        "scope": row.scope,
        "scope_en": translations.get(row.scope, {}).get("scope_en", ""),
        "source_name": source["name"],
        "source_kind": source["kind"],
        "source_url": row.source_url,
    }


def _store_group(
    indicator: Indicator, figures: Iterable[Mapping[str, Any]], counts: LoadCounts, *, is_new: bool
) -> bool:
    existing = {} if is_new else {_identity(vars(row)): row for row in indicator.figures.all()}
    is_changed = is_new
    for values in figures:
        known = existing.get(_identity(values))
        if known is None:
            Figure.objects.create(indicator=indicator, **values)
            counts.created += 1
        elif any(getattr(known, name) != value for name, value in values.items()):
            Figure.objects.filter(pk=known.pk).update(**values)
            counts.changed += 1
        else:
            counts.unchanged += 1
            continue
        is_changed = True
    return is_changed


def _identity(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return (values["year"], values["territory"], values["scope"], values["source_url"])


def territory_code(name: str) -> str:
    """Return the code of the place a source names: a layer ("Bruxelles" is the Region), else a commune."""
    wanted = fold(name.strip())
    layers = [row for row in lookup.territories().values() if row.kind in _LAYERS]
    for row in layers:
        if wanted and fold(row.label_fr) == wanted:
            return row.code
    for row in layers:
        if wanted and fold(row.label_fr).startswith(f"{wanted}-"):
            return row.code
    return lookup.commune_code(name) or ""


def _address(key: tuple[str, str], taken: set[str]) -> str:
    """Return an address nobody has: the name, with the unit or a number when it is taken."""
    base = address_of(key[0], length=100)
    candidates = [base, f"{base}-{address_of(key[1], length=15)}"]
    number = 2
    while candidates[0] in taken:
        candidates = candidates[1:] or [f"{base}-{number}"]
        number += 1
    taken.add(candidates[0])
    return candidates[0]
