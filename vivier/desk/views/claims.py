"""Claims of records: the queue, one of them with its evidence and the record's managers, the decision."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import View
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.accounts import journal
from vivier.desk.files import DeskListView
from vivier.desk.forms.claims import ClaimFilters, EndForm, ReasonForm
from vivier.desk.listing import FORMATS, StateColumn, download
from vivier.directory import actions
from vivier.directory.models import Actor, Claim, ClaimFile, Membership
from vivier.directory.refusals import DirectoryRefusal

PER_PAGE = 30
DECIDABLE = (Claim.State.WAITING, Claim.State.CONTESTED, Claim.State.DELAYED)
ORPHANS_SHOWN = 20


def _state_of(claim: Claim) -> tuple[str, str]:
    return claim.state, claim.get_state_display()


def _way(claim: Claim) -> str:
    return claim.get_way_display()


def _listed() -> QuerySet[Claim]:
    """Every claim that was proved or handed in, those that wait for the team first."""
    urgency = Case(
        When(state__in=(Claim.State.WAITING, Claim.State.CONTESTED), then=Value(0)),
        When(state=Claim.State.DELAYED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    proved = Claim.objects.exclude(state__in=(Claim.State.STARTED, Claim.State.EXPIRED))
    return proved.select_related("actor", "claimant", "decided_by").order_by(urgency, "created_at", "pk")


class ClaimListView(DeskListView):
    """Claims, those that wait for the team first."""

    model = Claim
    template_name = "desk/claims.html"
    page_title = gettext_lazy("Claims")
    header_icon = "key"
    index_url_name = "desk_claims"
    index_results_url_name = "desk_claims_results"
    filterset_class = ClaimFilters
    paginate_by = PER_PAGE
    files_route = "desk_claims_file"
    help_text = gettext_lazy(
        "People who say a record is theirs. Open a claim to look at the proof, then accept it or "
        "refuse it with a reason."
    )
    nothing = gettext_lazy("Nobody claims a record at the moment.")
    columns = (
        TitleColumn(
            "actor",
            label=gettext_lazy("Record"),
            get_url=lambda claim: reverse("desk_claim", args=[claim.pk]),
        ),
        Column("claimant", label=gettext_lazy("Claimant")),
        Column("way", label=gettext_lazy("Proof"), accessor=_way),
        DateColumn("created_at", label=gettext_lazy("Received"), sort_key="created_at"),
        StateColumn("state", label=gettext_lazy("State"), accessor=_state_of, sort_key="state"),
    )

    def get_base_queryset(self) -> QuerySet[Claim]:
        return _listed()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the records that nobody decides about any more."""
        orphans = Actor.objects.filter(orphaned_on__isnull=False).order_by("orphaned_on", "pk")
        return super().get_context_data(  # type: ignore[no-any-return]
            orphans=orphans[:ORPHANS_SHOWN], **context
        )


