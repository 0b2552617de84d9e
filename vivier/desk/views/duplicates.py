"""Records that may be the same: the list, one pair side by side, the decision."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.accounts import journal
from vivier.core.pressed import pressed
from vivier.desk import side_by_side
from vivier.desk.deeds import Deed, do_and_say
from vivier.desk.forms.duplicates import (
    ALL,
    PER_PAGE,
    DecisionForm,
    DuplicateFilter,
    LaterForm,
    TwoRecordsForm,
    WhyForm,
)
from vivier.desk.listing import FORMATS, download
from vivier.directory import actions, merging, tasks
from vivier.directory.models import Actor, DuplicateProposal, DuplicateSearch, MergeRecord
from vivier.directory.refusals import DirectoryRefusal, MergeRefused

State = DuplicateProposal.State


class DuplicatesView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """The pairs that wait, those decided on, and the search that finds them."""

    template_name = "desk/duplicates.html"
    header_icon = "copy"
    page_title = gettext_lazy("Duplicates")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": _("Duplicates")}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of the pairs asked for."""
        return self._show(request, TwoRecordsForm())

    def _show(self, request: HttpRequest, by_hand: TwoRecordsForm, status: int = 200) -> HttpResponse:
        asked = DuplicateFilter(request.GET)
        page = Paginator(asked.rows(), PER_PAGE).get_page(asked["page"].value())
        search = DuplicateSearch.objects.select_related("by").first()
        context = self.get_context_data(
            asked=asked,
            page=page,
            rows=[(pair, score_of(pair), first_reason(pair)) for pair in page],
            tabs=self._tabs(asked),
            search=search,
            running=search is not None and search.state == DuplicateSearch.State.RUNNING,
            by_hand=by_hand,
            query=_query_of(request),
            merges=MergeRecord.objects.standing().count(),
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def _tabs(self, asked: DuplicateFilter) -> list[tuple[str, str, int, bool]]:
        names = {
            "": _("To decide"),
            State.LATER: _("Later"),
            State.NOT_SAME: _("Not the same"),
            ALL: _("All"),
        }
        current = str(asked.asked().get("state") or "")
        return [
            (state, words, asked.of_state(state).count(), state == current) for state, words in names.items()
        ]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin, stop or resume a search, or put two records side by side."""
        if "compare" in request.POST:
            return self._compare(request)
        deeds: dict[str, Deed] = {
            "search": lambda r: self._search(r, everywhere=False),
            "search_all": lambda r: self._search(r, everywhere=True),
            "stop": self._stop,
            "go_on": self._go_on,
        }
        do_and_say(request, deeds, DirectoryRefusal)
        return redirect("desk_duplicates")

    def _search(self, request: HttpRequest, *, everywhere: bool) -> str:
        search = actions.begin_search(by=request.user, everywhere=everywhere)  # type: ignore[arg-type]
        tasks.search_duplicates.enqueue(search.pk)
        return _("Duplicates are being searched.")

    def _stop(self, request: HttpRequest) -> str:
        actions.ask_to_stop(_last_search(), by=request.user)  # type: ignore[arg-type]
        return _("The search stops at the next records.")

    def _go_on(self, _request: HttpRequest) -> str:
        search = actions.go_on(_last_search())
        tasks.search_duplicates.enqueue(search.pk)
        return _("The search goes on.")

    def _compare(self, request: HttpRequest) -> HttpResponse:
        form = TwoRecordsForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        one, other = form.cleaned_data["one"], form.cleaned_data["other"]
        pair = actions.propose_pair(one, other, by=request.user)  # type: ignore[arg-type]
        return redirect("desk_duplicate", pk=pair.pk)


def _last_search() -> DuplicateSearch:
    return get_object_or_404(DuplicateSearch, pk=getattr(DuplicateSearch.objects.first(), "pk", 0))


def score_of(pair: DuplicateProposal) -> str:
    """Return the score as people read it."""
    return str(number_format(pair.score, decimal_pos=2))


def first_reason(pair: DuplicateProposal) -> str:
    """Return the strongest reason for, in words."""
    reasons, _against = side_by_side.reasons(pair)
    return reasons[0] if reasons else ""


def _query_of(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def duplicates_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the pairs a page shows, all of them, as a file."""
    kind = kind if kind in FORMATS else "csv"
    columns = [
        str(one)
        for one in (
            _("likeness"),
            _("score"),
            _("record"),
            _("address"),
            _("other record"),
            _("its address"),
            _("for"),
            _("against"),
            _("decision"),
            _("decided by"),
            _("decided"),
            _("why"),
        )
    ]
    changes: journal.Changes = {"list": [None, DuplicateProposal._meta.label], "format": [None, kind]}
    journal.record("list.exported", None, by=request.user, changes=changes)  # type: ignore[arg-type]
    return download(kind, "duplicates", columns, _file_rows(DuplicateFilter(request.GET)))


def _file_rows(asked: DuplicateFilter) -> Iterator[tuple[Any, ...]]:
    for pair in asked.rows().iterator(500):
        pros, cons = side_by_side.reasons(pair)
        yield (
            pair.get_band_display(),
            round(pair.score, 4),
            pair.first.name,
            pair.first.slug,
            pair.second.name,
            pair.second.slug,
            pros,
            cons,
            pair.get_state_display(),
            str(pair.decided_by or ""),
            pair.decided_at,
            pair.why,
        )


class PairView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """Two records side by side: what differs, why they may be the same, and what to do."""

    template_name = "desk/pair.html"
    header_icon = "copy"
    page_title = gettext_lazy("The same?")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the pair and its records."""
        super().setup(request, *args, **kwargs)
        self.pair = get_object_or_404(DuplicateProposal.objects.select_related("decided_by"), pk=kwargs["pk"])
        rows = Actor.objects.select_related("territory").prefetch_related(
            "disciplines", "roles", "former_names"
        )
        self.keys = (self.pair.first_id, self.pair.second_id)
        self.actors: list[Actor] = list(rows.filter(pk__in=self.keys).order_by("pk"))

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show them; a merged pair is shown as its merge."""
        merge = self._merge()
        if merge is not None:
            return redirect("desk_merge", pk=merge.pk)
        return self._show()

    def _merge(self) -> MergeRecord | None:
        """Return the standing merge that took one of the two records away."""
        gone = set(self.keys) - {actor.pk for actor in self.actors}
        return MergeRecord.objects.standing().filter(absorbed_key__in=gone).first() if gone else None

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Merge, tell apart, put off, or open again."""
        deeds: dict[str, Callable[[HttpRequest], HttpResponse]] = {
            "same": self._same,
            "not_same": self._not_same,
            "later": self._later,
            "reopen": self._reopen,
        }
        deed = pressed(deeds, request.POST)
        if deed is None:
            return redirect("desk_duplicate", pk=self.pair.pk)
        try:
            return deed(request)
        except DirectoryRefusal as error:
            messages.error(request, str(error))
            merge = getattr(error, "merge", None)
            if merge is not None:
                return redirect("desk_merge", pk=merge.pk)
            return redirect("desk_duplicate", pk=self.pair.pk)

    def _same(self, request: HttpRequest) -> HttpResponse:
        if len(self.actors) < 2:
            raise MergeRefused(_("One of these records was merged already."), merge=self._merge())
        form = self._decision(request.POST)
        if not form.is_valid():
            return self._show(decision=form, status=422)
        merge = actions.merge_actors(
            form.kept,
            form.absorbed,
            by=request.user,  # type: ignore[arg-type]
            choices=form.choices(),
            versions=form.versions(),
            reason=form.cleaned_data["why"],
        )
        messages.success(request, _("The two records are one. You can undo it whenever you like."))
        return redirect("desk_merge", pk=merge.pk)

    def _not_same(self, request: HttpRequest) -> HttpResponse:
        form = WhyForm(request.POST, auto_id="apart_%s")
        if not form.is_valid():
            return self._show(apart=form, status=422)
        actions.tell_apart(self.pair, by=request.user, why=form.cleaned_data["why"])  # type: ignore[arg-type]
        return self._next(_("Not the same: remembered, and never proposed again."))

    def _later(self, request: HttpRequest) -> HttpResponse:
        form = LaterForm(request.POST)
        if not form.is_valid():
            return self._show(later=form, status=422)
        actions.put_off(self.pair, by=request.user, until=form.cleaned_data["until"])  # type: ignore[arg-type]
        return self._next(_("Put off."))

    def _reopen(self, request: HttpRequest) -> HttpResponse:
        actions.reopen_pair(self.pair, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The pair waits for a decision again."))
        return redirect("desk_duplicate", pk=self.pair.pk)

    def _next(self, said: str) -> HttpResponse:
        """Go on with the pair most alike that waits."""
        back = reverse("desk_duplicate", args=[self.pair.pk])
        messages.success(self.request, format_html('{} <a href="{}">{}</a>', said, back, _("Look again")))
        waiting = DuplicateProposal.objects.to_decide().exclude(pk=self.pair.pk).values_list("pk", flat=True)
        following = waiting.order_by("-score", "pk").first()
        return redirect("desk_duplicate", pk=following) if following else redirect("desk_duplicates")

    def _decision(self, data: Any = None) -> DecisionForm:
        first, second = self.actors
        holders = merging.holders_of(self.actors)
        links = side_by_side.number_of_links(first, second)
        kept = merging.better_kept(first, second, holders=holders, links=links)
        return DecisionForm(data, first=first, second=second, kept=kept)

    def _show(self, status: int = 200, **forms: Any) -> HttpResponse:
        context = self.get_context_data(
            pair=self.pair,
            score=score_of(self.pair),
            reasons=side_by_side.reasons(self.pair),
            actors=self.actors,
            apart=forms.get("apart") or WhyForm(auto_id="apart_%s"),
            later=forms.get("later") or LaterForm(),
            **(self._compared(forms.get("decision")) if len(self.actors) == 2 else {}),
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def _compared(self, bound: DecisionForm | None) -> dict[str, Any]:
        first, second = self.actors
        form = bound or self._decision()
        kept = str(form["keep"].value())
        asked = {group: str(form[f"value-{group}"].value() or "") for group in merging.GROUPS}
        known = {group: key for group, key in asked.items() if key in form.sides}
        number = int(kept) if kept in form.sides else first.pk
        return {
            "decision": form,
            "kept": number,
            "lines": list(side_by_side.lines(first, second, kept=number, asked=known)),
            "lists": side_by_side.lists(first, second),
            "open": self.pair.state in {State.WAITING, State.LATER},
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_duplicates"), "label": _("Duplicates")},
            {"url": "", "label": str(self.page_title)},
        ]
