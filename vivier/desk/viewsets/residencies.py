"""Residencies in the desk."""

from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from vivier.accounts.models import User
from vivier.desk import saving
from vivier.desk.forms.residencies import ResidencyForm
from vivier.desk.listing import StateColumn
from vivier.desk.records import Deed, RecordViewSet
from vivier.opportunities.actions import residencies as actions
from vivier.opportunities.models import Residency
from vivier.opportunities.residencies.describing import completeness, length_in_words

DRAFT, PUBLISHED = Residency.State.DRAFT, Residency.State.PUBLISHED


def state_of(residency: Residency) -> tuple[str, str]:
    """Return the state of a residency and its words."""
    return residency.state, residency.get_state_display()


def notes_of(residency: Residency) -> list[tuple[str, str]]:
    """Return how much of it is known, and what is not."""
    whole = completeness(residency, disciplines=residency.disciplines.count())
    missing = ", ".join(whole.missing) or str(_("nothing"))
    return [(str(_("Complete")), f"{whole.percent} %"), (str(_("Still unknown")), missing)]


def _publish(residency: Residency, by: User, _reason: str) -> None:
    actions.publish_residency(residency, by=by)


def _withdraw(residency: Residency, by: User, reason: str) -> None:
    actions.withdraw_residency(residency, by=by, reason=reason)


def _remove(residency: Residency, by: User, reason: str) -> None:
    saving.remove(residency, by=by, reason=reason)


DEEDS = (
    Deed("publish", _("Publish"), _publish, lambda row: row.state == DRAFT, "view", done=_("Published.")),
    Deed(
        "withdraw",
        _("Take off the site"),
        _withdraw,
        lambda row: row.state == PUBLISHED,
        "no-view",
        question=_("The residency leaves the public site; nothing of it is lost."),
        done=_("The residency is a draft again."),
    ),
    Deed(
        "remove",
        _("Remove the draft"),
        _remove,
        lambda row: row.state == DRAFT,
        "bin",
        question=_("The draft is removed for good; the journal keeps its name."),
        done=_("Removed."),
        reason_needed=True,
        leads_to_list=True,
    ),
)


def _rows(rows: QuerySet[Residency]) -> QuerySet[Residency]:
    return rows.select_related("host", "territory", "scheme").annotate(stay_count=Count("stays"))


class ResidencyViewSet(RecordViewSet):
    """Residencies of the region."""

    model = Residency
    icon = "home"
    name = "desk_residency"
    url_prefix = "residencies"
    menu_label = _("Residencies")
    menu_name = "residencies"
    form = ResidencyForm
    deeds = DEEDS
    state_of = staticmethod(state_of)
    notes_of = staticmethod(notes_of)
    for_list = staticmethod(_rows)
    ordering = "sort_name"
    search_fields = ("sort_name", "host__name", "host_name", "city")
    list_filter = ("state", "lodging", "is_demo")
    list_display: Any = (
        "name",
        Column("host", label=_("Host"), accessor="hosted_by"),
        "city",
        Column("length", label=_("Length"), accessor=length_in_words),
        Column("stay_count", label=_("Past residents"), sort_key="stay_count"),
        StateColumn("state", label=_("State"), accessor=state_of, sort_key="state"),
    )
    export_filename = "residencies"
    list_export = ("name",)
    export_headings = {
        "name": _("Name"),
        "hosted_by": _("Host"),
        "city": _("Town"),
        "days_min": _("Shortest stay (days)"),
        "days_max": _("Longest stay (days)"),
        "get_lodging_display": _("Lodging"),
        "fee_amount": _("Fee"),
        "url": _("Official page"),
        "checked_on": _("Checked on"),
        "get_state_display": _("State"),
        "is_demo": _("Demonstration"),
    }
