"""What waits for somebody today, in a fixed number of queries whatever the size of the sector."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from wagtail.models import Page

from vivier.accounts import rules
from vivier.accounts.models import JournalEntry, User
from vivier.agenda.models import Event
from vivier.directory import freshness
from vivier.directory.completeness import Completeness, completeness
from vivier.directory.models import Actor, Claim, Correction, DuplicateProposal
from vivier.links.models import Link
from vivier.opportunities.models import Call

CLOSING_DAYS = 14
SHOWN = 8
LATEST = 12
# How many of the emptiest records are weighed to show the first ones.
WEIGHED = 60


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the day: how many things wait, and the first of them."""

    total: int
    first: list[Any]


@dataclass(frozen=True, slots=True)
class Day:
    """Everything that waits for one person; a part that is not theirs is None."""

    claims: Part | None
    corrections: Part | None
    duplicates: Part | None
    incomplete: Part | None
    dormant: Part | None
    orphans: Part | None
    closing: Part | None
    links: Part | None
    drafts: dict[str, int]
    articles: Part
    latest: list[JournalEntry]

    @property
    def is_calm(self) -> bool:
        """Whether nothing at all waits."""
        parts = (
            self.claims,
            self.corrections,
            self.duplicates,
            self.incomplete,
            self.dormant,
            self.closing,
            self.links,
            self.articles,
        )
        return not any(part and part.total for part in parts)


def day_of(person: User) -> Day:
    """Return what waits for this person."""
    manages = rules.manages_records.test(person)
    return Day(
        claims=_part(Claim.objects.for_the_team()) if manages else None,
        corrections=_part(waiting_corrections()) if manages else None,
        duplicates=_part(waiting_pairs()) if manages else None,
        incomplete=_incomplete() if manages else None,
        dormant=_part(freshness.dormant(timezone.localdate())) if manages else None,
        orphans=_part(freshness.orphans()) if manages else None,
        closing=_part(closing_calls()) if manages else None,
        links=_part(links_to_look_at()) if manages else None,
        drafts=_drafts(manages=manages),
        articles=_part(articles_to_review()),
        latest=_latest(person),
    )


def _part(rows: QuerySet[Any]) -> Part:
    return Part(rows.count(), list(rows[:SHOWN]))


def waiting_corrections() -> QuerySet[Correction]:
    """Corrections nobody decided on yet, oldest first."""
    waiting = Correction.objects.filter(status=Correction.Status.WAITING)
    return waiting.select_related("actor").order_by("created_at", "pk")


def waiting_pairs() -> QuerySet[DuplicateProposal]:
    """Pairs of records to decide on today, the most alike first."""
    return DuplicateProposal.objects.to_decide().for_list().order_by("-score", "pk")


def closing_calls() -> QuerySet[Call]:
    """Published calls whose last minute is within two weeks, nearest first."""
    now = timezone.now()
    soon = Call.objects.filter(
        state=Call.State.PUBLISHED, closes_at__gte=now, closes_at__lte=now + timedelta(days=CLOSING_DAYS)
    )
    return soon.select_related("scheme__issuer").order_by("closes_at", "pk")


def links_to_look_at() -> QuerySet[Link]:
    """Links that are broken, the longest first, then those that have moved."""
    return Link.objects.to_look_at().order_by("state", F("failing_since").asc(nulls_last=True), "pk")


def articles_to_review() -> QuerySet[Page]:
    """Pages with changes nobody published yet, newest first, with where they stand in a review."""
    pages = Page.objects.filter(has_unpublished_changes=True, depth__gt=2)
    return (  # type: ignore[no-any-return]
        pages.select_related("content_type", "locale", "owner")
        .prefetch_workflow_states()
        .order_by("-latest_revision_created_at", "-pk")
    )


def _missing(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def emptiest_actors() -> QuerySet[Actor]:
    """Published records that lack a place, a description, a website or a legal form, emptiest first."""
    nothing = _missing(Q(territory__isnull=True)) + _missing(Q(description_fr="") & Q(description_en=""))
    nothing = nothing + _missing(Q(website="")) + _missing(Q(legal_form=""))
    published = Actor.objects.published().annotate(holes=nothing).filter(holes__gt=0)
    return published.order_by(F("holes").desc(), "updated_at", "pk")


def _incomplete() -> Part:
    rows = emptiest_actors()
    counted = rows.annotate(
        number_of_disciplines=Count("disciplines", distinct=True),
        number_of_roles=Count("roles", distinct=True),
    )
    today = timezone.localdate()
    weighed: list[tuple[Actor, Completeness]] = [
        (
            actor,
            completeness(
                actor, disciplines=actor.number_of_disciplines, roles=actor.number_of_roles, today=today
            ),
        )
        for actor in counted[:WEIGHED]
    ]
    weighed.sort(key=lambda pair: (pair[1].score, pair[0].sort_name))
    return Part(rows.count(), weighed[:SHOWN])


def _drafts(*, manages: bool) -> dict[str, int]:
    drafts = {"events": Event.objects.filter(state=Event.State.DRAFT).count()}
    if manages:
        drafts["actors"] = Actor.objects.filter(status=Actor.Status.DRAFT).count()
        drafts["calls"] = Call.objects.filter(state=Call.State.DRAFT).count()
    return drafts


def _latest(person: User) -> list[JournalEntry]:
    entries = JournalEntry.objects.for_list()
    if not rules.reads_the_journal.test(person):
        entries = entries.filter(by=person)
    noise = ("account.logged_in", "account.logged_out")
    return list(entries.exclude(verb__in=noise)[:LATEST])
