"""Which records a proposed new one may be, for the review of changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from vivier.directory import pairing
from vivier.directory.duplicates.wording import words_for
from vivier.directory.models import Actor, DuplicateProposal, ProposedChange


@dataclass(frozen=True, slots=True)
class Lookalike:
    """One record that a proposed one resembles: how much, and the strongest reason in words."""

    actor: Actor
    band: str
    band_words: str
    reason: str


def lookalikes_of(changes: Iterable[ProposedChange]) -> dict[int, list[Lookalike]]:
    """Return by change the records it resembles, best first, in one query for all of them."""
    said = {change.pk: _said(change) for change in changes}
    actors = Actor.objects.in_bulk({one["actor"] for some in said.values() for one in some})
    return {
        key: [_lookalike(one, actors[one["actor"]]) for one in some if one["actor"] in actors]
        for key, some in said.items()
    }


def _said(change: ProposedChange) -> list[dict[str, Any]]:
    if change.kind != ProposedChange.Kind.NEW or change.applied_at:
        return []
    return change.origin.get("lookalikes") or []


def _lookalike(one: dict[str, Any], actor: Actor) -> Lookalike:
    reasons = [pairing.reason_from(kept) for kept in one["reasons"] if kept["for"]]
    band = DuplicateProposal.Band(one["band"])
    return Lookalike(actor, band.value, str(band.label), words_for(reasons[0]) if reasons else "")
