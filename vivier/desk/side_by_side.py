"""Two records side by side: what they say, who says it, what differs, and why they may be the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Count
from django.utils.text import capfirst

from vivier.directory import fields, following, merging, pairing
from vivier.directory.duplicates.wording import words_for
from vivier.directory.merging import Difference, Holders
from vivier.directory.models import Actor, DuplicateProposal, FieldSource

# Pieces of a text: (words, whether the other side lacks them).
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Side:
    """What one record says of a field: its key, the words, who wrote them, whether one would take it."""

    key: int
    pieces: Pieces
    origin: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both records; `group` is empty when there is nothing to choose."""

    label: str
    sides: tuple[Side, Side]
    group: str = ""


def lines(first: Actor, second: Actor, *, kept: int, asked: Mapping[str, str]) -> Iterator[Line]:
    """Yield the fields that differ, then those that agree; `asked` holds choices made before, by group."""
    holders = merging.holders_of([first, second])
    found = merging.differences(first, second, kept=kept, holders=holders)
    for one in found:
        chosen = int(asked.get(one.group) or one.chosen)
        yield Line(one.label, _sides(first, second, one, holders, chosen), one.group)
    differing = {one.group for one in found}
    for group, names in merging.GROUPS.items():
        words = merging.in_words(first, names)
        if group not in differing and words:
            alike = Difference(group, {}, {}, kept)
            yield Line(alike.label, _sides(first, second, alike, holders, 0))


def _sides(first: Actor, second: Actor, one: Difference, holders: Holders, chosen: int) -> tuple[Side, Side]:
    names = merging.GROUPS[one.group]
    said = [merging.in_words(actor, names) for actor in (first, second)]
    pieces = marked(*said)
    made = [
        Side(actor.pk, pieces[place], _origin(actor, names, holders), chosen == actor.pk)
        for place, actor in enumerate((first, second))
    ]
    return made[0], made[1]


def _origin(actor: Actor, names: tuple[str, ...], holders: Holders) -> str:
    methods = {holders[actor.pk][name] for name in names if name in holders[actor.pk]}
    return ", ".join(sorted(str(FieldSource.Method(method).label) for method in methods))


def marked(one: str, other: str) -> tuple[Pieces, Pieces]:
    """Return both texts in pieces, with the words that the other lacks marked."""
    left, right = one.split(), other.split()
    if not left or not right:
        return ([(one, False)] if one else []), ([(other, False)] if other else [])
    first: Pieces = []
    second: Pieces = []
    compared = SequenceMatcher(
        a=[word.casefold() for word in left], b=[word.casefold() for word in right], autojunk=False
    )
    for tag, start, end, begin, stop in compared.get_opcodes():
        differs = tag != "equal"
        if end > start:
            first.append((" ".join(left[start:end]), differs))
        if stop > begin:
            second.append((" ".join(right[begin:stop]), differs))
    return first, second


def lists(first: Actor, second: Actor) -> list[tuple[str, str, str]]:
    """Return what both keep: (name, what hangs on the first, on the second)."""
    found = []
    for name in fields.LISTS:
        said = [
            ", ".join(str(one) for one in getattr(actor, name).all()) if hasattr(actor, name) else ""
            for actor in (first, second)
        ]
        if any(said):
            found.append((capfirst(str(fields.label_of_field(name))), said[0], said[1]))
    return found + links(first, second)


def links(first: Actor, second: Actor) -> list[tuple[str, str, str]]:
    """Return how many rows hang on either record, by kind, in one query a kind."""
    shown = {"actorrole", "formername", "actor_disciplines", "fieldsource"}
    found = []
    for link in following.links():
        if link.model._meta.model_name in shown:
            continue
        counted = link.rows.filter(**{f"{link.field}__in": [first.pk, second.pk]}).order_by()
        counts = dict(counted.values_list(link.field).annotate(n=Count("pk")))
        if counts:
            found.append((_label(link), *(str(counts.get(actor.pk, 0)) for actor in (first, second))))
    return [(label, one, other) for label, one, other in found]


def _label(link: following.Link) -> str:
    field: Any = link.model._meta.get_field(link.field)
    owner: Any = link.model._meta.auto_created or link.model
    name = str(owner._meta.verbose_name_plural)
    return capfirst(f"{name} ({field.verbose_name})" if field.name not in {"actor", "source"} else name)


def number_of_links(first: Actor, second: Actor) -> dict[int, int]:
    """Return how much hangs on each record."""
    rows = links(first, second)
    return {first.pk: sum(int(row[1]) for row in rows), second.pk: sum(int(row[2]) for row in rows)}


def reasons(pair: DuplicateProposal) -> tuple[list[str], list[str]]:
    """Return the reasons for and against, in words, strongest first."""
    said = [pairing.reason_from(kept) for kept in pair.reasons]
    return [words_for(one) for one in said if one.for_], [words_for(one) for one in said if not one.for_]
