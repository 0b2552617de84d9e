"""Partners in the desk: which organisations publish their own calls, and what they published, by whom."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.accounts.models import JournalEntry
from vivier.desk.choosers import ActorChooser
from vivier.desk.forms.sectors import ReasonForm
from vivier.desk.listing import key_of
from vivier.directory.models import Actor
from vivier.opportunities.actions import partners as actions_partners
from vivier.opportunities.models import Call, PublishingRight
from vivier.opportunities.refusals import OpportunityRefusal

SHOWN = 50


class PublisherForm(forms.Form):
    """An organisation and why the team trusts it."""

    actor = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Actor.objects.all(), widget=ActorChooser()
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500)


class PublishersView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """The organisations that publish by themselves; forms to name one and to take the right back."""

    template_name = "desk/publishers.html"
    header_icon = "group"
    page_title = gettext_lazy("Partners who publish")

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self._show(PublisherForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Give the right, or take it back."""
        by: Any = request.user
        if "take" in request.POST:
            return self._take(request, by)
        form = PublisherForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        actions_partners.give_right(form.cleaned_data["actor"], by=by, reason=form.cleaned_data["reason"])
        messages.success(request, _("Its managers publish the calls of its own schemes from now on."))
        return redirect("desk_publishers")

    def _take(self, request: HttpRequest, by: Any) -> HttpResponse:
        right = get_object_or_404(PublishingRight, pk=key_of(request.POST["take"]))
        form = ReasonForm(request.POST)
        try:
            reason = form.cleaned_data["reason"] if form.is_valid() else ""
            actions_partners.take_right(right, by=by, reason=reason)
        except OpportunityRefusal as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("What it writes next waits for the team; what is published stays."))
        return redirect("desk_publishers")

    def _show(self, form: PublisherForm, status: int = 200) -> HttpResponse:
        context = self.get_context_data(
            form=form,
            rights=PublishingRight.objects.select_related("actor", "given_by"),
            published=list(_published()),
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


def _published() -> Any:
    """Return the latest calls partners published: the entry of the journal, the call if it is still there."""
    kind = ContentType.objects.get_for_model(Call)
    entries = list(
        JournalEntry.objects.filter(
            verb=actions_partners.PUBLISHED_BY_PARTNER, content_type=kind
        ).select_related("by")[:SHOWN]
    )
    keys = [int(one.object_id) for one in entries if one.object_id.isdigit()]
    calls = Call.objects.in_bulk(keys)
    for one in entries:
        yield one, calls.get(int(one.object_id)), (one.changes.get("issuer") or [None, ""])[1]
