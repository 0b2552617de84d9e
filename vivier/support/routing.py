"""Which partners a need could go to, and why: fits, to check, does not fit.

Three-valued as for calls: what the need or the partner does not say makes "to check", never "does not fit".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.translation import label_of
from vivier.core.written_dates import written
from vivier.opportunities.conditions.criteria import Fact, Verdict
from vivier.opportunities.conditions.explaining import label_of_code
from vivier.opportunities.conditions.rules import AnyListed
from vivier.opportunities.conditions.verdicts import kleene_all, kleene_any
from vivier.reference.models import Discipline
from vivier.support.conflicts import Neighbours, conflicts_of, neighbours_of, words_of
from vivier.support.consenting import agreed
from vivier.support.facts import facts_of_need
from vivier.support.models import Consent, Intake, Need, Partner, Subject
from vivier.support.models.referrals import OCCUPIES

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
# The lists of an intake, each with the fact it speaks of.
CONDITIONS: Mapping[str, str] = {
    "subjects": "subject",
    "territories": "territory",
    "stages": "stage",
    "disciplines": "discipline",
    "legal_forms": "legal_form",
}
NAMES = {
    "subject": gettext_lazy("theme"),
    "territory": gettext_lazy("place"),
    "stage": gettext_lazy("stage"),
    "discipline": gettext_lazy("disciplines"),
    "legal_form": gettext_lazy("legal form"),
}
_ORDER = {MET: 0, UNKNOWN: 1, NOT_MET: 2}


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason, in words: what the partner takes against what is known of who asks."""

    fact: str
    verdict: Verdict
    words: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """One partner for one need, with the reasons; `running` referrals take up its capacity."""

    partner: Partner
    verdict: Verdict
    grounds: tuple[Ground, ...]
    running: int
    conflicts: tuple[str, ...] = ()
    sees: str = ""
    is_referred: bool = field(default=False)

    def _of(self, verdict: Verdict) -> tuple[Ground, ...]:
        return tuple(one for one in self.grounds if one.verdict is verdict)

    @property
    def fits(self) -> tuple[Ground, ...]:
        return self._of(MET)

    @property
    def to_check(self) -> tuple[Ground, ...]:
        return self._of(UNKNOWN)

    @property
    def does_not_fit(self) -> tuple[Ground, ...]:
        return self._of(NOT_MET)

    @property
    def conflict_words(self) -> tuple[str, ...]:
        return tuple(map(words_of, self.conflicts))


@dataclass(frozen=True, slots=True)
class Known:
    """Everything about a need that partners are held against, read once."""

    need: Need
    facts: Mapping[str, Fact]
    labels: Mapping[str, str]
    near: Neighbours
    consents: tuple[Consent, ...]
    referred: frozenset[int]
    today: date


def _known(need: Need, today: date) -> Known:
    handed = need.referrals.exclude(state="recalled").values_list("partner_id", flat=True)
    return Known(
        need=need,
        facts=facts_of_need(need, today=today),
        labels={row.code: label_of(row) for row in Discipline.objects.all()},
        near=neighbours_of(need, today=today),
        consents=tuple(need.consents.all()),
        referred=frozenset(handed),
        today=today,
    )


def proposals_for(need: Need, *, today: date) -> list[Proposal]:
    """Return every active partner, the fitting ones first, then those to check; the less busy first."""
    known = _known(need, today)
    busy = Count("referrals", filter=OCCUPIES)
    found = [_proposal(one, known) for one in Partner.objects.active().for_list().annotate(running=busy)]
    return sorted(found, key=lambda each: (_ORDER[each.verdict], each.running, each.partner.actor.sort_name))


def proposal_for(need: Need, partner: Partner, *, today: date) -> Proposal:
    """Return what speaks for and against one partner, whether it is active or not."""
    partner.running = partner.referrals.occupying().count()  # type: ignore[attr-defined]
    return _proposal(partner, _known(need, today))


def _proposal(partner: Partner, known: Known) -> Proposal:
    running: int = partner.running  # type: ignore[attr-defined]
    verdict, grounds = _taken(partner.intakes.all(), known.facts, known.labels)
    room = _room(partner, running, known.today)
    return Proposal(
        partner=partner,
        verdict=kleene_all([verdict, *(ground.verdict for ground in room)]),
        grounds=(*grounds, *room),
        running=running,
        conflicts=conflicts_of(known.need, partner, known.near),
        sees=agreed(known.consents, partner),
        is_referred=partner.pk in known.referred,
    )


def _taken(
    intakes: Iterable[Intake], facts: Mapping[str, Fact], labels: Mapping[str, str]
) -> tuple[Verdict, tuple[Ground, ...]]:
    """Hold the need against each intake; the best one speaks for the partner."""
    held = [grounds_of(intake, facts, labels) for intake in intakes]
    if not held:
        return UNKNOWN, (Ground("", UNKNOWN, _("The partner has not said what it takes.")),)
    verdicts = [kleene_all(ground.verdict for ground in grounds) for grounds in held]
    verdict = kleene_any(verdicts)
    best = [grounds for grounds, one in zip(held, verdicts, strict=True) if one is verdict]
    return verdict, max(best, key=lambda grounds: sum(one.verdict is MET for one in grounds))


def grounds_of(intake: Intake, facts: Mapping[str, Fact], labels: Mapping[str, str]) -> tuple[Ground, ...]:
    """One ground for each list of an intake."""
    return tuple(_ground(fact, getattr(intake, name), facts, labels) for name, fact in CONDITIONS.items())


def _ground(
    fact: str, taken: list[str] | None, facts: Mapping[str, Fact], labels: Mapping[str, str]
) -> Ground:
    name = NAMES[fact]
    if taken is None:
        return Ground(fact, UNKNOWN, _("%(what)s: the partner has not said which") % {"what": name})
    if not taken:
        return Ground(fact, MET, _("%(what)s: takes all") % {"what": name})
    known = facts.get(fact)
    verdict = AnyListed(fact, tuple(taken)).verdict(facts)
    takes = ", ".join(label(fact, code, labels) for code in taken)
    said = known.says if known else _("not known")
    words = {
        MET: _("%(what)s: %(said)s"),
        UNKNOWN: _("%(what)s: takes %(takes)s; the need says: %(said)s"),
        NOT_MET: _("%(what)s: takes only %(takes)s; the need says: %(said)s"),
    }[verdict]
    return Ground(fact, verdict, words % {"what": name, "takes": takes, "said": said})


def label(fact: str, code: str, disciplines: Mapping[str, str]) -> str:
    """Name a code of an intake in the language of the page."""
    if fact == "subject":
        return str(dict(Subject.choices).get(code, code))
    return label_of_code(fact, code, disciplines)


def _room(partner: Partner, running: int, today: date) -> list[Ground]:
    """Whether the partner is there and has room; a partner that named no limit has room."""
    found = []
    away = next((one for one in partner.absences.all() if one.covers(today)), None)
    if away is not None:
        day = written(away.ends_on, "DATE_FORMAT")
        found.append(Ground("absence", NOT_MET, _("away until %(day)s") % {"day": day}))
    if partner.capacity is not None:
        said = {"running": running, "capacity": partner.capacity}
        if running >= partner.capacity:
            found.append(Ground("capacity", NOT_MET, _("full: %(running)d of %(capacity)d needs") % said))
        else:
            found.append(Ground("capacity", MET, _("has room: %(running)d of %(capacity)d needs") % said))
    return found
