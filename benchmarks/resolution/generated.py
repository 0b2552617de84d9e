"""Generated records with planted duplicates, drawn with a fixed seed."""

import random

from vivier.directory.duplicates.records import Record

FIRST = (
    "atelier", "studio", "collectif", "fabrique", "maison", "bureau", "galerie", "théâtre", "compagnie",
    "cinéma", "centre culturel", "bibliothèque", "asbl", "école", "festival", "éditions", "association",
)  # fmt: skip
SYLLABLES = (
    "ba", "bel", "cor", "dan", "di", "el", "fa", "fon", "gal", "gri", "ha", "il", "jo", "ka", "la", "lu",
    "mar", "mi", "mon", "na", "no", "o", "pa", "pe", "ra", "ri", "sa", "so", "ta", "ti", "u", "val", "ve",
)  # fmt: skip
TOWNS = (
    "Liège",
    "Namur",
    "Mons",
    "Charleroi",
    "Tournai",
    "Verviers",
    "Arlon",
    "Huy",
    "Seraing",
    "La Louvière",
)


def records(count: int, seed: int = 7) -> list[Record]:
    """Return that many records; one in ten is another spelling of the one before."""
    draw = random.Random(seed)
    made: list[Record] = []
    for number in range(count):
        if made and draw.random() < 0.1:
            name = made[-1].name.upper() if draw.random() < 0.5 else made[-1].name[:-1]
            made.append(Record(f"r{number}", name, postal_code=made[-1].postal_code))
            continue
        words = ["".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) for _ in range(draw.randint(1, 3))]
        town = draw.choice(TOWNS)
        name = f"{draw.choice(FIRST)} {' '.join(words)}" + (f" de {town}" if draw.random() < 0.3 else "")
        phone = f"04{draw.randrange(10**8):08d}" if draw.random() < 0.3 else ""
        postal_code = str(draw.randrange(4000, 7999))
        made.append(Record(f"r{number}", name, postal_code=postal_code, city=town, phone=phone))
    return made
