"""Prepare a mission: write it, publish it, call it off."""

from collections.abc import Iterable, Mapping
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.names import address_of
from vivier.missions.mailing import tell
from vivier.missions.models import Mission, MissionPartner, Participant
from vivier.missions.refusals import EditConflict, InvalidMission, NotNow, ReasonMissing

if TYPE_CHECKING:
    from vivier.accounts.models import User

State = Mission.State
MANY = ("disciplines", "territories")
FIELDS = (
    "kind", "title_fr", "title_en", "title_nl", "title_de", "summary_fr", "summary_en", "summary_nl",
    "summary_de", "places", "starts_on", "ends_on", "time_zone", "answer_by", "seats", "disciplines",
    "territories", "audiences", "budget_note", "is_programme_public",
)  # fmt: skip
# The journal is read by people who do not read these.
_SECRET = frozenset({"budget_note"})
Partner = Mapping[str, Any]


@transaction.atomic
def create_mission(
    *, by: "User | None", values: Mapping[str, Any], partners: Iterable[Partner] = (), is_demo: bool = False
) -> Mission:
    """Write a draft; `values` by name of FIELDS, `partners` as {actor, name, role}. Raises InvalidMission."""
    mission = Mission(created_by=by, is_demo=is_demo, slug=_free_address(str(values.get("title_fr", ""))))
    _fill(mission, values)
    mission.save(force_insert=True)
    _set_many(mission, values)
    _set_partners(mission, partners)
    journal.record("mission.created", mission, by=by)
    return mission


@transaction.atomic
def change_mission(
    mission: Mission,
    *,
    by: "User | None",
    values: Mapping[str, Any],
    partners: Iterable[Partner] | None = None,
    version: int | None = None,
) -> tuple[str, ...]:
    """Write what differs and return the names of those fields.

    `version` is the one the person read; raises EditConflict when somebody was faster, InvalidMission.
    Seats are never fewer than the people who hold one.
    """
    locked = Mission.objects.select_for_update().get(pk=mission.pk)
    if version is not None and version != locked.version:
        raise EditConflict(_("Somebody changed this mission since you opened it: look at it again first."))
    before = {name: _value(locked, name) for name in values}
    _fill(locked, values)
    _keep_seats(locked)
    different = tuple(name for name in values if _plain(before[name]) != _plain(_new(locked, name, values)))
    locked.version += 1
    locked.save()
    _set_many(locked, values)
    if partners is not None:
        _set_partners(locked, partners)
    changes: journal.Changes = {
        name: [_plain(before[name]), _plain(_new(locked, name, values))]
        for name in different
        if name not in _SECRET
    }
    journal.record("mission.changed", locked, by=by, changes=changes)
    mission.refresh_from_db()
    return different


def _keep_seats(mission: Mission) -> None:
    held = mission.participants.seated().count()  # type: ignore[attr-defined]
    if mission.seats is not None and mission.seats < held:
        words = _("%(held)d people hold a seat already: withdraw some before there are fewer seats.")
        raise InvalidMission("seats", words % {"held": held})


@transaction.atomic
def publish_mission(mission: Mission, *, by: "User | None") -> None:
    """Show the mission on the public site."""
    locked = Mission.objects.select_for_update().get(pk=mission.pk)
    if locked.state != State.DRAFT:
        raise NotNow(_("This mission is already on the site, or called off."))
    if not locked.summary:
        raise InvalidMission("summary_fr", _("Say what the mission is about before it is published."))
    _move(locked, State.PUBLISHED, "mission.published", by=by)
    mission.refresh_from_db()


@transaction.atomic
def cancel_mission(mission: Mission, *, reason: str, by: "User | None") -> int:
    """Call the mission off; whoever was invited is told why. Return how many were told."""
    if not reason.strip():
        raise ReasonMissing(_("Please say why: those who were to go read it."))
    locked = Mission.objects.select_for_update().get(pk=mission.pk)
    if locked.state == State.CANCELLED:
        raise NotNow(_("This mission is already called off."))
    locked.cancellation_reason = reason.strip()[:1000]
    _move(locked, State.CANCELLED, "mission.cancelled", by=by, reason=reason)
    locked.visits.update(sequence=models.F("sequence") + 1, is_cancelled=True)  # type: ignore[attr-defined]
    silent = (Participant.State.SHORTLISTED, Participant.State.DECLINED, Participant.State.WITHDRAWN)
    people = locked.participants.exclude(state__in=silent).select_related("actor", "mission")  # type: ignore[attr-defined]
    told = sum(tell(one, "cancelled", said=locked.cancellation_reason) for one in people)
    mission.refresh_from_db()
    return told


def _move(mission: Mission, state: str, verb: str, *, by: "User | None", reason: str = "") -> None:
    before, mission.state = mission.state, state
    mission.version += 1
    mission.save()
    journal.record(verb, mission, by=by, changes={"state": [before, state]}, reason=reason)


def _fill(mission: Mission, values: Mapping[str, Any]) -> None:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise InvalidMission(min(unknown), _("A mission has no such field."))
    for name, value in values.items():
        if name not in MANY:
            setattr(mission, name, value)
    if mission.starts_on and mission.ends_on and mission.ends_on < mission.starts_on:
        raise InvalidMission("ends_on", _("The last day is before the first."))
    if mission.answer_by and mission.ends_on and mission.answer_by > mission.ends_on:
        raise InvalidMission("answer_by", _("Answers are needed before the mission is over."))
    try:
        mission.clean_fields(exclude=["slug", "created_by"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InvalidMission(field, messages[0]) from error


def _set_many(mission: Mission, values: Mapping[str, Any]) -> None:
    for name in MANY:
        if name in values:
            getattr(mission, name).set(values[name])


def _set_partners(mission: Mission, partners: Iterable[Partner]) -> None:
    rows = [MissionPartner(mission=mission, **one) for one in partners]
    if any(row.actor is None and not row.name.strip() for row in rows):
        raise InvalidMission("partners", _("A partner needs a name or a record."))
    mission.partners.all().delete()  # type: ignore[attr-defined]
    MissionPartner.objects.bulk_create(rows)


def _value(mission: Mission, name: str) -> Any:
    return list(getattr(mission, name).all()) if name in MANY else getattr(mission, name)


def _new(mission: Mission, name: str, values: Mapping[str, Any]) -> Any:
    return list(values[name]) if name in MANY else getattr(mission, name)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(str(one) for one in value)
    return value if value is None or isinstance(value, int | str | bool) else str(value)


def _free_address(title: str) -> str:
    wanted = address_of(title, length=100)
    taken = set(Mission.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(slug for slug in chain([wanted], numbered) if slug not in taken)
