"""Tell partners' tools what happened: a row with its cause, sent by the worker, signed, tried again.

A delivery is claimed by a short transaction that sets the end of a lease; a sender that is killed leaves it
claimed, and it is sent again under the same number, so that the tool can tell. It carries no personal word.
"""

import hmac
import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from vivier.core import fetching
from vivier.core.refusals import NotFetched
from vivier.support.models import Delivery, Hook, Referral

log = logging.getLogger(__name__)
KINDS = ("referral.sent", "referral.recalled", "referral.answered")
LEASE, TRY_FOR = timedelta(minutes=5), timedelta(hours=24)
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240)]
PER_RUN = 50
Send = Callable[[str, bytes, dict[str, str]], int]


def secret_of(hook: Hook) -> str:
    """Return the secret with which messages to this tool are signed; it is stored nowhere."""
    return salted_hmac("vivier.support.webhooks", f"{hook.pk}:{hook.epoch}", algorithm="sha256").hexdigest()


def signature(secret: str, body: bytes, at: int) -> str:
    """Return the value of the header Vivier-Signature for these bytes, sent at this second (Unix time)."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, "sha256").hexdigest()
    return f"t={at},v1={mac}"


def announce(referral: Referral, kind: str) -> Delivery | None:
    """Write a message to the partner's tool, in the transaction of its cause; None without a tool."""
    if kind not in KINDS:
        raise ValueError(kind)
    hook = Hook.objects.filter(partner=referral.partner_id, is_active=True).first()
    if hook is None:
        return None
    delivery = Delivery(hook=hook, referral=referral, kind=kind)
    delivery.body = json.dumps(_message(delivery), ensure_ascii=False, sort_keys=True)
    delivery.save(force_insert=True)
    return delivery


def _message(delivery: Delivery) -> dict[str, Any]:
    """The form is that of CloudEvents 1.0; details are fetched with the partner's key."""
    referral = delivery.referral
    return {
        "specversion": "1.0",
        "id": str(delivery.uid),
        "source": settings.SITE_URL,
        "type": f"eu.vivier.{delivery.kind}",
        "time": delivery.created_at.isoformat(),
        "subject": referral.need.reference,
        "data": {
            "referral": referral.pk,
            "state": referral.state,
            "url": f"{settings.SITE_URL}/api/v1/partner/referrals/{referral.pk}",
        },
    }


def send_due(*, send: Send = fetching.send, most: int = PER_RUN) -> int:
    """Send what is due; return how many arrived. Never raises because of a tool."""
    arrived = 0
    for _turn in range(most):
        delivery = _claim(timezone.now())
        if delivery is None:
            break
        arrived += _try(delivery, send)
    return arrived


def _claim(now: datetime) -> Delivery | None:
    due = Delivery.objects.due(now).order_by("due_at", "pk")
    if not due.exists():
        return None
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        delivery = due.first()
        if delivery is not None:
            delivery.state, delivery.due_at = Delivery.State.SENDING, now + LEASE
            delivery.attempts += 1
            delivery.first_tried_at = delivery.first_tried_at or now
            delivery.save(update_fields=["state", "due_at", "attempts", "first_tried_at"])
    return delivery


def _try(delivery: Delivery, send: Send) -> bool:
    hook = Hook.objects.get(pk=delivery.hook_id)
    body, at = delivery.body.encode(), int(timezone.now().timestamp())
    headers = {
        "Content-Type": "application/cloudevents+json",
        "Vivier-Delivery": str(delivery.uid),
        "Vivier-Signature": signature(secret_of(hook), body, at),
    }
    try:
        status = send(hook.url, body, headers) if hook.is_active else 0
    except NotFetched as error:
        return _failed(delivery, str(error))
    if 200 <= status < 300:
        now = timezone.now()
        _mine(delivery).update(state=Delivery.State.SENT, sent_at=now, last_error="")
        return True
    return _failed(delivery, f"HTTP {status}", for_good=status in (0, 410))


def _failed(delivery: Delivery, why: str, *, for_good: bool = False) -> bool:
    now = timezone.now()
    wait = BACK_OFF[min(delivery.attempts, len(BACK_OFF)) - 1]
    over = for_good or now + wait > (delivery.first_tried_at or now) + TRY_FOR
    state = Delivery.State.PARKED if over else Delivery.State.WAITING
    _mine(delivery).update(state=state, due_at=now + wait, last_error=why[:300])
    log.warning("message %s to a partner's tool: %s, %s", delivery.uid, state, why[:100])
    return False


def _mine(delivery: Delivery) -> Any:
    """Return the row as long as no other sender took it over."""
    return Delivery.objects.filter(
        pk=delivery.pk, state=Delivery.State.SENDING, attempts=delivery.attempts, due_at=delivery.due_at
    )


def forget_old(*, older_than: timedelta = timedelta(days=90)) -> int:
    """Forget what was sent or parked long ago; return how many."""
    over = Delivery.objects.filter(
        created_at__lt=timezone.now() - older_than, state__in=(Delivery.State.SENT, Delivery.State.PARKED)
    )
    return over.delete()[0]
