"""The sector's own words: disciplines, skills and needs, from our tables."""

from pathlib import Path

from vivier.reference.belgium import LABELS, read
from vivier.reference.tables import Row


def disciplines(path: Path) -> list[Row]:
    """Return the disciplines in the order of the file."""
    return [
        {
            "code": row["code"],
            **{name: row[name] for name in LABELS},
            "description_fr": row["description_fr"],
            "nace_codes": [code for code in row["nace_codes"].split(";") if code],
            "position": position,
        }
        for position, row in enumerate(read(path), start=1)
    ]


def terms(path: Path) -> list[Row]:
    """Return skills and needs."""
    return [
        {
            "kind": row["kind"],
            "code": row["code"],
            "domain": row["domain"],
            **{name: row[name][:1].upper() + row[name][1:] for name in LABELS},
        }
        for row in read(path)
    ]


def synonyms(path: Path) -> list[Row]:
    """Return the everyday words of each concept, all languages together."""
    return [
        {
            "concept": row["concept"],
            "broader": row["broader"],
            "words": list(
                dict.fromkeys(
                    word.strip()
                    for language in ("fr", "en", "nl", "de")
                    for word in row[language].split(";")
                    if word.strip()
                )
            ),
        }
        for row in read(path)
    ]
