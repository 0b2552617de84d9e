"""The shared words: disciplines and territories."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from vivier.api.answers import Made, api_url
from vivier.api.asking import Code, Page, PageAsked, YesNo, codes, page_of
from vivier.api.problems import Problem
from vivier.core.names import fold, sort_key
from vivier.core.translation import LANGUAGES, label_of
from vivier.reference import lookup
from vivier.reference.models import Discipline, Territory

router = Router(tags=["vocabularies"])


class Labels(Schema):
    """The same word in four languages; empty where there is none."""

    fr: str
    en: str
    nl: str
    de: str


class DisciplineLine(Schema):
    """One discipline of the sector's own vocabulary."""

    code: str = Field(description=_("Stable code, the one that filters take."))
    label: str = Field(description=_("The word in the language of the answer."))
    labels: Labels
    description: str = Field(description=_("In French."))
    nace_codes: list[str] = Field(
        description=_("NACE-BEL 2008 codes that come near; a suggestion, not a rule.")
    )


class TerritoryLine(Schema):
    """One territory, from a commune up to the European Union."""

    code: str = Field(description=_("Statbel NIS code, ISO country code, EU, EEA or COM-…"))
    kind: str = Field(description=_("Which layer it is: commune, province, region, country…"))
    label: str = Field(description=_("The word in the language of the answer."))
    labels: Labels
    chain: list[str] = Field(description=_("Codes of this territory and of every layer that contains it."))
    latitude: float | None
    longitude: float | None
    boundary: dict[str, Any] | None = Field(
        description=_("GeoJSON geometry, simplified; only with boundary=yes.")
    )
    actors: str = Field(description=_("Its actors in this API."))


class TerritoriesAsked(PageAsked):
    """What may be asked of the territories."""

    q: str = Field("", max_length=100, description=_("Part of the name, in any language."))
    kind: list[Territory.Kind] = codes(_("Layers."))
    code: list[Code] = codes(_("Codes."))
    within: Code | None = Field(None, description=_("Code of a territory that contains them."))
    boundary: YesNo = Field("no", description=_("“yes” adds the boundary of each."))


@router.get(
    "/disciplines",
    response={200: Page[DisciplineLine], 422: Problem},
    operation_id="disciplines",
    url_name="disciplines",
    summary=_("List disciplines"),
    description=_("The disciplines that actors, opportunities and events are filed under."),
)
def disciplines(request: HttpRequest, asked: Query[PageAsked]) -> Made:
    """Return one page of disciplines."""
    rows = Discipline.objects.all()
    return page_of(
        request, asked, rows.count(), map(_discipline, rows[asked.offset : asked.offset + asked.size])
    )


@router.get(
    "/territories",
    response={200: Page[TerritoryLine], 422: Problem},
    operation_id="territories",
    url_name="territories",
    summary=_("List territories"),
    description=_(
        "Communes, provinces, regions, communities and countries, with their codes (Statbel, CC BY 4.0)."
    ),
)
def territories(request: HttpRequest, asked: Query[TerritoriesAsked]) -> Made:
    """Return one page of territories."""
    found = sorted(_territories(asked), key=lambda row: (sort_key(label_of(row)), row.code))
    shown = found[asked.offset : asked.offset + asked.size]
    boundaries = _boundaries(shown) if asked.boundary == "yes" else {}
    return page_of(request, asked, len(found), (_territory(row, boundaries) for row in shown))


def _territories(asked: TerritoriesAsked) -> list[Territory]:
    words, kinds, wanted = fold(asked.q.strip()), set(asked.kind), set(asked.code)
    return [
        row
        for row in lookup.territories().values()
        if (not kinds or row.kind in kinds)
        and (not wanted or row.code in wanted)
        and (asked.within is None or asked.within in row.chain)
        and (not words or any(words in fold(label) for label in _labels(row).values()))
    ]


def _boundaries(rows: Iterable[Territory]) -> dict[str, Any]:
    codes_shown = [row.code for row in rows]
    return dict(Territory.objects.filter(code__in=codes_shown).values_list("code", "boundary"))


def _labels(row: Discipline | Territory) -> dict[str, str]:
    return {language: getattr(row, f"label_{language}") for language in LANGUAGES}


def _discipline(row: Discipline) -> Made:
    return {
        "code": row.code,
        "label": label_of(row),
        "labels": _labels(row),
        "description": row.description_fr,
        "nace_codes": row.nace_codes,
    }


def _territory(row: Territory, boundaries: dict[str, Any]) -> Made:
    return {
        "code": row.code,
        "kind": row.kind,
        "label": label_of(row),
        "labels": _labels(row),
        "chain": row.chain,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "boundary": boundaries.get(row.code),
        "actors": f"{api_url('actors')}?territory={row.code}",
    }
