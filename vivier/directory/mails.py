"""The mails about claims, managers and invitations; each goes to one person, in one language."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import override

from vivier.core.written_dates import written
from vivier.directory.codes import spaced
from vivier.directory.models import Actor, Claim, Invitation, Membership
from vivier.outbox.actions import post

if TYPE_CHECKING:
    from vivier.accounts.models import User


def _site(route: str, *args: Any) -> str:
    return settings.SITE_URL + reverse(route, args=args)


def _send(
    template: str, to: str, occurrence: str, actor: Actor, *, language: str = "", **context: Any
) -> None:
    language = language or settings.LANGUAGE_CODE
    confidential = bool(context.pop("confidential", False))
    with override(language):
        dates = {name: _day(value) for name, value in context.items() if isinstance(value, datetime)}
    post(
        key=f"{template}:{occurrence}:{to.lower()}",
        to=to,
        template=f"directory/mails/{template}",
        context={"record": actor.name, "space_url": _site("space_claims")} | context | dates,
        language=language,
        cause=f"{template} {occurrence}",
        confidential=confidential,
    )


def _day(moment: datetime) -> str:
    return written(localtime(moment), "DATETIME_FORMAT")


def send_code(claim: Claim, code: str) -> None:
    """Send the code that proves a claim; it is never shown anywhere else."""
    language = claim.claimant.language or claim.language
    with override(language):
        code_url = _site("web:actor_claim_code", claim.actor.slug)
    _send(
        "claim_code",
        claim.address,
        str(claim.submission),
        claim.actor,
        language=language,
        code=spaced(code),
        code_url=code_url,
        until=claim.code_expires_at,
        claimant=str(claim.claimant),
        confidential=True,
    )


def tell_holders(claim: Claim) -> None:
    """Tell each person who manages the record that somebody else claims it, and until when to object."""
    for holder in claim.actor.memberships.exclude(user=claim.claimant).select_related("user"):
        _send(
            "claim_to_holder",
            holder.user.email,
            str(claim.submission),
            claim.actor,
            language=holder.user.mail_language,
            claimant=_named(claim.claimant),
            until=claim.contest_until,
            contest_url=_site("space_contest", claim.pk),
        )


def tell_public_address(claim: Claim, address: str, token: str) -> None:
    """Tell the organisation's own address that somebody looks after its record now, with a link to object."""
    _send(
        "claim_to_organisation",
        address,
        str(claim.submission),
        claim.actor,
        language=claim.language,
        claimant=_named(claim.claimant),
        until=claim.contest_until,
        contest_url=_site("claim_contest", token),
        confidential=True,
    )


def tell_claimant(claim: Claim) -> None:
    """Tell the claimant what became of the claim: granted, waiting, contested or refused with its reason."""
    _send(
        f"claim_{claim.state}",
        claim.claimant.email,
        f"{claim.submission}{'.final' if claim.is_final else ''}",
        claim.actor,
        language=claim.claimant.language or claim.language,
        reason=claim.reason,
        until=claim.contest_until,
        record_url=_site("space_record", claim.actor.slug),
    )


def tell_objector(claim: Claim) -> None:
    """Tell the person who objected, when we know who it was, how the team decided."""
    if claim.contested_by:
        template = "contest_dismissed" if claim.state == Claim.State.GRANTED else "contest_upheld"
        language = claim.contested_by.mail_language
        _send(template, claim.contested_by.email, str(claim.submission), claim.actor, language=language)


def tell_team_of_contest(claim: Claim) -> None:
    """Tell the team that it has to decide; the mail carries nothing of what was written."""
    _send("claim_to_team", settings.SITE_EMAIL, str(claim.submission), claim.actor, desk_url=_desk())


def tell_team_of_orphan(actor: Actor, *, left_at: datetime) -> None:
    """Tell the team that nobody decides about a record any more."""
    occurrence, desk_url = f"{actor.pk}.{left_at.timestamp()}", f"{_desk()}managers/{actor.pk}/"
    _send("record_orphan", settings.SITE_EMAIL, occurrence, actor, desk_url=desk_url)


def tell_ended(membership: Membership, *, at: datetime, reason: str) -> None:
    """Tell somebody that they no longer manage a record."""
    occurrence = f"{membership.pk}.{at.timestamp()}"
    person = membership.user
    _send(
        "membership_ended",
        person.email,
        occurrence,
        membership.actor,
        language=person.mail_language,
        reason=reason,
    )


def tell_role(membership: Membership, *, at: datetime) -> None:
    """Tell somebody that they are a main manager now."""
    occurrence = f"{membership.pk}.{at.timestamp()}"
    person = membership.user
    language, space_url = person.mail_language, _site("space_managers", membership.actor.slug)
    _send(
        "membership_main", person.email, occurrence, membership.actor, language=language, space_url=space_url
    )


def tell_given(membership: Membership, *, at: datetime) -> None:
    """Tell somebody that the team lets them look after a record."""
    person = membership.user
    occurrence = f"{membership.pk}.{at.timestamp()}"
    _send("membership_given", person.email, occurrence, membership.actor, language=person.mail_language)


def tell_managers(
    actor: Actor,
    news: str,
    *,
    person: "User | None",
    at: datetime,
    but: Iterable["User | None"] = (),
    before: "User | None" = None,
) -> None:
    """Tell those who manage a record that `person` joined, left, handed_over, is main or manager now.

    `but`: those who know already; `before`: who handed it over. `person` None: a closed account is not named.
    """
    know = {one.pk for one in (*but, person) if one is not None}
    occurrence = f"{actor.pk}.{news}.{person.pk if person else 0}.{at.timestamp()}"
    for holder in actor.memberships.exclude(user__in=know).select_related("user"):
        _send(
            "managers_changed",
            holder.user.email,
            occurrence,
            actor,
            language=holder.user.mail_language,
            news=news,
            person=_named(person) if person else "",
            before=_named(before) if before else "",
            is_orphan=bool(actor.orphaned_on),
            managers_url=_site("space_managers", actor.slug),
        )


def send_invitation(invitation: Invitation, token: str, *, language: str) -> None:
    """Send the link that lets somebody look after the record too."""
    _send(
        "invitation",
        invitation.email,
        str(invitation.pk),
        invitation.actor,
        language=language,
        inviter=str(invitation.invited_by),
        until=invitation.expires_at,
        link=_site("space_invitation", token),
        confidential=True,
    )


def _named(person: "User") -> str:
    return f"{person.name} ({person.email})" if person.name else person.email


def _desk() -> str:
    return f"{settings.SITE_URL}/desk/claims/"
