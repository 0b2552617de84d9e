"""The order of what fits, for one actor or for one call, with the reasons as data.

`criteria.evaluate` alone decides what fits; `calls_for` and `matches_of_call` put that into an order.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from vivier.core.translation import LANGUAGES
from vivier.directory.models import Actor
from vivier.opportunities.conditions.criteria import Facts, Missing, most_settling
from vivier.opportunities.conditions.facts import facts_of_actor, with_facts
from vivier.opportunities.fitting.matching import Group, Match, match_of
from vivier.opportunities.models import Call, Response, StoredMatch
from vivier.opportunities.relevance.history import History
from vivier.opportunities.relevance.likeness import Traits
from vivier.opportunities.relevance.order import (
    ALWAYS,
    NEWCOMER,
    Features,
    Moved,
    Scale,
    closeness,
    lift_of,
    moved,
    score_of,
    shown,
)
from vivier.opportunities.relevance.text import TYING_WORDS, words_of
from vivier.opportunities.status import Status, days_left
from vivier.opportunities.stock import Offer, offer_called, offer_of, offers
from vivier.reference.models import Discipline

# Layers so wide that sharing them says nothing.
_WIDE = frozenset({"BE", "EU", "03000", "COM-FR"})
SHORTEST_WORD = 4
_WRITTEN = re.compile(r"\w+")
MOST_SHOWN = 20
# One call is compared with everybody while one waits; beyond this the lists of the night are shown.
MOST_AT_ONCE = 3_000
CURRENT = frozenset({Status.OPEN, Status.CLOSING_SOON, Status.PERMANENT, Status.UPCOMING, Status.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A call for an actor, its group, and what moved its rank."""

    match: Match
    reasons: tuple[Moved, ...]
    score: float
    precedents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concerned:
    """An actor whom a call concerns, and what moved the rank; `missing`: what is still to check."""

    actor: Actor
    reasons: tuple[Moved, ...]
    score: float
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class CallMatches:
    """Whom a call concerns: the best who meet every condition, the best to check, and how many there are."""

    eligible: tuple[Concerned, ...]
    to_check: tuple[Concerned, ...]
    eligible_total: int
    to_check_total: int
    missing_most: Missing | None
    made_at: datetime


class Ordering:
    """What is learned of all calls and all answers, read once."""

    def __init__(self, calls: Sequence[Offer], history: History, names: Sequence[str]) -> None:
        self._nace = {row.code: row.nace_codes for row in Discipline.objects.all()}
        features = {offer.call.pk: self._features(offer) for offer in calls}
        self._scale = Scale(list(features.values()))
        self.weights: dict[int, Features] = {key: self._scale.weights(each) for key, each in features.items()}
        self.history, self._names = history, names
        self._spelling = _spellings(calls)

    def shown(self, reasons: Iterable[Moved]) -> tuple[Moved, ...]:
        """Those that really moved the rank, words as people write them."""
        return tuple(
            replace(one, codes=tuple(self._spelling.get(code, code) for code in one.codes))
            if one.kind == "word"
            else one
            for one in shown(reasons)
        )

    def _features(self, offer: Offer) -> frozenset[str]:
        call = offer.call
        found = {f"discipline:{code}" for code in offer.disciplines}
        found |= {f"nace:{code[:2]}" for each in offer.disciplines for code in self._nace.get(each, ())}
        found |= {f"audience:{code}" for code in call.audiences}
        if call.territory is not None and call.territory.code not in _WIDE:
            found.add(f"place:{call.territory.code}")
        return frozenset(found | _words(_texts(call)) | {f"scheme:{call.scheme_id}"})

    def weights_of_subject(
        self,
        *,
        disciplines: Iterable[str],
        audiences: Iterable[str],
        territories: Iterable[str],
        texts: Iterable[str],
    ) -> Features:
        """The weights of what is no call, as a mission: codes and texts, weighed as those of calls."""
        codes = list(disciplines)
        found = {f"discipline:{code}" for code in codes}
        found |= {f"nace:{code[:2]}" for each in codes for code in self._nace.get(each, ())}
        found |= {f"audience:{code}" for code in audiences}
        found |= {f"place:{code}" for code in territories if code not in _WIDE}
        return self._scale.weights(found | _words(texts))

    def call_features(self, offer: Offer, now: datetime) -> Features:
        """The weights of one call at a moment; a call nobody saw before is weighed by the others."""
        call = offer.call
        weights = self.weights.get(call.pk) or self._scale.weights(self._features(offer))
        days = days_left(call.closes_at, now) if call.closes_at else None
        return {**weights, ALWAYS: closeness(days), NEWCOMER: 1.0}

    def actor_features(self, traits: Traits, facts: Facts, *, times_shown: int | None = None) -> Features:
        """What is known of somebody, as features; what history says of it among them."""
        found = dict.fromkeys(traits.marks, 1.0)
        nace = facts.get("nace")
        found |= {f"nace:{code[:2]}": 1.0 for code in (nace.values if nace else None) or ()}
        found |= dict.fromkeys(_words([traits.name, traits.text]), 1.0)
        if len(self.history):
            raised = self.history.scores([traits])[0] - self.history.usual
            found |= {
                f"scheme:{scheme}": float(by)
                for scheme, by in zip(self.history.schemes, raised, strict=True)
                if by > 0
            }
        found[ALWAYS] = 1.0
        if times_shown is not None:
            found[NEWCOMER] = lift_of(times_shown)
        return found

    def precedents(self, traits: Traits, scheme: int) -> tuple[str, ...]:
        """Names of the published beneficiaries that raised this scheme most."""
        found = self.history.precedents(traits, str(scheme), most=3)
        return tuple(self._names[each.example] for each in found if self._names[each.example] != traits.name)


