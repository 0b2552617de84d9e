"""The work on one mission: whom to choose, the plan, what came of it, its files and booklet."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from vivier.accounts import journal
from vivier.core.refusals import PdfUnavailable
from vivier.core.translation import label_of
from vivier.desk.forms.missions import TeamContactForm, TeamResultForm, VisitForm
from vivier.desk.listing import FORMATS, download, key_of
from vivier.desk.views.missions import MissionView, complain
from vivier.missions import plans
from vivier.missions.actions import planning, seating, telling
from vivier.missions.booklets import Booklet, booklet_of, pdf_of
from vivier.missions.models import Contact, Mission, Result, Visit
from vivier.missions.refusals import MissionRefusal
from vivier.missions.selecting import actors_named, conditions_of, select
from vivier.opportunities.conditions.asking import text_in_language
from vivier.opportunities.conditions.explaining import missing_words
from vivier.opportunities.fitting.ordering import Concerned
from vivier.opportunities.fitting.reasons import reasons_in_words
from vivier.reference.models import Discipline


class SelectionView(MissionView):
    """The actors the theme and the territories concern, with reasons; those ticked go on the shortlist."""

    template_name = "desk/mission_selection.html"
    tab = "selection"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Work it out and show it."""
        found = select(self.mission, today=timezone.localdate())
        labels = {row.code: label_of(row) for row in Discipline.objects.all()}
        return self.show(
            conditions=[text_in_language(one.text) for one in conditions_of(self.mission)],
            found=found,
            groups=(
                (_("Meet every condition"), found.fits_total, [_line(one, labels) for one in found.fits]),
                (_("To check"), found.to_check_total, [_line(one, labels) for one in found.to_check]),
            ),
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Put those ticked on the shortlist, with the reasons of now."""
        keys = [key_of(sent) for sent in request.POST.getlist("actors")[:200]]
        labels = {row.code: label_of(row) for row in Discipline.objects.all()}
        found = select(self.mission, today=timezone.localdate())
        reasons = {
            one.actor.pk: reasons_in_words(one.reasons, labels) for one in (*found.fits, *found.to_check)
        }
        try:
            new = seating.shortlist(self.mission, actors_named(keys), by=request.user, reasons=reasons)  # type: ignore[arg-type]
        except MissionRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            words = ngettext(
                "%(count)d actor is new on the shortlist.", "%(count)d actors are new on the shortlist.", new
            )
            messages.success(request, words % {"count": new})
        return redirect("desk_mission", pk=self.mission.pk)


def _line(one: Concerned, labels: dict[str, str]) -> dict[str, Any]:
    reasons, missing = reasons_in_words(one.reasons, labels), missing_words(one.missing)[:3]
    return {"actor": one.actor, "reasons": reasons, "missing": missing}


class PlanView(MissionView):
    """The plan by half-days; one line added, changed or struck out at a time."""

    template_name = "desk/mission_plan.html"
    tab = "plan"

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it; `?line=` opens one line."""
        sent = request.GET.get("line", "")
        visit = self._line(sent) if sent else None
        return self._show(VisitForm(instance=visit, mission=self.mission), visit)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Add, change, strike out or send."""
        by: Any = request.user
        try:
            if "send" in request.POST:
                told = planning.send_plan(self.mission, by=by)
                messages.success(request, _("%(told)d participants are told.") % {"told": told})
                return self.back()
            if "strike" in request.POST:
                planning.cancel_visit(self._line(request.POST["strike"]), by=by)
                return self.back()
        except MissionRefusal as refusal:
            messages.error(request, str(refusal))
            return self.back()
        return self._write(request, by)

    def _write(self, request: HttpRequest, by: Any) -> HttpResponse:
        sent = request.POST.get("line", "")
        visit = self._line(sent) if sent else None
        form = VisitForm(request.POST, mission=self.mission)
        if form.is_valid():
            try:
                if visit:
                    planning.change_visit(visit, by=by, values=form.cleaned_data)
                else:
                    planning.plan_visit(self.mission, by=by, values=form.cleaned_data)
            except MissionRefusal as refusal:
                complain(form, refusal)
            else:
                messages.success(request, _("The plan is saved."))
                return self.back()
        return self._show(form, visit, status=422)

    def _line(self, sent: str) -> Visit:
        return get_object_or_404(
            Visit.objects.select_related("mission"), mission=self.mission, pk=key_of(sent)
        )

    def _show(self, form: VisitForm, visit: Visit | None, status: int = 200) -> HttpResponse:
        days = plans.days_of(self.mission, plans.lines_of(self.mission))
        return self.show(form=form, line=visit, days=days, status=status)


class ResultsView(MissionView):
    """People met, next steps, what was obtained, told by either side."""

    template_name = "desk/mission_results.html"
    tab = "results"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        return self._show()

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Write down a contact or a result, finish a step, take a result back."""
        if "contact" in request.POST:
            return self._contact(TeamContactForm(request.POST, mission=self.mission))
        if "result" in request.POST:
            return self._result(TeamResultForm(request.POST, mission=self.mission))
        by: Any = request.user
        try:
            if "step" in request.POST:
                contacts = Contact.objects.filter(mission=self.mission)
                telling.finish_step(get_object_or_404(contacts, pk=key_of(request.POST["step"])), by=by)
            elif "take_back" in request.POST:
                results = Result.objects.filter(mission=self.mission)
                result = get_object_or_404(results, pk=key_of(request.POST["take_back"]))
                telling.take_result_back(result, by=by, reason=request.POST.get("reason", "")[:300])
        except MissionRefusal as refusal:
            messages.error(request, str(refusal))
        return self.back()

    def _contact(self, form: TeamContactForm) -> HttpResponse:
        if form.is_valid():
            said = dict(form.cleaned_data)
            submission, who = said.pop("submission"), said.pop("participant")
            try:
                telling.note_contact(
                    self.mission,
                    by=self.request.user,  # type: ignore[arg-type]
                    submission=submission,
                    values=said,
                    participant=who,
                )
            except MissionRefusal as refusal:
                complain(form, refusal)
            else:
                messages.success(self.request, _("Written down."))
                return self.back()
        return self._show(contact=form, status=422)

    def _result(self, form: TeamResultForm) -> HttpResponse:
        if form.is_valid():
            said = dict(form.cleaned_data)
            submission, who = said.pop("submission"), said.pop("participant")
            try:
                telling.tell_result(
                    who,
                    by=self.request.user,  # type: ignore[arg-type]
                    submission=submission,
                    values=said,
                    is_by_participant=False,
                )
            except MissionRefusal as refusal:
                complain(form, refusal)
            else:
                messages.success(self.request, _("Written down."))
                return self.back()
        return self._show(result=form, status=422)

    def _show(
        self,
        *,
        contact: TeamContactForm | None = None,
        result: TeamResultForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        return self.show(
            contact=contact or TeamContactForm(mission=self.mission),
            result=result or TeamResultForm(mission=self.mission),
            contacts=_contacts(self.mission),
            results=_results(self.mission),
            status=status,
        )


def _contacts(mission: Mission) -> Any:
    return mission.contacts.select_related("participant__actor", "told_by", "counterpart")  # type: ignore[attr-defined]


def _results(mission: Mission) -> Any:
    return mission.results.select_related("participant__actor", "told_by")  # type: ignore[attr-defined]


def _participant_rows(mission: Mission) -> Iterator[list[Any]]:
    yield [_("Actor"), _("State"), _("Who goes"), _("E-mail"), _("Invited"), _("Answered"), _("Confirmed")]
    for one in mission.participants.select_related("actor"):  # type: ignore[attr-defined]
        dates = (one.invited_at, one.answered_at, one.confirmed_at)
        yield [one.actor.name, one.get_state_display(), one.contact_name, one.email, *dates]


def _plan_rows(mission: Mission) -> Iterator[list[Any]]:
    yield [_("Day"), _("Half-day"), _("From"), _("Until"), _("Kind"), _("What"), _("Whom"), _("Place")]
    for one in plans.lines_of(mission):
        hours = [hour.strftime("%H:%M") if hour else "" for hour in (one.starts_at, one.ends_at)]
        yield [one.day, one.get_half_display(), *hours, one.get_kind_display(), str(one), one.whom, one.where]


def _contact_rows(mission: Mission) -> Iterator[list[Any]]:
    yield [_("Whom"), _("By whom"), _("What was said"), _("Next step"), _("Until"), _("Done"), _("Told on")]
    for one in _contacts(mission):
        by = one.participant.actor.name if one.participant else ""
        yield [one.who, by, one.note, one.next_step, one.due_on, one.done_at, one.told_at]


def _result_rows(mission: Mission) -> Iterator[list[Any]]:
    heads = [_("By whom"), _("What"), _("In a sentence"), _("Amount in euros"), _("Jobs created"), _("When")]
    yield [*heads, _("Told by"), _("Told on"), _("Taken back")]
    for one in _results(mission):
        told = (one.teller, one.told_at, one.withdrawn_at)
        what = (one.get_kind_display(), one.what, one.amount_eur, one.jobs, one.happened_on)
        yield [one.participant.actor.name, *what, *told]


FILES: Mapping[str, Callable[[Mission], Iterator[list[Any]]]] = {
    "participants": _participant_rows,
    "plan": _plan_rows,
    "contacts": _contact_rows,
    "results": _result_rows,
}


@require_safe
def mission_file(request: HttpRequest, pk: int, what: str, kind: str) -> HttpResponseBase:
    """Hand out one table of a mission as CSV or XLSX."""
    if what not in FILES or kind not in FORMATS:
        raise Http404
    mission = get_object_or_404(Mission, pk=pk)
    rows = FILES[what](mission)
    changes: journal.Changes = {"list": [None, what], "format": [None, kind]}
    journal.record("list.exported", mission, by=request.user, changes=changes)  # type: ignore[arg-type]
    return download(kind, f"{mission.slug[:60]}-{what}", next(rows), rows)


@require_safe
def mission_booklet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the whole booklet, as participants see it; `?format=pdf` hands it out on paper."""
    mission = get_object_or_404(Mission, pk=pk)
    context: dict[str, Any] = {"booklet": booklet_of(mission, is_public=False), "mission": mission}
    if request.GET.get("format") == "pdf":
        return _paper(request, context["booklet"])
    return render(request, "web/missions/booklet.html", context)


def _paper(request: HttpRequest, booklet: Booklet) -> HttpResponse:
    try:
        body = pdf_of(booklet)
    except PdfUnavailable as refusal:
        messages.error(request, str(refusal))
        return redirect("desk_mission", pk=booklet.mission.pk)
    answer = HttpResponse(body, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{booklet.mission.slug}.pdf"'
    return answer
