"""One referral: what the partner answered, what it sees, reminders; take it back or hand it on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.core.pressed import pressed
from vivier.desk.forms.needs import DeskAnswerForm, ReferForm
from vivier.support.actions import answering, referring
from vivier.support.clock import day_of, working_days_between
from vivier.support.conflicts import words_of
from vivier.support.models import Answer, Referral
from vivier.support.refusals import ReferralRefused, SupportRefusal
from vivier.support.routing import proposals_for
from vivier.support.seeing import seen_by_partner

Deed = Callable[[HttpRequest], Referral]


class ReferralView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One referral."""

    template_name = "desk/referral.html"
    header_icon = "resubmit"
    page_title = gettext_lazy("Referral")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        rows = Referral.objects.select_related(
            "need__territory", "need__actor", "partner__actor", "sent_by", "instead_of__partner__actor"
        )
        self.referral: Referral = get_object_or_404(rows, pk=kwargs["pk"])

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        return self._show(DeskAnswerForm())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Take it back, hand it on, or write down what the partner said."""
        if "answer" in request.POST:
            return self._answer(DeskAnswerForm(request.POST))
        deeds: dict[str, Deed] = {"recall": self._recall, "reassign": self._reassign}
        deed = pressed(deeds, request.POST)
        shown = self.referral
        if deed:
            try:
                shown = deed(request)
            except SupportRefusal as refusal:
                messages.error(request, str(refusal))
        return redirect("desk_referral", pk=shown.pk)

    def _recall(self, request: HttpRequest) -> Referral:
        taken_back = referring.recall(self.referral, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The need is taken back; the partner was told."))
        return taken_back

    def _reassign(self, request: HttpRequest) -> Referral:
        form = ReferForm(request.POST)
        if not form.is_valid():
            raise ReferralRefused(_("Choose a partner, and keep the message short."))
        said = form.cleaned_data
        words = referring.Words(message=said["message"], override=said["override"])
        new = referring.reassign(self.referral, said["partner"], by=request.user, words=words)  # type: ignore[arg-type]
        messages.success(
            request, _("%(partner)s has the need now, and was told by mail.") % {"partner": said["partner"]}
        )
        return new

    def _answer(self, form: DeskAnswerForm) -> HttpResponse:
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            answering.answer(
                self.referral,
                answering.Reply(**form.cleaned_data),
                way=Answer.Way.DESK,
                by=self.request.user,  # type: ignore[arg-type]
            )
        except SupportRefusal as refusal:
            form.add_error(None, str(refusal))
            return self._show(form, status=422)
        messages.success(self.request, _("The answer is written down."))
        return redirect("desk_referral", pk=self.referral.pk)

    def _show(self, form: DeskAnswerForm, status: int = 200) -> HttpResponse:
        referral, today = self.referral, timezone.localdate()
        others = [one for one in proposals_for(referral.need, today=today) if not one.is_referred]
        context = self.get_context_data(
            referral=referral,
            need=referral.need,
            seen=seen_by_partner(referral),
            answers=referral.answers.select_related("by", "suggests__actor"),
            conflicts=[words_of(code) for code in referral.conflicts],
            waited=working_days_between(day_of(referral.sent_at), today),
            others=others if referral.need.is_open else [],
            form=form,
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_page_subtitle(self) -> str:
        return str(self.referral.partner)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        need = self.referral.need
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_needs"), "label": gettext_lazy("Needs")},
            {"url": reverse("desk_need", args=[need.pk]), "label": need.reference},
            {"url": "", "label": str(self.referral.partner)},
        ]
