"""What we say ourselves about published figures: topics, definitions, comparisons, names of sources."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

Row = dict[str, str]

_QUALIFIERS = {
    "plus de": "more_than",
    "more than": "more_than",
    "près de": "nearly",
    "nearly": "nearly",
    "ordre de grandeur": "about",
    "order of magnitude": "about",
}
_QUALIFIED = re.compile(rf"^(.*\S)\s*\(({'|'.join(_QUALIFIERS)})\)$")


@dataclass(frozen=True, slots=True)
class Words:
    """Our tables, by the key a figure knows: code, name and unit, host."""

    topics: list[Row]
    comparisons: list[Row]
    indicators: dict[tuple[str, str], Row]
    sources: dict[str, Row]

    def source_of(self, url: str) -> Row:
        """Return the name and the kind of the source behind an address; its host when nobody named it."""
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        return self.sources.get(host, {"host": host, "name": host, "kind": "other"})


def read(folder: Path) -> Words:
    """Read our tables; a folder without them gives no words."""
    return Words(
        topics=_lines(folder / "topics.csv"),
        comparisons=_lines(folder / "comparisons.csv"),
        indicators={(row["name_fr"], row["unit"]): row for row in _lines(folder / "indicators.csv")},
        sources={row["host"]: row for row in _lines(folder / "sources.csv")},
    )


def parted(name: str) -> tuple[str, str]:
    """Part "Marché belge du jeu vidéo (plus de)" into the name and how precise its figure is."""
    found = _QUALIFIED.match(name.strip())
    return (found[1], _QUALIFIERS[found[2]]) if found else (name.strip(), "")


def _lines(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
