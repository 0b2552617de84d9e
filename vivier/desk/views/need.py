"""One need: its clock, what was entered, which partners fit and why, consents, referrals, deeds."""

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

from vivier.accounts import journal
from vivier.accounts.sentences import details, sentence
from vivier.desk.deeds import Deed, do_and_say
from vivier.desk.forms.needs import ConsentForm, EnterForm, ReferForm
from vivier.desk.views.needs import state_of
from vivier.support import links, mails
from vivier.support.actions import closing, consents, entering, erasing, outcomes, referring
from vivier.support.models import Channel, Need
from vivier.support.refusals import InvalidNeed, NeedRefused, SupportRefusal
from vivier.support.routing import proposals_for
from vivier.support.seeing import contact_of, lines_of

ENTRIES = 30


class NeedView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One need, and everything the coordinator does with it."""

    template_name = "desk/need.html"
    header_icon = "help"
    page_title = gettext_lazy("Need")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        rows = Need.objects.select_related("territory", "actor", "user", "entered_by", "recorded_by")
        self.need: Need = get_object_or_404(rows, pk=kwargs["pk"])

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        return self._show()

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Do what the button says."""
        if "enter" in request.POST:
            return self._enter(EnterForm(request.POST, need=self.need))
        deeds: dict[str, Deed] = {
            "refer": self._refer,
            "ask": self._ask,
            "consent": self._consent,
            "close": self._close,
            "reopen": self._reopen,
            "withdraw": self._withdraw,
            "erase": self._erase,
        }
        do_and_say(request, deeds, SupportRefusal)
        return redirect("desk_need", pk=self.need.pk)

    def _enter(self, form: EnterForm) -> HttpResponse:
        if not form.is_valid():
            return self._show(form, status=422)
        said = form.cleaned_data
        try:
            entering.enter_need(
                self.need,
                by=self.request.user,  # type: ignore[arg-type]
                project_name=said["project_name"],
                holders=said["holders"],
                disciplines=said["disciplines"],
                corrected=form.corrected(),
            )
        except SupportRefusal as refusal:
            field = refusal.field if isinstance(refusal, InvalidNeed) else None
            form.add_error(field if field in form.fields else None, str(refusal))
            return self._show(form, status=422)
        messages.success(self.request, _("The need is entered."))
        return redirect("desk_need", pk=self.need.pk)

    def _refer(self, request: HttpRequest) -> str:
        form = ReferForm(request.POST)
        if not form.is_valid():
            raise NeedRefused(_("Choose a partner, and keep the message short."))
        said = form.cleaned_data
        words = referring.Words(message=said["message"], override=said["override"])
        referring.refer(self.need, said["partner"], by=request.user, words=words)  # type: ignore[arg-type]
        return _("%(partner)s has the need now, and was told by mail.") % {"partner": said["partner"]}

    def _ask(self, request: HttpRequest) -> str:
        form = ReferForm(request.POST)
        if not form.is_valid():
            raise NeedRefused(_("Choose a partner, and keep the message short."))
        consents.ask_consent(self.need, form.cleaned_data["partner"], by=request.user)  # type: ignore[arg-type]
        return _("The applicant is asked by mail.")

    def _consent(self, request: HttpRequest) -> str:
        form = ConsentForm(request.POST)
        if not form.is_valid():
            raise NeedRefused(_("Say what the applicant agreed to, and how they said it."))
        consents.write_consent(self.need, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        return _("What the applicant said is written down.")

    def _close(self, request: HttpRequest) -> str:
        closing.close_need(self.need, by=request.user)  # type: ignore[arg-type]
        outcomes.send_survey(self.need, by=request.user)  # type: ignore[arg-type]
        return _("The need is closed.")

    def _reopen(self, request: HttpRequest) -> str:
        closing.reopen_need(self.need, by=request.user)  # type: ignore[arg-type]
        return _("The need is open again.")

    def _withdraw(self, request: HttpRequest) -> str:
        closing.withdraw_need(self.need, by=request.user)  # type: ignore[arg-type]
        return _("The need is withdrawn; no partner sees it any more.")

    def _erase(self, request: HttpRequest) -> str:
        erasing.erase_need(self.need, by=request.user)  # type: ignore[arg-type]
        return _("Who asked is erased. The need is still counted.")

    def _show(self, form: EnterForm | None = None, status: int = 200) -> HttpResponse:
        need = self.need
        context = self.get_context_data(
            need=need,
            state=state_of(need),
            lines=lines_of(need),
            contact=contact_of(need),
            form=form or EnterForm(need=need),
            enters=need.erased_at is None,
            referrals=need.referrals.select_related("partner__actor").prefetch_related("answers"),
            consents=need.consents.select_related("partner__actor", "recorded_by"),
            channels=[one for one in Channel.choices if one[0] != Channel.WEB],
            proposals=proposals_for(need, today=timezone.localdate()) if need.is_open else [],
            follow=self._follow(),
            entries=[(e, sentence(e), details(e)) for e in journal.entries_of(need)[:ENTRIES]],
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def _follow(self) -> str:
        """The applicant's own page, to read out or send again; a demonstration may open it."""
        if self.need.erased_at is not None:
            return ""
        return mails.address("web:need_status", self.need.language, links.of_need(self.need))

    def get_page_subtitle(self) -> str:
        return self.need.reference

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_needs"), "label": gettext_lazy("Needs")},
            {"url": "", "label": self.need.reference},
        ]
