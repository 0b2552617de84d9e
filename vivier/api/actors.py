"""Actors: the list with the filters of the site, and one record with the provenance of each value."""

from datetime import date, datetime
from typing import Any, Literal, Self

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from vivier.api import actor_rows, problems
from vivier.api.answers import Area, Coded, Linked, Made, Spot, Text
from vivier.api.asking import Asked, Code, Page, PageAsked, YesNo, codes, page_of
from vivier.api.problems import Problem
from vivier.directory.models import Actor, ActorRole
from vivier.directory.questions import box_of, circle_around, place_called
from vivier.directory.survivors import survivor_called
from vivier.search import engine
from vivier.search import query as index

router = Router(tags=["actors"])
_INDEX_SORTS = {"relevance": "relevance", "name": "name", "updated": "-updated"}


class ActorsAsked(PageAsked):
    """What may be asked of the list of actors."""

    q: str = Field(
        "", max_length=200, description=_("Words to find: names, former names, texts, towns; typos forgiven.")
    )
    discipline: list[Code] = codes(_("Codes of disciplines."))
    kind: list[Actor.Kind] = codes(_("Kinds of actor."))
    role: list[ActorRole.Kind] = codes(_("Parts played in the sector."))
    province: list[Code] = codes(_("NIS codes of provinces; “unknown” for those whose place nobody knows."))
    commune: list[Code] = codes(_("NIS codes of communes; “unknown” for those whose place nobody knows."))
    territory: list[Code] = codes(_("Codes of territories of any layer."))
    place: str = Field(
        "", max_length=120, description=_("A commune, locality, postal code, province or region by its name.")
    )
    km: Literal["5", "10", "20", "30", "50", "100"] | None = Field(
        None, description=_("With “place”: within so many kilometres of it, rather than inside it.")
    )
    box: str = Field(
        "",
        max_length=80,
        description=_("A part of the map: west, south, east, north in degrees, with commas between them."),
    )
    website: YesNo | None = Field(None, description=_("Whether a website is known."))
    demo: YesNo | None = Field(None, description=_("“no” leaves demonstration records out."))
    sort: Literal["relevance", "name", "updated"] | None = Field(
        None, description=_("Order; by relevance when there are words, else by name.")
    )

    @model_validator(mode="after")
    def is_somewhere(self) -> Self:
        """Refuse a place nobody knows or beside a territory, a radius around nothing, a box that is none."""
        for name, is_wrong in (
            ("place", self.place and place_called(self.place) is None),
            ("km", self.km and not self.place),
            ("territory", self.place and self.territory),
            ("box", self.box and box_of(self.box) is None),
        ):
            if is_wrong:
                raise PydanticCustomError(
                    "no_such_place",
                    "It names no place we know, or not one that goes with the others.",
                    {"parameter": name},
                )
        return self

    def _where(self) -> dict[str, Any]:
        """Return the circle and the box of the question, and the territory when there is no circle."""
        place = place_called(self.place) if self.place else None
        near = circle_around(place, self.km) if place and self.km else None
        inside = (place.code,) if place and near is None else ()
        return {"near": near, "box": box_of(self.box), "inside": inside}

    def question(self) -> index.Query:
        """Return the question for the index, the one that the pages and downloads of the site ask."""
        where = self._where()
        filters = {
            "discipline": tuple(self.discipline),
            "kind": tuple(one.value for one in self.kind),
            "role": tuple(one.value for one in self.role),
            "province": tuple(self.province),
            "commune": tuple(self.commune),
            "territory": (*self.territory, *where["inside"]),
            "has_website": (self.website,) if self.website else (),
            "demo": (self.demo,) if self.demo else (),
        }
        return index.Query(
            text=self.q,
            kinds=("actor",),
            filters={name: values for name, values in filters.items() if values},
            near=where["near"],
            box=where["box"],
            sort=_INDEX_SORTS[self.sort or ("relevance" if self.q else "name")],
            offset=self.offset,
            limit=self.size,
        )


