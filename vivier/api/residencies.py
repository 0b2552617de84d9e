"""Residencies for artists."""

from datetime import date, datetime
from typing import Annotated

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from vivier.api.actor_rows import linked_or_named
from vivier.api.answers import (
    Area,
    Coded,
    Linked,
    Made,
    Spot,
    Text,
    absolute,
    api_url,
    area,
    choice,
    discipline,
    number,
    spot,
    text,
)
from vivier.api.asking import Asked, Code, Page, PageAsked, Words, codes, page_of
from vivier.api.problems import Problem
from vivier.opportunities.models import Call, Residency, ResidencyQuerySet
from vivier.search import engine
from vivier.search.query import Query as SearchQuery

router = Router(tags=["residencies"])


class ResidenciesAsked(PageAsked):
    """What may be asked of the residencies."""

    q: str = Field("", max_length=200, description=_("Words to find: names, hosts, texts, towns."))
    discipline: list[Code] = codes(_("Codes of disciplines."))
    town: list[Words] = codes(_("Towns, as they are written on the site."))
    lodging: list[Residency.Lodging] = codes(_("Kinds of lodging."))


class Paid(Schema):
    """Who pays one thing."""

    item: Annotated[str, StringConstraints(max_length=20)]
    payer: str | None = Field(description=_("Null when nobody knows."))


class ResidencyCall(Schema):
    """A call of a residency."""

    slug: str
    title: Text
    closes_at: datetime | None
    url: str
    api_url: str


class ResidencyRecord(Schema):
    """A residency; null or empty is unknown, never no."""

    slug: str
    name: str
    host: Linked | None
    city: str
    territory: Area | None
    location: Spot | None
    disciplines: list[Coded]
    languages: list[str]
    days_min: int | None
    days_max: int | None
    lodging: Coded | None
    pays: list[Paid]
    fee_amount: float | int | None
    currency: str
    description: Text
    equipment: Text
    accessibility: Text
    calls: list[ResidencyCall] = Field(description=_("Its public calls, past ones too."))
    official_url: str
    source_url: str
    checked_on: date | None
    is_demo: bool = Field(description=_("True for invented records of the demonstration."))
    updated_at: datetime
    url: str = Field(description=_("Its page."))
    api_url: str = Field(description=_("The whole record in this API."))


def _listed() -> ResidencyQuerySet:
    calls = Prefetch("scheme__calls", Call.objects.published(), to_attr="shown_calls")
    return Residency.objects.published().for_list().prefetch_related(calls)


def _record(row: Residency) -> Made:
    commune = row.territory.code if row.territory else None
    return {
        "slug": row.slug,
        "name": row.name,
        "host": linked_or_named(row.host, row.host_name),
        "city": row.city,
        "territory": area(commune),
        "location": spot(commune),
        "disciplines": [discipline(one) for one in row.disciplines.all()],
        "languages": row.languages,
        "days_min": row.days_min,
        "days_max": row.days_max,
        "lodging": choice(Residency.Lodging(row.lodging)) if row.lodging else None,
        "pays": [{"item": item, "payer": row.pays.get(item)} for item in Residency.Item.values],
        "fee_amount": number(row.fee_amount),
        "currency": row.currency,
        "description": text(row.description),
        "equipment": text(row.equipment),
        "accessibility": text(row.accessibility),
        "calls": [_call(one) for one in (row.scheme.shown_calls if row.scheme else [])],  # type: ignore[attr-defined]
        "official_url": row.url,
        "source_url": row.source_url,
        "checked_on": row.checked_on,
        "is_demo": row.is_demo,
        "updated_at": row.updated_at,
        "url": absolute(row.get_absolute_url()),
        "api_url": api_url("residency", row.slug),
    }


def _call(call: Call) -> Made:
    return {
        "slug": call.slug,
        "title": text(call.title),
        "closes_at": call.closes_at,
        "url": absolute(call.get_absolute_url()),
        "api_url": api_url("opportunity", call.slug),
    }


@router.get(
    "/residencies",
    response={200: Page[ResidencyRecord], 422: Problem},
    operation_id="residencies",
    url_name="residencies",
    summary=_("List residencies"),
    description=_("Residencies for artists: who hosts, how long, lodging, who pays what."),
)
def residencies(request: HttpRequest, asked: Query[ResidenciesAsked]) -> Made:
    """Return one page of residencies."""
    rows = _listed()
    if asked.q:
        hits = engine.search(SearchQuery(text=asked.q, kinds=("residency",), limit=None)).pks
        rows = rows.filter(pk__in=hits)
    if asked.discipline:
        rows = rows.filter(disciplines__code__in=asked.discipline).distinct()
    if asked.town:
        rows = rows.filter(city__in=asked.town)
    if asked.lodging:
        rows = rows.filter(lodging__in=[one.value for one in asked.lodging])
    rows = rows.order_by("sort_name", "pk")
    shown = rows[asked.offset : asked.offset + asked.size]
    return page_of(request, asked, rows.count(), map(_record, shown))


@router.get(
    "/residencies/{slug:slug}",
    response={200: ResidencyRecord, 404: Problem, 422: Problem},
    operation_id="residency",
    url_name="residency",
    summary=_("One residency"),
    description=_("The whole record of a residency."),
)
def residency(request: HttpRequest, slug: str, asked: Query[Asked]) -> Made:  # noqa: ARG001 -- read by the door
    """Return one record."""
    return _record(get_object_or_404(_listed(), slug=slug))
