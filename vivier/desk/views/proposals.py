"""Opportunities people tell us of: the queue, one of them, taken over as a draft or refused with a reason."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.desk.call_values import label_of_value, shown_value
from vivier.desk.corrections import RefusalForm
from vivier.desk.files import WIDE, DownloadableListView
from vivier.desk.listing import StateColumn
from vivier.opportunities import proposing
from vivier.opportunities.amendments import differences
from vivier.opportunities.models import OpportunityProposal
from vivier.opportunities.refusals import OpportunityRefusal

PER_PAGE = 30


def _state_of(proposal: OpportunityProposal) -> tuple[str, str]:
    return proposal.state, proposal.get_state_display()


def _about(proposal: OpportunityProposal) -> str:
    return _("a change") if proposal.call_id else _("a new opportunity")


class ProposalFilters(WagtailFilterSet):  # type: ignore[misc]
    """Which proposals to list."""

    title = django_filters.CharFilter(lookup_expr="icontains", label=gettext_lazy("Title"))

    class Meta:
        model = OpportunityProposal
        fields = ("state", "title", "kind")


class ProposalListView(DownloadableListView):
    """Proposals, those that wait first."""

    model = OpportunityProposal
    page_title = gettext_lazy("Proposed opportunities")
    header_icon = "plus"
    index_url_name = "desk_proposals"
    index_results_url_name = "desk_proposals_results"
    filterset_class = ProposalFilters
    paginate_by = PER_PAGE
    file_name = "proposed-opportunities"
    help_text = gettext_lazy(
        "What people tell us of on the site. Open one to take it over as a draft, or to refuse it "
        "with a reason."
    )
    nothing = gettext_lazy("Nobody proposes an opportunity at the moment.")
    columns = (
        TitleColumn(
            "title",
            label=gettext_lazy("Opportunity"),
            accessor=str,
            get_url=lambda proposal: reverse("desk_proposal", args=[proposal.pk]),
        ),
        Column("about", label=gettext_lazy("What it is"), accessor=_about),
        Column("issuer_name", label=gettext_lazy("Issuer")),
        DateColumn("created_at", label=gettext_lazy("Received"), sort_key="created_at", classname=WIDE),
        StateColumn("state", label=gettext_lazy("State"), accessor=_state_of, sort_key="state"),
    )

    def get_base_queryset(self) -> QuerySet[OpportunityProposal]:
        return OpportunityProposal.objects.select_related("call").order_by("-state", "created_at")

    def file_columns(self) -> list[str]:
        """Return the heads of the columns: who proposed is left out."""
        names = (
            _("Opportunity"), _("What it is"), _("Issuer"), _("Received"), _("State"), _("Decided"),
            _("Reason"),
        )  # fmt: skip
        return [str(name) for name in names]

    def file_row(self, row: OpportunityProposal) -> list[Any]:
        """Return one proposal."""
        return [
            str(row),
            _about(row),
            row.issuer_name,
            row.created_at,
            row.get_state_display(),
            row.decided_at,
            row.reason,
        ]


class ProposalView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One proposal and what to do about it."""

    template_name = "desk/proposal.html"
    header_icon = "mail"
    page_title = gettext_lazy("Proposed opportunity")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        rows = OpportunityProposal.objects.select_related("call", "issuer", "became", "decided_by", "author")
        self.proposal: OpportunityProposal = get_object_or_404(rows, pk=kwargs["pk"])

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        return self._show(RefusalForm())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Take it over or refuse it."""
        form = RefusalForm(request.POST if "refuse" in request.POST else None)
        if "refuse" in request.POST and not form.is_valid():
            return self._show(form, status=422)
        by: Any = request.user
        try:
            if "refuse" in request.POST:
                proposing.refuse(self.proposal, by=by, reason=form.cleaned_data["reason"])
                messages.success(request, _("The proposal is refused; its author is told why."))
                return redirect("desk_proposals")
            call = proposing.accept(self.proposal, by=by, fields=request.POST.getlist("field"))
        except OpportunityRefusal as error:
            messages.error(request, str(error))
            return redirect("desk_proposal", pk=self.proposal.pk)
        if self.proposal.call_id:
            messages.success(request, _("The change is dealt with; its author is told."))
        else:
            messages.success(request, _("It is yours now: complete it, try its conditions, publish it."))
        return redirect("desk_call:edit", call.pk)

    def _show(self, form: RefusalForm, status: int = 200) -> HttpResponse:
        context = self.get_context_data(
            proposal=self.proposal,
            state=_state_of(self.proposal),
            about=_about(self.proposal),
            waits=self.proposal.state == OpportunityProposal.State.WAITING,
            refusal=form,
            differences=[
                (one, label_of_value(one.field), *(shown_value(one.field, value) for value in one[1:]))
                for one in differences(self.proposal)
            ],
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_page_subtitle(self) -> str:
        return str(self.proposal)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_proposals"), "label": gettext_lazy("Proposed opportunities")},
            {"url": "", "label": str(self.proposal)},
        ]
