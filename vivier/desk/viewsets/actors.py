"""Actors in the desk."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from vivier.accounts.models import User
from vivier.core.written_dates import written
from vivier.desk import saving
from vivier.desk.forms.actors import ActorForm
from vivier.desk.listing import StateColumn
from vivier.desk.records import Deed, RecordEditView, RecordViewSet
from vivier.desk.saving import InUse
from vivier.directory import actions, origin
from vivier.directory.models import Actor, ActorRole, MergeRecord
from vivier.directory.survivors import current_key
from vivier.reference.models import Discipline

MOST_MERGES = 5
DRAFT, PUBLISHED = Actor.Status.DRAFT, Actor.Status.PUBLISHED


def state_of(actor: Actor) -> tuple[str, str]:
    """Return the state of a record and its words."""
    return actor.status, actor.get_status_display()


def links_of(actor: Actor) -> list[tuple[Any, str, str]]:
    """Return the other pages of a record: label, address, icon."""
    merges = MergeRecord.objects.standing().filter(kept=actor.pk).defer("snapshot")[:MOST_MERGES]
    return [
        (_("Managers and claims"), reverse("desk_claim_managers", args=[actor.pk]), "key"),
        *((str(merge), reverse("desk_merge", args=[merge.pk]), "link") for merge in merges),
    ]


def notes_of(actor: Actor) -> list[tuple[str, str]]:
    """Return what sources say beside the values: numbers, reasons, how it was placed, former names."""
    named_by = origin.origins_of(actor)
    notes = [(str(_("Named by")), f"{one.source}, {one.number}") for one in named_by]
    notes += [(str(_("In the sector by")), words) for words in origin.reasons(named_by)]
    notes += [(str(_("On the map")), one.placed) for one in named_by if one.placed]
    for former in actor.former_names.all():
        until = written(former.until, "DATE_FORMAT") if former.until else "—"
        notes.append(
            (str(_("Former name")), gettext("%(name)s, until %(day)s") % {"name": former.name, "day": until})
        )
    return notes


def _for_list(rows: QuerySet[Actor]) -> QuerySet[Actor]:
    return rows.select_related("territory").prefetch_related("disciplines", "roles")


def _publish(actor: Actor, by: User, _reason: str) -> None:
    actions.publish_actor(actor, by=by)


def _unpublish(actor: Actor, by: User, reason: str) -> None:
    actions.unpublish_actor(actor, by=by, reason=reason)


def _confirm(actor: Actor, by: User, _reason: str) -> None:
    actions.confirm_actor(actor, by=by)


def _remove(actor: Actor, by: User, reason: str) -> None:
    if MergeRecord.objects.standing().filter(kept=actor).exists():
        raise InUse(gettext("Another record was merged into this one: undo that merge first."))
    saving.remove(actor, by=by, reason=reason)


class ActorEditView(RecordEditView):
    """One actor; who comes with the address of a merged record is led to the one it is part of."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead on from a record that is part of another now, and say why."""
        key = current_key(kwargs["pk"])
        if key == kwargs["pk"]:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]
        said = gettext("This record was merged into the one you see now.")
        if request.method == "POST":
            said = gettext("The record you were editing was merged into this one; nothing was saved.")
        messages.warning(request, said)
        return redirect("desk_actor:edit", pk=key)


DEEDS = (
    Deed(
        "publish", _("Publish"), _publish, lambda actor: actor.status == DRAFT, "view", done=_("Published.")
    ),
    Deed(
        "confirm",
        _("Everything is right today"),
        _confirm,
        lambda actor: actor.status == PUBLISHED,
        "check",
        done=_("Confirmed today: visitors see that the record is fresh."),
    ),
    Deed(
        "unpublish",
        _("Take off the site"),
        _unpublish,
        lambda actor: actor.status == PUBLISHED,
        "no-view",
        question=_("The record leaves the public site; nothing of it is lost."),
        done=_("The record is a draft again."),
    ),
    Deed(
        "remove",
        _("Remove the draft"),
        _remove,
        lambda actor: actor.status == DRAFT,
        "bin",
        question=_(
            "The record and everything that hangs on it is removed for good; the journal keeps its name."
        ),
        done=_("Removed."),
        reason_needed=True,
        leads_to_list=True,
    ),
)


class ActorFilters(WagtailFilterSet):  # type: ignore[misc]
    """Which records to list."""

    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=Actor.Kind.choices, widget=CheckboxSelectMultiple
    )
    disciplines = django_filters.ModelMultipleChoiceFilter(
        label=_("Disciplines"), queryset=Discipline.objects.all(), widget=CheckboxSelectMultiple
    )
    roles = django_filters.MultipleChoiceFilter(
        field_name="roles__kind",
        label=_("Roles"),
        choices=ActorRole.Kind.choices,
        widget=CheckboxSelectMultiple,
    )
    no_town = django_filters.BooleanFilter(
        field_name="territory", lookup_expr="isnull", label=_("No commune")
    )
    never_confirmed = django_filters.BooleanFilter(
        field_name="confirmed_on", lookup_expr="isnull", label=_("Never confirmed")
    )

    class Meta:
        model = Actor
        fields = ("status", "legal_form", "is_demo")


class ActorViewSet(RecordViewSet):
    """The directory's records."""

    model = Actor
    icon = "group"
    name = "desk_actor"
    url_prefix = "actors"
    menu_label = _("Actors")
    menu_name = "actors"
    menu_order = 110
    form = ActorForm
    deeds = DEEDS
    edit_view_class = ActorEditView
    state_of = staticmethod(state_of)
    links_of = staticmethod(links_of)
    notes_of = staticmethod(notes_of)
    for_list = staticmethod(_for_list)
    ordering = "sort_name"
    search_fields = ("sort_name",)
    filterset_class = ActorFilters
    list_display: Any = (
        "name",
        "kind",
        "city",
        StateColumn("status", label=_("State"), accessor=state_of, sort_key="status"),
        "confirmed_on",
        "updated_at",
    )
    export_filename = "actors"
    list_export = ("name",)
    export_headings = {
        "name": _("Name"),
        "get_kind_display": _("Kind"),
        "get_legal_form_display": _("Legal form"),
        "enterprise_number": _("Enterprise number"),
        "roles.all": _("Roles"),
        "disciplines.all": _("Disciplines"),
        "city": _("Town"),
        "postal_code": _("Postal code"),
        "territory": _("Commune"),
        "website": _("Website"),
        "email": _("E-mail"),
        "headcount_low": _("Headcount, from"),
        "headcount_high": _("Headcount, to"),
        "founded_on": _("Founded on"),
        "closed_on": _("Closed on"),
        "get_status_display": _("State"),
        "confirmed_on": _("Last confirmed on"),
        "is_demo": _("Demonstration"),
    }
