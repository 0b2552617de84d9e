"""Deterministic motifs: an SVG mosaic drawn from a key (a slug, an id).

Every record has a picture from its first second, without an upload, and the same key always
gives the same drawing.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from hashlib import blake2b

SCHEMES = {  # ground, then inks
    "sapin": ("#06362e", "#12806d", "#cdb9ff", "#ffd84d", "#ff5c39"),
    "lilas": ("#cdb9ff", "#06362e", "#ff5c39", "#fff", "#5a3fa0"),
    "beurre": ("#ffd84d", "#06362e", "#ff5c39", "#fff", "#12806d"),
    "vermillon": ("#ff5c39", "#06362e", "#ffd84d", "#cdb9ff", "#fff"),
    "menthe": ("#b4ddd2", "#06362e", "#ff5c39", "#12806d", "#ffd84d"),
}
UNIT = 20


def _bytes(key: str) -> Iterator[int]:
    n = 0
    while True:
        yield from blake2b(f"{key}:{n}".encode(), digest_size=64).digest()
        n += 1


def _quarter(x: int, y: int, ink: str, _ground: str) -> str:
    return f'<path d="M{x} {y}h20a20 20 0 0 1-20 20z" fill="{ink}"/>'


def _half(x: int, y: int, ink: str, _ground: str) -> str:
    return f'<path d="M{x} {y}a10 10 0 0 0 20 0z" fill="{ink}"/>'


def _disc(x: int, y: int, ink: str, ground: str) -> str:
    centre = f'cx="{x + 10}" cy="{y + 10}"'
    return f'<circle {centre} r="10" fill="{ink}"/><circle {centre} r="4" fill="{ground}"/>'


def _triangle(x: int, y: int, ink: str, _ground: str) -> str:
    return f'<path d="M{x} {y}h20v20z" fill="{ink}"/>'


def _bars(x: int, y: int, ink: str, _ground: str) -> str:
    path = "".join(f"M{x} {y + UNIT / 7 * i:.4g}h20v2.857h-20z" for i in (1, 3, 5))
    return f'<path d="{path}" fill="{ink}"/>'


def _dots(x: int, y: int, ink: str, _ground: str) -> str:
    dot = "a2.222 2.222 0 1 0 4.444 0a2.222 2.222 0 1 0-4.444 0"
    steps = [UNIT * (i + 0.5) / 3 for i in range(3)]
    path = "".join(f"M{x + across - 2.222:.5g} {y + down:.5g}{dot}" for across in steps for down in steps)
    return f'<path d="{path}" fill="{ink}"/>'


def _arcs(x: int, y: int, ink: str, _ground: str) -> str:
    path = f"M{x + 5.6:g} {y}a5.6 5.6 0 0 1-5.6 5.6M{x + 12.8:g} {y}a12.8 12.8 0 0 1-12.8 12.8"
    return f'<path d="{path}" fill="none" stroke="{ink}" stroke-width="2.857"/>'


_TILES: tuple[Callable[[int, int, str, str], str], ...] = (
    _quarter,
    _half,
    _disc,
    _triangle,
    _bars,
    _dots,
    _arcs,
)


@lru_cache(maxsize=4096)
def motif(key: str, cols: int = 3, rows: int = 3, scheme: str = "") -> str:
    """Return the SVG of a key: `cols` × `rows` tiles; without a scheme the key chooses one."""
    draw = _bytes(key)
    names = sorted(SCHEMES)
    ground, *inks = SCHEMES[scheme or names[next(draw) % len(names)]]
    width, height = cols * UNIT, rows * UNIT
    out = [f'<path d="M0 0h{width}v{height}h-{width}z" fill="{ground}"/>']
    for row in range(rows):
        for col in range(cols):
            v, w = next(draw), next(draw)
            if v % 9 == 8:
                continue  # leave air
            x, y, chosen = col * UNIT, row * UNIT, w % len(inks)
            if (v >> 3) % 3 == 0:
                out.append(f'<path d="M{x} {y}h20v20h-20z" fill="{inks[(chosen + 1) % len(inks)]}"/>')
            tile = _TILES[v % 7](x, y, inks[chosen], ground)
            turn = (w >> 4) % 4
            if turn and v % 7 not in {2, 5}:
                tile = f'<g transform="rotate({turn * 90} {x + 10} {y + 10})">{tile}</g>'
            out.append(tile)
    return (
        f'<svg class="motif" viewBox="0 0 {width} {height}" aria-hidden="true" focusable="false" '
        f'preserveAspectRatio="xMidYMid slice">{"".join(out)}</svg>'
    )
