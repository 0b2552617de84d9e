"""Who sends a public form: enough to slow floods down, not enough to know the person."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from vivier.directory.models import Actor, Correction


def sender_of(request: HttpRequest) -> str:
    """Return a keyed hash of the sender's address and the day: tomorrow it is another one."""
    return salted_hmac(
        "vivier.sender", f"{timezone.localdate()}:{address_of(request)}", algorithm="sha256"
    ).hexdigest()


def address_of(request: HttpRequest) -> str:
    """The peer's address; a header counts only behind the configured proxy, and only its last hop."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if forwarded and getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def correction_of(actor: Actor, number: str) -> Correction | None:
    """Return the correction that this one-time number sent, or None."""
    try:
        submission = UUID(number)
    except ValueError:
        return None
    return Correction.objects.filter(actor=actor, submission=submission).first()
