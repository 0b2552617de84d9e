"""What the page of one actor puts together from all the domains, in few queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.agenda.models import Event, Place
from vivier.core.prepared import Prepared
from vivier.core.written_dates import written
from vivier.directory import belongings, origin
from vivier.directory.belongings import Belonging
from vivier.directory.completeness import Completeness, completeness
from vivier.directory.models import Actor, ActorRole, Relation
from vivier.newsroom.models import ArticlePage
from vivier.opportunities.conditions.wording import status_words
from vivier.opportunities.models import Call, Residency
from vivier.opportunities.status import Status, status_of
from vivier.reference.models import Territory
from vivier.web.showing.actor_list import discipline_labels, freshness, places_by_key

MOST_ROWS = 12
MOST_EVENTS = 24
_Kind = Relation.Kind
# In the order of the page: what the record says of others, then what others say of it.
RELATION_WORDS: Mapping[tuple[str, str], Promise] = {
    ("in", _Kind.FUNDS): gettext_lazy("Funded by"),
    ("in", _Kind.OPERATES): gettext_lazy("Operated by"),
    ("in", _Kind.ORGANISES): gettext_lazy("Organised by"),
    ("in", _Kind.HOSTS): gettext_lazy("Hosted by"),
    ("out", _Kind.OPERATES): gettext_lazy("Operates"),
    ("out", _Kind.ORGANISES): gettext_lazy("Organises"),
    ("out", _Kind.FUNDS): gettext_lazy("Funds"),
    ("out", _Kind.HOSTS): gettext_lazy("Hosts"),
    ("out", _Kind.MEMBER_OF): gettext_lazy("Member of"),
    ("in", _Kind.MEMBER_OF): gettext_lazy("Members"),
    ("out", _Kind.PARTNER_OF): gettext_lazy("Partners"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go, and a few words beside it."""

    label: str
    url: str
    meta: str = ""


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """The relations of one kind and direction."""

    label: str
    links: list[Link]


@dataclass(frozen=True, slots=True)
class CallRow:
    """An opportunity the actor issued, and whether it is open."""

    call: Call
    status: str
    is_open: bool


@dataclass(slots=True)
class ActorPage:
    """Everything one record shows."""

    actor: Actor
    place: Territory | None
    disciplines: list[Link]
    roles: list[Link]
    relations: list[RelationGroup]
    completeness: Completeness
    freshness: str
    discipline_labels: dict[str, str]
    former_names: list[Belonging] = field(default_factory=list)
    labels: list[Belonging] = field(default_factory=list)
    sites: list[Belonging] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    calls: list[CallRow] = field(default_factory=list)
    call_count: int = 0
    places: list[Place] = field(default_factory=list)
    residencies: list[Residency] = field(default_factory=list)
    articles: list[ArticlePage] = field(default_factory=list)
    brought_in: list[str] = field(default_factory=list)
    placed: dict[str, str] = field(default_factory=dict)


def _everything(key: int) -> QuerySet[Any, Any]:
    """What hangs on a record in every domain: its own lists, and the keys of what other domains have."""
    first, *others = belongings.parts(key)
    part = belongings.part
    elsewhere = [
        part(Event.objects.published().filter(organiser=key), "event"),
        part(Call.objects.published().filter(scheme__issuer=key), "call"),
        part(Place.objects.filter(actor=key), "place"),
        part(Residency.objects.published().filter(host=key), "residency"),
        part(ArticlePage.actors.through.objects.filter(actor=key), "article", place="articlepage_id"),
    ]
    return first.union(*others, *elsewhere, all=True)


_hanging_on = Prepared(_everything)


