"""The secret links of mails: signed, so that nobody guesses them; dead once their row says so."""

from uuid import UUID

from django.core import signing

from vivier.support.models import Draft, Need, Referral

_STATUS, _REFERRAL, _DRAFT = "vivier.support.need", "vivier.support.referral", "vivier.support.draft"
_Broken = (signing.BadSignature, ValueError, TypeError)


def of_need(need: Need) -> str:
    """Return the secret with which the applicant follows a need."""
    return signing.dumps([need.pk, need.link_epoch], salt=_STATUS)


def need_of(token: str) -> Need | None:
    """Return the need this secret opens, or None; an erased need opens to nobody."""
    try:
        key, epoch = signing.loads(token, salt=_STATUS)
    except _Broken:
        return None
    rows = Need.objects.filter(pk=key, link_epoch=epoch, erased_at__isnull=True)
    return rows.select_related("territory", "actor").first()


def of_referral(referral: Referral) -> str:
    """Return the secret with which a partner answers one referral."""
    return signing.dumps([referral.pk, referral.link_epoch], salt=_REFERRAL)


def referral_of(token: str) -> Referral | None:
    """Return the referral this secret opens, or None; none that was taken back or erased."""
    try:
        key, epoch = signing.loads(token, salt=_REFERRAL)
    except _Broken:
        return None
    rows = Referral.objects.filter(pk=key, link_epoch=epoch, need__erased_at__isnull=True)
    return rows.exclude(state=Referral.State.RECALLED).select_related("need", "partner__actor").first()


def of_draft(draft: Draft) -> str:
    """Return the secret with which somebody goes on telling a need."""
    return signing.dumps(draft.key.hex, salt=_DRAFT)


def draft_key(token: str) -> UUID | None:
    """Return the number of the draft this secret names, whether it is still there or became a need."""
    try:
        return UUID(signing.loads(token, salt=_DRAFT))
    except (*_Broken, AttributeError):
        return None
