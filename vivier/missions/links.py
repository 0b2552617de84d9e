"""The secret link of one participant: signed, bound to the address it was sent to, revoked by its version."""

from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from vivier.missions.models import Participant
from vivier.outbox.rendering import absolute

_SALT = "vivier.missions.participant"


def secret_of(participant: Participant) -> str:
    """Return the secret that opens what concerns this participant."""
    return signing.dumps([participant.pk, participant.link_version, participant.email], salt=_SALT)


def participant_of(secret: str) -> Participant | None:
    """Return whom this secret belongs to, or None when it is not ours or was revoked."""
    try:
        key, version, email = signing.loads(secret, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Participant.objects.select_related("mission", "actor")
    found = rows.filter(pk=key, link_version=version, email=email)
    return found.exclude(state=Participant.State.SHORTLISTED).first()


def address_of(participant: Participant) -> str:
    """Return the full address of the participant's own page, for a mail."""
    with override(participant.language):
        return absolute(reverse("mission_link", args=[secret_of(participant)]))
