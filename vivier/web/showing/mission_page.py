"""The page of one participant of a mission: the same by secret link and in the member space."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from vivier.accounts.models import User
from vivier.missions import plans
from vivier.missions.actions import seating, telling
from vivier.missions.models import Contact, Participant
from vivier.missions.refusals import InvalidMission, MissionRefusal
from vivier.web.forms.missions import AnswerForm, ContactForm, QuestionForm, ResultForm


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody came to a participant's page: its addresses, and the person when there is an account."""

    page: str
    calendar: str
    booklet: str
    by: User | None
    is_space: bool = False


@dataclass(slots=True)
class _Forms:
    answer: AnswerForm
    question: QuestionForm = field(default_factory=QuestionForm)
    contact: ContactForm = field(default_factory=ContactForm)
    result: ResultForm = field(default_factory=ResultForm)


def participant_page(request: HttpRequest, participant: Participant, door: Door) -> HttpResponse:
    """Show the mission to one participant; a POST answers, asks or tells."""
    shown = _Forms(AnswerForm(initial={"contact_name": participant.contact_name}))
    if request.method == "POST":
        wrong = _do(request, participant, door, shown)
        if wrong is None:
            return redirect(door.page)
        return _show(request, participant, door, shown, wrong, status=422)
    return _show(request, participant, door, shown, None)


def _do(request: HttpRequest, participant: Participant, door: Door, shown: _Forms) -> forms.Form | None:
    """Do what the button says; return the form to correct, or None when all is done."""
    said = request.POST.get("do", "")
    if said == "step":
        _finish(request, participant, door)
        return None
    if said not in _DEEDS:
        raise Http404
    name, make, deed = _DEEDS[said]
    form = make(request.POST)
    setattr(shown, name, form)
    if not form.is_valid():
        return form
    try:
        messages.success(request, deed(participant, form, door.by))
    except InvalidMission as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return form
    except MissionRefusal as refusal:
        form.add_error(None, str(refusal))
        return form
    return None


def _finish(request: HttpRequest, participant: Participant, door: Door) -> None:
    sent = request.POST.get("contact", "")
    key = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 18 else 0
    contact = get_object_or_404(Contact, pk=key, participant=participant)
    try:
        telling.finish_step(contact, by=door.by)
    except MissionRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done: well done."))


def _accept(participant: Participant, form: Any, by: User | None) -> str:
    said = form.cleaned_data
    state = seating.accept(participant, by=by, said=said["said"], contact_name=said["contact_name"])
    if state == Participant.State.WAITING:
        return _("Every seat is taken: you are on the waiting list, and are told when one is free.")
    return _("Thank you: a seat is kept for you.")


def _decline(participant: Participant, form: Any, by: User | None) -> str:
    seating.decline(participant, by=by, said=form.cleaned_data["said"])
    return _("Thank you for telling us.")


def _ask(participant: Participant, form: Any, by: User | None) -> str:  # noqa: ARG001 -- as the others
    said = form.cleaned_data
    seating.ask_question(participant, text=said["text"], submission=said["submission"])
    return _("Your question is with the team; the answer comes by mail and stands here.")


def _met(participant: Participant, form: Any, by: User | None) -> str:
    telling.note_contact(
        participant.mission,
        by=by,
        submission=form.cleaned_data["submission"],
        values=form.values(),
        participant=participant,
    )
    return _("Written down.")


def _obtained(participant: Participant, form: Any, by: User | None) -> str:
    telling.tell_result(
        participant,
        by=by,
        submission=form.cleaned_data["submission"],
        values=form.values(),
        is_by_participant=True,
    )
    return _("Thank you: your result is written down.")


Deed = Callable[[Participant, Any, User | None], str]
_DEEDS: Mapping[str, tuple[str, Callable[[Any], forms.Form], Deed]] = {
    "accept": ("answer", AnswerForm, _accept),
    "decline": ("answer", AnswerForm, _decline),
    "ask": ("question", QuestionForm, _ask),
    "contact": ("contact", ContactForm, _met),
    "result": ("result", ResultForm, _obtained),
}


def _show(
    request: HttpRequest,
    participant: Participant,
    door: Door,
    shown: _Forms,
    wrong: forms.Form | None,
    status: int = 200,
) -> HttpResponse:
    mission, seated = participant.mission, participant.is_seated
    context = {
        "mission": mission,
        "participant": participant,
        "door": door,
        "answer": shown.answer,
        "question": shown.question,
        "contact": shown.contact,
        "result": shown.result,
        "wrong": wrong,
        "may_accept": participant.state in (Participant.State.INVITED, Participant.State.DECLINED),
        "may_decline": participant.may_answer and participant.state != Participant.State.DECLINED,
        "questions": participant.questions.all(),
        "days": plans.days_of(mission, plans.lines_of(mission, participant)) if seated else (),
        "contacts": participant.contacts.all(),
        "results": participant.results.select_related("told_by", "participant__actor"),
    }
    return render(request, "web/missions/participant.html", context, status=status)
