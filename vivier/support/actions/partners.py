"""Who takes needs: open a partner, write down what it takes, when it is away, who answers for it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory.models import Actor
from vivier.reference.models import Discipline, Territory
from vivier.support.models import Absence, Adviser, Intake, Partner, Subject
from vivier.support.refusals import PartnerRefused
from vivier.support.routing import CONDITIONS

if TYPE_CHECKING:
    from vivier.accounts.models import User

FIELDS = ("email", "language", "is_active", "capacity", "note")


@transaction.atomic
def open_partner(actor: Actor, *, email: str, by: "User | None", **values: Any) -> Partner:
    """Make an organisation of the directory a partner; twice is the same. Raises PartnerRefused."""
    known = Partner.objects.filter(actor=actor).first()
    if known:
        return known
    partner = Partner.objects.create(actor=actor, email=_address(email), **values)
    journal.record("partner.opened", partner, by=by)
    return partner


@transaction.atomic
def change_partner(partner: Partner, *, by: "User | None", values: Mapping[str, Any]) -> Partner:
    """Write new values of FIELDS. Raises PartnerRefused."""
    locked = Partner.objects.select_for_update().get(pk=partner.pk)
    changes: journal.Changes = {}
    for name, value in values.items():
        if name not in FIELDS:
            raise PartnerRefused(_("This is not changed here."), field=name)
        cleaned = _address(value) if name == "email" else value
        if getattr(locked, name) != cleaned:
            # A note may speak of people: the journal says that it changed.
            said = [getattr(locked, name), cleaned] if name != "note" else [None, "…"]
            changes[name] = said
            setattr(locked, name, cleaned)
    if changes:
        locked.save()
        journal.record("partner.changed", locked, by=by, changes=changes)
    partner.refresh_from_db()
    return partner


def _address(email: str) -> str:
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise PartnerRefused(_("This is not an e-mail address."), field="email") from error
    return address


Lists = Mapping[str, Sequence[str] | None]


@transaction.atomic
def write_intake(
    partner: Partner, *, by: "User | None", lists: Lists, label: str = "", intake: Intake | None = None
) -> Intake:
    """Write down one thing a partner takes: lists by name of CONDITIONS, None for not said, () for all.

    Raises PartnerRefused for a code nobody knows.
    """
    values: dict[str, Any] = {name: _codes(name, lists.get(name)) for name in CONDITIONS}
    row = intake or Intake(partner=partner)
    before = {name: getattr(row, name) for name in CONDITIONS} if row.pk else dict.fromkeys(CONDITIONS)
    for name, value in values.items():
        setattr(row, name, value)
    row.label = label.strip()[:120]
    row.save()
    changes: journal.Changes = {
        name: [before[name], value] for name, value in values.items() if before[name] != value
    }
    journal.record("partner.intake", partner, by=by, changes=changes)
    return row


def _codes(name: str, codes: Sequence[str] | None) -> list[str] | None:
    if codes is None:
        return None
    wanted = list(dict.fromkeys(codes))
    unknown = set(wanted) - _known(name, wanted)
    if unknown:
        raise PartnerRefused(
            _("Nobody knows “%(code)s”: choose from the list.") % {"code": min(unknown)[:60]}, field=name
        )
    return wanted


def _known(name: str, wanted: Sequence[str]) -> set[str]:
    if name == "territories":
        return set(Territory.objects.filter(code__in=wanted).values_list("code", flat=True))
    if name == "disciplines":
        return set(Discipline.objects.filter(code__in=wanted).values_list("code", flat=True))
    return set({"subjects": Subject, "stages": Actor.Stage, "legal_forms": Actor.LegalForm}[name].values)


@transaction.atomic
def drop_intake(intake: Intake, *, by: "User | None") -> None:
    """Take back one thing a partner takes."""
    journal.record("partner.intake_dropped", intake.partner, by=by)
    intake.delete()


@transaction.atomic
def write_absence(
    partner: Partner, *, starts_on: date, ends_on: date, by: "User | None", reason: str = ""
) -> Absence:
    """Write down days on which a partner takes nothing new. Raises PartnerRefused."""
    if ends_on < starts_on:
        raise PartnerRefused(_("The last day comes before the first."), field="ends_on")
    absence, new = Absence.objects.get_or_create(
        partner=partner, starts_on=starts_on, ends_on=ends_on, defaults={"reason": reason.strip()[:120]}
    )
    if new:
        journal.record("partner.away", partner, by=by, changes={"days": [None, f"{starts_on} – {ends_on}"]})
    return absence


@transaction.atomic
def drop_absence(absence: Absence, *, by: "User | None") -> None:
    """The partner is there after all."""
    journal.record("partner.back", absence.partner, by=by, changes={"days": [str(absence), None]})
    absence.delete()


@transaction.atomic
def name_adviser(partner: Partner, user: "User", *, by: "User | None") -> Adviser:
    """Let a person answer for a partner."""
    adviser, new = Adviser.objects.get_or_create(partner=partner, user=user)
    if new:
        journal.record("partner.adviser", partner, by=by, changes={"person": [None, user.pk]})
    return adviser


@transaction.atomic
def drop_adviser(adviser: Adviser, *, by: "User | None") -> None:
    """The person answers for this partner no more."""
    changes: journal.Changes = {"person": [adviser.user_id, None]}
    journal.record("partner.adviser_left", adviser.partner, by=by, changes=changes)
    adviser.delete()
