"""The relations between actors as a drawing: who is linked to whom, placed so that linked ones lie near."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Pair = tuple[int, int]
WIDTH, HEIGHT, MARGIN = 1000.0, 640.0, 26.0
MOST_NODES = 240
MOST_NAMES = 14
ROUNDS = 160


@dataclass(frozen=True, slots=True)
class Spot:
    """An actor on the drawing, by its key: how many links it has, whether its name is written."""

    key: int
    x: float
    y: float
    radius: float
    links: int
    is_named: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Spots and the pairs of keys between which a line runs; `left_out` actors had the fewest links."""

    spots: tuple[Spot, ...]
    lines: tuple[Pair, ...]
    left_out: int


def drawing_of(pairs: Iterable[Pair]) -> Drawing:
    """Place the actors of these pairs; the same pairs always give the same drawing."""
    return _drawing(tuple(sorted({(min(pair), max(pair)) for pair in pairs})))


@lru_cache(maxsize=64)
def _drawing(pairs: tuple[Pair, ...]) -> Drawing:
    degree = Counter(key for pair in pairs for key in pair)
    ranked = sorted(degree, key=lambda key: (-degree[key], key))
    kept = {key: at for at, key in enumerate(ranked[:MOST_NODES])}
    lines = tuple(pair for pair in pairs if pair[0] in kept and pair[1] in kept)
    if not lines:
        return Drawing((), (), len(ranked))
    at = _scaled(_placed(len(kept), [(kept[one], kept[other]) for one, other in lines]))
    spots = tuple(
        Spot(
            key,
            round(float(at[place, 0]), 1),
            round(float(at[place, 1]), 1),
            round(4.0 + 2.2 * degree[key] ** 0.5, 1),
            degree[key],
            place < MOST_NAMES,
        )
        for key, place in kept.items()
    )
    return Drawing(spots, lines, len(ranked) - len(kept))


def _placed(count: int, edges: Sequence[Pair]) -> NDArray[np.float64]:
    """Push all apart and pull linked ones together (Fruchterman and Reingold), from a fixed start."""
    at = np.random.default_rng(count).random((count, 2)) - 0.5
    ends = np.array(edges)
    far = (1.0 / count) ** 0.5
    for heat in np.linspace(0.12, 0.002, ROUNDS):
        apart = at[:, None, :] - at[None, :, :]
        distance = np.maximum(np.hypot(apart[..., 0], apart[..., 1]), 1e-3)
        move = (apart * (far * far / distance**2)[..., None]).sum(axis=1) - at * far * 5.0
        along = at[ends[:, 0]] - at[ends[:, 1]]
        pull = along * (np.hypot(along[:, 0], along[:, 1]) / far)[:, None]
        np.add.at(move, ends[:, 0], -pull)
        np.add.at(move, ends[:, 1], pull)
        length = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)
        at = at + move / length[:, None] * np.minimum(length, heat)[:, None]
    return at


def _scaled(at: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = np.percentile(at, 1.5, axis=0), np.percentile(at, 98.5, axis=0)
    room = np.array([WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN])
    share = np.clip((at - low) / np.maximum(high - low, 1e-9), 0.0, 1.0)
    scaled: NDArray[np.float64] = MARGIN + share * room
    return scaled
