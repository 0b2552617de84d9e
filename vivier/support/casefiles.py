"""A case as one side reads it: what happened in order, what is to be done, what came of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from vivier.support.casework import Viewer, readable
from vivier.support.models import (
    Answer,
    CaseDocument,
    CaseNote,
    Meeting,
    Need,
    NeedMerge,
    NextAction,
    Outcome,
    Partner,
    Referral,
    Side,
    Suggestion,
    Survey,
)
from vivier.support.outcomes import Told, side_by_side


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline: when, from whom, what in a few words, the text when there is one."""

    at: datetime
    whose: str
    what: str
    text: str = ""
    readers: str = ""
    thing: Any = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything one side may read of a case."""

    need: Need
    lines: tuple[Line, ...]
    todo: tuple[NextAction, ...]
    meetings: tuple[Meeting, ...]
    documents: tuple[CaseDocument, ...]
    suggestions: tuple[Suggestion, ...]
    told: tuple[Told, ...]
    merges: tuple[NeedMerge, ...]
    survey: Survey | None


def case_file(need: Need, viewer: Viewer) -> CaseFile:
    """Gather the case for one side, in a fixed number of queries."""
    notes = _entries(CaseNote, need, viewer)
    actions = _entries(NextAction, need, viewer, "owner_partner__actor")
    meetings = _entries(Meeting, need, viewer)
    files = CaseDocument.objects.filter(need=need).select_related("partner__actor").defer("content")
    documents = list(readable(files, viewer))
    suggestions = _entries(Suggestion, need, viewer, "call__scheme", "event")
    lines = [Line(one.at, one.whose, _("note"), one.text, one.get_visibility_display(), one) for one in notes]
    lines += [Line(one.at, one.whose, _("document"), one.name) for one in documents]
    lines += [Line(one.done_at, one.owned_by, _("done"), one.what) for one in actions if one.done_at]
    lines += [Line(one.at, one.whose, _("meeting set"), one.what) for one in meetings]
    lines += [Line(one.at, one.whose, _("proposal"), str(one.thing)) for one in suggestions]
    lines += _deeds(need, viewer)
    if viewer.side == Side.APPLICANT:
        own = str(Side.APPLICANT.label)
        lines = [replace(one, whose=_("you")) if one.whose == own else one for one in lines]
    lines.sort(key=lambda line: line.at, reverse=True)
    return CaseFile(
        need,
        tuple(lines),
        tuple(one for one in actions if one.done_at is None),
        tuple(meetings),
        tuple(documents),
        tuple(suggestions),
        _told(need, viewer),
        _merges(need) if viewer.side == Side.TEAM else (),
        Survey.objects.filter(need=need).first() if viewer.side == Side.TEAM else None,
    )


def _entries(kind: Any, need: Need, viewer: Viewer, *also: str) -> list[Any]:
    rows = kind.objects.filter(need=need).select_related("partner__actor", *also)
    return list(readable(rows, viewer))


def _deeds(need: Need, viewer: Viewer) -> list[Line]:
    """What was done with the need itself; of other partners a partner reads what they share."""
    team = str(Side.TEAM.label)
    lines = [Line(need.received_at, str(Side.APPLICANT.label), _("need received"))]
    if need.entered_at:
        lines.append(Line(need.entered_at, team, _("need entered")))
    if need.closed_at:
        lines.append(Line(need.closed_at, team, _("case closed")))
    lines += [
        Line(one.sent_at, team, _("handed to a partner"), str(one.partner)) for one in _sent(need, viewer)
    ]
    if viewer.side != Side.APPLICANT:
        answers = Answer.objects.filter(referral__need=need).select_related("referral__partner__actor")
        if viewer.partner is not None:
            answers = answers.filter(Q(referral__partner=viewer.partner) | Q(is_shared=True))
        lines += [
            Line(one.at, str(one.referral.partner), one.get_kind_display(), one.text) for one in answers
        ]
    return lines


def _sent(need: Need, viewer: Viewer) -> list[Referral]:
    rows = need.referrals.select_related("partner__actor")  # type: ignore[attr-defined]
    if viewer.partner is not None:
        rows = rows.filter(partner=viewer.partner)
    if viewer.side != Side.TEAM:
        rows = rows.exclude(state=Referral.State.RECALLED)
    return list(rows)


def _told(need: Need, viewer: Viewer) -> tuple[Told, ...]:
    """The team reads both sides; a partner its own and the applicant's; the applicant their own."""
    rows = Outcome.objects.filter(need=need).select_related("partner__actor", "written_by")
    if viewer.side == Side.PARTNER:
        rows = rows.filter(Q(partner=viewer.partner) | Q(side=Side.APPLICANT))
    if viewer.side == Side.APPLICANT:
        rows = rows.filter(side=Side.APPLICANT)
    return tuple(side_by_side(rows))


def _merges(need: Need) -> tuple[NeedMerge, ...]:
    rows = NeedMerge.objects.filter(Q(need=need) | Q(into=need))
    return tuple(rows.select_related("need", "into", "by", "undone_by"))


def one_of(kind: Any, need: Need, viewer: Viewer, key: int) -> Any:
    """Return one entry a side may read, or None."""
    rows = kind.objects.filter(need=need, pk=key).select_related("partner__actor")
    return readable(rows, viewer).first()


def partners_of(user: Any) -> list[Partner]:
    """The partners a person advises for."""
    return list(Partner.objects.of_person(user).select_related("actor").order_by("actor__sort_name", "pk"))