def _texts(call: Call) -> list[str]:
    return [getattr(call, f"{name}_{language}") for name in ("title", "summary") for language in LANGUAGES]


def _spellings(calls: Iterable[Offer]) -> dict[str, str]:
    """How words are written that are compared without their accents."""
    written: dict[str, str] = {}
    for offer in calls:
        for text in _texts(offer.call):
            for word in _WRITTEN.findall(text.lower()):
                written.setdefault("".join(words_of(word)), word)
    return written


def _words(texts: Iterable[str]) -> set[str]:
    words = {word for text in texts for word in words_of(text) if len(word) >= SHORTEST_WORD}
    return {f"word:{word}" for word in words - TYING_WORDS}


def traits_of(facts: Facts, *, name: str = "", text: str = "", area: str = "", town: str = "") -> Traits:
    """Somebody as the order sees them: coded facts with their sources behind, name and words."""
    marks = set()
    for fact, kind in (("discipline", "discipline"), ("audience", "audience"), ("stage", "stage")):
        known = facts.get(fact)
        marks |= {f"{kind}:{code}" for code in (known.values if known else None) or ()}
    place = facts.get("territory")
    marks |= {f"place:{code}" for code in (place.values if place else None) or () if code not in _WIDE}
    return Traits(name, area, town, text, frozenset(marks))


def traits_of_actor(actor: Actor, facts: Facts) -> Traits:
    """The record of an actor as the order sees it."""
    texts = [getattr(actor, f"description_{language}") for language in LANGUAGES]
    territory = actor.territory
    area = next((code for code in (territory.chain[1:] if territory else ())), "")
    return traits_of(
        facts, name=actor.name, text=" ".join(texts), area=area, town=territory.code if territory else ""
    )


_kept: tuple[Sequence[Offer], object, Ordering] | None = None


def ordering() -> Ordering:
    """What is learned from everything as it is now; read again when a call or an answer changed."""
    global _kept  # noqa: PLW0603 -- learned once, used by many requests
    calls = offers()
    row = Response.objects.filter(kind=Response.Kind.OBTAINED).aggregate(n=Count("pk"), last=Max("at"))
    mark = (row["n"], row["last"])
    if _kept is None or _kept[0] is not calls or _kept[1] != mark:
        _kept = (calls, mark, _learned(calls))
    return _kept[2]


def _learned(calls: Sequence[Offer]) -> Ordering:
    obtained: dict[int, set[str]] = {}
    rows = Response.objects.filter(kind=Response.Kind.OBTAINED).order_by("at", "pk")
    for actor, scheme in rows.values_list("actor_id", "call__scheme_id"):
        obtained.setdefault(actor, set()).add(str(scheme))
    today = timezone.localdate()
    actors = {actor.pk: actor for actor in records().filter(pk__in=obtained.keys())}
    known = [actors[key] for key in obtained if key in actors]
    traits = [traits_of_actor(actor, facts_of_actor(actor, today=today)) for actor in known]
    history = History(traits, [obtained[actor.pk] for actor in known])
    return Ordering(calls, history, [actor.name for actor in known])


def records() -> QuerySet[Actor]:
    """Published actors with all that facts and order need, in a fixed number of queries."""
    return with_facts(Actor.objects.published(), private=True)


