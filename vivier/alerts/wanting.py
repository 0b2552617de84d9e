"""What an address wants: from a query, a profile, an organisation or a scheme to calls one can apply to."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from vivier.alerts import actors_wanted, events_wanted
from vivier.alerts.joining import manages
from vivier.alerts.models import Subscription
from vivier.alerts.parameters import FILTERS, TEXT, parameters_of
from vivier.alerts.wanted import Wanted
from vivier.core.translation import label_of
from vivier.directory.models import Actor
from vivier.opportunities import catalogue
from vivier.opportunities.catalogue import Asked, Entry
from vivier.opportunities.conditions.answers import Answers, read_answers
from vivier.opportunities.conditions.criteria import Verdict
from vivier.opportunities.conditions.explaining import explain, missing_words
from vivier.opportunities.conditions.facts import facts_of_answers
from vivier.opportunities.fitting.matching import Group, Match, match_of
from vivier.opportunities.fitting.ordering import calls_for, records
from vivier.opportunities.fitting.reasons import reasons_in_words
from vivier.opportunities.status import ZONE, Status
from vivier.reference.models import Discipline
from vivier.search import engine
from vivier.search.query import Query

MOST_OF_A_RECORD = 40
_TIMELY = frozenset({Status.OPEN, Status.CLOSING_SOON, Status.PERMANENT, Status.UPCOMING})
_GROUPS = (Group.FITS, Group.TO_CHECK)


def wanted_by(subscription: Subscription, now: datetime) -> list[Wanted]:
    """Return what this subscription asks for today: calls by deadline, events by day, the newest records."""
    subject = Subscription.Subject(subscription.subject)
    if subject is Subscription.Subject.ACTORS:
        return list(actors_wanted.of_search(subscription))
    found = list(_calls(subscription, subject, now))
    if subject in events_wanted.READERS:
        found += events_wanted.READERS[subject](subscription, localtime(now, ZONE).date())
    return found


def _calls(subscription: Subscription, subject: Subscription.Subject, now: datetime) -> list[Wanted]:
    """The calls one can apply to now or soon."""
    if subject not in _READERS:
        return []
    entries = [entry for entry in catalogue.entries(now) if entry.status in _TIMELY]
    found = list(_READERS[subject](subscription, entries, now))
    places = {entry.pk: place for place, entry in enumerate(sorted(entries, key=catalogue.by_deadline))}
    return sorted(found, key=lambda one: places[one.thing.pk])


def _of_search(subscription: Subscription, entries: list[Entry], _now: datetime) -> Iterator[Wanted]:
    asked = parameters_of(subscription.query)
    text = (asked.getlist(TEXT) or [""])[0]
    found = engine.search(Query(text=text, kinds=("opportunity",), limit=None)).pks if text else None
    filters = {name: tuple(asked.getlist(name)) for name in FILTERS}
    for entry in catalogue.listing(entries, Asked(filters, found)).entries:
        yield Wanted(entry.call, _shared(entry, filters))


def _shared(entry: Entry, filters: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Say which disciplines one asked for this call is about."""
    asked = frozenset(filters["discipline"])
    names = [label_of(one) for one in entry.call.disciplines.all() if one.code in asked]
    return (_("it is about %(disciplines)s") % {"disciplines": ", ".join(names)},) if names else ()


def _of_profile(subscription: Subscription, entries: list[Entry], now: datetime) -> Iterator[Wanted]:
    answers: Answers = read_answers(parameters_of(subscription.query))
    disciplines = {row.code: row for row in Discipline.objects.all()}
    labels = {code: label_of(row) for code, row in disciplines.items()}
    facts = facts_of_answers(answers, disciplines)
    for entry in entries:
        if answers.look and entry.call.kind not in answers.look:
            continue
        match = match_of(entry.offer, facts, now=now)
        if match.group in _GROUPS and _speaks_for(match, answers):
            yield Wanted(entry.call, _met(match, labels), _open(match))


def _speaks_for(match: Match, answers: Answers) -> bool:
    """A call without any tested condition is told only to those whose discipline it names."""
    if answers.disciplines and match.offer.disciplines and not match.shared_disciplines:
        return False
    return match.is_testable or bool(match.shared_disciplines)


def _met(match: Match, labels: Mapping[str, str]) -> tuple[str, ...]:
    rows = [one for one in explain(match.assessment, labels) if one.verdict is Verdict.MET]
    return tuple(
        _("the rules ask “%(asks)s”; you: %(says)s")
        % {"asks": row.asks.text, "says": ", ".join(said.words for said in row.says)}
        for row in rows
        if row.says
    )


def _open(match: Match) -> tuple[str, ...]:
    return missing_words(match.assessment.open_questions) if match.group is Group.TO_CHECK else ()


def _of_record(subscription: Subscription, entries: list[Entry], now: datetime) -> Iterator[Wanted]:
    """What fits the record, or may, in the light of what the house knows of it: for those who manage it."""
    actor = records().filter(pk=subscription.actor_id or 0).first()
    if actor is None or not manages(subscription):
        return
    timely = {entry.pk for entry in entries}
    labels = {row.code: label_of(row) for row in Discipline.objects.all()}
    for one in calls_for(actor, now=now, most=MOST_OF_A_RECORD):
        if one.match.call.pk in timely:
            why = (*reasons_in_words(one.reasons, labels), *_met(one.match, labels))
            yield Wanted(one.match.call, why, _open(one.match))


def _of_actor(subscription: Subscription, entries: list[Entry], _now: datetime) -> Iterator[Wanted]:
    actor = subscription.actor
    if actor is None or actor.status != Actor.Status.PUBLISHED:
        return
    why = (_("you follow %(name)s") % {"name": actor.name},)
    for entry in entries:
        if entry.call.scheme.issuer_id == actor.pk:
            yield Wanted(entry.call, why)


def _of_scheme(subscription: Subscription, entries: list[Entry], _now: datetime) -> Iterator[Wanted]:
    if subscription.scheme is None:
        return
    why = (_("you follow “%(title)s”") % {"title": subscription.scheme.title},)
    for entry in entries:
        if entry.call.scheme_id == subscription.scheme_id:
            yield Wanted(entry.call, why)


_READERS: Mapping[Subscription.Subject, Callable[[Subscription, list[Entry], datetime], Iterable[Wanted]]] = {
    Subscription.Subject.SEARCH: _of_search,
    Subscription.Subject.PROFILE: _of_profile,
    Subscription.Subject.RECORD: _of_record,
    Subscription.Subject.ACTOR: _of_actor,
    Subscription.Subject.SCHEME: _of_scheme,
}
