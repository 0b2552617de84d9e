"""Everybody against every current call, once a night: the best actors of each call, stored."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from vivier.core.batches import batched
from vivier.core.rows import insert_rows
from vivier.directory.models import Actor
from vivier.opportunities.conditions.criteria import Facts
from vivier.opportunities.conditions.facts import facts_of_actor
from vivier.opportunities.fitting.ordering import (
    CURRENT,
    MOST_SHOWN,
    Ordering,
    ordering,
    records,
    times_shown,
    traits_of_actor,
)
from vivier.opportunities.models import Response, StoredMatch
from vivier.opportunities.relevance.eligibility import Population
from vivier.opportunities.relevance.everyone import NOBODY, Best, Matcher
from vivier.opportunities.relevance.order import Features, table
from vivier.opportunities.stock import Offer, offers

AT_ONCE = 2_000
# Those who refused a call are taken out of its list afterwards: so many more are worked out.
SPARE = 10
_COLUMNS = ("call", "actor", "position", "score", "is_eligible", "made_at")
Row = tuple[int, int, int, float, bool, datetime]


def match_everyone(*, now: datetime) -> dict[str, int]:
    """Replace the stored lists by those of now; return how many actors, calls and places there are."""
    learned = ordering()
    current = [offer for offer in offers() if offer.status_at(now) in CURRENT]
    keys, facts, features = _everybody(learned, now)
    rows = list(_matched(learned, current, keys, facts, features, now)) if keys and current else []
    with transaction.atomic():
        StoredMatch.objects.all().delete()
        insert_rows(StoredMatch, _COLUMNS, rows)
    return {"actors": len(keys), "calls": len(current), "matches": len(rows)}


def _everybody(learned: Ordering, now: datetime) -> tuple[list[int], list[Facts], list[Features]]:
    """Keys, facts and features of all published actors, read some at a time."""
    exposed, today = times_shown(), timezone.localdate(now)
    keys: list[int] = []
    facts: list[Facts] = []
    features: list[Features] = []
    with override("en"):  # the words of facts are not stored
        for some in batched(_in_order(), AT_ONCE):
            for actor in some:
                known = facts_of_actor(actor, today=today, private=True)
                traits = traits_of_actor(actor, known)
                shown = exposed.get(actor.pk, 0)
                keys.append(actor.pk)
                facts.append(known)
                features.append(learned.actor_features(traits, known, times_shown=shown))
    return keys, facts, features


def _in_order() -> Iterable[Actor]:
    return records().order_by("pk").iterator(chunk_size=AT_ONCE)


def _matched(
    learned: Ordering,
    current: list[Offer],
    keys: list[int],
    facts: list[Facts],
    features: list[Features],
    now: datetime,
) -> Iterator[Row]:
    rules = [[condition.rule for condition in offer.conditions] for offer in current]
    names = {atom.fact for each in rules for rule in each for atom in rule.atoms()}
    population = Population(facts, names)
    verdicts = np.stack([population.together(each) for each in rules], axis=1)
    weights = [learned.call_features(offer, now) for offer in current]
    columns = {
        name: number for number, name in enumerate(sorted({name for each in weights for name in each}))
    }
    matcher = Matcher(table(features, columns), table(weights, columns), population.classes, verdicts >= 0)
    best = matcher.everyone(MOST_SHOWN + SPARE)
    yield from _rows(best, current, keys, verdicts[population.classes], now)


def _rows(
    best: Best, current: list[Offer], keys: list[int], verdicts: "np.ndarray", now: datetime
) -> Iterator[Row]:
    """The stored rows: those who refused are left out, those who surely fit come first."""
    refused = set(Response.objects.filter(kind=Response.Kind.NOT_FOR_ME).values_list("call_id", "actor_id"))
    for number, offer in enumerate(current):
        places = [place for place in best.actors[number] if place != NOBODY]
        scores = dict(zip(best.actors[number], best.actor_scores[number], strict=True))
        kept = [place for place in places if (offer.call.pk, keys[place]) not in refused]
        kept.sort(key=lambda place: (-verdicts[place, number], -scores[place], keys[place]))
        for position, place in enumerate(kept[:MOST_SHOWN], start=1):
            surely = bool(verdicts[place, number] > 0)
            yield offer.call.pk, keys[place], position, float(scores[place]), surely, now
