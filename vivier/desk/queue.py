"""What waits for somebody today, in a fixed number of queries whatever the size of the sector."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from vivier.accounts import rules
from vivier.accounts.models import JournalEntry, User
from vivier.agenda.models import Event
from vivier.directory import freshness
from vivier.directory.completeness import Completeness, completeness
from vivier.directory.models import Actor, ChangeSet, Claim, Correction, DataSource, DuplicateProposal
from vivier.links.models import Link
from vivier.mandate.models import Expense, Mandate, Obligation
from vivier.mandate.rules import runs_mandates
from vivier.opportunities.models import Call, CallReading, CallSource
from vivier.registers.models import ImportRun
from vivier.support.models import Need, Referral

CLOSING_DAYS = 14
DUE_DAYS = 30
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
    expenses: Part | None
    obligations: Part | None
    needs: Part | None
    late: Part | None
    to_refer: Part | None
    handed_back: Part | None
    links: Part | None
    sources: Part | None
    changes: Part | None
    drafts: dict[str, int]
    articles: Part
    latest: list[JournalEntry]
    today: date

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
            self.expenses,
            self.obligations,
            self.needs,
            self.to_refer,
            self.handed_back,
            self.links,
            self.sources,
            self.changes,
            self.articles,
        )
        return not any(part and part.total for part in parts)


def day_of(person: User) -> Day:
    """Return what waits for this person."""
    manages = rules.manages_records.test(person)
    coordinates, today = rules.is_coordinator.test(person), timezone.localdate()
    return Day(
        claims=_part(Claim.objects.for_the_team()) if manages else None,
        corrections=_part(waiting_corrections()) if manages else None,
        duplicates=_part(waiting_pairs()) if manages else None,
        incomplete=_incomplete() if manages else None,
        dormant=_part(freshness.dormant(today)) if manages else None,
        orphans=_part(freshness.orphans()) if manages else None,
        closing=_part(closing_calls()) if manages else None,
        expenses=_part(expenses_to_check()) if runs_mandates.test(person) else None,
        obligations=_part(obligations_due()) if runs_mandates.test(person) else None,
        needs=_part(Need.objects.to_enter()) if coordinates else None,
        late=_part(Need.objects.late(today)) if coordinates else None,
        to_refer=_part(needs_to_refer()) if coordinates else None,
        handed_back=_part(unanswered()) if coordinates else None,
        links=_part(links_to_look_at()) if manages else None,
        sources=_failing_sources() if manages else None,
        changes=_changes_to_look_at() if manages else None,
        drafts=_drafts(manages=manages),
        articles=_part(articles_to_review()),
        latest=_latest(person),
        today=today,
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


def expenses_to_check() -> QuerySet[Expense]:
    """Expenses that wait for somebody to decide, oldest first."""
    return Expense.objects.filter(state=Expense.State.SUBMITTED).order_by("submitted_at", "pk")


def obligations_due() -> QuerySet[Obligation]:
    """What is due to funders within a month, late ones first."""
    soon = timezone.localdate() + timedelta(days=DUE_DAYS)
    due = Obligation.objects.filter(
        state=Obligation.State.DUE, due_on__lte=soon, mandate__state=Mandate.State.CURRENT
    )
    return due.select_related("mandate__funder").order_by("due_on", "pk")


def needs_to_refer() -> QuerySet[Need]:
    """Needs that were entered and are with no partner, the oldest first."""
    return Need.objects.counted().filter(state=Need.State.ENTERED).order_by("received_at", "pk")


def unanswered() -> QuerySet[Referral]:
    """Referrals whose last reminder brought no answer, the oldest first."""
    rows = Referral.objects.waiting().filter(escalated_at__isnull=False)
    return rows.select_related("need", "partner__actor").order_by("sent_at", "pk")


def links_to_look_at() -> QuerySet[Link]:
    """Links that are broken, the longest first, then those that have moved."""
    return Link.objects.to_look_at().order_by("state", F("failing_since").asc(nulls_last=True), "pk")


def _failing_sources() -> Part:
    """Feeds of records and of opportunities whose last reading failed."""
    records = DataSource.objects.filter(failing_since__isnull=False).order_by("failing_since", "pk")
    calls = CallSource.objects.filter(failures__gt=0).order_by("-failures", "pk")
    first = [
        *((source.name, source.outcome, reverse("desk_feeds")) for source in records[:SHOWN]),
        *(
            (source.name, source.outcome, reverse("desk_call_source", args=[source.pk]))
            for source in calls[:SHOWN]
        ),
    ]
    return Part(records.count() + calls.count(), first[:SHOWN])


def _changes_to_look_at() -> Part:
    """What was read from a source and waits for somebody: imports, changes, lists of opportunities."""
    runs = ImportRun.objects.filter(state=ImportRun.State.READ)
    proposed = ChangeSet.objects.filter(state=ChangeSet.State.PROPOSED)
    calls = CallReading.objects.filter(state=CallReading.State.PROPOSED).select_related("source")
    first = [
        *((one.source.name, one.name, reverse("desk_call_reading", args=[one.pk])) for one in calls[:SHOWN]),
        *((one.label, one.source_name, reverse("desk_changes", args=[one.pk])) for one in proposed[:SHOWN]),
        *(
            (
                f"{one.get_mode_display()} {one.extract_number}",
                one.licence,
                reverse("desk_import", args=[one.pk]),
            )
            for one in runs[:SHOWN]
        ),
    ]
    return Part(proposed.count() + runs.count() + calls.count(), first[:SHOWN])


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
