"""The booklet of a mission, in two languages one after the other: who comes, what for, the plan."""

from dataclasses import dataclass
from datetime import UTC

from django.conf import settings
from django.template.loader import render_to_string

from vivier.core import pdf
from vivier.core.translation import current_language, in_language
from vivier.directory.models import Actor
from vivier.missions import plans
from vivier.missions.models import Mission, Participant, Visit
from vivier.missions.plans import Day


@dataclass(frozen=True, slots=True)
class Card:
    """One participant as the booklet presents it; `person` only for those who go and their hosts."""

    actor: Actor
    disciplines: tuple[str, ...]
    person: str


@dataclass(frozen=True, slots=True)
class Booklet:
    """What both languages share; texts are read in the language of each side."""

    mission: Mission
    sides: tuple[str, str]
    cards: tuple[Card, ...]
    days: tuple[Day, ...]
    is_public: bool

    @property
    def partners(self) -> list[str]:
        """The partners with what they bring."""
        rows = self.mission.partners.select_related("actor")  # type: ignore[attr-defined]
        return [f"{one} ({one.role})" if one.role else str(one) for one in rows]


def booklet_of(mission: Mission, *, is_public: bool, visits: list[Visit] | None = None) -> Booklet:
    """Gather the booklet; `is_public` leaves persons, notes and lines for a few out."""
    rows = Participant.objects.confirmed().filter(mission=mission, actor__status=Actor.Status.PUBLISHED)
    people = rows.select_related("actor__territory").prefetch_related("actor__disciplines")
    cards = tuple(
        Card(
            one.actor,
            tuple(row.code for row in one.actor.disciplines.all()),
            "" if is_public else one.contact_name,
        )
        for one in people.order_by("actor__sort_name", "pk")
    )
    if visits is None:
        visits = list(plans.public_lines_of(mission) if is_public else plans.lines_of(mission))
    return Booklet(mission, _sides(mission), cards, plans.days_of(mission, visits), is_public)


def _sides(mission: Mission) -> tuple[str, str]:
    """The language of the page, and the other one the mission is written in: English, else French."""
    first = current_language()
    others = [language for language in ("en", "fr", "nl", "de") if language != first]
    written = [other for other in others if in_language(mission, "title", other).language == other]
    return first, (written or others)[0]


def pdf_of(booklet: Booklet) -> bytes:
    """Return the booklet on paper, tagged; raises PdfUnavailable where this machine cannot make one."""
    moment = booklet.mission.updated_at.astimezone(UTC)
    words = {
        "booklet": booklet,
        "created": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "instance_name": settings.INSTANCE_NAME,
    }
    return pdf.made_of(render_to_string("missions/papers/booklet.html", words))
