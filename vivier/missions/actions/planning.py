"""Plan a mission: lines by half-days; a new time or place makes calendars follow."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.missions.mailing import tell
from vivier.missions.models import Mission, Visit
from vivier.missions.refusals import InvalidMission, NotNow

if TYPE_CHECKING:
    from vivier.accounts.models import User

FIELDS = (
    "day", "half", "kind", "title_fr", "title_en", "title_nl", "title_de", "starts_at", "ends_at", "place",
    "destination", "counterpart", "counterpart_name", "notes", "participants",
)  # fmt: skip
# What calendars that hold the line must be told.
_SCHEDULE = ("day", "half", "starts_at", "ends_at", "place", "destination", "title_fr")
MOST_LINES = 300


@transaction.atomic
def plan_visit(mission: Mission, *, by: "User | None", values: Mapping[str, Any]) -> Visit:
    """Add a line to the plan. Raises InvalidMission with the field that is wrong."""
    locked = Mission.objects.select_for_update().get(pk=mission.pk)
    if locked.visits.count() >= MOST_LINES:  # type: ignore[attr-defined]
        raise NotNow(_("A plan has at most %(most)d lines.") % {"most": MOST_LINES})
    visit = Visit(mission=locked)
    _fill(visit, values)
    visit.save(force_insert=True)
    _set_participants(visit, values)
    journal.record("mission.planned", locked, by=by, changes={"visit": [None, visit.title_fr]})
    return visit


@transaction.atomic
def change_visit(visit: Visit, *, by: "User | None", values: Mapping[str, Any]) -> None:
    """Change a line; another time or place raises its sequence."""
    locked = Visit.objects.select_for_update().get(pk=visit.pk)
    before = [getattr(locked, name) for name in _SCHEDULE]
    _fill(locked, values)
    if before != [getattr(locked, name) for name in _SCHEDULE]:
        locked.sequence += 1
    locked.updated_at = timezone.now()
    locked.save()
    _set_participants(locked, values)
    journal.record("mission.plan_changed", locked.mission, by=by, changes={"visit": [None, locked.title_fr]})
    visit.refresh_from_db()


@transaction.atomic
def cancel_visit(visit: Visit, *, by: "User | None") -> None:
    """Strike a line out: it stays in the plan and in calendars as cancelled."""
    locked = Visit.objects.select_for_update().get(pk=visit.pk)
    if locked.is_cancelled:
        raise NotNow(_("This line is struck out already."))
    locked.is_cancelled, locked.updated_at = True, timezone.now()
    locked.sequence += 1
    locked.save()
    journal.record("mission.plan_struck", locked.mission, by=by, changes={"visit": [locked.title_fr, None]})
    visit.refresh_from_db()


@transaction.atomic
def send_plan(mission: Mission, *, by: "User | None") -> int:
    """Tell everybody confirmed that the plan is there or changed; return how many were told."""
    locked = Mission.objects.select_for_update().get(pk=mission.pk)
    if not locked.visits.exists():  # type: ignore[attr-defined]
        raise NotNow(_("There is no plan to send yet."))
    people = locked.participants.confirmed().select_related("actor", "mission")  # type: ignore[attr-defined]
    told = sum(tell(one, "plan") for one in people)
    journal.record("mission.plan_sent", locked, by=by, changes={"people": [None, told]})
    return told


def _fill(visit: Visit, values: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in values and name != "participants":
            setattr(visit, name, values[name])
    mission = visit.mission
    if visit.day and not mission.starts_on <= visit.day <= mission.ends_on:
        raise InvalidMission("day", _("This day is not one of the mission."))
    if visit.ends_at and not visit.starts_at:
        raise InvalidMission("starts_at", _("Say when it begins, or leave the end out too."))
    if visit.starts_at and visit.ends_at and visit.ends_at <= visit.starts_at:
        raise InvalidMission("ends_at", _("The end is not after the beginning."))
    try:
        visit.clean_fields(exclude=["mission"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InvalidMission(field, messages[0]) from error


def _set_participants(visit: Visit, values: Mapping[str, Any]) -> None:
    if "participants" not in values:
        return
    chosen = list(values["participants"])
    if any(one.mission_id != visit.mission_id for one in chosen):
        raise InvalidMission("participants", _("Somebody chosen is not on this mission."))
    visit.participants.set(chosen)
