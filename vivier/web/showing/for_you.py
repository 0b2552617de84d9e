"""What the page "for you" shows: five questions, then opportunities in groups, each with its reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.names import sort_key
from vivier.core.translation import label_of
from vivier.opportunities.conditions import wording
from vivier.opportunities.conditions.answers import KINDS, STAGES, WHO
from vivier.opportunities.conditions.asking import choices_of
from vivier.opportunities.conditions.criteria import Verdict
from vivier.opportunities.conditions.explaining import Condition, failing, missing_words
from vivier.opportunities.fitting.matching import Group, Match, Matches, assess
from vivier.opportunities.fitting.ordering import ordered, traits_of, traits_of_actor
from vivier.opportunities.fitting.reasons import reasons_in_words
from vivier.opportunities.models import Kind
from vivier.opportunities.stock import offers
from vivier.reference import lookup
from vivier.reference.models import Territory
from vivier.web.forms.for_you import Profile
from vivier.web.showing.asking import ask
from vivier.web.showing.call_list import CallLine, line_of

Reasons = Mapping[int, tuple[str, ...]]
NO_REASONS: Reasons = {}
SHOWN_AT_FIRST, SHOWN_AT_MOST = 8, 200
MOST_MISSING = 3
TITLES = {
    Group.FITS: gettext_lazy("Fits you"),
    Group.TO_CHECK: gettext_lazy("To check"),
    Group.DOES_NOT_FIT: gettext_lazy("Does not fit"),
}
WHAT = {
    Group.FITS: gettext_lazy("Every condition written down is met by what you told us."),
    Group.TO_CHECK: gettext_lazy("Nothing speaks against it, but something is not known yet."),
    Group.DOES_NOT_FIT: gettext_lazy("At least one condition is not met; here is which one."),
}
_PLACES = (Territory.Kind.REGION, Territory.Kind.PROVINCE, Territory.Kind.COMMUNE)


@dataclass(frozen=True, slots=True)
class MatchLine:
    """One opportunity in a group: its line, the count of conditions, and what is missing or fails."""

    line: CallLine
    match: Match
    pips: tuple[str, ...]
    missing: tuple[str, ...]
    missing_more: int
    failing: tuple[Condition, ...]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupOfMatches:
    """One group: its title, its lines, and how to see the others."""

    name: str
    title: str
    what: str
    total: int
    lines: list[MatchLine]
    more_url: str


def context(profile: Profile, now: datetime) -> dict[str, Any]:
    """Return the questions and, once something is known, the opportunities in groups."""
    shown = _questions(profile) | {"profile": profile, "now": now, "carry": profile.query()}
    if not profile.asks:
        return shown
    everything = offers()
    look = profile.answers.look
    wanted = [offer for offer in everything if not look or offer.call.kind in look]
    matches, reasons = _in_order(assess(profile.facts, wanted, now=now), profile, now)
    return shown | {
        "matches": matches,
        "groups": [_group(group, matches, reasons, profile, now) for group in Group],
        "ask": ask((match.assessment for match in matches.to_check), profile, anchor="#results"),
        "archive": _lines(matches.archive[:SHOWN_AT_MOST], profile, now),
        "archive_total": len(matches.archive),
        "query_of_alert": urlencode(profile.answers.parameters()),
        "left_out": len(everything) - len(wanted),
        "all_kinds_url": f"?{_without_look(profile)}",
    }


def _without_look(profile: Profile) -> str:
    return profile.query(without=["look"]).removeprefix("?")


def _questions(profile: Profile) -> dict[str, Any]:
    """Return the five questions with their answers."""
    answers = profile.answers
    kinds = dict(Kind.choices)
    return {
        "who": [(word, wording.who_label(word), word in answers.who) for word in WHO],
        "forms": [(code, label, code == answers.form) for code, label in choices_of("form", {})],
        "stages": [(code, wording.stage_label(code), code == answers.stage) for code in STAGES],
        "disciplines": [
            (code, label, code in answers.disciplines) for code, label in profile.discipline_labels.items()
        ],
        "look": [(code, kinds[Kind(code)], code in answers.look) for code in KINDS],
        "places": places(),
        "said": _said(profile),
        "settled": _settled(profile),
    }


def places() -> list[str]:
    """Return names of the home territory to choose from while writing."""
    home = settings.HOME_TERRITORY
    rows = [
        row
        for row in lookup.territories().values()
        if row.kind in _PLACES and (home in row.chain or row.kind == Territory.Kind.REGION)
    ]
    order = {kind: number for number, kind in enumerate(_PLACES)}
    rows.sort(key=lambda row: (order[Territory.Kind(row.kind)], sort_key(label_of(row))))
    return [label_of(row) for row in rows]


def _said(profile: Profile) -> list[str]:
    """Return the five answers in words, for the line above the results."""
    answers = profile.answers
    said = [wording.who_label(word) for word in answers.who]
    if answers.form:
        said.append(wording.form_label(answers.form))
    if profile.place is not None:
        said.append(label_of(profile.place))
    said += [profile.discipline_labels.get(code, code) for code in answers.disciplines]
    if answers.stage:
        said.append(wording.stage_label(answers.stage))
    kinds = dict(Kind.choices)
    return said + [str(kinds[Kind(code)]) for code in answers.look]


def _settled(profile: Profile) -> list[tuple[str, str]]:
    """Return what the form of the five questions must carry along: the record and the small answers."""
    answers = profile.answers
    small = replace(answers, who=(), form="", where="", disciplines=(), stage="", look=())
    pairs = [("actor", profile.actor.slug)] if profile.actor else []
    return pairs + small.parameters()


def _group(
    group: Group, matches: Matches, reasons: Reasons, profile: Profile, now: datetime
) -> GroupOfMatches:
    found: tuple[Match, ...] = getattr(matches, group.value)
    most = SHOWN_AT_MOST if group.value in profile.shown else SHOWN_AT_FIRST
    hidden = len(found) > most
    return GroupOfMatches(
        name=group.value,
        title=str(TITLES[group]),
        what=str(WHAT[group]),
        total=len(found),
        lines=_lines(found[:most], profile, now, reasons),
        more_url=f"{profile.query(*_shown(profile, group))}#{group.value}" if hidden else "",
    )


def _shown(profile: Profile, group: Group) -> list[tuple[str, str]]:
    names = dict.fromkeys((*profile.shown, group.value))
    return [("show", name) for name in names]


def _lines(
    matches: Iterable[Match], profile: Profile, now: datetime, reasons: Reasons = NO_REASONS
) -> list[MatchLine]:
    return [_line(match, profile, now, reasons.get(match.call.pk, ())) for match in matches]


def _in_order(matches: Matches, profile: Profile, now: datetime) -> tuple[Matches, Reasons]:
    """Put what fits, and what is to check, in the order of its relevance; return why, by call.

    Who obtained something before counts here, but is not named: a beneficiary may have told the team alone.
    """
    actor, facts = profile.actor, profile.facts
    traits = traits_of_actor(actor, facts) if actor else traits_of(facts)
    found = ordered((*matches.fits, *matches.to_check), traits, facts, now)
    labels = profile.discipline_labels
    reasons = {one.match.call.pk: reasons_in_words(one.reasons, labels) for one in found}
    in_order = replace(
        matches,
        fits=tuple(one.match for one in found if one.match.group is Group.FITS),
        to_check=tuple(one.match for one in found if one.match.group is Group.TO_CHECK),
    )
    return in_order, reasons


def _line(match: Match, profile: Profile, now: datetime, reasons: tuple[str, ...]) -> MatchLine:
    assessment = match.assessment
    css = {Verdict.MET: "ok", Verdict.NOT_MET: "no", Verdict.UNKNOWN: "q"}
    missing = missing_words(assessment.open_questions)
    return MatchLine(
        line=line_of(match.call, now),
        match=match,
        pips=tuple(css[result.verdict] for result in assessment.results),
        missing=missing[:MOST_MISSING],
        missing_more=max(0, len(missing) - MOST_MISSING),
        failing=failing(assessment, profile.discipline_labels),
        reasons=reasons,
    )


def summary(matches: Matches) -> str:
    """Return the result in one sentence, for the title and for screen readers."""
    return _("%(fits)d fit, %(check)d to check, %(not)d do not fit") % {
        "fits": len(matches.fits),
        "check": len(matches.to_check),
        "not": len(matches.does_not_fit),
    }
