"""What is kept no longer than it serves: unconfirmed addresses a week, what was stopped a year.

After two years what an address was told of opportunities is kept without it, to be counted.
"""

from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils import timezone

from vivier.alerts import counting
from vivier.alerts.models import Subscriber, Subscription, Told

UNCONFIRMED = timedelta(days=7)
STOPPED = timedelta(days=365)
TOLD = timedelta(days=730)


@transaction.atomic
def forget_old(now: datetime | None = None) -> int:
    """Erase what nobody confirmed, what ended long ago, and addresses without anything; return how many went.

    The address of an open account stays with its preferences; it goes with the account.
    """
    now = now or timezone.now()
    Subscription.objects.filter(state=Subscription.State.ASKED, asked_at__lt=now - UNCONFIRMED).delete()
    stopped = Subscription.objects.filter(state=Subscription.State.STOPPED, stopped_at__lt=now - STOPPED)
    counting.keep_reached(stopped)
    stopped.delete()
    counting.keep_counts(Told.objects.filter(subscriber__isnull=False, last_at__lt=now - TOLD))
    accounts = apps.get_model("account", "EmailAddress").objects.filter(verified=True, user__is_active=True)
    held = accounts.annotate(address=Lower("email")).filter(address=OuterRef("email"))
    idle = Subscriber.objects.filter(~Exists(held), subscriptions=None, created_at__lt=now - UNCONFIRMED)
    return counting.erase(idle)
