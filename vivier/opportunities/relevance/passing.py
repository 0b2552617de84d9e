"""The compiled pass over all actors, when numba is installed: one accumulator, two lists of the best."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from vivier.opportunities.relevance.everyone import Best, Bits
    from vivier.opportunities.relevance.sparse import Rows

# How many calls are compared before looking at one.
BLOCK = 64
Pass = Callable[["Rows", "Rows", Any, "Bits", "Best"], None]


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    return function


@lru_cache(maxsize=1)
def compiled_pass() -> Pass | None:
    """The pass over everybody, compiled at its first use, or None without numba."""
    if find_spec("numba") is None:
        return None
    return make_pass(import_module("numba").njit(nogil=True))


def make_pass(compiled: Callable[..., Any] = _plain) -> Pass:
    """The pass, each of its functions put through `compiled`; by default as it is, which is slow."""
    insert = compiled(_insert)
    kernel = compiled(_kernel(compiled(_sum_up), compiled(_choosing(insert))))

    def run(actors: "Rows", by_feature: "Rows", classes: Any, allowed: "Bits", best: "Best") -> None:
        order = np.argsort(classes, kind="stable")
        calls = (by_feature.starts, by_feature.columns.astype(np.int32), by_feature.values)
        rows = (actors.starts, actors.columns.astype(np.int32), actors.values)
        _in_threads(partial(kernel, order, rows, calls, classes, allowed), best)

    return run


def _insert(places: Any, scores: Any, place: int, score: float) -> None:
    """Put a better one at its place in a list kept in descending order; ties keep the lower place first."""
    at = len(scores) - 1
    while at > 0 and (scores[at - 1] < score or (scores[at - 1] == score and places[at - 1] > place)):
        scores[at] = scores[at - 1]
        places[at] = places[at - 1]
        at -= 1
    scores[at] = score
    places[at] = place


def _sum_up(sums: Any, rows: Any, calls: Any, actor: int) -> None:
    """Add to each call what it shares with the actor."""
    starts, columns, values = rows
    call_starts, call_places, call_values = calls
    for at in range(starts[actor], starts[actor + 1]):
        feature, value = columns[at], values[at]
        for place in range(call_starts[feature], call_starts[feature + 1]):
            sums[call_places[place]] += value * call_values[place]


def _choosing(insert: Callable[..., None]) -> Callable[..., None]:
    def choose(sums: Any, worst: Any, actor: int, of_actors: Any, of_calls: Any) -> None:
        """Keep what is better than the worst kept so far, on both sides."""
        own_places, own_scores = of_actors[0][actor], of_actors[1][actor]
        for block in range(0, len(sums), BLOCK):
            part = sums[block : block + BLOCK]
            limits = worst[block : block + BLOCK]
            better = 0
            for call in range(len(part)):  # many compared at once; most blocks hold nothing better
                better += part[call] > min(own_scores[-1], limits[call])
            if better == 0:
                continue
            for call in range(len(part)):
                score = part[call]
                if score > own_scores[-1]:
                    insert(own_places, own_scores, block + call, score)
                if score > limits[call]:
                    insert(of_calls[0][block + call], of_calls[1][block + call], actor, score)
                    limits[call] = of_calls[1][block + call, -1]

    return choose


def _kernel(sum_up: Callable[..., None], choose: Callable[..., None]) -> Callable[..., None]:
    def kernel(
        order: Any,
        rows: Any,
        calls: Any,
        classes: Any,
        allowed: Any,
        span: Any,
        of_actors: Any,
        of_calls: Any,
    ) -> None:
        """Actors in the order of their classes, so that what the rules say no to is prepared once a class."""
        count = allowed.shape[1]
        closed = np.zeros(count, dtype=np.float32)  # minus infinity where the rules say no
        worst = np.zeros(count, dtype=np.float32)
        sums = np.zeros(count, dtype=np.float32)
        known = -1
        for turn in range(span[0], span[1]):
            actor = order[turn]
            if classes[actor] != known:
                known = classes[actor]
                for call in range(count):
                    closed[call] = np.float32(0) if allowed[known, call] else np.float32(-np.inf)
            sums[:] = closed
            sum_up(sums, rows, calls, actor)
            choose(sums, worst, actor, of_actors, of_calls)

    return kernel


def _in_threads(kernel: Callable[..., None], best: "Best") -> None:
    """Two halves of the actors at a time; each keeps its own best actors of each call, merged at the end."""
    count = len(best.calls)
    of_actors = (best.calls, best.call_scores)
    first = (best.actors, best.actor_scores)
    second = (np.full_like(best.actors, -1), np.zeros_like(best.actor_scores))
    with ThreadPoolExecutor(2) as pool:
        halves = [
            pool.submit(kernel, (0, count // 2), of_actors, first),
            pool.submit(kernel, (count // 2, count), of_actors, second),
        ]
        for half in halves:
            half.result()
    places = np.concatenate([first[0], second[0]], axis=1)
    scores = np.concatenate([first[1], second[1]], axis=1)
    order = np.argsort(-scores, axis=1, kind="stable")[:, : best.actors.shape[1]]
    best.actors[:] = np.take_along_axis(places, order, axis=1)
    best.actor_scores[:] = np.take_along_axis(scores, order, axis=1)
