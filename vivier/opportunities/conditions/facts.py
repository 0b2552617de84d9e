"""What is known about a visitor or an actor, as facts the rules can test: with source, date and words.

Only what somebody said or a record holds; codes of activity are not guessed from disciplines.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vivier.core.translation import label_of
from vivier.directory.models import Actor, FieldSource
from vivier.directory.origin import dotted, origin
from vivier.opportunities.conditions import profiles
from vivier.opportunities.conditions.answers import Answers
from vivier.opportunities.conditions.criteria import QUESTION_PREFIX, Band, Fact, Facts
from vivier.opportunities.conditions.profiles import PROFILES, Trait, fact_of
from vivier.opportunities.conditions.ties import ALL_TIES, SHOWN_TIES, facts_of_ties, site_of
from vivier.opportunities.conditions.whereabouts import is_exact, place_for, surely_outside
from vivier.opportunities.conditions.wording import (
    form_label,
    number_words,
    said_answer,
    stage_label,
    who_label,
)
from vivier.reference.models import Discipline, Territory

Disciplines = Mapping[str, Discipline]
# Roles that also say what an actor is and for whom an opportunity may be meant.
_ROLE_KINDS = {"hub": "hub", "cluster": "cluster", "incubator": "incubator", "research": "research"}
# Rules name codes of these versions; where both have a code it means nearly the same, in 2003 often not.
COMPARED_NACE = frozenset({"2008", "2025"})
_ROLE_AUDIENCES = {"hub": "hub", "cluster": "cluster"}


def facts_of_answers(answers: Answers, disciplines: Disciplines) -> dict[str, Fact]:
    """What a visitor said, as facts."""
    source = _("your answer")
    facts = _identity(answers, source) | _places(answers, source)
    known = [disciplines[code] for code in answers.disciplines if code in disciplines]
    if known:
        facts["discipline"] = _discipline_fact(known, source)
    if answers.stage:
        facts["stage"] = Fact(
            values=frozenset({answers.stage}), source=source, says=stage_label(answers.stage)
        )
    if answers.nace:
        facts["nace"] = Fact(
            values=frozenset({answers.nace}), source=source, says=_("NACE code %s") % answers.nace
        )
    for name, number in answers.numbers.items():
        facts[name] = Fact(number=Band.exactly(number), source=source, says=number_words(name, number))
    for name, yes in answers.questions.items():
        value = "yes" if yes else "no"
        facts[QUESTION_PREFIX + name] = Fact(
            values=frozenset({value}), source=source, says=said_answer(yes=yes)
        )
    return facts


def _identity(answers: Answers, source: str) -> dict[str, Fact]:
    chosen = [PROFILES[word] for word in answers.who]
    facts = {}
    if chosen:
        says = ", ".join(who_label(word) for word in answers.who)
        facts["kind"] = fact_of("kind", [each.kind for each in chosen], source=source, says=says)
        facts["audience"] = fact_of("audience", [each.audience for each in chosen], source=source, says=says)
        facts["legal_form"] = fact_of(
            "legal_form", [each.legal_form for each in chosen], source=source, says=says
        )
    if answers.form:
        forms = [Trait(frozenset({answers.form}))]
        if any(each.is_person for each in chosen):
            forms.append(PROFILES["artist"].legal_form)
        facts["legal_form"] = fact_of("legal_form", forms, source=source, says=form_label(answers.form))
    return facts


def _places(answers: Answers, source: str) -> dict[str, Fact]:
    """Where a person is established is also where they live; an organisation lives nowhere."""
    facts = {}
    place = place_for(answers.where)
    home = place_for(answers.residence)
    if place is not None:
        facts["territory"] = _territory_fact(place, source, _("Established in %(place)s"))
        if home is None and any(PROFILES[word].is_person for word in answers.who):
            home = place
    if home is not None:
        facts["residence"] = _territory_fact(home, source, _("Living in %(place)s"))
    return facts


def _territory_fact(place: Territory, source: str, words: str, as_of: date | None = None) -> Fact:
    exact = is_exact(place)
    return Fact(
        values=frozenset(place.chain) | {place.code},
        source=source,
        as_of=as_of,
        says=words % {"place": label_of(place)},
        partial=not exact,
        excluded=frozenset() if exact else surely_outside(place),
    )


def _discipline_fact(disciplines: Iterable[Discipline], source: str, as_of: date | None = None) -> Fact:
    rows = list(disciplines)
    says = ", ".join(label_of(row) for row in rows)
    return Fact(values=frozenset(row.code for row in rows), source=source, as_of=as_of, says=says)


def with_facts(rows: QuerySet[Actor], *, private: bool = False) -> QuerySet[Actor]:
    """The records with everything facts are made of, in a fixed number of queries."""
    ties = ALL_TIES if private else SHOWN_TIES
    return rows.select_related("territory").prefetch_related(
        "disciplines", "roles", "field_sources", "external_ids", *ties
    )


def facts_of_actor(actor: Actor, *, today: date, private: bool = False) -> dict[str, Fact]:
    """What the record of an actor holds, as facts; what it does not hold is absent.

    `private`: for those who manage the record and for the team, who also know what it answered to calls.
    """
    sources = {row.field: row for row in actor.field_sources.all() if row.state == FieldSource.State.CURRENT}
    facts = _actor_identity(actor, sources)
    if actor.territory is not None:
        source, as_of = _source(sources, "territory", "city", "postal_code")
        facts["territory"] = _territory_fact(actor.territory, source, _("Seat in %(place)s"), as_of)
        if actor.kind == Actor.Kind.PERSON:
            facts["residence"] = _territory_fact(actor.territory, source, _("Seat in %(place)s"), as_of)
    if rows := list(actor.disciplines.all()):
        facts["discipline"] = _discipline_fact(rows, *_source(sources, "disciplines"))
    if actor.stage:
        source, as_of = _source(sources, "stage")
        says = str(actor.get_stage_display())
        facts["stage"] = Fact(values=frozenset({actor.stage}), source=source, as_of=as_of, says=says)
    facts |= _actor_activities(actor) | _actor_numbers(actor, sources, today)
    return facts | facts_of_ties(actor, today=today, private=private)


Sources = Mapping[str, FieldSource]


def _actor_identity(actor: Actor, sources: Sources) -> dict[str, Fact]:
    kind, audience = profiles.KINDS[actor.kind]
    roles = {role.kind for role in actor.roles.all()}
    kinds = [kind, Trait(frozenset(_ROLE_KINDS[role] for role in roles & _ROLE_KINDS.keys()))]
    audiences = [audience, Trait(frozenset(_ROLE_AUDIENCES[role] for role in roles & _ROLE_AUDIENCES.keys()))]
    if actor.legal_form in profiles.COMPANY_FORMS:
        audiences.append(Trait(frozenset({"entrepreneur"})))
        kinds.append(Trait(frozenset({"enterprise"})))
    if actor.legal_form in profiles.ASSOCIATION_FORMS:
        audiences.append(Trait(frozenset({"association"})))
        kinds.append(Trait(frozenset({"association"})))
    shown = [
        actor.get_kind_display(),
        *(role.get_kind_display() for role in actor.roles.all() if role.kind in _ROLE_KINDS),
    ]
    says = ", ".join(dict.fromkeys(str(word) for word in shown))
    source, as_of = _source(sources, "kind")
    facts = {
        "kind": fact_of("kind", kinds, source=source, as_of=as_of, says=says),
        "audience": fact_of("audience", audiences, source=_("kind of the record"), as_of=as_of, says=says),
    }
    if actor.legal_form:
        source, as_of = _source(sources, "legal_form")
        facts["legal_form"] = Fact(
            values=frozenset({actor.legal_form}),
            source=source,
            as_of=as_of,
            says=str(actor.get_legal_form_display()),
        )
    return facts


def _actor_activities(actor: Actor) -> dict[str, Fact]:
    """The activities for which a register named the record: some of its activities, so that none excludes."""
    known = [origin(tie.source, tie.value, tie.origin) for tie in actor.external_ids.all()]
    found = {
        (str(reason[2]), dotted(str(reason[3]))): one.source
        for one in known
        for reason in one.sectors
        if len(reason) == 6 and str(reason[2]) in COMPARED_NACE
    }
    if not found:
        return {}
    said_by = set(found.values())
    dates = [row.observed_on for row in actor.field_sources.all() if row.source_name in said_by]
    codes = sorted({code for _version, code in found})
    return {
        "nace": Fact(
            values=frozenset(codes),
            source=", ".join(sorted(said_by)),
            as_of=max((day for day in dates if day), default=None),
            says=_("NACE code %s") % ", ".join(codes),
            partial=True,
        )
    }


def _actor_numbers(actor: Actor, sources: Sources, today: date) -> dict[str, Fact]:
    facts = {}
    low, high = actor.headcount_low, actor.headcount_high
    if low is not None or high is not None:
        source, as_of = _source(sources, "headcount_low", "headcount_high")
        facts["headcount"] = Fact(number=Band(low, high), source=source, as_of=as_of, says=_people(low, high))
    if actor.founded_on is not None and actor.founded_on <= today:
        source, as_of = _source(sources, "founded_on")
        age = age_in_years(actor.founded_on, today)
        facts["age_years"] = Fact(
            number=Band.exactly(age), source=source, as_of=as_of, says=number_words("age_years", int(age))
        )
    return facts


def _people(low: int | None, high: int | None) -> str:
    if low == high or high is None:
        number = number_words("headcount", low or 0)
        return number if low == high else _("at least %(people)s") % {"people": number}
    if low is None:
        return _("at most %(people)s") % {"people": number_words("headcount", high)}
    return ngettext("%(low)d to %(high)d person", "%(low)d to %(high)d people", high) % {
        "low": low,
        "high": high,
    }


def age_in_years(since: date, today: date) -> float:
    """Whole years on the anniversary, and the part of the current year in between."""
    years = today.year - since.year - ((today.month, today.day) < (since.month, since.day))
    last, following = _anniversary(since, years), _anniversary(since, years + 1)
    return years + (today - last).days / (following - last).days


def _anniversary(since: date, years: int) -> date:
    try:
        return since.replace(year=since.year + years)
    except ValueError:  # 29 February
        return date(since.year + years, 3, 1)


def _source(sources: Sources, *fields: str) -> tuple[str, date | None]:
    """Who said so and when: the first of these fields whose origin is written down."""
    row = next((sources[field] for field in fields if field in sources), None)
    if row is None:
        return _("the record"), None
    return row.source_name or site_of(row.source_url) or str(row.get_method_display()), row.observed_on


def combined(record: Facts, said: Facts, *, form_is_said: bool) -> dict[str, Fact]:
    """What a record holds, completed by what the visitor says; who one is adds up, the rest is replaced."""
    facts = {**record, **said}
    for name in ("kind", "audience"):
        if name in record and name in said:
            facts[name] = _both(record[name], said[name])
    if "legal_form" in record and not form_is_said:
        facts["legal_form"] = record["legal_form"]
    return facts


def _both(record: Fact, said: Fact) -> Fact:
    values = ((record.values or frozenset()) | (said.values or frozenset())) - {profiles.UNNAMED}
    says = ", ".join(dict.fromkeys((record.says, said.says)))
    return replace(
        said, values=values or said.values, says=says, excluded=said.excluded - values, partial=said.partial
    )
