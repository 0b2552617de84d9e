"""What a source would change in the directory: looked at, accepted or declined, applied, undone."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.desk.deeds import Deed, do_and_say
from vivier.desk.forms.imports import LOOKALIKE, PER_PAGE, ChangeFilter, resembling
from vivier.desk.listing import FORMATS, download
from vivier.desk.resembling import lookalikes_of
from vivier.directory import actions as directory
from vivier.directory import origin, said, tasks
from vivier.directory.fields import label_of_field
from vivier.directory.models import Actor, ChangeSet, ProposedChange
from vivier.directory.refusals import DirectoryRefusal, RefreshRefused

Shown = Callable[[str, Any], str]
State = ChangeSet.State
# Work in the background that a page waits for.
RUNNING = {State.COMPARING, State.APPLYING, State.UNDOING}
# The list a set of changes came from.
FROM = {
    ChangeSet.Source.REGISTER: ("desk_imports", gettext_lazy("Imports")),
    ChangeSet.Source.SPREADSHEET: ("desk_sheets", gettext_lazy("Spreadsheets")),
    ChangeSet.Source.FEED: ("desk_feeds", gettext_lazy("Feeds")),
}


class ChangeSetView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """What a source would change: by kind, filtered, accepted or declined, applied, undone."""

    template_name = "desk/change_set.html"
    header_icon = "resubmit"
    page_title = gettext_lazy("Proposed changes")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.change_set = get_object_or_404(ChangeSet.objects.select_related("by", "run"), pk=kwargs["pk"])

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show one page of the changes asked for."""
        asked = ChangeFilter(request.GET)
        page = Paginator(asked.rows(self.change_set), PER_PAGE).get_page(asked["page"].value())
        decided = directory.count_decisions(self.change_set)
        context = self.get_context_data(
            change_set=self.change_set,
            sheet=self.change_set.sheets.first(),
            asked=asked,
            page=page,
            rows=list(_rows(page)),
            tabs=self._tabs(asked),
            decided=decided,
            open=self.change_set.state == State.PROPOSED,
            running=self.change_set.state in RUNNING,
            may_go_on=self.change_set.state != State.COMPARING or self.change_set.run_id is not None,
            in_bulk=asked.in_bulk(self.change_set).count(),
            query=_query_of(request),
        )
        return self.render_to_response(context)  # type: ignore[no-any-return]

    def _tabs(self, asked: ChangeFilter) -> list[tuple[str, str, int, bool]]:
        names = {
            "": _("All"),
            **dict(ProposedChange.Kind.choices),
            "refused": _("Values that stay a person’s"),
            LOOKALIKE: _("Perhaps known already"),
        }
        counts = directory.count_changes(self.change_set)
        counts[LOOKALIKE] = resembling(self.change_set.changes.all()).count()
        counts[""] = sum(counts[kind] for kind in ProposedChange.Kind.values)
        current = str(asked["kind"].value() or "")
        return [(kind, capfirst(str(name)), counts[kind], kind == current) for kind, name in names.items()]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Accept, decline, apply, drop, stop, undo; review apart what was left undecided."""
        deeds: dict[str, Deed] = {
            "accept": lambda r: self._decide(r, accept=True),
            "decline": lambda r: self._decide(r, accept=False),
            "accept_all": lambda r: self._decide_all(r, accept=True),
            "decline_all": lambda r: self._decide_all(r, accept=False),
            "apply": self._apply,
            "drop": self._drop,
            "leftovers": self._leftovers,
            "undo": self._undo,
            "go_on": self._go_on,
            "attach": self._attach,
            "detach": self._detach,
        }
        do_and_say(request, deeds, DirectoryRefusal)
        query = request.GET.urlencode()
        here = reverse("desk_changes", args=[self.change_set.pk])
        return redirect(here + (f"?{query}" if query else ""))

    def _decide(self, request: HttpRequest, *, accept: bool) -> str:
        keys = [int(one) for one in request.POST.getlist("change") if one.isdigit()][:PER_PAGE]
        count = directory.decide_changes(self.change_set, keys=keys, accept=accept, by=request.user)  # type: ignore[arg-type]
        return _said(count, accept=accept)

    def _decide_all(self, request: HttpRequest, *, accept: bool) -> str:
        rows = ChangeFilter(request.GET).in_bulk(self.change_set)
        count = directory.decide_changes(self.change_set, keys=rows, accept=accept, by=request.user)  # type: ignore[arg-type]
        return _said(count, accept=accept)

    def _attach(self, request: HttpRequest) -> str:
        number, _colon, key = request.POST["attach"].partition(":")
        actor = get_object_or_404(Actor, pk=_as_key(key))
        directory.attach_change(self._change(number), actor, by=request.user)  # type: ignore[arg-type]
        return _("It updates “%(name)s” instead of becoming a new record.") % {"name": actor.name}

    def _detach(self, request: HttpRequest) -> str:
        directory.detach_change(self._change(request.POST["detach"]), by=request.user)  # type: ignore[arg-type]
        return _("It is proposed as a new record again.")

    def _change(self, number: str) -> ProposedChange:
        return get_object_or_404(self.change_set.changes, pk=_as_key(number))

    def _apply(self, request: HttpRequest) -> str:
        directory.begin_applying(self.change_set, by=request.user)  # type: ignore[arg-type]
        tasks.apply_change_set.enqueue(self.change_set.pk, request.user.pk)
        return _("The accepted changes are being applied.")

    def _drop(self, request: HttpRequest) -> str:
        directory.drop_changes(self.change_set, by=request.user)  # type: ignore[arg-type]
        return _("The changes are dropped; nothing was changed.")

    def _leftovers(self, request: HttpRequest) -> str:
        self.change_set = directory.review_leftovers(self.change_set, by=request.user)  # type: ignore[arg-type]
        return _("What was left undecided is a review of its own now.")

    def _undo(self, request: HttpRequest) -> str:
        directory.begin_undoing(self.change_set, by=request.user)  # type: ignore[arg-type]
        tasks.undo_change_set.enqueue(self.change_set.pk, request.user.pk)
        return _("The changes are being undone.")

    def _go_on(self, request: HttpRequest) -> str:
        """Ask again for work that was cut off; done twice it does no harm."""
        if self.change_set.state == State.APPLYING:
            tasks.apply_change_set.enqueue(self.change_set.pk, request.user.pk)
        elif self.change_set.state == State.UNDOING:
            tasks.undo_change_set.enqueue(self.change_set.pk, request.user.pk)
        elif self.change_set.state == State.COMPARING and self.change_set.run_id:
            tasks.propose_changes_of.enqueue(self.change_set.run_id)
        else:
            raise RefreshRefused(_("Nothing of it is at work."))
        return _("It goes on.")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        route, label = FROM[ChangeSet.Source(self.change_set.source)]
        return [
            *self.breadcrumbs_items,
            {"url": reverse(route), "label": label},
            {"url": "", "label": self.get_page_subtitle() or self.page_title},
        ]


def _said(count: int, *, accept: bool) -> str:
    words = (
        ngettext("%(count)d change accepted.", "%(count)d changes accepted.", count)
        if accept
        else ngettext("%(count)d change declined.", "%(count)d changes declined.", count)
    )
    return words % {"count": count}


def _as_key(text: str) -> int:
    """Return a primary key somebody sent; one that is none finds nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _query_of(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def _rows(page: Iterable[ProposedChange]) -> Iterator[tuple[ProposedChange, list[Any], list[str], list[Any]]]:
    """Yield each change with its lines, what brings the record in, and which records it resembles."""
    names, disciplines = origin.definition_names(), said.discipline_names()
    alike = lookalikes_of(page)
    for one in page:
        lines = list(_lines(one, lambda field, value: said.in_words(field, value, disciplines)))
        yield one, lines, origin.sentences(one.origin.get("sectors") or (), names), alike[one.pk]


def _lines(change: ProposedChange, shown: Shown) -> Iterator[tuple[str, Any, Any, bool]]:
    """Yield (field, before, after, refused); `shown` writes a value."""
    for one, (before, after) in change.values.items():
        yield capfirst(str(label_of_field(one))), shown(one, before), shown(one, after), False
    for one, value in change.refused.items():
        yield capfirst(str(label_of_field(one))), "", shown(one, value), True


def _as_kept(_field: str, value: Any) -> str:
    """Write a value for a file that software reads: codes stay codes."""
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)


def change_set_rows(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Give the proposed changes that a page shows, all of them, as a file."""
    change_set = get_object_or_404(ChangeSet, pk=pk)
    columns = [
        str(one)
        for one in (_("kind"), _("number"), _("name"), _("field"), _("before"), _("after"), _("decision"))
    ]
    changes = ChangeFilter(request.GET).rows(change_set)

    def rows() -> Iterator[tuple[Any, ...]]:
        for one in changes.iterator(1000):
            for name, before, after, refused in _lines(one, _as_kept):
                note = str(_("stays a person’s")) if refused else one.get_decision_display()
                yield one.get_kind_display(), one.external_id, one.name, name, before, after, note

    return download(kind if kind in FORMATS else "csv", f"changes-{pk}", columns, rows())