def claims_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the claims of the list as a file, without what people sent as evidence."""
    if kind not in FORMATS:
        raise Http404
    columns = [
        str(one)
        for one in (
            *(_("record"), _("claimant"), _("proof"), _("state")),
            *(_("received"), _("decided"), _("decided by"), _("reason")),
        )
    ]
    asked = ClaimFilters(request.GET, queryset=_listed(), request=request)
    rows = asked.qs if asked.is_valid() else _listed()

    def lines() -> Iterator[tuple[Any, ...]]:
        for one in rows.iterator(500):
            state, way = one.get_state_display(), one.get_way_display()
            who = str(one.decided_by or "")
            yield (
                one.actor.name,
                one.claimant.email,
                way,
                state,
                one.created_at,
                one.decided_at,
                who,
                one.reason,
            )

    changes: journal.Changes = {"list": [None, "directory.Claim"], "format": [None, kind]}
    journal.record("list.exported", None, by=request.user, changes=changes)  # type: ignore[arg-type]
    return download(kind, "claims", columns, lines())


class ClaimView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One claim: who, how, what they sent, who manages the record now, and what to do about it."""

    template_name = "desk/claim.html"
    header_icon = "key"
    page_title = gettext_lazy("Claim")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the claim; a code that was only asked for is nobody's business."""
        super().setup(request, *args, **kwargs)
        self.claim = get_object_or_404(_listed().select_related("contested_by"), pk=kwargs["pk"])

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        return self._show(ReasonForm())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Accept it, or refuse it with a reason."""
        if "refuse" in request.POST:
            return self._refuse(ReasonForm(request.POST))
        if "accept" in request.POST:
            try:
                claim = actions.accept_claim(self.claim, by=request.user)  # type: ignore[arg-type]
                messages.success(request, _accepted(claim))
            except DirectoryRefusal as error:
                messages.error(request, str(error))
        return redirect("desk_claim", pk=self.claim.pk)

    def _refuse(self, form: ReasonForm) -> HttpResponse:
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            actions.refuse_claim(self.claim, by=self.request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        except DirectoryRefusal as error:
            messages.error(self.request, str(error))
            return redirect("desk_claim", pk=self.claim.pk)
        messages.success(self.request, _("The claim is refused; the person is told why."))
        return redirect("desk_claims")

    def _show(self, form: ReasonForm, status: int = 200) -> HttpResponse:
        file = ClaimFile.objects.filter(claim=self.claim).defer("content").first()
        same = ClaimFile.objects.filter(sha256=file.sha256).exclude(pk=file.pk) if file else None
        context = self.get_context_data(
            claim=self.claim,
            state=_state_of(self.claim),
            waits=self.claim.state in DECIDABLE,
            file=file,
            seen_before=same.count() if same is not None else 0,
            managers=self.claim.actor.memberships.for_list(),
            refusal=form,
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_page_subtitle(self) -> str:
        return str(self.claim.actor)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_claims"), "label": gettext_lazy("Claims")},
            {"url": "", "label": str(self.claim.actor)},
        ]


def _accepted(claim: Claim) -> str:
    if claim.state == Claim.State.GRANTED:
        return _("The claim is accepted: the person looks after the record now.")
    return _("The proof is accepted. The people who manage the record have seven days to object.")


@require_safe
def claim_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the document of a claim as it came, to be saved, never shown by the browser as a page of ours."""
    file = get_object_or_404(ClaimFile.objects.select_related("claim__actor"), claim_id=pk)
    journal.record(
        "claim.evidence_read",
        file.claim.actor,
        by=request.user,  # type: ignore[arg-type]
        changes={"claim": [None, pk]},
    )
    answer = HttpResponse(bytes(file.content), content_type=file.content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


class ManagersView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """Who manages one record: end a membership with a reason."""

    template_name = "desk/managers.html"
    header_icon = "user"
    page_title = gettext_lazy("Managers")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the record."""
        super().setup(request, *args, **kwargs)
        self.actor = get_object_or_404(Actor, pk=kwargs["pk"])

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show them."""
        return self._show(None)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """End one membership."""
        form = EndForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        rows = Membership.objects.select_related("actor", "user")
        membership = get_object_or_404(rows, actor=self.actor, pk=form.cleaned_data["end"])
        try:
            actions.end_membership(membership, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
            messages.success(request, _("The membership has ended; the person is told why."))
        except DirectoryRefusal as error:
            messages.error(request, str(error))
        return redirect("desk_claim_managers", pk=self.actor.pk)

    def _show(self, tried: EndForm | None, status: int = 200) -> HttpResponse:
        key = str(tried.data.get("end", "")) if tried else ""
        rows = [
            (one, tried if tried and str(one.pk) == key else EndForm(initial={"end": one.pk}))
            for one in self.actor.memberships.for_list()
        ]
        claims = _listed().filter(actor=self.actor)
        context = self.get_context_data(actor=self.actor, rows=rows, claims=claims)
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_page_subtitle(self) -> str:
        return str(self.actor)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_actor:edit", args=[self.actor.pk]), "label": str(self.actor)},
            {"url": "", "label": gettext_lazy("Managers")},
        ]
