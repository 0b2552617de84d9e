"""Rows of every kind behind one list of search hits."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from vivier.agenda.models import Event, Place
from vivier.directory.models import Actor
from vivier.newsroom.models import ArticlePage
from vivier.observatory.models import Indicator
from vivier.opportunities.models import Call
from vivier.search.query import Hit


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
        "article", row.slug, row.title, row.get_url() or "", row.intro, str(row.category), is_demo=False
    )


def _place(row: Place) -> Found:
    meta = " · ".join(filter(None, (row.get_kind_display(), row.city)))
    return Found("place", row.slug, row.name, row.get_absolute_url(), row.description.text, meta, row.is_demo)


def _indicator(row: Indicator) -> Found:
    return Found(
        "indicator",
        row.slug,
        row.name.text,
        row.get_absolute_url(),
        row.definition.text,
        row.unit,
        is_demo=False,
    )


_ROWS: dict[str, tuple[Callable[[], models.QuerySet[Any]], Callable[[Any], Found]]] = {
    "actor": (Actor.objects.published, _actor),
    "opportunity": (lambda: Call.objects.published().select_related("scheme__issuer"), _call),
    "event": (Event.objects.published, _event),
    "article": (ArticlePage.objects.for_list, _article),
    "place": (Place.objects.all, _place),
    "indicator": (Indicator.objects.all, _indicator),
}


def rows_behind(hits: Iterable[Hit]) -> list[Found]:
    """Return the rows of the hits in their order, one query per kind; rows gone since are left out."""
    ordered = list(hits)
    found: dict[tuple[str, int], Found] = {}
    for kind in {hit.kind for hit in ordered} & _ROWS.keys():
        rows, describe = _ROWS[kind]
        keys = [hit.pk for hit in ordered if hit.kind == kind]
        found |= {(kind, row.pk): describe(row) for row in rows().filter(pk__in=keys)}
    return [found[hit.kind, hit.pk] for hit in ordered if (hit.kind, hit.pk) in found]
