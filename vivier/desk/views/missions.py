"""Missions in the desk: the list, writing one, one mission with its participants and questions."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.core.pressed import pressed
from vivier.desk.files import DownloadableListView
from vivier.desk.forms.missions import MissionForm, ParticipantForm, ReasonForm
from vivier.desk.listing import StateColumn, key_of
from vivier.missions import figures
from vivier.missions.actions import preparing, seating
from vivier.missions.actions.erasing import erase_participant
from vivier.missions.models import Mission, Participant, Question
from vivier.missions.refusals import InvalidMission, MissionRefusal

SEATED = Q(participants__state__in=(Participant.State.ACCEPTED, Participant.State.CONFIRMED))


def _state_of(mission: Mission) -> tuple[str, str]:
    return mission.state, mission.get_state_display()


class MissionListView(DownloadableListView):
    """Missions, the latest first."""

    model = Mission
    template_name = "desk/missions.html"
    page_title = gettext_lazy("Missions")
    header_icon = "globe"
    index_url_name = "desk_missions"
    index_results_url_name = "desk_missions_results"
    file_name = "missions"
    nothing = gettext_lazy("No mission is written down yet.")
    paginate_by = 30
    columns = (
        TitleColumn(
            "title",
            label=gettext_lazy("Mission"),
            accessor=str,
            get_url=lambda mission: reverse("desk_mission", args=[mission.pk]),
        ),
        Column("places", label=gettext_lazy("Places")),
        DateColumn("starts_on", label=gettext_lazy("First day"), sort_key="starts_on"),
        Column("seated", label=gettext_lazy("Participants")),
        StateColumn("state", label=gettext_lazy("State"), accessor=_state_of, sort_key="state"),
    )

    def get_base_queryset(self) -> QuerySet[Mission]:
        return Mission.objects.annotate(seated=Count("participants", filter=SEATED)).order_by(
            "-starts_on", "-pk"
        )

    def file_columns(self) -> list[str]:
        heads = (_("Mission"), _("Kind"), _("Places"), _("First day"), _("Last day"), _("Seats"))
        return [*heads, _("Participants"), _("State")]

    def file_row(self, row: Any) -> list[Any]:
        """One mission."""
        begins, ends = row.starts_on, row.ends_on
        told = (str(row), row.get_kind_display(), row.places, begins, ends, row.seats, row.seated)
        return [*told, row.get_state_display()]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add what this year's missions add up to."""
        today = timezone.localdate()
        period = today.replace(month=1, day=1), today.replace(month=12, day=31)
        year = figures.totals(*period, with_demo=settings.DEMO)
        return super().get_context_data(year=year, this_year=today.year, **context)


