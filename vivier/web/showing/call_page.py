"""What the page of one opportunity shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vivier.core.names import address_of
from vivier.core.templatetags.components import host
from vivier.newsroom.citing import articles_citing
from vivier.newsroom.models import ArticlePage
from vivier.opportunities.conditions import wording
from vivier.opportunities.conditions.asking import text_in_language
from vivier.opportunities.conditions.criteria import Assessment, Verdict, evaluate
from vivier.opportunities.conditions.explaining import Condition, explain
from vivier.opportunities.fitting.matching import Match, match_of
from vivier.opportunities.models import Audience, Call
from vivier.opportunities.status import Status, time_left, year_of_edition
from vivier.opportunities.stock import Offer, as_read, offers
from vivier.web.forms.for_you import Profile
from vivier.web.showing.asking import Ask, ask
from vivier.web.showing.call_list import CallLine, line_of

MOST_EDITIONS = 12
WORDS_IN_A_SENTENCE = 24


@dataclass(frozen=True, slots=True)
class Due:
    """The card that says until when: a label, a large word, the exact moment."""

    label: str
    large: str
    exact: str
    short: str


@dataclass(frozen=True, slots=True)
class Fit:
    """Why it fits, may fit or does not fit: the verdict, each condition, and the one question to answer."""

    title: str
    sentence: str
    match: Match
    conditions: tuple[Condition, ...]
    ask: Ask | None


def variants(offer: Offer) -> list[Offer]:
    """Return the published calls of the scheme's local variants, or of the general scheme and its others."""
    scheme = offer.call.scheme
    family = {scheme.pk, scheme.variant_of_id} - {None}
    return [
        one
        for one in as_read()
        if one.call.scheme_id != scheme.pk and family & {one.call.scheme_id, one.call.scheme.variant_of_id}
    ]


def context(offer: Offer, profile: Profile, now: datetime) -> dict[str, Any]:
    """Return everything the page shows."""
    call = offer.call
    line = line_of(call, now)
    audiences = dict(Audience.choices)
    others = editions(offer, now)
    issuer = call.scheme.issuer
    texts = (call.summary, call.eligibility, call.title)
    return {
        "call": call,
        "line": line,
        "due": due(call, line.status, now),
        "profile": profile,
        "fit": fit(offer, profile, now) if profile.is_given else None,
        "asked_of_all": () if profile.is_given else explain(evaluate({}, offer.conditions), {}),
        "audiences": [(code, audiences[code]) for code in call.audiences if code in audiences],
        "disciplines": list(call.disciplines.all()),
        "editions": others,
        "variants": variants(offer),
        "next_edition": next((one for one in others if one.status.is_open), None),
        "issuer_key": issuer.slug if issuer else address_of(call.scheme.issuer_name),
        "source_host": host(call.source_url),
        "fallback": next((text for text in texts if text.is_fallback), call.title),
        "articles": articles_about(call),
        "carry": profile.query(),
        "now": now,
    }


def articles_about(call: Call) -> list[ArticlePage]:
    """Return the articles that cite it; most opportunities have none, and knowing that is cheap."""
    return articles_citing(call=call) if ArticlePage.objects.filter(calls=call).exists() else []


def due(call: Call, status: Status, now: datetime) -> Due:
    """Say until when one can apply, or since when one cannot."""
    exact = wording.moment_words(call.closes_at, day_only=call.closes_on_day) if call.closes_at else ""
    if call.closes_at and status in (Status.OPEN, Status.CLOSING_SOON):
        left = wording.long_left(time_left(call.closes_at, now))
        return Due(_("Closes in"), left, exact, exact)
    if status is Status.UPCOMING and call.opens_at:
        opens = wording.moment_words(call.opens_at, day_only=True)
        return Due(_("Opens in"), wording.long_left(time_left(call.opens_at, now)), opens, opens)
    if status is Status.CLOSED:
        return Due(
            _("This opportunity is"), wording.status_words(status), _("since %(day)s") % {"day": exact}, exact
        )
    if status is Status.PERMANENT:
        return Due(_("One can apply"), _("All year"), _("No closing date"), _("No closing date"))
    return Due(_("Closing date"), _("Not known"), _unknown_words(call, now), _("Closing date not known"))


def _unknown_words(call: Call, now: datetime) -> str:
    year = year_of_edition(call.edition)
    if year is not None and year < now.year:
        return _("This is the edition of %(year)s: it is probably over.") % {"year": year}
    return _("Ask the issuer before you prepare anything.")


def fit(offer: Offer, profile: Profile, now: datetime) -> Fit:
    """Compare the conditions of the call with what is known about who asks."""
    match = match_of(offer, profile.facts, now=now)
    assessment = match.assessment
    titles = {
        Verdict.MET: _("Why this fits you"),
        Verdict.UNKNOWN: _("Does this fit you?"),
        Verdict.NOT_MET: _("Why this does not fit you"),
    }
    return Fit(
        title=titles[assessment.verdict],
        sentence=_sentence(match),
        match=match,
        conditions=explain(assessment, profile.discipline_labels),
        ask=ask([assessment], profile, anchor="#fit"),
    )


def _sentence(match: Match) -> str:
    """What remains to be said under the count."""
    assessment = match.assessment
    if not match.is_testable:
        return _("No condition of this opportunity can be tested here: read the sentence of the rules.")
    if assessment.not_met:
        return ngettext(
            "%(count)d condition is not met.", "%(count)d conditions are not met.", assessment.not_met
        ) % {"count": assessment.not_met}
    if assessment.unknown == 1:
        return _("One point remains to be checked: %(what)s") % {"what": _unknown(assessment)}
    if assessment.unknown:
        return _("%(count)d points remain to be checked.") % {"count": assessment.unknown}
    return _("Every condition written down is met. The issuer decides.")


def _unknown(assessment: Assessment) -> str:
    """Return the human sentence of the first condition that is still open."""
    texts = (each.criterion.text for each in assessment.results if each.verdict is Verdict.UNKNOWN)
    return next((text_in_language(text).text for text in texts), "")


def editions(offer: Offer, now: datetime) -> list[CallLine]:
    """Return the other editions of the same scheme, the latest first."""
    same = (other for other in offers() if other.call.scheme_id == offer.call.scheme_id)
    others = [other for other in same if other.call.pk != offer.call.pk]
    others.sort(key=lambda other: (-_year_of(other), other.sort_title))
    return [line_of(other.call, now) for other in others[:MOST_EDITIONS]]


def _year_of(offer: Offer) -> int:
    moment = offer.call.closes_at or offer.call.opens_at
    return moment.year if moment else offer.year or 0


def description(call: Call, until: Due) -> str:
    """Return the page in one sentence, for search engines."""
    summary = Truncator(call.summary.text).words(WORDS_IN_A_SENTENCE, truncate=" …")
    return f"{call.get_kind_display()}, {call.scheme.issued_by}. {until.label} {until.large}. {summary}"
