"""What the managers of a record do with it: edit it, decide on corrections, say what is not theirs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.directory import fields
from vivier.directory.actions.corrections import apply_correction, refuse_correction, suggest_correction
from vivier.directory.actions.records import update_actor
from vivier.directory.models import Actor, Correction, FieldSource
from vivier.directory.provenance import Update
from vivier.directory.refusals import InvalidValue, MembershipRefused
from vivier.reference import lookup

if TYPE_CHECKING:
    from vivier.accounts.models import User

# What an organisation says of itself; its number and its end are corrected by the team, from a source.
OWN_FIELDS = (
    "name",
    "kind",
    "legal_form",
    "disciplines",
    "roles",
    "description_fr",
    "description_en",
    "description_nl",
    "description_de",
    "city",
    "postal_code",
    "website",
    "email",
    "headcount_low",
    "headcount_high",
    "stage",
    "founded_on",
)


# Of these, what is chosen from a list or counted; the others are written.
_CHOSEN = frozenset(
    ("kind", "legal_form", "disciplines", "roles", "headcount_low", "headcount_high", "stage", "founded_on")
)
WRITTEN = tuple(one for one in OWN_FIELDS if one not in _CHOSEN)


@transaction.atomic
def edit_own_record(actor: Actor, *, by: "User", changes: Mapping[str, Any], expected_version: int) -> Update:
    """Write what the organisation says of itself; from now on no import replaces these values."""
    _must_manage(actor, by)
    for field in changes:
        if field not in OWN_FIELDS:
            raise InvalidValue(field, _("Only the team changes this: suggest a correction."))
    return update_actor(
        actor,
        by=by,
        method=FieldSource.Method.OWNER,
        changes=with_consequences(actor, changes),
        observed_on=timezone.localdate(),
        expected_version=expected_version,
    )


def with_consequences(actor: Actor, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes and what follows from them: the commune of a new town, the name that was."""
    whole = dict(changes)
    if "city" in changes or "postal_code" in changes:
        city = changes.get("city", actor.city)
        code = changes.get("postal_code", actor.postal_code)
        whole["territory"] = lookup.commune_code(city, code) or lookup.commune_code("", code)
    if "name" in changes and changes["name"] != actor.name:
        former = actor.former_names.exclude(name=changes["name"]).values_list("name", flat=True)
        whole["former_names"] = [*former, actor.name]
    return whole


def corrections_to_decide(actor: Actor) -> QuerySet[Correction]:
    """Return what others say the record should say, of what its managers may change; the oldest first."""
    waiting = actor.corrections.filter(status=Correction.Status.WAITING, field__in=OWN_FIELDS)
    return waiting.order_by("created_at", "pk")


@transaction.atomic
def apply_own_correction(correction: Correction, *, by: "User", value: str | None = None) -> Update:
    """Accept a correction in the name of the organisation; no import replaces what it says from now on.

    `value` None: the record says it already, since the manager has changed it there.
    """
    _must_decide(correction, by)
    if value is not None and correction.field not in WRITTEN:
        raise InvalidValue(correction.field, _("Change it in the record: it is chosen from a list."))
    return apply_correction(
        correction,
        by=by,
        value=fields.read(correction.actor, correction.field) if value is None else value,
        method=FieldSource.Method.OWNER,
        with_more=with_consequences if value is not None else lambda _actor, changes: changes,
    )


@transaction.atomic
def refuse_own_correction(correction: Correction, *, by: "User", reason: str) -> None:
    """Turn a correction down in the name of the organisation; its author reads the reason."""
    _must_decide(correction, by)
    refuse_correction(correction, by=by, reason=reason)


def _must_decide(correction: Correction, by: "User") -> None:
    _must_manage(correction.actor, by)
    if correction.field not in OWN_FIELDS:
        raise InvalidValue(correction.field, _("Only the team decides on this."))


@transaction.atomic
def report_not_ours(actor: Actor, *, by: "User", what: str, comment: str, submission: UUID) -> Correction:
    """Tell the team that something attached to the record is not the organisation's."""
    _must_manage(actor, by)
    return suggest_correction(
        actor,
        field="",
        proposed=_("Not ours: %(what)s") % {"what": what},
        comment=comment,
        author_email=by.email,
        submission=submission,
    )


def _must_manage(actor: Actor, by: "User") -> None:
    if not actor.memberships.filter(user=by).exists():
        raise MembershipRefused(_("You do not look after this record."))
