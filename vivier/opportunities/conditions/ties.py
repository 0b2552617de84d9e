"""What an actor belongs to and what it obtained, as facts: from relations, answers to calls and past stays.

There may always be more than what is written down: these facts are partial, their absence excludes nobody.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.directory.models import Actor, Relation
from vivier.directory.survivors import former_addresses
from vivier.opportunities.conditions.verdicts import Fact
from vivier.opportunities.models import PastStay, Residency, Response

_BODIES, _OBTAINED, _STAYS = "bodies_joined", "calls_obtained", "stays_shown"
_SHOWN_BODIES = (
    Relation.objects.filter(kind=Relation.Kind.MEMBER_OF, target__status=Actor.Status.PUBLISHED)
    .select_related("target")
    .annotate(former=former_addresses("target"))
)
_GOOD_ANSWERS = Response.objects.filter(kind=Response.Kind.OBTAINED).select_related("call__scheme")
_SHOWN_STAYS = PastStay.objects.filter(
    residency__state=Residency.State.PUBLISHED, residency__scheme__isnull=False
).select_related("residency__scheme")
# What to read with the records, in a fixed number of queries: what anybody may know, and all of it.
SHOWN_TIES = (
    Prefetch("relations", _SHOWN_BODIES.order_by("pk"), to_attr=_BODIES),
    Prefetch("stays", _SHOWN_STAYS.order_by("year", "pk"), to_attr=_STAYS),
)
ALL_TIES = (*SHOWN_TIES, Prefetch("responses", _GOOD_ANSWERS.order_by("at", "pk"), to_attr=_OBTAINED))


def facts_of_ties(actor: Actor, *, today: date, private: bool) -> dict[str, Fact]:
    """What it is a member of and what it obtained.

    `private`: also what only those who manage the record and the team may know, its answers to calls.
    """
    if not hasattr(actor, _OBTAINED if private else _STAYS):
        prefetch_related_objects([actor], *(ALL_TIES if private else SHOWN_TIES))
    return _membership(actor, today) | _obtained(actor, today, private=private)


def _read(actor: Actor, name: str) -> list[Any]:
    return list(getattr(actor, name))


def _membership(actor: Actor, today: date) -> dict[str, Fact]:
    rows: list[Relation] = [row for row in _read(actor, _BODIES) if _runs(row, today)]
    if not rows:
        return {}
    starts = [row.starts_on for row in rows if row.starts_on]
    names = {slug: row.target.name for row in rows for slug in _addresses(row)}
    return {
        "member_of": Fact(
            values=frozenset(names),
            source=_relations_source(rows),
            as_of=max(starts, default=None),
            says=", ".join(_member_words(row) for row in rows),
            partial=True,
            names=names,
        )
    }


def _addresses(row: Relation) -> list[str]:
    """The address of the organisation, and those of records that went into it: rules may still name them."""
    former: str | None = row.former  # type: ignore[attr-defined]
    return [row.target.slug, *(former or "").split()]


def _runs(row: Relation, today: date) -> bool:
    has_begun = row.starts_on is None or row.starts_on <= today
    return has_begun and (row.ends_on is None or row.ends_on >= today)


def _member_words(row: Relation) -> str:
    if row.starts_on is None:
        return _("Member of %(name)s") % {"name": row.target.name}
    words = _("Member of %(name)s since %(year)d")
    return words % {"name": row.target.name, "year": row.starts_on.year}


def _relations_source(rows: Iterable[Relation]) -> str:
    """The directory, and the sites where the relations were read."""
    hosts = dict.fromkeys(host for row in rows if (host := site_of(row.source_url)))
    source = _("relations in the directory")
    return f"{source} ({', '.join(hosts)})" if hosts else source


def site_of(url: str) -> str:
    """The site of an address, without www; empty for none or for what is no address."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _obtained(actor: Actor, today: date, *, private: bool) -> dict[str, Fact]:
    answers: list[Response] = _read(actor, _OBTAINED) if private else []
    stays: list[PastStay] = [row for row in _read(actor, _STAYS) if (row.year or 0) <= today.year]
    if not answers and not stays:
        return {}
    names = {answer.call.scheme.slug: str(answer.call.scheme) for answer in answers}
    names |= {stay.residency.scheme.slug: str(stay.residency.scheme) for stay in stays}  # type: ignore[union-attr]
    sources = [_("what was recorded of calls")] if answers else []
    sources += [_("past residents")] if stays else []
    said = [*map(_answer_words, answers), *map(_stay_words, stays)]
    return {
        "obtained": Fact(
            values=frozenset(names),
            source=", ".join(sources),
            as_of=max((timezone.localdate(answer.at) for answer in answers), default=None),
            says=", ".join(dict.fromkeys(said)),
            partial=True,
            names=names,
        )
    }


def _answer_words(answer: Response) -> str:
    year = timezone.localdate(answer.at).year
    return _("Obtained %(name)s in %(year)d") % {"name": answer.call.scheme, "year": year}


def _stay_words(stay: PastStay) -> str:
    if stay.year is None:
        return _("In residence: %(name)s") % {"name": stay.residency.name}
    return _("In residence: %(name)s in %(year)d") % {"name": stay.residency.name, "year": stay.year}
