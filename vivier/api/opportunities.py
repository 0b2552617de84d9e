"""Opportunities: the list with its filters, and one with its criteria as sentences and as rules."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from vivier.api import opportunity_rows
from vivier.api.answers import Area, Coded, Linked, Made, Text
from vivier.api.asking import Asked, Code, Page, PageAsked, codes, page_of
from vivier.api.problems import Problem
from vivier.opportunities import catalogue
from vivier.opportunities.catalogue import Listing
from vivier.opportunities.models import Audience, Kind
from vivier.opportunities.status import Status
from vivier.search import engine
from vivier.search import query as index

router = Router(tags=["opportunities"])
Band = Literal["to-5000", "to-25000", "to-100000", "to-1000000", "more", "unstated"]


class OpportunitiesAsked(PageAsked):
    """What may be asked of the list of opportunities."""

    q: str = Field(
        "", max_length=200, description=_("Words to find: titles, texts, issuers; typos forgiven.")
    )
    kind: list[Kind] = codes(_("Kinds of opportunity."))
    audience: list[Audience] = codes(_("For whom."))
    discipline: list[Code] = codes(_("Codes of disciplines."))
    status: list[Status] = codes(_("What it is now, in Belgian time; what closes soon is open too."))
    issuer: list[Code] = codes(_("Slugs of those that issue them."))
    amount: list[Band] = codes(_("The most one applicant may get, in bands of euros."))
    sort: Literal["relevance", "deadline", "newest", "amount"] | None = Field(
        None, description=_("Order; by relevance when there are words, else what is open first, by deadline.")
    )

    def listing(self, now: datetime) -> Listing:
        """Return the calls asked for as the site's list finds them."""
        found = None
        if self.q:
            found = engine.search(index.Query(text=self.q, kinds=("opportunity",), limit=None)).pks
        filters = {
            "kind": tuple(one.value for one in self.kind),
            "audience": tuple(one.value for one in self.audience),
            "discipline": tuple(self.discipline),
            "status": tuple(one.value for one in self.status),
            "issuer": tuple(self.issuer),
            "amount": tuple(self.amount),
        }
        order = self.sort or ("relevance" if self.q else "deadline")
        return catalogue.listing(catalogue.entries(now), catalogue.Asked(filters, found, order))


class Scheme(Schema):
    """The lasting scheme a call belongs to."""

    slug: str
    title: Text


class Amounts(Schema):
    """What one applicant may get."""

    min: int | float | None
    max: int | float | None
    currency: str


class OpportunityLine(Schema):
    """One opportunity in a list."""

    slug: str
    title: Text
    kind: Coded
    status: Coded = Field(description=_("What it is now, in Belgian time; computed, not stored."))
    days_left: int | None = Field(
        description=_("Midnights until the deadline; null without one or when it is over.")
    )
    opens_at: datetime | None
    closes_at: datetime | None = Field(description=_("The last minute that still counts."))
    closes_on_day: bool = Field(description=_("True when only the closing day is known: its end is meant."))
    is_permanent: bool | None = Field(description=_("Null when nobody said; unknown is not no."))
    amounts: Amounts | None
    audiences: list[Coded]
    disciplines: list[Coded]
    issuer: Linked | None
    territory: Area | None
    is_demo: bool = Field(description=_("True for invented records of the demonstration."))
    checked_on: date | None = Field(description=_("The day somebody last compared it with its source."))
    updated_at: datetime
    url: str = Field(description=_("Its page."))
    api_url: str = Field(description=_("The whole record in this API."))


class CallCriterion(Schema):
    """One condition: the sentence for people and the rule for machines."""

    key: str
    text: Text
    article: str = Field(description=_("Where it stands in the rules."))
    rule: dict[str, Any] = Field(
        description=_(
            "all, any or not of tests on facts and questions; what is unknown is neither yes nor no."
        )
    )


class Edition(Schema):
    """Another call of the same scheme."""

    slug: str
    edition: str
    title: Text
    status: Coded
    url: str = Field(description=_("Its page."))
    api_url: str = Field(description=_("The whole record in this API."))


class OpportunityRecord(OpportunityLine):
    """The whole public record of an opportunity."""

    scheme: Scheme
    edition: str
    summary: Text
    eligibility: Text = Field(description=_("Who may apply, in words."))
    place: str
    official_url: str = Field(description=_("The page of the issuer."))
    source_url: str = Field(description=_("Where it was read."))
    criteria: list[CallCriterion]
    other_editions: list[Edition]


@router.get(
    "/opportunities",
    response={200: Page[OpportunityLine], 422: Problem},
    operation_id="opportunities",
    url_name="opportunities",
    summary=_("List opportunities"),
    description=_(
        "Funding, calls, residencies, training, missions, prizes and jobs, with what they are at this minute."
    ),
)
def opportunities(request: HttpRequest, asked: Query[OpportunitiesAsked]) -> Made:
    """Return one page of opportunities."""
    now = timezone.now()
    found = asked.listing(now)
    shown = found.entries[asked.offset : asked.offset + asked.size]
    return page_of(request, asked, found.total, opportunity_rows.lines((row.pk for row in shown), now))


@router.get(
    "/opportunities/{slug:slug}",
    response={200: OpportunityRecord, 404: Problem, 422: Problem},
    operation_id="opportunity",
    url_name="opportunity",
    summary=_("One opportunity"),
    description=_("The whole record, with each criterion as a sentence and as a rule."),
)
def opportunity(request: HttpRequest, slug: str, asked: Query[Asked]) -> Made:  # noqa: ARG001 -- read by the door
    """Return one record."""
    call = get_object_or_404(opportunity_rows.whole(), slug=slug)
    return opportunity_rows.record(call, timezone.now())
