"""Amending a mandate: a decision changes its amount or its period; what stood before is kept beside it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.core.money import ZERO, euros
from vivier.mandate.actions.locking import must_run
from vivier.mandate.models import Amendment, Mandate, Report
from vivier.mandate.refusals import InvalidValue, NotTheRightState, ReasonMissing
from vivier.mandate.reporting.spending import paid_otherwise
from vivier.mandate.totals import spent_by


@dataclass(frozen=True, slots=True)
class Decision:
    """What an amendment says; None: it does not speak of that."""

    dated_on: date
    reference: str
    text: str
    submission: UUID
    amount_eur: Decimal | None = None
    ends_on: date | None = None
    paid_until: date | None = None


@transaction.atomic
def amend_mandate(mandate: Mandate, decision: Decision, *, by: User | None) -> Amendment:
    """Change amount or period as a decision says, and keep it; the same form sent twice is one amendment.

    Frozen reports keep what they said. Refuses less than was accepted or claimed, and a period that leaves
    a report outside.
    """
    must_run(by)
    locked = Mandate.objects.select_for_update().get(pk=mandate.pk)
    known = Amendment.objects.filter(submission=decision.submission).first()
    if known:
        return known
    if locked.state == Mandate.State.CLOSED:
        raise NotTheRightState(_("A closed mandate is not amended."))
    reference, text = (one.replace("\x00", "").strip() for one in (decision.reference, decision.text))
    if not reference or not text:
        raise ReasonMissing(_("Give the reference of the decision and say what it changes."))
    made = _made(locked, decision, reference[:300], text[:2000], by)
    _check(locked, made)
    locked.version += 1
    locked.save()
    made.save()
    journal.record("mandate.amended", locked, by=by, changes=_changes(made), reason=reference[:300])
    mandate.refresh_from_db()
    return made


def _made(mandate: Mandate, decision: Decision, reference: str, text: str, by: User | None) -> Amendment:
    """Write what differs on the mandate, and both values on the amendment."""
    last = Amendment.objects.filter(mandate=mandate).aggregate(last=Max("number"))["last"] or 0
    made = Amendment(
        mandate=mandate,
        number=last + 1,
        dated_on=decision.dated_on,
        reference=reference,
        text=text,
        submission=decision.submission,
        by=by,
    )
    if decision.amount_eur is not None and decision.amount_eur != mandate.amount_eur:
        made.amount_before_eur, made.amount_after_eur = mandate.amount_eur, decision.amount_eur
        mandate.amount_eur = decision.amount_eur
    if decision.ends_on is not None and decision.ends_on != mandate.ends_on:
        made.ends_before, made.ends_after = mandate.ends_on, decision.ends_on
        mandate.ends_on = decision.ends_on
    if decision.paid_until is not None and decision.paid_until != mandate.paid_until:
        made.paid_before, made.paid_after = mandate.paid_until, decision.paid_until
        mandate.paid_until = decision.paid_until
    return made


def _check(mandate: Mandate, made: Amendment) -> None:
    if not _changes(made):
        raise InvalidValue("amount_eur", _("It changes neither the amount nor the period."))
    if mandate.ends_on < mandate.starts_on:
        raise InvalidValue("ends_on", _("The last day comes before the first one."))
    if mandate.paid_until and mandate.paid_until < mandate.ends_on:
        raise InvalidValue("paid_until", _("Payments are accepted at least until the last day."))
    try:
        mandate.full_clean()
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise InvalidValue(field, " ".join(sentences)) from error
    standing = list(mandate.reports.standing())
    claimed = sum((one.claimed_eur or ZERO for one in standing if one.kind == Report.Kind.FINANCIAL), ZERO)
    bound = max(spent_by(mandate), claimed + paid_otherwise(mandate))
    if mandate.amount_eur < bound:
        raise InvalidValue(
            "amount_eur", _("%(bound)s is accepted or claimed already.") % {"bound": euros(bound)}
        )
    if any(one.ends_on > (mandate.paid_until or mandate.ends_on) for one in standing):
        raise InvalidValue("ends_on", _("A report that was handed in goes further than this day."))


def _changes(made: Amendment) -> journal.Changes:
    pairs = {
        "amount_eur": (made.amount_before_eur, made.amount_after_eur),
        "ends_on": (made.ends_before, made.ends_after),
        "paid_until": (made.paid_before, made.paid_after),
    }
    return {
        name: [None if old is None else str(old), str(new)]
        for name, (old, new) in pairs.items()
        if new is not None
    }