def ordered(
    matches: Iterable[Match], traits: Traits, facts: Facts, now: datetime, learned: Ordering | None = None
) -> list[Suggestion]:
    """Matches of one group in the order of their relevance: what one can apply to now first."""
    learned = learned or ordering()
    features = learned.actor_features(traits, facts)
    found = []
    for match in matches:
        reasons = moved(features, learned.call_features(match.offer, now))
        helped = any(reason.kind == "scheme" for reason in shown(reasons))
        precedents = learned.precedents(traits, match.call.scheme_id) if helped else ()
        found.append(Suggestion(match, learned.shown(reasons), score_of(reasons), precedents))
    return sorted(found, key=_place)


_STATUS_RANKS: Mapping[Status, int] = {
    Status.CLOSING_SOON: 0,
    Status.OPEN: 0,
    Status.PERMANENT: 1,
    Status.UPCOMING: 2,
    Status.UNKNOWN: 3,
    Status.CLOSED: 4,
}


def _place(one: Suggestion) -> tuple[object, ...]:
    match = one.match
    return (
        _STATUS_RANKS[match.status],
        not match.is_testable,
        -round(one.score, 6),
        match.offer.sort_title,
        match.call.pk,
    )


def calls_for(actor: Actor, *, now: datetime, most: int = MOST_SHOWN) -> list[Suggestion]:
    """The current calls an actor may get, those that fit first; what it answered "not for us" is left out.

    For those who manage the record, and for the team: what it obtained counts.
    """
    return calls_for_each([actor], now=now, most=most)[actor.pk]


def calls_for_each(
    actors: Collection[Actor], *, now: datetime, most: int = MOST_SHOWN
) -> dict[int, list[Suggestion]]:
    """The same for several records of `records()`, by their keys, in a fixed number of queries."""
    refused: dict[int, set[int]] = {}
    rows = Response.objects.filter(actor__in=actors, kind=Response.Kind.NOT_FOR_ME)
    for actor_pk, call_pk in rows.values_list("actor_id", "call_id"):
        refused.setdefault(actor_pk, set()).add(call_pk)
    learned, everything = ordering(), offers()
    found = {}
    for one in actors:
        left = [offer for offer in everything if offer.call.pk not in refused.get(one.pk, ())]
        found[one.pk] = _calls_for(one, left, learned, now)[:most]
    return found


def _calls_for(actor: Actor, calls: Iterable[Offer], learned: Ordering, now: datetime) -> list[Suggestion]:
    facts = facts_of_actor(actor, today=timezone.localdate(now), private=True)
    matches = [match_of(offer, facts, now=now) for offer in calls]
    current = [match for match in matches if match.status in CURRENT]
    traits = traits_of_actor(actor, facts)
    groups = ([one for one in current if one.group is group] for group in (Group.FITS, Group.TO_CHECK))
    return [one for group in groups for one in ordered(group, traits, facts, now, learned)]


def times_shown() -> dict[int, int]:
    """In how many stored lists each actor stands: how much each is exposed."""
    rows = StoredMatch.objects.values("actor").annotate(times=Count("pk"))
    return {row["actor"]: row["times"] for row in rows}


def matches_of_call(call: Call, *, now: datetime) -> CallMatches:
    """Whom a call concerns among the published actors, for the team: what each obtained counts.

    Those who said it is not for them are left out.
    """
    learned, exposed = ordering(), times_shown()
    offer, today = offer_called(call.slug) or offer_of(call), timezone.localdate(now)
    weights = learned.call_features(offer, now)
    refused = Response.objects.filter(call=call, kind=Response.Kind.NOT_FOR_ME).values("actor")
    groups: dict[Group, list[Concerned]] = {group: [] for group in Group}
    assessments = []
    for actor in records().exclude(pk__in=refused)[:MOST_AT_ONCE]:
        facts = facts_of_actor(actor, today=today, private=True)
        match = match_of(offer, facts, now=now)
        if match.group is Group.DOES_NOT_FIT:
            continue
        assessments.append(match.assessment)
        features = learned.actor_features(
            traits_of_actor(actor, facts), facts, times_shown=exposed.get(actor.pk, 0)
        )
        reasons = moved(features, weights)
        missing = match.assessment.open_questions
        groups[match.group].append(Concerned(actor, learned.shown(reasons), score_of(reasons), missing))
    for rows in groups.values():
        rows.sort(key=lambda one: (-round(one.score, 6), one.actor.sort_name, one.actor.pk))
    fits, to_check = groups[Group.FITS], groups[Group.TO_CHECK]
    return CallMatches(
        tuple(fits[:MOST_SHOWN]),
        tuple(to_check[:MOST_SHOWN]),
        len(fits),
        len(to_check),
        most_settling(assessments),
        now,
    )
