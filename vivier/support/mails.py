"""The mails of needs and referrals; what names a person stays behind their secret link."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import translation

from vivier.core.written_dates import written
from vivier.outbox import actions as outbox
from vivier.outbox.rendering import absolute
from vivier.support import links
from vivier.support.models import Consent, Need, Referral


def cause_of(thing: Need | Referral) -> str:
    """Return what mails about a need or a referral name as their cause."""
    return f"{thing._meta.model_name}:{thing.pk}"


def address(name: str, language: str, secret: str) -> str:
    """Return the full address of a page behind a secret, in a language."""
    with translation.override(language):
        return absolute(reverse(name, args=[secret]))


def received(need: Need) -> None:
    """Tell the applicant that it arrived, and where to follow it."""
    with translation.override(need.language):
        day = written(need.enter_by, "DATE_FORMAT")
    _to_applicant(need, "received", key=f"need-received:{need.pk}", context={"day": day})


def taken(referral: Referral) -> None:
    """Tell the applicant who looks after their need."""
    key = f"need-taken:{referral.pk}:{referral.answered_at:%Y%m%d%H%M%S}"
    _to_applicant(referral.need, "taken", key=key, context={"partner": str(referral.partner)})


def consent_asked(consent: Consent) -> None:
    """Ask the applicant whether one partner may see the need."""
    key = f"need-consent:{consent.pk}"
    _to_applicant(consent.need, "consent", key=key, context={"partner": str(consent.partner)})


def _to_applicant(need: Need, name: str, *, key: str, context: Mapping[str, Any]) -> None:
    if not need.email:
        return
    outbox.post(
        key=key,
        to=need.email,
        template=f"support/mails/{name}",
        context={
            "reference": need.reference,
            "name": need.name,
            "url": address("web:need_status", need.language, links.of_need(need)),
            **context,
        },
        language=need.language,
        cause=cause_of(need),
        confidential=True,
    )


def referred(referral: Referral) -> None:
    """Tell the partner that a need waits for it."""
    _to_partner(referral, "referred", key=f"referral:{referral.pk}")


def reminder(referral: Referral) -> None:
    """Remind the partner, the first time gently."""
    _to_partner(referral, "reminder", key=f"referral-reminder:{referral.pk}:{referral.reminders}")


def recalled(referral: Referral) -> None:
    """Tell the partner that it has nothing more to do."""
    _to_partner(referral, "recalled", key=f"referral-recalled:{referral.pk}")


def _to_partner(referral: Referral, name: str, *, key: str) -> None:
    partner = referral.partner
    with translation.override(partner.language):
        subject = referral.need.get_subject_display()
    outbox.post(
        key=key,
        to=partner.email,
        template=f"support/mails/{name}",
        context={
            "reference": referral.need.reference,
            "subject": subject,
            "partner": str(partner),
            "number": referral.reminders,
            "is_last": referral.escalated_at is not None,
            "url": address("web:need_referral", partner.language, links.of_referral(referral)),
        },
        language=partner.language,
        cause=cause_of(referral),
        confidential=True,
    )
