"""Whom a mission concerns: its theme, territories and audiences as conditions, three-valued, with reasons.

The conditions are evaluated as those of calls are; the order is that of the relevance of calls.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from vivier.core.translation import LANGUAGES, in_language
from vivier.directory.models import Actor
from vivier.missions.models import Mission, Participant
from vivier.opportunities.conditions.criteria import Criterion, Missing, Verdict, evaluate, parse_criteria
from vivier.opportunities.conditions.facts import facts_of_actor
from vivier.opportunities.fitting.ordering import MOST_AT_ONCE, Concerned, ordering, records, traits_of_actor
from vivier.opportunities.relevance.order import moved, score_of
from vivier.reference.models import Territory

MOST_SHOWN = 60
_TEXTS = {
    "theme": gettext_lazy("Work in a discipline of the theme"),
    "territory": gettext_lazy("Be established in one of the territories"),
    "audience": gettext_lazy("Belong to those the mission is meant for"),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Who meets every condition and who is to be checked, the most relevant first; and how many of each."""

    fits: tuple[Concerned, ...]
    to_check: tuple[Concerned, ...]
    fits_total: int
    to_check_total: int
    listed: frozenset[int]


def conditions_of(mission: Mission) -> tuple[Criterion, ...]:
    """The conditions a mission sets by its theme, territories and audiences; none for what it leaves open."""
    wanted = {
        "theme": ("discipline", [row.code for row in mission.disciplines.all()]),
        "territory": ("territory", [row.code for row in mission.territories.all()]),
        "audience": ("audience", list(mission.audiences)),
    }
    data = [
        {
            "key": key,
            "text": _in_every_language(_TEXTS[key]),
            "article": "",
            "rule": {"fact": fact, "in": codes},
        }
        for key, (fact, codes) in wanted.items()
        if codes
    ]
    return parse_criteria(data, "mission")


def _in_every_language(words: Promise) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(words)
    return found


def select(mission: Mission, *, today: date) -> Selection:
    """Compare the mission with the published actors; an unknown fact never excludes anybody."""
    conditions, learned = conditions_of(mission), ordering()
    weights = learned.weights_of_subject(
        disciplines=[row.code for row in mission.disciplines.all()],
        audiences=mission.audiences,
        territories=list(
            Territory.objects.filter(pk__in=mission.territories.all()).values_list("code", flat=True)
        ),
        texts=[
            in_language(mission, name, language).text
            for name in ("title", "summary")
            for language in LANGUAGES
        ],
    )
    groups: dict[Verdict, list[Concerned]] = {verdict: [] for verdict in Verdict}
    for actor in records()[:MOST_AT_ONCE]:
        facts = facts_of_actor(actor, today=today, private=True)
        assessment = evaluate(facts, conditions)
        # Without any condition nothing is concluded: everybody is to be looked at by a person.
        if assessment.verdict is Verdict.NOT_MET:
            continue
        reasons = moved(learned.actor_features(traits_of_actor(actor, facts), facts), weights)
        missing: tuple[Missing, ...] = assessment.open_questions
        groups[assessment.verdict].append(
            Concerned(actor, learned.shown(reasons), score_of(reasons), missing)
        )
    for rows in groups.values():
        rows.sort(key=lambda one: (-round(one.score, 6), one.actor.sort_name, one.actor.pk))
    fits, to_check = groups[Verdict.MET], groups[Verdict.UNKNOWN]
    listed = frozenset(Participant.objects.filter(mission=mission).values_list("actor_id", flat=True))
    return Selection(tuple(fits[:MOST_SHOWN]), tuple(to_check[:MOST_SHOWN]), len(fits), len(to_check), listed)


def actors_named(keys: list[int]) -> list[Actor]:
    """The published actors of these keys, for a shortlist."""
    return list(Actor.objects.published().filter(pk__in=keys))
