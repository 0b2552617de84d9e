"""Indicators and their figures in the desk."""

from typing import Any

import django_filters
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from vivier.accounts.models import User
from vivier.desk import saving
from vivier.desk.forms.figures import IndicatorForm
from vivier.desk.records import Deed, RecordViewSet
from vivier.observatory.models import Indicator


def _remove(indicator: Indicator, by: User, reason: str) -> None:
    saving.remove(indicator, by=by, reason=reason)


class IndicatorFilters(WagtailFilterSet):  # type: ignore[misc]
    """Which indicators to list."""

    topic = django_filters.AllValuesFilter(label=_("Topic"))

    class Meta:
        model = Indicator
        fields = ("topic",)


def _for_list(rows: QuerySet[Indicator]) -> QuerySet[Indicator]:
    return rows.annotate(figure_count=Count("figures"))


class IndicatorViewSet(RecordViewSet):
    """Published figures about the sector."""

    model = Indicator
    icon = "table"
    name = "desk_indicator"
    url_prefix = "indicators"
    menu_label = _("Figures")
    menu_name = "indicators"
    menu_order = 140
    form = IndicatorForm
    deeds = (
        Deed(
            "remove",
            _("Remove the indicator"),
            _remove,
            lambda indicator: not indicator.figures.exists(),
            "bin",
            question=_("An indicator without figures is removed for good; the journal keeps its name."),
            done=_("Removed."),
            reason_needed=True,
            leads_to_list=True,
        ),
    )
    for_list = staticmethod(_for_list)
    ordering = "position"
    search_fields = ("name_fr", "name_en")
    filterset_class = IndicatorFilters
    list_display: Any = (
        "name_fr",
        "unit",
        "topic",
        Column("figure_count", label=_("Figures"), sort_key="figure_count"),
        "position",
    )
    export_filename = "indicators"
    list_export = ("name_fr",)
    export_headings = {
        "name_fr": _("Name"),
        "name_en": _("Name (English)"),
        "definition_fr": _("Definition"),
        "unit": _("Unit"),
        "topic": _("Topic"),
        "figure_count": _("Figures"),
    }
