"""Reading the journal: all of it for those who answer for it, one record's for those who edit it."""

from functools import cached_property
from typing import Any

import django_filters
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.accounts import journal, permissions, rules
from vivier.accounts.models import JournalEntry
from vivier.accounts.sentences import WORDS, details, sentence
from vivier.desk.files import DownloadableListView
from vivier.directory.models import Actor
from vivier.directory.survivors import keys_within
from vivier.opportunities.actions.calls import CRITERIA_SET
from vivier.opportunities.conditions.differing import Difference, Differences

RECORDS_WITH_JOURNAL = frozenset(
    {
        "directory.actor",
        "opportunities.scheme",
        "opportunities.call",
        "agenda.event",
        "agenda.series",
        "agenda.place",
        "observatory.indicator",
        "reference.discipline",
        "reference.term",
        "accounts.user",
    }
)
# Records whose list and page are screens of our own: their journal is for who may open that page.
SCREENS = {
    "directory.receivedsheet": ("desk_sheets", "desk_sheet"),
    "links.link": ("desk_links", "desk_link"),
    "mandate.indicator": ("desk_reports", "desk_mandate_indicator"),
    "mandate.report": ("desk_reports", "desk_report"),
    "missions.mission": ("desk_missions", "desk_mission"),
    "opportunities.callreading": ("desk_call_sources", "desk_call_reading"),
    "opportunities.callsource": ("desk_call_sources", "desk_call_source"),
    "registers.importrun": ("desk_imports", "desk_import"),
    "registers.sectordefinition": ("desk_definitions", "desk_definition"),
}
ENTRIES_PER_PAGE = 50
LONGEST_FILTER = 100


class JournalFilters(WagtailFilterSet):  # type: ignore[misc]
    """Which entries to list."""

    at = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)
    verb = django_filters.ChoiceFilter(label=_("What"), choices=tuple(WORDS.items()))
    by = django_filters.CharFilter(field_name="by__email", lookup_expr="icontains", label=_("Who (e-mail)"))
    object_label = django_filters.CharFilter(lookup_expr="icontains", label=_("Record"))

    class Meta:
        model = JournalEntry
        fields = ("at", "verb", "by", "object_label")


class JournalView(DownloadableListView):
    """Everything that was done, newest first; CSV and XLSX of the same filter."""

    model = JournalEntry
    page_title = _("Journal")
    header_icon = "history"
    index_url_name = "desk_journal"
    index_results_url_name = "desk_journal_results"
    filterset_class = JournalFilters
    paginate_by = ENTRIES_PER_PAGE
    default_ordering = "-sequence"
    help_text = _("Who did what, newest first. Nothing here can be changed or taken away.")
    file_name = "journal"
    columns = (
        DateColumn("at", label=_("When"), sort_key="sequence"),
        Column("what", label=_("What"), accessor=sentence),
        Column("object_label", label=_("Record")),
        Column("by", label=_("Who")),
        Column("reason", label=_("Reason")),
    )

    def get_base_queryset(self) -> QuerySet[JournalEntry]:
        return JournalEntry.objects.for_list()

    def note_taken(self, kind: str) -> None:
        """Write down who took the journal away."""
        journal.record("journal.exported", None, by=self.request.user, changes={"format": [None, kind]})

    def file_columns(self) -> list[str]:
        """Return the heads of the columns."""
        return [
            str(name)
            for name in (
                _("Sequence"), _("When"), _("Who"), _("What"), _("Kind of record"), _("Record"),
                _("Number of the record"), _("Changes"), _("Reason"), _("Hash"),
            )
        ]  # fmt: skip

    def file_row(self, row: JournalEntry) -> list[Any]:
        """Return one entry."""
        return _row(row, _changes(row, self._conditions))

    @cached_property
    def _conditions(self) -> Differences:
        return Differences.without_names()


def _conditions_in(entry: JournalEntry) -> list[object]:
    """The conditions of a call before and after a change; nothing for another entry."""
    pair = entry.changes.get("criteria") if entry.verb == CRITERIA_SET else None
    return pair if isinstance(pair, list) and len(pair) == 2 else []


def _changes(entry: JournalEntry, words: Differences) -> list[Difference]:
    """What an entry changed: conditions in words, the rest as it is written down."""
    pair = _conditions_in(entry)
    return words.between(*pair) if pair else details(entry)


def _row(entry: JournalEntry, changes: list[Difference]) -> list[Any]:
    return [
        entry.sequence,
        entry.at,
        entry.by.email if entry.by else "",
        entry.verb,
        entry.content_type.model if entry.content_type else "",
        entry.object_label,
        entry.object_id,
        "; ".join(f"{field}: {before} → {after}" for field, before, after in changes),
        entry.reason,
        entry.hash,
    ]


def _routes_of(label: str) -> tuple[str, str]:
    """Return the names of the routes of a kind of record: its list, one of them."""
    if label in SCREENS:
        return SCREENS[label]
    model = label.split(".")[1]
    name = f"desk_{'people' if model == 'user' else model}"
    return f"{name}:index", f"{name}:edit"


def _may_read(person: Any, label: str) -> bool:
    """Whether a person reads the journal of such records: who may open or edit them, or answers for it."""
    if label in SCREENS:
        return permissions.rule_for(SCREENS[label][1]).allows(person)
    app, model = label.split(".")
    return bool(rules.reads_the_journal.test(person) or person.has_perm(f"{app}.change_{model}"))


class RecordJournalView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """What was done to one record, newest first."""

    template_name = "desk/record_journal.html"
    header_icon = "history"
    page_title = _("Journal of this record")
    breadcrumbs_items = ({"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the record, for those who may edit it or answer for the journal."""
        super().setup(request, *args, **kwargs)
        label: str = kwargs["label"]
        if label not in RECORDS_WITH_JOURNAL and label not in SCREENS:
            raise Http404
        if not _may_read(request.user, label):
            raise PermissionDenied
        self.record: Any = get_object_or_404(apps.get_model(label), pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.record)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index, edit = _routes_of(self.record._meta.label_lower)
        return [
            *self.breadcrumbs_items,
            {"url": reverse(index), "label": self.record._meta.verbose_name_plural},
            {"url": reverse(edit, args=[self.record.pk]), "label": str(self.record)},
            {"url": "", "label": str(self.page_title)},
        ]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add one page of entries, each with its sentence and what changed."""
        merged = keys_within(self.record.pk) if isinstance(self.record, Actor) else []
        entries = journal.entries_of(self.record, also=merged)
        page = Paginator(entries, ENTRIES_PER_PAGE).get_page(self.request.GET.get("p"))
        words = Differences.of(one for entry in page for one in _conditions_in(entry))
        rows = [(entry, sentence(entry), _changes(entry, words)) for entry in page]
        return super().get_context_data(
            record=self.record, record_kind=self.record._meta.verbose_name, rows=rows, page=page, **context
        )  # type: ignore[no-any-return]