def actor_page(actor: Actor) -> ActorPage:
    """Put the page of a record together; other domains are asked only when they have something."""
    found: dict[str, list[Belonging]] = defaultdict(list)
    for row in sorted(_hanging_on.rows(actor.pk), key=lambda row: row[1]):
        found[row[0]].append(belongings.belonging(row))
    today = timezone.localdate()
    named_by = [origin.origin(one.detail, one.name, one.more) for one in found["tie"]]
    labels = discipline_labels()
    actors = reverse("web:actors")
    return ActorPage(
        actor=actor,
        place=_place(actor),
        disciplines=[
            Link(labels[one.name], f"{actors}?discipline={one.name}") for one in found["discipline"]
        ],
        roles=_roles(found["role"], actors),
        relations=_relations(found),
        completeness=completeness(
            actor,
            disciplines=len(found["discipline"]),
            roles=len(found["role"]),
            today=today,
        ),
        freshness=freshness(timezone.localdate(actor.updated_at), actor.confirmed_on, today),
        discipline_labels=labels,
        former_names=found["former_name"],
        labels=found["label"],
        sites=found["site"],
        events=_events(found["event"]),
        calls=_calls(found["call"], timezone.now()),
        call_count=len(found["call"]),
        places=_places(found["place"]),
        residencies=_residencies(found["residency"]),
        articles=_articles(found["article"]),
        brought_in=origin.reasons(named_by),
        placed={one.source: one.placed for one in named_by if one.placed},
    )


def _roles(found: list[Belonging], actors: str) -> list[Link]:
    """Return what a record does in the sector, each with the list of all that do it too."""
    words: dict[str, Any] = dict(ActorRole.Kind.choices)
    return [
        Link(str(words.get(one.name, one.name)), f"{actors}?role={one.name}", _span(one)) for one in found
    ]


def _place(actor: Actor) -> Territory | None:
    if actor.territory_id is None:
        return None
    return places_by_key().get(actor.territory_id) or actor.territory


def _span(one: Belonging) -> str:
    """Say since when and until when, as far as anybody knows."""
    if one.since and one.until:
        return _("%(since)s to %(until)s") % {"since": _day(one.since), "until": _day(one.until)}
    if one.until:
        return _("until %(day)s") % {"day": _day(one.until)}
    return _("since %(day)s") % {"day": _day(one.since)} if one.since else ""


def _day(day: date | None) -> str:
    return written(day, "DATE_FORMAT") if day else ""


def _relations(found: Mapping[str, list[Belonging]]) -> list[RelationGroup]:
    links: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for one in (*found.get("out", ()), *found.get("in", ())):
        # Partnership has no direction.
        key = ("out" if one.name == _Kind.PARTNER_OF else one.what, one.name)
        links[key].append(Link(one.more, reverse("web:actor", args=[one.detail]), _span(one)))
    return [
        RelationGroup(str(words), _once(links[key])) for key, words in RELATION_WORDS.items() if links[key]
    ]


def _once(links: Iterable[Link]) -> list[Link]:
    return list({link.url: link for link in links}.values())


def _keys(found: list[Belonging]) -> list[int]:
    return [one.place for one in found]


def _events(found: list[Belonging]) -> list[Event]:
    if not found:
        return []
    return list(Event.objects.filter(pk__in=_keys(found)).order_by("-starts_on", "pk")[:MOST_EVENTS])


def _calls(found: list[Belonging], now: datetime) -> list[CallRow]:
    if not found:
        return []
    rows = [(status_of(call, now), call) for call in Call.objects.filter(pk__in=_keys(found))]
    order = list(Status)
    rows.sort(
        key=lambda row: (order.index(row[0]), -(row[1].closes_at.timestamp() if row[1].closes_at else 0))
    )
    return [CallRow(call, status_words(status), status.is_open) for status, call in rows[:MOST_ROWS]]


def _places(found: list[Belonging]) -> list[Place]:
    return list(Place.objects.filter(pk__in=_keys(found))) if found else []


def _residencies(found: list[Belonging]) -> list[Residency]:
    return list(Residency.objects.filter(pk__in=_keys(found))) if found else []


def _articles(found: list[Belonging]) -> list[ArticlePage]:
    if not found:
        return []
    return list(ArticlePage.objects.for_list().filter(pk__in=_keys(found))[:MOST_ROWS])
