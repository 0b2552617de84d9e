"""The page of a case: one page for the team, a partner and the applicant, each with what is theirs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.support.actions import cases, closing, following, outcomes
from vivier.support.casefiles import case_file, one_of
from vivier.support.casework import Viewer
from vivier.support.meetings import calendar_of
from vivier.support.models import CaseDocument, Meeting, Need, NextAction, Side
from vivier.support.refusals import SupportRefusal
from vivier.web.forms import cases as case_forms
from vivier.web.forms.cases import sent_number

# Something one side does with a form; returns the sentence that tells it is done.
Deed = Callable[[Need, Viewer, Any], str]


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody came to a case: which side they are, the addresses of the page and of its entries."""

    viewer: Viewer
    page: str
    document: Callable[[int], str]
    meeting: Callable[[int], str]
    back: str
    back_words: str
    lines: tuple[Any, ...] = ()


def _note(need: Need, viewer: Viewer, said: Any) -> str:
    cases.write_note(need, by=viewer, **said)
    return _("The note is kept.")


def _action(need: Need, viewer: Viewer, said: Any) -> str:
    cases.plan_action(need, by=viewer, **said)
    return _("Written down as to be done.")


def _meeting(need: Need, viewer: Viewer, said: Any) -> str:
    cases.set_meeting(need, by=viewer, **said)
    return _("The meeting is set.")


def _document(need: Need, viewer: Viewer, said: Any) -> str:
    cases.add_document(need, by=viewer, **said)
    return _("The document is kept.")


def _suggestion(need: Need, viewer: Viewer, said: Any) -> str:
    cases.suggest(need, by=viewer, thing=said["page"], why=said["why"], submission=said["submission"])
    return _("It is proposed to the applicant.")


def _outcome(need: Need, viewer: Viewer, said: Any) -> str:
    teller = said.pop("teller", None)
    side, partner = (teller.side, teller.partner) if teller else (viewer.side, viewer.partner)
    outcomes.tell_outcome(need, side=side, partner=partner, by=viewer.by, **said)
    return _("Thank you: it is written down beside what the other side says.")


def _merge(need: Need, viewer: Viewer, said: Any) -> str:
    outcomes.merge_needs(need, said["reference"], reason=said["reason"], by=viewer.by)  # type: ignore[arg-type]
    return _("The two needs are one from now on.")


FORMS: Mapping[str, tuple[Callable[..., forms.Form], Deed]] = {
    "note": (case_forms.NoteForm, _note),
    "action": (case_forms.ActionForm, _action),
    "meeting": (case_forms.MeetingForm, _meeting),
    "document": (case_forms.DocumentForm, _document),
    "outcome": (case_forms.OutcomeForm, _outcome),
}
OF_STAFF = {"suggestion": (case_forms.SuggestionForm, _suggestion)}
OF_TEAM = {"outcome": (case_forms.TeamOutcomeForm, _outcome), "merge": (case_forms.MergeForm, _merge)}


def _forms_of(viewer: Viewer) -> dict[str, tuple[Callable[..., forms.Form], Deed]]:
    found = dict(FORMS)
    if viewer.side != Side.APPLICANT:
        found |= OF_STAFF
    return found | OF_TEAM if viewer.side == Side.TEAM else found


def case_page(request: HttpRequest, need: Need, door: Door) -> HttpResponse:
    """Show the case to one side; a POST writes into it."""
    offered = _forms_of(door.viewer)
    if request.method != "POST":
        _write_down("case.read", need, door.viewer)
        following.note_read(need, door.viewer)
        return _show(request, need, door, offered, {})
    name = request.POST.get("do", "")
    if name not in offered:
        return _button(request, need, door, name)
    make, deed = offered[name]
    form = make(request.POST, request.FILES or None, need=need, viewer=door.viewer)
    if form.is_valid():
        try:
            messages.success(request, deed(need, door.viewer, dict(form.cleaned_data)))
        except SupportRefusal as refusal:
            field = getattr(refusal, "field", "")
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            return redirect(door.page)
    return _show(request, need, door, offered, {name: form}, status=422)


