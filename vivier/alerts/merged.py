"""Two records become one, and somebody followed both: what of the two wishes counts."""

from typing import Any

from vivier.alerts.models import Subscription

_WISH = ("state", "confirmed_at", "stopped_at", "by_mail")


def still_wanted(stays: Subscription, goes: Subscription) -> dict[str, Any]:
    """Who still wanted to hear of one of the two hears of the one they became."""

    def weight(row: Subscription) -> tuple[bool, bool]:
        return row.state == Subscription.State.ACTIVE, row.by_mail

    return {name: getattr(goes, name) for name in _WISH} if weight(goes) > weight(stays) else {}