class MissionView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """What every page of one mission has in common: the mission, its tabs, its breadcrumbs."""

    header_icon = "globe"
    page_title = gettext_lazy("Mission")
    tab = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.mission: Mission = get_object_or_404(Mission, pk=kwargs["pk"])

    def show(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with the page of this tab."""
        whole = self.get_context_data(
            mission=self.mission, state=_state_of(self.mission), tab=self.tab, **context
        )
        return self.render_to_response(whole, status=status)  # type: ignore[no-any-return]

    def back(self) -> HttpResponse:
        """Go back to this tab after a deed."""
        return redirect(str(self.request.resolver_match.view_name), pk=self.mission.pk)  # type: ignore[union-attr]

    def get_page_subtitle(self) -> str:
        return str(self.mission)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_missions"), "label": gettext_lazy("Missions")},
            {"url": "", "label": str(self.mission)},
        ]


class MissionNewView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """Write a new mission."""

    template_name = "desk/mission_form.html"
    header_icon = "globe"
    page_title = gettext_lazy("New mission")

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show the empty form."""
        return self._show(MissionForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write the draft."""
        form, by = MissionForm(request.POST), request.user
        if form.is_valid():
            try:
                partners = form.cleaned_data["partner_lines"]
                made = preparing.create_mission(by=by, values=form.values(), partners=partners)  # type: ignore[arg-type]
            except InvalidMission as refusal:
                complain(form, refusal)
            else:
                messages.success(request, _("The draft is written. Choose whom to invite."))
                return redirect("desk_mission_selection", pk=made.pk)
        return self._show(form, status=422)

    def _show(self, form: MissionForm, status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_missions"), "label": gettext_lazy("Missions")},
            {"url": "", "label": self.page_title},
        ]


def complain(form: Any, refusal: MissionRefusal) -> None:
    """Say beside its field what is wrong, or above the form."""
    name = getattr(refusal, "field", None)
    form.add_error(name if name in form.fields else None, str(refusal))


class MissionEditView(MissionView):
    """Change a mission."""

    template_name = "desk/mission_form.html"
    tab = "edit"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the form."""
        return self.show(form=MissionForm(instance=self.mission))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Write what differs."""
        form = MissionForm(request.POST, instance=Mission.objects.get(pk=self.mission.pk))
        if form.is_valid():
            try:
                preparing.change_mission(
                    self.mission,
                    by=request.user,  # type: ignore[arg-type]
                    values=form.values(),
                    partners=form.cleaned_data["partner_lines"],
                    version=form.cleaned_data["version"],
                )
            except MissionRefusal as refusal:
                complain(form, refusal)
            else:
                messages.success(request, _("Saved."))
                return redirect("desk_mission", pk=self.mission.pk)
        return self.show(form=form, status=422)


class MissionHomeView(MissionView):
    """One mission: its state, who goes, what they ask."""

    template_name = "desk/mission.html"
    tab = "people"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        return self._people(ReasonForm(auto_id="cancel_%s"))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Do what the button says."""
        deeds: Mapping[str, Callable[[], str]] = {
            "publish": self._publish,
            "cancel": self._cancel,
            "invite": self._invite,
            "invite_all": self._invite_all,
            "unlist": self._unlist,
            "accept": self._accept,
            "decline": self._decline,
            "confirm": self._confirm,
            "withdraw": self._withdraw,
            "change": self._change,
            "forget": self._forget,
            "answer": self._answer,
        }
        deed = pressed(deeds, request.POST)
        try:
            if deed:
                messages.success(request, deed())
        except MissionRefusal as refusal:
            messages.error(request, str(refusal))
        return self.back()

    def _people(self, cancel: ReasonForm) -> HttpResponse:
        rows = self.mission.participants.select_related("actor").order_by("actor__sort_name", "pk")  # type: ignore[attr-defined]
        people = [(one, ParticipantForm(instance=one, auto_id=f"p{one.pk}_%s")) for one in rows]
        seated = sum(one.is_seated for one, _form in people)
        questions = Question.objects.filter(participant__mission=self.mission)
        return self.show(
            people=people,
            seated=seated,
            shortlisted=sum(one.state == Participant.State.SHORTLISTED for one, _form in people),
            questions=questions.select_related("participant__actor", "answered_by"),
            cancel=cancel,
        )

    @property
    def _by(self) -> Any:
        return self.request.user

    def _one(self, name: str) -> Participant:
        rows = Participant.objects.filter(mission=self.mission).select_related("actor", "mission")
        return get_object_or_404(rows, pk=key_of(self.request.POST.get(name, "")))

    def _said(self, name: str) -> str:
        return self.request.POST.get(name, "").replace("\x00", "")[:2000]

    def _publish(self) -> str:
        preparing.publish_mission(self.mission, by=self._by)
        return _("The mission is on the site.")

    def _cancel(self) -> str:
        told = preparing.cancel_mission(self.mission, reason=self._said("reason"), by=self._by)
        return _("The mission is called off; %(told)d participants are told why.") % {"told": told}

    def _invite(self) -> str:
        seating.invite(self._one("invite"), by=self._by, note=self._said("note"))
        return _("The invitation leaves in a moment.")

    def _invite_all(self) -> str:
        rows = self.mission.participants.filter(state=Participant.State.SHORTLISTED).exclude(email="")  # type: ignore[attr-defined]
        for one in rows.select_related("actor", "mission"):
            seating.invite(one, by=self._by, note=self._said("note"))
        return _("Everybody on the shortlist with an address is invited.")

    def _unlist(self) -> str:
        seating.unlist(self._one("unlist"), by=self._by)
        return _("Taken off the shortlist.")

    def _accept(self) -> str:
        state = seating.accept(self._one("accept"), by=self._by)
        return str(Participant.State(state).label)

    def _decline(self) -> str:
        seating.decline(self._one("decline"), by=self._by)
        return _("Written down as a no.")

    def _confirm(self) -> str:
        seating.confirm(self._one("confirm"), by=self._by)
        return _("Confirmed; the participant is told.")

    def _withdraw(self) -> str:
        seating.withdraw(self._one("withdraw"), by=self._by, reason=self._said("reason"))
        return _("Withdrawn; the participant is told why.")

    def _change(self) -> str:
        one = self._one("change")
        form = ParticipantForm(self.request.POST, instance=Participant.objects.get(pk=one.pk))
        if not form.is_valid():
            raise MissionRefusal(next(iter(form.errors.values()))[0])
        seating.change_participant(one, by=self._by, **form.cleaned_data)
        return _("Saved.")

    def _forget(self) -> str:
        erase_participant(self._one("forget"), by=self._by)
        return _("Who goes is forgotten; the seat and what came of it still count.")

    def _answer(self) -> str:
        rows = Question.objects.filter(participant__mission=self.mission)
        question = get_object_or_404(rows, pk=key_of(self.request.POST["answer"]))
        seating.answer_question(question, answer=self._said("text"), by=self._by)
        return _("Answered; the participant is told by mail.")