class ActorLine(Schema):
    """One actor in a list."""

    slug: str
    name: str
    kind: Coded
    roles: list[Coded]
    disciplines: list[Coded]
    city: str = Field(description=_("The town as it is written; empty when nobody knows it."))
    territory: Area | None = Field(description=_("The commune."))
    location: Spot | None
    website: str = Field(description=_("Empty when nobody knows it; unknown is not no."))
    closed_on: date | None = Field(description=_("The day it ceased, when it has."))
    is_demo: bool = Field(description=_("True for invented records of the demonstration."))
    updated_at: datetime
    url: str = Field(description=_("Its page."))
    api_url: str = Field(description=_("The whole record in this API."))


class FormerName(Schema):
    """A name no longer used."""

    name: str
    until: date | None


class Label(Schema):
    """A label or seal, with its time."""

    name: str
    issuer: str
    valid_from: date | None
    valid_until: date | None


class ActorSite(Schema):
    """Another place where it is active."""

    label: str
    city: str
    territory: Area | None


class ActorRelation(Schema):
    """A link with another public actor."""

    kind: Coded
    direction: Literal["out", "in"] = Field(
        description=_("“out”: this actor does it to the other; “in”: the other does it to this one.")
    )
    actor: Linked
    starts_on: date | None
    ends_on: date | None
    source_url: str = Field(description=_("Where it was read."))


class Provenance(Schema):
    """Where one value comes from."""

    field: str = Field(description=_("Field of the record that the value is shown in."))
    value: str | int | list[str] | None = Field(description=_("The value as this source gives it."))
    source: str
    url: str
    observed_on: date | None = Field(description=_("The day the source was read."))
    method: Coded = Field(
        description=_("How it came here: dataset, register, organisation, team, correction.")
    )


class ActorRecord(ActorLine):
    """The whole public record of an actor."""

    description: Text
    legal_form: Coded | None
    enterprise_number: str = Field(description=_("Ten digits; empty when unknown or not public."))
    postal_code: str
    email: str = Field(description=_("The public address; empty when unknown or not public."))
    headcount_low: int | None = Field(description=_("At least so many people work there."))
    headcount_high: int | None = Field(description=_("At most so many people work there."))
    stage: Coded | None
    founded_on: date | None
    confirmed_on: date | None = Field(description=_("The day somebody last confirmed the record."))
    former_names: list[FormerName]
    labels: list[Label]
    sites: list[ActorSite]
    relations: list[ActorRelation]
    provenance: list[Provenance] = Field(
        description=_("Source, address, date and method of each value shown.")
    )


@router.get(
    "/actors",
    response={200: Page[ActorLine], 422: Problem},
    operation_id="actors",
    url_name="actors",
    summary=_("List actors"),
    description=_("The organisations and people of the sector, found as in the directory of the site."),
)
def actors(request: HttpRequest, asked: Query[ActorsAsked]) -> Made:
    """Return one page of actors."""
    found = engine.search(asked.question())
    return page_of(request, asked, found.total, actor_rows.lines(found.pks))


@router.get(
    "/actors/{slug:slug}",
    response={200: ActorRecord, 301: Problem, 404: Problem, 422: Problem},
    operation_id="actor",
    url_name="actor",
    summary=_("One actor"),
    description=_(
        "The whole public record, with the source of each value. A record that was merged into another "
        "answers 301 with the code “merged” and says which one."
    ),
)
def actor(request: HttpRequest, slug: str, asked: Query[Asked]) -> Made | HttpResponse:  # noqa: ARG001 -- read by the door
    """Return one record, or say which one it went into."""
    found = _whole_records().filter(slug=slug).first()
    return merged(slug) if found is None else actor_rows.record(found)


def merged(slug: str) -> HttpResponse:
    """Say which record this one went into, for who does not follow the redirect by itself."""
    survivor = survivor_called(slug)
    if survivor is None or survivor.status != Actor.Status.PUBLISHED:
        raise Http404
    link = actor_rows.linked(survivor)
    answer = problems.answer("merged", merged_into=link)
    answer.headers["Location"] = link["api_url"]
    return answer


def _whole_records() -> QuerySet[Actor]:
    return actor_rows.listed().prefetch_related(*actor_rows.BESIDE)
