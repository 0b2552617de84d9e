"""Who sends a public form: enough to slow floods down, not enough to know the person."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from vivier.core.pace import address_in
from vivier.directory.models import Actor, Correction


def sender_of(request: HttpRequest) -> str:
    """Return a keyed hash of the sender's address and the day: tomorrow it is another one."""
    return salted_hmac(
        "vivier.sender", f"{timezone.localdate()}:{address_of(request)}", algorithm="sha256"
    ).hexdigest()


def address_of(request: HttpRequest) -> str:
    """The peer's address; a header counts only behind the configured proxy, and only its last hop."""
    return address_in(request.META)


def correction_of(actor: Actor, number: str) -> Correction | None:
    """Return the correction that this one-time number sent, or None."""
    try:
        submission = UUID(number)
    except ValueError:
        return None
    return Correction.objects.filter(actor=actor, submission=submission).first()
