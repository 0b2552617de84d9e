"""Records to look after: dormant, without a manager, incomplete; each filtered and handed out as a file."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from vivier.core.names import sort_key
from vivier.desk.files import WIDE, DownloadableListView
from vivier.desk.queue import emptiest_actors
from vivier.directory.freshness import dormant, orphans
from vivier.directory.models import Actor
from vivier.outbox.rendering import absolute

PER_PAGE = 50
LONGEST_NAME = 100


class RecordFilters(WagtailFilterSet):  # type: ignore[misc]
    """Which of the records to list."""

    name = django_filters.CharFilter(method="by_name", label=gettext_lazy("Name"))
    kind = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Kind"), choices=Actor.Kind.choices, widget=CheckboxSelectMultiple
    )
    city = django_filters.CharFilter(lookup_expr="icontains", label=gettext_lazy("Town"))
    has_email = django_filters.BooleanFilter(method="by_email", label=gettext_lazy("Has a public e-mail"))

    class Meta:
        model = Actor
        fields = ("name", "kind", "city", "has_email", "is_demo")

    def by_name(self, rows: QuerySet[Actor], _field: str, value: str) -> QuerySet[Actor]:
        """Forgive accents and articles."""
        words = value[:LONGEST_NAME]
        return rows.filter(sort_name__icontains=sort_key(words) or words)

    def by_email(self, rows: QuerySet[Actor], _field: str, value: bool) -> QuerySet[Actor]:
        """Keep those one can write to, or those one cannot."""
        return rows.exclude(email="") if value else rows.filter(email="")


def _lacks(actor: Actor) -> str:
    """Say which of the four things that count here a record does not say."""
    holes = (
        (_("place"), actor.territory_id is None),
        (_("description"), not (actor.description_fr or actor.description_en)),
        (_("website"), not actor.website),
        (_("legal form"), not actor.legal_form),
    )
    return ", ".join(word for word, is_missing in holes if is_missing)


class RecordsView(DownloadableListView):
    """One of the lists; the others are beside it."""

    model = Actor
    header_icon = "group"
    template_name = "desk/records_to_look_after.html"
    filterset_class = RecordFilters
    paginate_by = PER_PAGE
    nothing = gettext_lazy("No record is in this list: everything is in order.")
    columns: Any = (
        TitleColumn(
            "name",
            label=gettext_lazy("Record"),
            get_url=lambda actor: reverse("desk_actor:edit", args=[actor.pk]),
        ),
        Column("kind", label=gettext_lazy("Kind"), accessor="get_kind_display", classname=WIDE),
        Column("city", label=gettext_lazy("Town"), classname=WIDE),
        Column("email", label=gettext_lazy("Public e-mail"), classname=WIDE),
        Column(
            "confirmed_on",
            label=gettext_lazy("Last confirmed on"),
            sort_key="confirmed_on",
            classname=WIDE,
        ),
        DateColumn("updated_at", label=gettext_lazy("Last change"), sort_key="updated_at"),
    )

    def file_columns(self) -> list[str]:
        """What helps to get in touch."""
        names = (
            _("Name"), _("Kind"), _("Town"), _("Public e-mail"), _("Website"), _("Last confirmed on"),
            _("Last change"), _("Address"),
        )  # fmt: skip
        return [str(name) for name in names]

    def file_row(self, row: Actor) -> list[Any]:
        """Return one record."""
        return [
            row.name,
            row.get_kind_display(),
            row.city,
            row.email,
            row.website,
            row.confirmed_on,
            row.updated_at,
            absolute(row.get_absolute_url()),
        ]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the other lists."""
        tabs = [
            (view.page_title, reverse(view.index_url_name), view.index_url_name == self.index_url_name)
            for view in (DormantView, OrphanView, IncompleteView)
        ]
        return super().get_context_data(tabs=tabs, **context)


class DormantView(RecordsView):
    """Neither confirmed nor changed for too long."""

    page_title = gettext_lazy("Dormant records")
    help_text = gettext_lazy("Published records that nobody confirmed or changed for a long time.")
    index_url_name = "desk_actor_dormant"
    index_results_url_name = "desk_actor_dormant_results"
    file_name = "dormant-records"

    def get_base_queryset(self) -> QuerySet[Actor]:
        return dormant(timezone.localdate())


class OrphanView(RecordsView):
    """Nobody manages them."""

    page_title = gettext_lazy("Records without a manager")
    help_text = gettext_lazy(
        "Published records that nobody looks after: first those somebody has left, then those one can "
        "write to."
    )
    index_url_name = "desk_actor_orphans"
    index_results_url_name = "desk_actor_orphans_results"
    file_name = "records-without-manager"

    def get_base_queryset(self) -> QuerySet[Actor]:
        return orphans()


class IncompleteView(RecordsView):
    """They lack a place, a description, a website or a legal form."""

    page_title = gettext_lazy("Incomplete records")
    help_text = gettext_lazy("Published records that lack a place, a description, a website or a legal form.")
    index_url_name = "desk_actor_incomplete"
    index_results_url_name = "desk_actor_incomplete_results"
    file_name = "incomplete-records"
    columns = (
        *RecordsView.columns[:2],
        Column("lacks", label=gettext_lazy("What it lacks"), accessor=_lacks),
        RecordsView.columns[-1],
    )

    def file_columns(self) -> list[str]:
        """Add what each of them lacks."""
        return [*super().file_columns(), _("What it lacks")]

    def file_row(self, row: Actor) -> list[Any]:
        """Return one record and what it lacks."""
        return [*super().file_row(row), _lacks(row)]

    def get_base_queryset(self) -> QuerySet[Actor]:
        return emptiest_actors()
