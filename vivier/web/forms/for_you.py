"""Who asks what fits them: a record, five answers, or both; all of it in the address, nothing stored."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from vivier.core.names import fold
from vivier.core.translation import label_of
from vivier.directory.models import Actor
from vivier.directory.survivors import current_addresses
from vivier.opportunities.conditions.answers import MAX_TEXT, Answers, Pairs, read_answers
from vivier.opportunities.conditions.criteria import Fact
from vivier.opportunities.conditions.facts import combined, facts_of_actor, facts_of_answers, with_facts
from vivier.opportunities.conditions.whereabouts import place_for
from vivier.reference.models import Discipline, Territory
from vivier.search import engine
from vivier.search.query import Query

MOST_CANDIDATES = 8
MOST_SKIPPED = 20
SHOWS = ("fits", "to_check", "does_not_fit", "closed")


class Profile:
    """What the address says of the person who asks."""

    def __init__(self, data: QueryDict) -> None:
        self.answers: Answers = read_answers(data)
        self.actor_asked = " ".join(data.get("actor", "").split())[:MAX_TEXT]
        self.skipped = tuple(dict.fromkeys(name[:80] for name in data.getlist("skip") if name))[:MOST_SKIPPED]
        self.shown = tuple(name for name in SHOWS if name in data.getlist("show"))

    @property
    def is_given(self) -> bool:
        """Whether anything is known about the person."""
        return self.actor is not None or self.answers.says_who_one_is

    @property
    def asks(self) -> bool:
        """Whether the person asked for a result at all."""
        return self.actor is not None or bool(self.answers)

    @cached_property
    def disciplines(self) -> dict[str, Discipline]:
        return {row.code: row for row in Discipline.objects.all()}

    @cached_property
    def discipline_labels(self) -> dict[str, str]:
        return {code: label_of(row) for code, row in self.disciplines.items()}

    @cached_property
    def actor(self) -> Actor | None:
        """The published record asked for, by its address or by its exact name."""
        return self._matching[0] if len(self._matching) == 1 else None

    @cached_property
    def _matching(self) -> list[Actor]:
        if not self.actor_asked:
            return []
        rows = _records()
        by_address = list(rows.filter(slug__in=current_addresses([self.actor_asked])))
        return by_address or [row for row in self._found if fold(row.name) == fold(self.actor_asked)]

    @cached_property
    def _found(self) -> list[Actor]:
        question = Query(text=self.actor_asked, kinds=("actor",), limit=MOST_CANDIDATES)
        keys = engine.search(question).pks
        rows = _records().in_bulk(list(keys))
        return [rows[key] for key in keys if key in rows]

    @property
    def candidates(self) -> list[Actor]:
        """Records that resemble the name asked for, when none is it."""
        return self._found if self.actor_asked and self.actor is None else []

    @cached_property
    def place(self) -> Territory | None:
        return place_for(self.answers.where)

    @property
    def unknown_place(self) -> str:
        """What was written as a place and nobody knows."""
        return next(
            (
                text
                for text in (self.answers.where, self.answers.residence)
                if text and place_for(text) is None
            ),
            "",
        )

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Everything known, each with its source."""
        said = facts_of_answers(self.answers, self.disciplines)
        if self.actor is None:
            return said
        record = facts_of_actor(self.actor, today=timezone.localdate())
        return combined(record, said, form_is_said=bool(self.answers.form))

    def parameters(self, *, without: Iterable[str] = ()) -> Pairs:
        """Everything given as the address carries it, some names left out."""
        left_out = frozenset(without)
        pairs: Pairs = [("actor", self.actor.slug)] if self.actor else []
        pairs += self.answers.parameters()
        pairs += [("skip", name) for name in self.skipped]
        return [(name, value) for name, value in pairs if name not in left_out]

    def query(self, *more: tuple[str, Any], without: Iterable[str] = ()) -> str:
        """A query string of everything given, with some parameters more."""
        pairs = [*self.parameters(without=without), *more]
        return f"?{urlencode(pairs)}" if pairs else ""


def _records() -> QuerySet[Actor]:
    return with_facts(Actor.objects.published())
