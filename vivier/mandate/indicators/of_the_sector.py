"""What is counted of the sector itself: actors, records claimed, events."""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from vivier.agenda.models import Event
from vivier.directory.models import Actor, Claim, Membership
from vivier.mandate.indicators.subjects import (
    Column,
    Day,
    Distinct,
    Filter,
    Measure,
    Rows,
    Subject,
    of_discipline,
    one_of,
    within,
    yes_or_no,
)
from vivier.reference.models import Territory


def _place(row: object) -> str:
    territory: Territory | None = getattr(row, "territory", None)
    return str(territory) if territory else ""


def _managed(rows: Rows, values: list[str]) -> Rows:
    managed = Exists(Membership.objects.filter(actor=OuterRef("pk")))
    if set(values) == {"yes", "no"}:
        return rows
    return rows.filter(managed) if "yes" in values else rows.exclude(managed)


ACTORS = Subject(
    code="actors",
    name=_("Actors in the directory"),
    one_row=_("One row is one published record of the directory."),
    perimeter=_("Every kind of actor; drafts and records merged into another are left out."),
    base=Actor.objects.published,
    days={
        "added": Day(_("the day it was added here"), "created_at", is_moment=True),
        "confirmed": Day(_("the day its manager last confirmed it"), "confirmed_on"),
        "there": Day(_("in the directory on the last day"), "created_at", is_moment=True, is_stock=True),
    },
    filters={
        "kind": one_of(_("kind"), "kind", Actor.Kind),
        "territory": within("territory"),
        "discipline": of_discipline("disciplines"),
        "managed": Filter(_("somebody looks after it"), lambda: {"yes": _("Yes"), "no": _("No")}, _managed),
        "closed": yes_or_no(_("closed"), Q(closed_on__isnull=False), Q(closed_on__isnull=True)),
    },
    distincts={"territory": Distinct(_("commune"), "territory")},
    related=("territory",),
    columns=(
        Column(_("actor"), lambda row: row.name),
        Column(_("kind"), lambda row: row.get_kind_display()),
        Column(_("commune"), _place),
        Column(_("added"), lambda row: row.created_at),
        Column(_("confirmed"), lambda row: row.confirmed_on),
        Column(_("page"), lambda row: row.get_absolute_url()),
    ),
    demo="is_demo",
    order=("sort_name", "pk"),
)

CLAIMS = Subject(
    code="claims",
    name=_("Records claimed"),
    one_row=_("One row is one claim that was granted: somebody proved that a record is theirs."),
    perimeter=_("Claims refused, contested or withdrawn are left out."),
    base=lambda: Claim.objects.filter(state=Claim.State.GRANTED),
    days={"granted": Day(_("the day it was granted"), "decided_at", is_moment=True)},
    filters={"territory": within("actor__territory"), "kind": one_of(_("kind"), "actor__kind", Actor.Kind)},
    distincts={"actor": Distinct(_("actor"), "actor")},
    related=("actor__territory",),
    columns=(
        Column(_("actor"), lambda row: row.actor.name),
        Column(_("kind"), lambda row: row.actor.get_kind_display()),
        Column(_("commune"), lambda row: _place(row.actor)),
        Column(_("granted"), lambda row: row.decided_at),
    ),
    demo="actor__is_demo",
    order=("decided_at", "pk"),
)

EVENTS = Subject(
    code="events",
    name=_("Events"),
    one_row=_("One row is one event of the agenda."),
    perimeter=_("Published events with a known day."),
    base=Event.objects.published,
    days={
        "starts": Day(_("its first day"), "starts_on"),
        "added": Day(_("the day it was added here"), "created_at", is_moment=True),
    },
    filters={
        "kind": one_of(_("kind"), "kind", Event.Kind),
        "territory": within("territory"),
        "discipline": of_discipline("disciplines"),
        "cancelled": yes_or_no(_("cancelled"), Q(is_cancelled=True), Q(is_cancelled=False)),
        "ours": yes_or_no(
            _("organised by the reference organisation"),
            Q(organiser__slug=settings.REFERENCE_ACTOR),
            Q(organiser__isnull=False) & ~Q(organiser__slug=settings.REFERENCE_ACTOR),
        ),
    },
    distincts={
        "series": Distinct(_("series"), "series"),
        "organiser": Distinct(_("organiser"), "organiser"),
        "place": Distinct(_("place"), "place"),
    },
    measures={"attended": Measure(_("people who came"), "attended", _("participants"))},
    related=("organiser", "place"),
    columns=(
        Column(_("event"), lambda row: row.title.text),
        Column(_("kind"), lambda row: row.get_kind_display()),
        Column(_("first day"), lambda row: row.starts_on),
        Column(_("where"), lambda row: row.where),
        Column(_("organiser"), lambda row: row.organised_by),
        Column(_("people who came"), lambda row: row.attended),
        Column(_("page"), lambda row: row.get_absolute_url()),
    ),
    demo="is_demo",
    order=("starts_on", "pk"),
)
