"""Records as the duplicate finder compares them, and which pairs of them people already told apart."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Prefetch, QuerySet

from vivier.directory import duplicates
from vivier.directory.duplicates import Pair, Reason, Record
from vivier.directory.models import Actor, DuplicateProposal, MergeRecord, Site

Keys = tuple[int, int]
# Which scores a pair was given; a pair found by older ones is scored again when its records change.
VERSION = duplicates.VERSION
_CHUNK = 2_000
# Records of the demonstration carry it in their name; it is no reason to resemble one another.
_DEMO_MARK = re.compile(r"\s*\((?:démonstration|demonstration|demonstratie)\)\s*$", re.IGNORECASE)


def records_of(actors: QuerySet[Actor]) -> list[Record]:
    """Return records as they are compared, in the order of their keys."""
    sites = Prefetch("sites", Site.objects.exclude(street="").order_by("pk"))
    rows = actors.prefetch_related("former_names", "disciplines", sites).order_by("pk")
    return [_record(actor) for actor in rows.iterator(chunk_size=_CHUNK)]


def _record(actor: Actor) -> Record:
    site = next(iter(actor.sites.all()), None)
    return Record(
        key=str(actor.pk),
        name=_DEMO_MARK.sub("", actor.name) if actor.is_demo else actor.name,
        aliases=tuple(former.name for former in actor.former_names.all()),
        number=actor.enterprise_number,
        street=site.street if site else "",
        postal_code=actor.postal_code,
        city=actor.city,
        domain=domain_of(actor.website),
        email=actor.email,
        activity=tuple(discipline.code for discipline in actor.disciplines.all()),
    )


def record_of_values(key: str, values: Mapping[str, Any]) -> Record:
    """Return what a source says of a body, by field of the directory, as it is compared."""
    return Record(
        key=key,
        name=str(values.get("name") or ""),
        aliases=tuple(values.get("former_names") or ()),
        number=str(values.get("enterprise_number") or ""),
        postal_code=str(values.get("postal_code") or ""),
        city=str(values.get("city") or ""),
        domain=domain_of(str(values.get("website") or "")),
        email=str(values.get("email") or ""),
        activity=tuple(values.get("disciplines") or ()),
    )


def domain_of(website: str) -> str:
    """Return the host of an address without "www."; "" when it has none."""
    try:
        return (urlsplit(website).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def in_order(one: int, other: int) -> Keys:
    """Return two keys, the lower one first."""
    return (one, other) if one < other else (other, one)


def by_keys(pairs: Iterable[Pair]) -> dict[Keys, Pair]:
    """Return pairs of two different records by their keys in order, each once, with its best score."""
    found: dict[Keys, Pair] = {}
    for pair in pairs:
        keys = in_order(int(pair.left), int(pair.right))
        if keys[0] != keys[1] and (keys not in found or pair.score > found[keys].score):
            found[keys] = pair
    return found


def told_apart() -> frozenset[Keys]:
    """Return the pairs that people said are not the same, under the keys their records have today.

    What is not a merged record is not the record it went into either.
    """
    kept = dict(MergeRecord.objects.standing().values_list("absorbed_key", "kept"))

    def today(key: int) -> int:
        seen = set[int]()
        while key in kept and key not in seen:
            seen.add(key)
            key = kept[key]
        return key

    not_same = DuplicateProposal.objects.filter(state=DuplicateProposal.State.NOT_SAME)
    rows = not_same.values_list("first", "second")
    return frozenset(in_order(today(one), today(other)) for one, other in rows)


def reasons_of(pair: Pair, keys: Keys) -> list[dict[str, Any]]:
    """Return the reasons of a pair as they are kept: strongest first, values in the order of the keys."""
    turned = int(pair.left) != keys[0]
    return [
        {
            "feature": one.feature,
            "for": one.for_,
            "weight": round(one.weight, 4),
            "values": list(reversed(one.values)) if turned else list(one.values),
        }
        for one in sorted(pair.reasons, key=lambda one: -one.weight)
    ]


def reason_from(kept: Mapping[str, Any]) -> Reason:
    """Return a kept reason as the finder gave it."""
    first, second = (*map(str, kept["values"]), "", "")[:2]
    return Reason(str(kept["feature"]), bool(kept["for"]), float(kept["weight"]), (first, second))
