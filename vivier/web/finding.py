"""Rows of every kind behind one list of search hits."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from vivier.agenda.models import Event, Place
from vivier.directory.models import Actor
from vivier.newsroom import house_texts
from vivier.newsroom.models import ArticlePage, TextPage
from vivier.newsroom.stories import versions_for_reader
from vivier.observatory.models import Indicator
from vivier.opportunities.models import Call, Residency
from vivier.search.query import Hit
from vivier.web.showing.measuring import unit_words


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the results: what it is, its name, where it leads, and a few words."""

    kind: str
    key: str
    title: str
    url: str
    about: str
    meta: str
    is_demo: bool


def _actor(row: Actor) -> Found:
    where = row.city or _("place unknown")
    return Found(
        "actor",
        row.slug,
        row.name,
        row.get_absolute_url(),
        row.description.text,
        f"{row.get_kind_display()} · {where}",
        row.is_demo,
    )


def _call(row: Call) -> Found:
    meta = f"{row.get_kind_display()} · {row.scheme.issued_by}"
    return Found(
        "opportunity", row.slug, row.title.text, row.get_absolute_url(), row.summary.text, meta, row.is_demo
    )


def _event(row: Event) -> Found:
    when = str(row.starts_on.year) if row.starts_on else _("date unknown")
    meta = " · ".join(filter(None, (row.get_kind_display(), row.city, when)))
    return Found(
        "event", row.slug, row.title.text, row.get_absolute_url(), row.summary.text, meta, row.is_demo
    )


def _article(row: ArticlePage) -> Found:
    return Found(
        "article", row.slug, row.title, row.get_absolute_url(), row.intro, str(row.category), row.is_demo
    )


def _place(row: Place) -> Found:
    meta = " · ".join(filter(None, (row.get_kind_display(), row.city)))
    return Found("place", row.slug, row.name, row.get_absolute_url(), row.description.text, meta, row.is_demo)


def _residency(row: Residency) -> Found:
    meta = " · ".join(filter(None, (row.hosted_by, row.city)))
    return Found(
        "residency", row.slug, row.name, row.get_absolute_url(), row.description.text, meta, row.is_demo
    )


def _page(row: TextPage) -> Found:
    about = strip_tags(row.body)
    return Found("page", row.slug, row.title, row.get_absolute_url(), about, "", is_demo=False)


def _indicator(row: Indicator) -> Found:
    return Found(
        "indicator",
        row.slug,
        row.name.text,
        row.get_absolute_url(),
        row.definition.text,
        unit_words(row).text,
        is_demo=False,
    )


# How the rows of each kind are read by key, and how one of them is told.
_ROWS: dict[str, tuple[Callable[[list[int]], Mapping[int, Any]], Callable[[Any], Found]]] = {
    "actor": (lambda keys: Actor.objects.published().in_bulk(keys), _actor),
    "opportunity": (
        lambda keys: Call.objects.published().select_related("scheme__issuer").in_bulk(keys),
        _call,
    ),
    "event": (lambda keys: Event.objects.published().in_bulk(keys), _event),
    "article": (versions_for_reader, _article),
    "place": (lambda keys: Place.objects.for_list().in_bulk(keys), _place),
    "residency": (lambda keys: Residency.objects.published().for_list().in_bulk(keys), _residency),
    "page": (house_texts.versions_for_reader, _page),
    "indicator": (Indicator.objects.in_bulk, _indicator),
}


def rows_behind(hits: Iterable[Hit]) -> list[Found]:
    """Return the rows of the hits in their order, one query per kind; rows gone since are left out."""
    ordered = list(hits)
    found: dict[tuple[str, int], Found] = {}
    for kind in {hit.kind for hit in ordered} & _ROWS.keys():
        rows, describe = _ROWS[kind]
        keys = [hit.pk for hit in ordered if hit.kind == kind]
        found |= {(kind, key): describe(row) for key, row in rows(keys).items()}
    return [found[hit.kind, hit.pk] for hit in ordered if (hit.kind, hit.pk) in found]
