"""Ask the applicant whether a partner may see the need, and write down what they say."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.support import mails
from vivier.support.actions.referring import recall
from vivier.support.actions.settling import lock
from vivier.support.consenting import WORDING, may_see
from vivier.support.models import Channel, Consent, Need, Partner
from vivier.support.refusals import NeedRefused

if TYPE_CHECKING:
    from vivier.accounts.models import User

State = Consent.State


@transaction.atomic
def ask_consent(need: Need, partner: Partner, *, by: "User | None") -> Consent:
    """Ask the applicant by mail whether this partner may see the need; asked twice it is one question.

    Raises NeedRefused when they left no address, or said no before.
    """
    locked = lock(need)
    if not locked.email:
        raise NeedRefused(_("This person left no e-mail address: ask by phone and write the answer down."))
    consent = locked.consents.filter(partner=partner).first()
    if consent is not None and consent.state in (State.REFUSED, State.WITHDRAWN):
        raise NeedRefused(_("The applicant said no to this partner."))
    if consent is None:
        consent = Consent.objects.create(
            need=locked, partner=partner, state=State.ASKED, wording=WORDING, recorded_by=by
        )
        journal.record("need.consent_asked", locked, by=by, changes={"partner": [None, partner.pk]})
        mails.consent_asked(consent)
    return consent


@transaction.atomic
def write_consent(need: Need, partner: Partner | None, *, sees: str, how: str, by: "User | None") -> Consent:
    """Write down who may see what, as the applicant said; `partner` None is any the team finds.

    `sees` is "contact", "need" or "" for no; `how` a Channel. The applicant may always change their mind.
    """
    locked = lock(need)
    if locked.erased_at is not None:
        raise NeedRefused(_("This need was erased: nothing can be written down any more."))
    before = locked.consents.filter(partner=partner).first()
    state = State.GIVEN if sees else _no(before)
    values = {
        "sees": Consent.Sees(sees) if sees else (before.sees if before else Consent.Sees.NEED),
        "state": state,
        "how": Channel(how),
        "wording": WORDING,
        "decided_at": timezone.now(),
        "recorded_by": by,
    }
    consent, _new = Consent.objects.update_or_create(need=locked, partner=partner, defaults=values)
    changes: journal.Changes = {
        "partner": [None, partner.pk if partner else "*"],
        "state": [before.state if before else None, state],
        "sees": [before.sees if before else None, consent.sees],
    }
    journal.record("need.consent", locked, by=by, changes=changes)
    _take_back(locked, by=by)
    return consent


def _take_back(need: Need, *, by: "User | None") -> None:
    """A partner that may no longer see the need no longer has it."""
    fresh = Need.objects.prefetch_related("consents").get(pk=need.pk)
    for referral in need.referrals.running().select_related("partner__actor"):
        if not may_see(fresh, referral.partner):
            recall(referral, by=by, by_applicant=True)


def _no(before: Consent | None) -> str:
    given = before is not None and before.state in (State.GIVEN, State.WITHDRAWN)
    return State.WITHDRAWN.value if given else State.REFUSED.value
