"""Partners and needs of the demonstration: invented people, spread over eighteen months from a fixed seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from vivier.directory.models import Actor
from vivier.firstload import readers as read
from vivier.firstload.readers import Record, Table
from vivier.firstload.sector import Outcome
from vivier.support import loading

SEED = 20260101
COUNT = 52
MONTHS_18 = 548
# How old the newest needs are, in hours: waiting to be entered, two of them late.
NEWEST_HOURS = (3, 26, 24 * 6, 24 * 9)
PARTNERS = Table(
    "partners.csv",
    {
        "actor": read.required,
        "label": read.text,
        **dict.fromkeys(("subjects", "territories", "stages", "disciplines", "legal_forms"), read.words),
        "capacity": read.whole,
        "away_in_days": read.whole,
        "away_days": read.whole,
    },
)
NEEDS = Table(
    "needs.csv",
    {
        "subject": read.required,
        "project": read.required,
        "sought": read.required,
        **dict.fromkeys(("who", "legal_form", "stage", "place"), read.text),
        "disciplines": read.words,
    },
)
LISTS = ("subjects", "territories", "stages", "disciplines", "legal_forms")
CHANNELS = ("web", "web", "web", "phone", "visit", "mail", "event")
WORDS = {
    "taken": ("Premier rendez-vous fixé.", "Nous prenons contact cette semaine."),
    "helped": ("Conseils donnés, dossier relu.", "Une place trouvée dans notre programme."),
    "cannot": ("Notre enveloppe de l’année est épuisée.", "Plus de place avant trois mois."),
    "unreachable": ("Deux appels et un courriel sans réponse.",),
    "not_for_me": ("Trop tôt pour nous : un incubateur conviendrait mieux.", "Hors de notre territoire."),
}


@dataclass(frozen=True, slots=True)
class Fate:
    """How a need went: answers of its partners in order, and how it ended."""

    answers: tuple[str, ...] = ()
    is_closed: bool = False
    is_withdrawn: bool = False


OLD = (
    *(Fate(("helped",), is_closed=True),) * 6,
    *(Fate(("taken", "helped"), is_closed=True),) * 3,
    Fate(("not_for_me", "helped"), is_closed=True),
    Fate(("cannot", "not_for_me"), is_closed=True),
    Fate(("unreachable",), is_closed=True),
    Fate(("taken",)),
    Fate(("helped",)),
    Fate((), is_withdrawn=True),
)
RECENT = (
    Fate(("taken",)),
    Fate(("taken", "sent")),
    Fate(("sent",)),
    Fate(("sent",)),
    Fate(("not_for_me",)),
    Fate(("helped", "taken")),
    Fate(),
)


def load_partners(records: Sequence[Record]) -> Outcome:
    """Open the partners of the table; `*` in a list is all, nothing is not said."""
    today = timezone.localdate()
    rows = []
    for number, one in enumerate(records, 1):
        v = one.values
        start = None if v["away_in_days"] is None else today + timedelta(days=v["away_in_days"])
        rows.append(
            loading.PartnerRow(
                actor=v["actor"],
                email=f"partenaire-{number:02d}@demo.example",
                label=v["label"],
                lists={name: _list(v[name]) for name in LISTS},
                capacity=v["capacity"],
                away=(start, start + timedelta(days=v["away_days"] or 0)) if start else None,
            )
        )
    created = loading.store_partners(rows)
    return Outcome("partners", created, 0, len(rows) - created)


def _list(words: Sequence[str]) -> list[str] | None:
    if not words:
        return None
    return [] if list(words) == ["*"] else list(words)


def load_needs(records: Sequence[Record]) -> Outcome:
    """Store COUNT needs told by invented people; the same seed gives the same needs every time."""
    chance = random.Random(SEED)  # noqa: S311 -- a demonstration, not a secret
    actors = list(Actor.objects.filter(is_demo=True).order_by("pk"))
    now = timezone.now()
    stored = 0
    for number in range(COUNT):
        record = records[number % len(records)]
        stored += loading.store_need(_need(number, record, actors, now, chance))
    return Outcome("needs", stored, 0, COUNT - stored)


def _need(
    number: int, record: Record, actors: Sequence[Actor], now: datetime, chance: random.Random
) -> loading.NeedRow:
    v, new = record.values, COUNT - number <= len(NEWEST_HOURS)
    received_at = _moment(number, now, chance)
    age_days = (now - received_at).days
    recent = RECENT[number % len(RECENT)]
    fate = Fate() if new else chance.choice(OLD) if age_days > 60 else recent
    columns = _columns(number, v, chance)
    actor = chance.choice(actors) if actors and chance.random() < 0.2 else None
    submission = uuid5(NAMESPACE_URL, f"demonstration/need/{number}")
    disciplines = tuple(v["disciplines"])
    hours = None if new else chance.choice((2, 5, 20, 27, 44, 110) if number % 9 == 0 else (2, 5, 20, 27))
    return loading.NeedRow(
        submission=submission,
        reference=f"B-{received_at.year}-D{number + 1:04d}",
        columns=columns,
        disciplines=disciplines,
        received_at=received_at,
        actor=actor,
        sees=chance.choice(("contact", "contact", "contact", "need", "")),
        entered_after_hours=hours,
        referrals=tuple(_referrals(fate.answers, chance)),
        closed_after_days=chance.randint(20, 50) if fate.is_closed else None,
        is_withdrawn=fate.is_withdrawn,
    )


def _moment(number: int, now: datetime, chance: random.Random) -> datetime:
    """Spread over eighteen months, more and more of them, the last few within days; by day, not at night."""
    newest = COUNT - number - 1
    if newest < len(NEWEST_HOURS):
        return now - timedelta(hours=NEWEST_HOURS[newest])
    days = 12 + (MONTHS_18 - 12) * ((COUNT - number) / COUNT) ** 2
    day = timezone.localtime(now - timedelta(days=days))
    return day.replace(hour=chance.randint(8, 17), minute=chance.randint(0, 59))


def _columns(number: int, v: dict[str, str], chance: random.Random) -> dict[str, str]:
    name = f"Personne {number + 1:02d} (démonstration)"
    return {
        "channel": chance.choice(CHANNELS),
        "subject": v["subject"],
        "sought": v["sought"],
        "who": v["who"],
        "legal_form": v["legal_form"],
        "stage": v["stage"],
        "place": v["place"],
        "name": name,
        "organisation": f"{v['project']} (démonstration)" if v["who"] in ("company", "association") else "",
        "email": f"besoin-{number + 1:02d}@demo.example",
        "project_name": f"{v['project']} (démonstration)",
        "holders": name,
    }


def _referrals(answers: Sequence[str], chance: random.Random) -> list[loading.ReferralRow]:
    rows = []
    for place, state in enumerate(answers):
        rows.append(
            loading.ReferralRow(
                sent_after_hours=chance.choice((1, 4, 24)) + 72 * place,
                state=state,
                answered_after_days=chance.choice((0, 1, 1, 2, 3, 6, 11)),
                text=chance.choice(WORDS[state]) if state in WORDS else "",
                is_shared=chance.random() < 0.3,
            )
        )
    return rows
