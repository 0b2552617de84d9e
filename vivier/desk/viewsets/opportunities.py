"""Schemes and calls in the desk."""

from typing import Any

import django_filters
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from vivier.accounts.models import User
from vivier.desk import saving
from vivier.desk.call_values import label_of_value, shown_value
from vivier.desk.forms.opportunities import CallForm, SchemeForm
from vivier.desk.listing import StateColumn
from vivier.desk.records import Deed, RecordViewSet
from vivier.desk.views.call_form import CallCreateView, CallEditView
from vivier.opportunities import fields
from vivier.opportunities.actions import calls as actions
from vivier.opportunities.models import Call, Criterion, Scheme
from vivier.reference.models import Discipline

DRAFT, PUBLISHED = Call.State.DRAFT, Call.State.PUBLISHED


def state_of(call: Call) -> tuple[str, str]:
    """Return the state of a call and its words."""
    return call.state, call.get_state_display()


def links_of(call: Call) -> list[tuple[Any, str, str]]:
    """Return the other pages of a call: label, address, icon; whom it concerns once it is published."""
    links = [
        (_("Try the conditions"), reverse("desk_call_trial", args=[call.pk]), "check"),
        (_("Open the next edition"), reverse("desk_call_copy", args=[call.pk]), "copy"),
    ]
    if call.state == PUBLISHED:
        links.insert(0, (_("Whom it concerns"), reverse("desk_call_whom", args=[call.pk]), "group"))
    return links


def notes_of(call: Call) -> list[tuple[str, str]]:
    """Return what sources say where a person wrote something else: their values are kept, not used."""
    return [
        (f"{tie.source} – {label_of_value(name)}", shown_value(name, value))
        for tie in call.ties.select_related("source")
        for name, value in tie.refused.items()
        if fields.plain(fields.read(call, name)) != value
    ]


def _publish(call: Call, by: User, _reason: str) -> None:
    actions.publish_call(call, by=by)


def _withdraw(call: Call, by: User, reason: str) -> None:
    actions.withdraw_call(call, by=by, reason=reason)


def _remove(row: Any, by: User, reason: str) -> None:
    saving.remove(row, by=by, reason=reason)


CALL_DEEDS = (
    Deed("publish", _("Publish"), _publish, lambda call: call.state == DRAFT, "view", done=_("Published.")),
    Deed(
        "withdraw",
        _("Take off the site"),
        _withdraw,
        lambda call: call.state == PUBLISHED,
        "no-view",
        question=_("The opportunity leaves the public site; nothing of it is lost."),
        done=_("The opportunity is a draft again."),
    ),
    Deed(
        "remove",
        _("Remove the draft"),
        _remove,
        lambda call: call.state == DRAFT,
        "bin",
        question=_("The draft and its conditions are removed for good; the journal keeps its name."),
        done=_("Removed."),
        reason_needed=True,
        leads_to_list=True,
    ),
)
SCHEME_DEEDS = (
    Deed(
        "remove",
        _("Remove the scheme"),
        _remove,
        lambda scheme: not scheme.calls.exists(),
        "bin",
        question=_("A scheme without calls is removed for good; the journal keeps its name."),
        done=_("Removed."),
        reason_needed=True,
        leads_to_list=True,
    ),
)


class CallFilters(WagtailFilterSet):  # type: ignore[misc]
    """Which calls to list."""

    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=Call._meta.get_field("kind").choices, widget=CheckboxSelectMultiple
    )
    disciplines = django_filters.ModelMultipleChoiceFilter(
        label=_("Disciplines"), queryset=Discipline.objects.all(), widget=CheckboxSelectMultiple
    )
    is_over = django_filters.BooleanFilter(label=_("Closed"), method="keep_over")
    has_criteria = django_filters.BooleanFilter(label=_("With conditions"), method="keep_with_criteria")

    class Meta:
        model = Call
        fields = ("state", "is_permanent", "is_demo")

    def keep_over(self, rows: QuerySet[Call], _name: str, value: bool) -> QuerySet[Call]:
        """Keep those whose last minute is past, or the others."""
        over = Q(closes_at__lt=timezone.now())
        return rows.filter(over) if value else rows.exclude(over)

    def keep_with_criteria(self, rows: QuerySet[Call], _name: str, value: bool) -> QuerySet[Call]:
        """Keep those with at least one condition, or with none."""
        with_criteria = Exists(Criterion.objects.filter(call=OuterRef("pk")))
        return rows.filter(with_criteria) if value else rows.exclude(with_criteria)


def _calls(rows: QuerySet[Call]) -> QuerySet[Call]:
    return rows.select_related("scheme__issuer", "territory").annotate(criteria_count=Count("criteria"))


def _schemes(rows: QuerySet[Scheme]) -> QuerySet[Scheme]:
    return rows.select_related("issuer").annotate(call_count=Count("calls"))


class CallViewSet(RecordViewSet):
    """Opportunities people can apply to."""

    model = Call
    icon = "tasks"
    name = "desk_call"
    url_prefix = "calls"
    menu_label = _("Opportunities")
    menu_name = "calls"
    form = CallForm
    add_view_class = CallCreateView
    edit_view_class = CallEditView
    deeds = CALL_DEEDS
    state_of = staticmethod(state_of)
    links_of = staticmethod(links_of)
    notes_of = staticmethod(notes_of)
    for_list = staticmethod(_calls)
    ordering = "-closes_at"
    search_fields = ("title_fr", "title_en", "scheme__title_fr")
    filterset_class = CallFilters
    list_display: Any = (
        "title_fr",
        Column("edition", label=_("Edition")),
        "kind",
        Column("issuer", label=_("Issuer"), accessor="scheme.issued_by"),
        "closes_at",
        Column("criteria_count", label=_("Conditions"), sort_key="criteria_count"),
        StateColumn("state", label=_("State"), accessor=state_of, sort_key="state"),
    )
    export_filename = "opportunities"
    list_export = ("title_fr",)
    export_headings = {
        "title_fr": _("Title"),
        "edition": _("Edition"),
        "scheme": _("Scheme"),
        "scheme.issued_by": _("Issuer"),
        "get_kind_display": _("Kind"),
        "opens_at": _("Opens"),
        "closes_at": _("Closes"),
        "is_permanent": _("Permanent"),
        "amount_min": _("Amount from"),
        "amount_max": _("Amount up to"),
        "currency": _("Currency"),
        "territory": _("Territory"),
        "criteria_count": _("Conditions"),
        "url": _("Official page"),
        "source_url": _("Source"),
        "checked_on": _("Checked on"),
        "get_state_display": _("State"),
        "is_demo": _("Demonstration"),
    }


class SchemeViewSet(RecordViewSet):
    """Lasting schemes."""

    model = Scheme
    icon = "folder"
    name = "desk_scheme"
    url_prefix = "schemes"
    menu_label = _("Schemes")
    menu_name = "schemes"
    form = SchemeForm
    deeds = SCHEME_DEEDS
    for_list = staticmethod(_schemes)
    ordering = "title_fr"
    search_fields = ("title_fr", "title_en", "issuer_name", "issuer__name")
    list_filter = ("is_demo",)
    list_display: Any = (
        "title_fr",
        Column("issuer", label=_("Issuer"), accessor="issued_by"),
        Column("call_count", label=_("Calls"), sort_key="call_count"),
    )
    export_filename = "schemes"
    list_export = ("title_fr",)
    export_headings = {
        "title_fr": _("Title"),
        "title_en": _("Title (English)"),
        "issued_by": _("Issuer"),
        "call_count": _("Calls"),
        "is_demo": _("Demonstration"),
    }