def _button(request: HttpRequest, need: Need, door: Door, name: str) -> HttpResponse:
    deeds: dict[str, Callable[[], object]] = {
        "finish": lambda: cases.finish_action(_entry(request, NextAction, need, door), by=door.viewer),
        "cancel": lambda: cases.cancel_meeting(_entry(request, Meeting, need, door), by=door.viewer),
        "mails_stop": lambda: following.want_mails(need, door.viewer, wanted=False),
        "mails_start": lambda: following.want_mails(need, door.viewer, wanted=True),
    }
    if door.viewer.side == Side.TEAM:
        by: Any = door.viewer.by
        deeds |= {
            "close": lambda: (closing.close_need(need, by=by), outcomes.send_survey(need, by=by)),
            "reopen": lambda: closing.reopen_need(need, by=by),
            "unmerge": lambda: outcomes.unmerge_need(need, by=by),
        }
    if name not in deeds:
        raise Http404
    try:
        deeds[name]()
    except SupportRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done."))
    return redirect(door.page)


def _entry(request: HttpRequest, kind: Any, need: Need, door: Door) -> Any:
    return _found(kind, need, door.viewer, sent_number(request.POST.get("entry", "")))


def _found(kind: Any, need: Need, viewer: Viewer, key: int) -> Any:
    entry = one_of(kind, need, viewer, key)
    if entry is None:
        raise Http404
    return entry


def _show(
    request: HttpRequest,
    need: Need,
    door: Door,
    offered: dict[str, tuple[Callable[..., forms.Form], Deed]],
    wrong: dict[str, forms.Form],
    status: int = 200,
) -> HttpResponse:
    made = {
        name: wrong.get(name) or make(need=need, viewer=door.viewer) for name, (make, _d) in offered.items()
    }
    file = case_file(need, door.viewer)
    context = {
        "need": need,
        "file": file,
        "door": door,
        "forms": made,
        "wrong": next(iter(wrong.values()), None),
        "open": next(iter(wrong), ""),
        "todo": [(one, door.viewer.may_finish(one), _is_late(one)) for one in file.todo],
        "documents": [(one, door.document(one.pk)) for one in file.documents],
        "meetings": [(one, door.meeting(one.pk), _may_cancel(one, door.viewer)) for one in file.meetings],
        "is_quiet": following.is_stopped(need, door.viewer),
        "is_team": door.viewer.side == Side.TEAM,
        "is_applicant": door.viewer.side == Side.APPLICANT,
    }
    return render(request, "web/cases/case.html", context, status=status)


def _may_cancel(meeting: Meeting, viewer: Viewer) -> bool:
    is_ahead = meeting.cancelled_at is None and meeting.ends_at > timezone.now()
    return is_ahead and (viewer.owns(meeting) or viewer.side == Side.TEAM)


def _is_late(action: NextAction) -> bool:
    return action.due_on is not None and action.due_on < timezone.localdate()


def document_of(need: Need, viewer: Viewer, key: int) -> HttpResponse:
    """Hand a document out as it came, to be saved, never shown as a page of ours; written down."""
    file = _found(CaseDocument, need, viewer, key)
    _write_down("case.document_read", need, viewer, document=file.pk)
    answer = HttpResponse(bytes(file.content), content_type=file.content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _write_down(verb: str, need: Need, viewer: Viewer, **about: Any) -> None:
    """Keep in the journal who read what is confidential; applicants read what is their own."""
    if viewer.side != Side.APPLICANT:
        changes: journal.Changes = {name: [None, value] for name, value in about.items()}
        changes |= {"side": [None, viewer.side.value], "partner": [None, str(viewer.partner or "")]}
        journal.record(verb, need, by=viewer.by, changes=changes)


def meeting_of(need: Need, viewer: Viewer, key: int) -> HttpResponse:
    """Hand a meeting out for a calendar."""
    meeting = _found(Meeting, need, viewer, key)
    answer = HttpResponse(calendar_of(meeting), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{need.reference}.ics"'
    return answer
