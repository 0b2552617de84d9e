"""Figures counted a moment ago: lists of many indicators show them with the moment they were counted."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.cache import cache
from django.utils import timezone

from vivier.mandate.indicators.once import Counts
from vivier.mandate.indicators.periods import Period
from vivier.mandate.measuring import Measured, described, figure_of, prepare
from vivier.mandate.models import Indicator

SECONDS = 300
Kept = tuple[str, int, str]


def measured_lately(
    indicators: Sequence[Indicator], period: Period, *, again: bool = False
) -> tuple[list[Measured], datetime]:
    """Return the figures and when the oldest of them was counted: at most five minutes ago, now when `again`.

    Targets, explanations and values told by hand are always as they are now. The figures of one mandate and
    period are kept together, each under everything its count depends on: one question finds them all.
    """
    now = timezone.now()
    told = [described(one, period) for one in indicators]
    place = _place(indicators, period)
    known = {} if again else _young(cache.get(place) or {}, now)
    keys = [_key(one, period) for one in indicators]
    counts = Counts()
    missing = [one for one, key in zip(told, keys, strict=True) if key not in known]
    prepare(counts, missing)
    found, oldest, fresh = [], now, {}
    for one, key in zip(told, keys, strict=True):
        kept = known.get(key)
        if kept is None:
            counted = figure_of(one, counts)
            if counted.definition and counted.number is not None:
                fresh[key] = (str(counted.number), counted.unknown, now.isoformat())
            found.append(counted)
            continue
        number, unknown, at = kept
        oldest = min(oldest, datetime.fromisoformat(at))
        found.append(replace(one, number=Decimal(number), unknown=unknown))
    if fresh:
        cache.set(place, known | fresh, SECONDS)
    return found, oldest


def _young(kept: dict[str, Kept], now: datetime) -> dict[str, Kept]:
    first = now - timedelta(seconds=SECONDS)
    return {key: one for key, one in kept.items() if datetime.fromisoformat(one[2]) > first}


def _place(indicators: Sequence[Indicator], period: Period) -> str:
    mandate = indicators[0].mandate_id if indicators else 0
    return f"measured-{mandate}-{period.starts_on}-{period.ends_on}"


def _key(indicator: Indicator, period: Period) -> str:
    said = [
        indicator.pk,
        indicator.source,
        indicator.query,
        indicator.definition,
        indicator.mandate.is_demo,
        period.starts_on.isoformat(),
        period.ends_on.isoformat(),
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]
