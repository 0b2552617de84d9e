"""Generated organisations for the search: names as they are really made; the same for the same seed."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from vivier.core.names import sort_key
from vivier.search.sources import Document

DATA = Path(__file__).resolve().parent.parent / "data"


def _listed(words: str) -> list[str]:
    return words.split()


SURNAMES = _listed(
    "Dubois Lambert Martin Peeters Janssens Maes Jacobs Mertens Willems Claes Goossens Wouters De "
    "Smet Dupont Leroy Simon Laurent Lejeune Denis Renard Gérard François Collard Hubert Lemaire Noël "
    "Bodart Delvaux Henrard Piette Thiry Wathelet Crahay Detroz Fontaine Marchal Pirard Remacle "
    "Gilson Adam Charlier Evrard Bastin Massart Poncelet Rousseau Servais Theunis Urbain Vandamme Van "
    "den Berghe Wauters Yernaux Zeevaert Baert Callens Demeyer Engels Feys Geerts Huysmans Ingels "
    "Jonckheere Kuypers Lenaerts"
)
FIRST = _listed(
    "Anne Louis Marie Jean Sophie Luc Claire Paul Julie Marc Elise Hugo Nora Adrien Zoé Yves Inès Tom"
)
FORMS = ["", "", "", "ASBL", "SRL", "SA", "SC", "VZW", "BV"]
HEADS = _listed(
    "Atelier Studio Collectif Fabrique Maison Bureau Labo Galerie Compagnie Éditions Productions "
    "Agence Espace Centre Théâtre Cinéma Librairie Imprimerie Orchestre Ensemble Association "
    "Fondation Académie École"
)
WORDS = _listed(
    "pixel lumière trame image récit papier encre motif forme ligne couleur volume rivière colline "
    "forêt pierre verre métal bois fil textile nuage signal réseau code écran onde écho rythme voix "
    "danse scène plateau jeu quête dragon lune soleil étoile vent marée jardin pont moulin canal "
    "phare horloge boussole miroir lanterne corbeau renard hirondelle loutre cerf abeille fougère "
    "chêne érable orage brume neige braise cuivre argile"
)
TAILS = _listed(
    "Media Vision Games Digital Design Prod Films Music Events Création Consult Interactive Lab Works"
)
TEXT = _listed(
    "création production édition diffusion formation exposition résidence spectacle projection "
    "concert accompagnement public numérique interactif artisanal local européen jeunesse patrimoine "
    "recherche"
)
KINDS = ("enterprise", "association", "studio", "collective", "school", "venue", "media", "festival")
TODAY = date(2026, 11, 1)


@dataclass(frozen=True, slots=True)
class Organisation:
    """One generated organisation, the same for every engine."""

    pk: int
    name: str
    former: str
    text: str
    kind: str
    discipline: str
    province: str
    latitude: float
    longitude: float
    updated: date
    completeness: float


def places() -> list[tuple[str, str, float, float]]:
    """Return name, province, latitude and longitude of the towns of the demonstration."""
    with (DATA / "icc-wallonia" / "cities.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(row["city"], row["province"], float(row["latitude"]), float(row["longitude"])) for row in rows]


def disciplines() -> dict[str, str]:
    """Return the labels in French of the disciplines by code."""
    with (DATA / "icc-wallonia" / "disciplines.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row["label_fr"] for row in csv.DictReader(file)}


def name_of(draw: random.Random) -> str:
    """Return a name of one of the shapes people choose: a family's, a head and a word, an invention."""
    shape = draw.random()
    if shape < 0.35:
        base = f"{draw.choice(FIRST)} {draw.choice(SURNAMES)}"
        name = base if shape < 0.15 else f"{draw.choice(HEADS)} {base}"
    elif shape < 0.75:
        words = " ".join(draw.sample(WORDS, 2))
        name = f"{draw.choice(HEADS)} {draw.choice(('du', 'de la', 'des', ''))} {words}"
    else:
        name = "".join(draw.sample(WORDS, 2)).capitalize() + f" {draw.choice(TAILS)}"
    return " ".join(f"{name} {draw.choice(FORMS)}".split())


def organisations(count: int, seed: int = 11) -> Iterator[Organisation]:
    """Give so many organisations; the same ones for the same count and seed."""
    draw = random.Random(seed)
    towns, labels = places(), disciplines()
    weights = [1 / (rank + 1) for rank in range(len(towns))]
    for pk in range(1, count + 1):
        town, province, latitude, longitude = draw.choices(towns, weights)[0]
        discipline = draw.choice(list(labels))
        text = f"{labels[discipline]} {town} {' '.join(draw.sample(TEXT, 5))}"
        yield Organisation(
            pk,
            name_of(draw),
            name_of(draw) if draw.random() < 0.1 else "",
            text,
            draw.choice(KINDS),
            discipline,
            province,
            latitude + draw.gauss(0, 0.05),
            longitude + draw.gauss(0, 0.07),
            TODAY - timedelta(days=draw.randrange(3000)),
            draw.random(),
        )


def document(row: Organisation) -> Document:
    """Return an organisation as the index of the product takes it."""
    return Document(
        key=f"actor:{row.pk}",
        kind="actor",
        title=row.name,
        names=(row.former,) if row.former else (),
        texts={"fr": row.text},
        facets={"kind": (row.kind,), "discipline": (row.discipline,), "province": (row.province,)},
        latitude=row.latitude,
        longitude=row.longitude,
        sort_name=sort_key(row.name),
        updated=row.updated,
        completeness=row.completeness,
    )
