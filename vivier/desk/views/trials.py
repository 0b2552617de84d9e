"""The conditions of a call tried on real records, before it is published; its next edition."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.opportunities.actions import calls as actions
from vivier.opportunities.conditions import trials
from vivier.opportunities.conditions.cases import cases_of
from vivier.opportunities.models import Call
from vivier.opportunities.refusals import OpportunityRefusal


class _OfCall(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """A page about one call."""

    header_icon = "tasks"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the call."""
        super().setup(request, *args, **kwargs)
        self.call: Call = get_object_or_404(Call.objects.select_related("scheme"), pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.call)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_call:index"), "label": gettext_lazy("Opportunities")},
            {"url": reverse("desk_call:edit", args=[self.call.pk]), "label": str(self.call)},
            {"url": "", "label": str(self.page_title)},
        ]


class TrialView(_OfCall):
    """For every condition somebody who meets it, somebody who does not, somebody unknown."""

    template_name = "desk/trial.html"
    page_title = gettext_lazy("Try the conditions")

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the cases."""
        context = self.get_context_data(
            call=self.call,
            rows=cases_of(trials.trial_of(self.call)),
            seen=trials.fingerprint(self.call),
            was_tried=trials.was_tried(self.call),
        )
        return self.render_to_response(context)  # type: ignore[no-any-return]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Remember that a person found them right."""
        seen = request.POST.get("seen", "")[:64]
        try:
            trials.accept_trial(self.call, seen=seen, by=request.user)  # type: ignore[arg-type]
        except OpportunityRefusal as error:
            messages.error(request, str(error))
            return redirect("desk_call_trial", pk=self.call.pk)
        messages.success(request, _("The conditions are tried: the opportunity can be published."))
        return redirect("desk_call:edit", self.call.pk)


class EditionForm(forms.Form):
    """What the next edition is called."""

    edition = forms.CharField(
        label=gettext_lazy("The new edition"), max_length=80, help_text=gettext_lazy("Such as a year.")
    )


class CopyView(_OfCall):
    """Open the next edition from this one."""

    template_name = "desk/copy_call.html"
    page_title = gettext_lazy("Open the next edition")

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Ask for its name."""
        return self._show(EditionForm(initial={"edition": _next(self.call.edition)}))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Open it."""
        form = EditionForm(request.POST)
        if form.is_valid():
            try:
                new = actions.copy_call(self.call, edition=form.cleaned_data["edition"], by=request.user)  # type: ignore[arg-type]
            except OpportunityRefusal as error:
                form.add_error("edition", str(error))
            else:
                messages.success(request, _("A draft of the next edition is open: give it its dates."))
                return redirect("desk_call:edit", new.pk)
        return self._show(form, status=422)

    def _show(self, form: EditionForm, status: int = 200) -> HttpResponse:
        context = self.get_context_data(call=self.call, form=form)
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]


def _next(edition: str) -> str:
    """Guess the name of the next edition when this one is a year."""
    return str(int(edition) + 1) if edition.isdecimal() and len(edition) == 4 else ""
