"""Missions and cases of the demonstration: invented, dated from today, the same from a fixed seed."""

import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from vivier.directory.models import Actor
from vivier.firstload.sector import Outcome
from vivier.missions.loading import MissionRow, store_mission
from vivier.support.case_loading import CaseWords, fill_cases

SEED = 20260202
COLUMNS = (
    "kind", "title_fr", "title_en", "summary_fr", "summary_en", "places", "time_zone", "seats", "budget_note",
)  # fmt: skip


def load_missions(folder: Path) -> Outcome:
    """Store the missions of the folder; invented actors take part in them."""
    rows: list[dict[str, Any]] = json.loads((folder / "missions.json").read_bytes())["missions"]
    chance = random.Random(SEED)  # noqa: S311 -- a demonstration, not a secret
    actors = list(Actor.objects.filter(is_demo=True).order_by("pk"))
    today, stored = timezone.localdate(), 0
    for row in rows:
        chosen = chance.sample(actors, min(len(row["participants"]), len(actors)))
        stored += store_mission(
            MissionRow(
                slug=row["slug"],
                columns={name: row[name] for name in COLUMNS},
                starts_on=today + timedelta(days=row["starts_in_days"]),
                days=row["days"],
                disciplines=row["disciplines"],
                partners=[(name, role) for name, role in row["partners"]],
                participants=list(zip(chosen, row["participants"], strict=False)),
                visits=row["visits"],
                contacts=row["contacts"],
                results=row["results"],
            )
        )
    return Outcome("missions", stored, 0, len(rows) - stored)


def load_cases(folder: Path) -> Outcome:
    """Fill the cases of the invented needs."""
    words = CaseWords(**json.loads((folder / "cases.json").read_bytes()))
    return Outcome("cases", fill_cases(words), 0, 0)
