"""What a reader of one article may also like: those that share its actors, disciplines or territory."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vivier.core.translation import current_language
from vivier.newsroom.models import ArticlePage
from vivier.reference import lookup
from vivier.reference.models import Territory

CANDIDATES = 400
MOST_SUGGESTED = 3
# What two articles share counts more when few others have it: one over the number that do.
WEIGHTS = {"actor": 3.0, "discipline": 2.0, "territory": 1.0}
_LAYERS = frozenset({Territory.Kind.COMMUNE, Territory.Kind.PROVINCE})
Trait = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article, and the names of what it shares with the one being read."""

    article: ArticlePage
    shared: tuple[str, ...]


@dataclass(slots=True)
class _Traits:
    """What each article is about, and how the traits are called."""

    of: dict[int, set[Trait]] = field(default_factory=lambda: defaultdict(set))
    names: dict[Trait, str] = field(default_factory=dict)

    def add(self, article: int, trait: Trait, name: str) -> None:
        self.of[article].add(trait)
        self.names[trait] = name


def closest(read: int, traits: Mapping[int, set[Trait]]) -> list[tuple[int, list[Trait]]]:
    """Return the other articles that share something, closest first, each with what it shares."""
    frequency = Counter(trait for about in traits.values() for trait in about)

    def weight(trait: Trait) -> float:
        return WEIGHTS[trait[0]] / frequency[trait]

    mine = traits.get(read, set())
    found = [
        (other, sorted(about & mine, key=lambda trait: (-weight(trait), trait)))
        for other, about in traits.items()
        if other != read and about & mine
    ]
    return sorted(found, key=lambda pair: (-sum(map(weight, pair[1])), -pair[0]))


def articles_related_to(article: ArticlePage) -> list[Suggestion]:
    """Return a few other stories, in a fixed number of queries."""
    candidates = ArticlePage.objects.live().public().best_for(current_language())
    others = candidates.exclude(translation_key=article.translation_key).order_by("-published_on", "-pk")
    keys = [article.pk, *others.values_list("pk", flat=True)[:CANDIDATES]]
    traits = _traits(keys)
    chosen = closest(article.pk, traits.of)[:MOST_SUGGESTED]
    rows = ArticlePage.objects.with_cards().in_bulk([key for key, _shared in chosen])
    return [
        Suggestion(rows[key], tuple(dict.fromkeys(traits.names[trait] for trait in shared))[:3])
        for key, shared in chosen
        if key in rows
    ]


def _traits(keys: Iterable[int]) -> _Traits:
    traits = _Traits()
    wanted = list(keys)
    disciplines = ArticlePage.disciplines.through.objects.filter(articlepage_id__in=wanted)
    for row in disciplines.select_related("discipline"):
        traits.add(row.articlepage_id, ("discipline", row.discipline.code), str(row.discipline))
    actors = ArticlePage.actors.through.objects.filter(articlepage_id__in=wanted)
    for article, actor, name, chain in actors.values_list(
        "articlepage_id", "actor_id", "actor__name", "actor__territory__chain"
    ):
        traits.add(article, ("actor", str(actor)), name)
        for code in chain or ():
            layer = lookup.territory(code)
            if layer and layer.kind in _LAYERS:
                traits.add(article, ("territory", code), lookup.name_of(code))
    return traits
