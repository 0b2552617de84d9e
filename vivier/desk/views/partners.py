"""Partners: who takes needs, how busy they are; one of them with what it takes, absences, advisers."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.core.translation import label_of
from vivier.desk.forms.partners import AbsenceForm, AdviserForm, IntakeForm, OpenPartnerForm, PartnerForm
from vivier.desk.listing import key_of
from vivier.reference.models import Discipline
from vivier.support.actions import connecting, partners
from vivier.support.models import Absence, Delivery, Hook, Intake, Partner, PartnerKey
from vivier.support.models.referrals import OCCUPIES
from vivier.support.refusals import PartnerRefused
from vivier.support.routing import CONDITIONS, NAMES, label

Deed = Callable[[HttpRequest], str]


class PartnersView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """Every partner with its load, its next absence and what it never answered; a form to open one."""

    template_name = "desk/partners.html"
    header_icon = "group"
    page_title = gettext_lazy("Partners")

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self._show(OpenPartnerForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make an organisation a partner."""
        form = OpenPartnerForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        said = form.cleaned_data
        partner = partners.open_partner(said["slug"], email=said["email"], by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Say now what this partner takes."))
        return redirect("desk_partner", pk=partner.pk)

    def _show(self, form: OpenPartnerForm, status: int = 200) -> HttpResponse:
        today = timezone.localdate()
        rows = Partner.objects.for_list().annotate(
            running=Count("referrals", filter=OCCUPIES),
            waiting=Count("referrals", filter=Q(referrals__state="sent")),
            late=Count("referrals", filter=Q(referrals__state="sent", referrals__escalated_at__isnull=False)),
        )
        listed = [
            (row, next((one for one in row.absences.all() if one.ends_on >= today), None)) for row in rows
        ]
        context = self.get_context_data(form=form, rows=listed, today=today)
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


def _next_absence(partner: Partner, today: date) -> Absence | None:
    return next((one for one in partner.absences.all() if one.ends_on >= today), None)


class PartnerView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One partner."""

    template_name = "desk/partner.html"
    header_icon = "group"
    page_title = gettext_lazy("Partner")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.partner: Partner = get_object_or_404(Partner.objects.for_list(), pk=kwargs["pk"])

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        return self._show()

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Change one part of it."""
        forms: dict[str, Any] = {
            "partner": lambda: PartnerForm.of(self.partner, request.POST),
            "intake": lambda: IntakeForm(request.POST),
            "absence": lambda: AbsenceForm(request.POST),
            "adviser": lambda: AdviserForm(request.POST),
        }
        name = request.POST.get("part", "")
        if name in forms:
            form = forms[name]()
            if not form.is_valid() or not self._write(name, form):
                return self._show(status=422, **{name: form})
            messages.success(request, _("It is written down."))
        elif name == "tool":
            self._end_tool(request)
        else:
            self._drop(request)
        return redirect("desk_partner", pk=self.partner.pk)

    def _write(self, name: str, form: Any) -> bool:
        partner, by, said = self.partner, self.request.user, form.cleaned_data
        deeds: dict[str, Callable[[], object]] = {
            "partner": lambda: partners.change_partner(partner, by=by, values=said),  # type: ignore[arg-type]
            "intake": lambda: partners.write_intake(partner, by=by, lists=form.lists(), label=said["label"]),  # type: ignore[arg-type]
            "absence": lambda: partners.write_absence(partner, by=by, **said),  # type: ignore[arg-type]
            "adviser": lambda: partners.name_adviser(partner, said["email"], by=by),  # type: ignore[arg-type]
        }
        try:
            deeds[name]()
        except PartnerRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return False
        return True

    def _end_tool(self, request: HttpRequest) -> None:
        """Revoke a key, or end the secret of its tool; what is not there is gone already."""
        by: Any = request.user
        key = PartnerKey.objects.filter(
            partner=self.partner, pk=key_of(request.POST.get("revoke", ""))
        ).first()
        hook = Hook.objects.filter(partner=self.partner).first()
        if key is not None:
            connecting.revoke_key(key, by=by)
            messages.success(request, _("The key opens nothing any more."))
        elif hook is not None and "stop" in request.POST:
            connecting.stop_hook(hook, by=by)
            messages.success(request, _("Its tool is told nothing any more."))
        elif hook is not None and "secret" in request.POST:
            connecting.renew_secret(hook, by=by)
            messages.success(request, _("The old secret is over; the partner sees the new one."))

    def _drop(self, request: HttpRequest) -> None:
        """Take away one intake, absence or adviser of this partner; what is not there is gone already."""
        drops: dict[str, tuple[Any, Callable[..., None]]] = {
            "drop_intake": (self.partner.intakes, partners.drop_intake),
            "drop_absence": (self.partner.absences, partners.drop_absence),
            "drop_adviser": (self.partner.advisers, partners.drop_adviser),
        }
        for name, (rows, drop) in drops.items():
            found = rows.filter(pk=key_of(request.POST.get(name, ""))).first()
            if found is not None:
                drop(found, by=request.user)
                messages.success(request, _("It is taken away."))

    def _show(self, status: int = 200, **forms: Any) -> HttpResponse:
        labels = {row.code: label_of(row) for row in Discipline.objects.all()}
        context = self.get_context_data(
            partner_row=self.partner,
            partner=forms.get("partner") or PartnerForm.of(self.partner),
            intake=forms.get("intake") or IntakeForm(),
            absence=forms.get("absence") or AbsenceForm(),
            adviser=forms.get("adviser") or AdviserForm(),
            intakes=[(row, _words(row, labels)) for row in self.partner.intakes.all()],
            running=self.partner.referrals.occupying().for_list(),
            **_tool_of(self.partner),
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_page_subtitle(self) -> str:
        return str(self.partner)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_partners"), "label": gettext_lazy("Partners")},
            {"url": "", "label": str(self.partner)},
        ]


def _tool_of(partner: Partner) -> dict[str, Any]:
    """Its keys, who made them and when each was last used; where its tool is told, and when it was."""
    now, keys = timezone.now(), PartnerKey.objects.filter(partner=partner).select_related("made_by")
    hook = Hook.objects.filter(partner=partner).select_related("set_by").first()
    told = Delivery.objects.filter(hook=hook, state=Delivery.State.SENT).order_by("-sent_at").first()
    return {
        "keys": [(key, key.is_live(now)) for key in keys],
        "hook": hook,
        "told_at": told.sent_at if hook and told else None,
    }


def _words(intake: Intake, disciplines: dict[str, str]) -> list[tuple[str, str]]:
    """Say what one intake takes, list by list."""
    said = []
    for name, fact in CONDITIONS.items():
        codes = getattr(intake, name)
        words = _("not said") if codes is None else ", ".join(label(fact, one, disciplines) for one in codes)
        said.append((str(NAMES[fact]), words or _("all")))
    return said
