"""Figures counted a moment ago: lists of many indicators show them with the moment they were counted."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.core.cache import cache
from django.utils import timezone

from vivier.mandate.indicators.periods import Period
from vivier.mandate.measuring import Measured, described, measured
from vivier.mandate.models import Indicator

SECONDS = 300
Kept = tuple[str, int, str]


def measured_lately(
    indicators: Sequence[Indicator], period: Period, *, again: bool = False
) -> tuple[list[Measured], datetime]:
    """Return the figures and when the oldest of them was counted: at most five minutes ago, now when `again`.

    Targets, explanations and values told by hand are always as they are now.
    """
    keys = {one.pk: _key(one, period) for one in indicators}
    known: dict[str, Kept] = {} if again else cache.get_many(keys.values())
    now = timezone.now()
    fresh: dict[str, Kept] = {}
    found, oldest = [], now
    for one in indicators:
        kept = known.get(keys[one.pk])
        if kept is None:
            counted = measured(one, period)
            if counted.definition and counted.number is not None:
                fresh[keys[one.pk]] = (str(counted.number), counted.unknown, now.isoformat())
            found.append(counted)
            continue
        number, unknown, at = kept
        oldest = min(oldest, datetime.fromisoformat(at))
        found.append(replace(described(one, period), number=Decimal(number), unknown=unknown))
    if fresh:
        cache.set_many(fresh, SECONDS)
    return found, oldest


def _key(indicator: Indicator, period: Period) -> str:
    said = [
        indicator.source,
        indicator.query,
        indicator.definition,
        indicator.mandate.is_demo,
        period.starts_on.isoformat(),
        period.ends_on.isoformat(),
    ]
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]
    return f"measured-{indicator.pk}-{digest}"
