"""Opportunities as the API gives them: listed field by field, only what is public."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from vivier.api.actor_rows import linked_or_named
from vivier.api.answers import Made, absolute, api_url, area, choice, discipline, number, text
from vivier.opportunities.conditions.wording import status_words
from vivier.opportunities.models import Audience, Call, Kind
from vivier.opportunities.status import Status, days_left, status_of


def listed() -> QuerySet[Call]:
    """Return the public calls with what one line needs."""
    return (
        Call.objects.published()
        .select_related("scheme__issuer", "territory")
        .defer("territory__boundary", "loaded")
        .prefetch_related("disciplines")
    )


def whole() -> QuerySet[Call]:
    """Return the public calls with all that a record needs."""
    others = Prefetch("scheme__calls", Call.objects.published(), to_attr="public_calls")
    return listed().prefetch_related("criteria", others)


def lines(found: Iterable[int], now: datetime) -> list[Made]:
    """Return these calls in their order."""
    wanted = list(found)
    rows = listed().in_bulk(wanted)
    return [line(rows[key], now) for key in wanted if key in rows]


def line(call: Call, now: datetime) -> Made:
    """Return one line of a list."""
    status = status_of(call, now)
    running = call.closes_at is not None and status is not Status.CLOSED
    return {
        "slug": call.slug,
        "title": text(call.title),
        "kind": choice(Kind(call.kind)),
        "status": _status(status),
        "days_left": days_left(call.closes_at, now) if running and call.closes_at else None,
        "opens_at": call.opens_at,
        "closes_at": call.closes_at,
        "closes_on_day": call.closes_on_day,
        "is_permanent": call.is_permanent,
        "amounts": _amounts(call),
        "audiences": [choice(Audience(code)) for code in call.audiences if code in Audience.values],
        "disciplines": [discipline(row) for row in call.disciplines.all()],
        "issuer": linked_or_named(call.scheme.issuer, call.scheme.issuer_name),
        "territory": area(call.territory.code if call.territory else None),
        "is_demo": call.is_demo,
        "checked_on": call.checked_on,
        "updated_at": call.updated_at,
        **_addresses(call),
    }


def record(call: Call, now: datetime) -> Made:
    """Return the whole public record."""
    others = [other for other in call.scheme.public_calls if other.pk != call.pk]  # type: ignore[attr-defined]
    return line(call, now) | {
        "scheme": {"slug": call.scheme.slug, "title": text(call.scheme.title)},
        "edition": call.edition_name,
        "summary": text(call.summary),
        "eligibility": text(call.eligibility),
        "place": call.place_name,
        "official_url": call.url,
        "source_url": call.source_url,
        "criteria": [
            {"key": row.key, "text": text(row.text), "article": row.article, "rule": row.rule}
            for row in call.criteria.all()
        ],
        "other_editions": [_edition(other, now) for other in others],
    }


def _edition(call: Call, now: datetime) -> Made:
    return {
        "slug": call.slug,
        "edition": call.edition_name,
        "title": text(call.title),
        "status": _status(status_of(call, now)),
        **_addresses(call),
    }


def _status(status: Status) -> Made:
    return {"code": status.value, "label": status_words(status)}


def _amounts(call: Call) -> Made | None:
    if call.amount_min is None and call.amount_max is None:
        return None
    return {"min": number(call.amount_min), "max": number(call.amount_max), "currency": call.currency}


def _addresses(call: Call) -> Made:
    return {"url": absolute(call.get_absolute_url()), "api_url": api_url("opportunity", call.slug)}
