"""All published opportunities, read once and kept while nothing about them changes: few, and asked for often.

One small query per request says whether anything changed: what an action writes is seen at the next request.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Max, Q, Sum

from vivier.core.names import address_of, sort_key
from vivier.directory.models import Actor
from vivier.opportunities.conditions.criteria import Criterion as Condition
from vivier.opportunities.conditions.stored import conditions_of
from vivier.opportunities.models import Call
from vivier.opportunities.status import Status, status_of, year_of_edition

UNSTATED = "unstated"
# The most one applicant may get, in euros; the last band has no upper limit.
BANDS: tuple[tuple[str, Decimal | None], ...] = (
    ("to-5000", Decimal(5000)),
    ("to-25000", Decimal(25_000)),
    ("to-100000", Decimal(100_000)),
    ("to-1000000", Decimal(1_000_000)),
    ("more", None),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One published call with what lists and matching need of it, worked out once; never to be written to."""

    call: Call
    conditions: tuple[Condition, ...]
    disciplines: frozenset[str]
    values: Mapping[str, tuple[str, ...]]
    amount: Decimal | None
    issuer_name: str
    sort_title: str
    year: int | None

    def status_at(self, now: datetime) -> Status:
        return status_of(self.call, now)


def offer_of(call: Call) -> Offer:
    """Work out one call; its scheme, issuer, disciplines and criteria should be read with it."""
    amount = call.amount_max if call.amount_max is not None else call.amount_min
    codes = tuple(discipline.code for discipline in call.disciplines.all())
    issuer = call.scheme.issuer
    return Offer(
        call=call,
        conditions=conditions_of(call.criteria.all()),
        disciplines=frozenset(codes),
        values={
            "kind": (call.kind,),
            "audience": tuple(call.audiences),
            "discipline": codes,
            "issuer": (issuer.slug if issuer else address_of(call.scheme.issuer_name),),
            "amount": (_band(amount, call.currency),),
        },
        amount=amount,
        issuer_name=call.scheme.issued_by,
        sort_title=sort_key(call.title_fr),
        year=year_of_edition(call.edition),
    )


def _band(amount: Decimal | None, currency: str) -> str:
    if amount is None or currency != "EUR":
        return UNSTATED
    return next(name for name, most in BANDS if most is None or amount <= most)


@dataclass(frozen=True, slots=True)
class _Stock:
    """What was read, and the mark it was read under."""

    mark: tuple[object, ...]
    offers: tuple[Offer, ...]
    by_slug: Mapping[str, Offer]


_lock = threading.Lock()
_NOTHING = _Stock((), (), {})
_kept = _NOTHING


def offers() -> Sequence[Offer]:
    """Return all published opportunities as they are now."""
    return _current().offers


def offer_called(slug: str) -> Offer | None:
    """Return the published opportunity at this address, or None."""
    return _current().by_slug.get(slug)


def as_read() -> Sequence[Offer]:
    """Return the opportunities as this request has read them: no question whether anything changed since."""
    return _kept.offers or offers()


def _current() -> _Stock:
    global _kept  # noqa: PLW0603 -- the one thing kept between requests
    mark = _mark()
    kept = _kept
    if kept.mark == mark:
        return kept
    with _lock:
        if _kept.mark != mark:
            rows = (
                Call.objects.published()
                .for_list()
                .select_related("territory")
                .prefetch_related("criteria")
                .order_by("pk")
            )
            read = tuple(offer_of(call) for call in rows)
            _kept = _Stock(mark, read, {offer.call.slug: offer for offer in read})
        return _kept


def forget() -> None:
    """Read everything again at the next question."""
    global _kept  # noqa: PLW0603 -- see above
    _kept = _NOTHING


def _mark() -> tuple[object, ...]:
    """What changes whenever a published call, its criteria, or its issuer's name or state changes."""
    row = Call.objects.published().aggregate(
        count=Count("pk"),
        last=Max("pk"),
        changed=Max("updated_at"),
        issuers=Sum("scheme__issuer"),
        renamed=Max("scheme__issuer__updated_at"),
        shown=Count("pk", filter=Q(scheme__issuer__status=Actor.Status.PUBLISHED)),
    )
    return (connection.settings_dict["NAME"], *row.values())
