"""The first load of the reference tables, with the real packages."""

from io import StringIO

import pytest
from django.core.management import call_command
from shapely.geometry import shape

from vivier.reference import loading, lookup
from vivier.reference.belgium import Belgium
from vivier.reference.models import ActivityCode, Discipline, JuridicalForm, Postcode, Term, Territory
from vivier.reference.tables import Table, compare, write

MODELS = (Territory, Postcode, ActivityCode, JuridicalForm, Discipline, Term)


@pytest.fixture(scope="module")
def belgium() -> Belgium:
    return Belgium(loading.FOLDER)


@pytest.fixture(scope="module")
def rows(belgium: Belgium) -> dict[str, dict]:
    return {row["code"]: row for wave in belgium.territories() for row in wave}


def test_every_layer_has_the_rows_it_should(rows):
    kinds = [row["kind"] for row in rows.values()]

    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "arrondissement": 43,
        "canton": 124,
        "commune": 565,
        "community": 3,
        "country": 42,
        "judicial": 12,
        "province": 10,
        "region": 3,
        "union": 2,
    }


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("92094", "92094 CT-namur JUD-namur 92000 90000 03000 COM-FR BE EU EEA"),
        ("63023", "63023 CT-eupen-sankt-vith-1 JUD-eupen 63000 60000 03000 COM-DE BE EU EEA"),
        ("21004", "21004 CT-brussel JUD-brussel 21000 04000 COM-FR COM-NL BE EU EEA"),
        ("11002", "11002 CT-deurne JUD-antwerpen 11000 10000 02000 COM-NL BE EU EEA"),
        ("FR", "FR EU EEA"),
        ("NO", "NO EEA"),
        ("GB", "GB"),
    ],
)
def test_a_territory_knows_every_layer_that_contains_it(rows, code, chain):
    assert rows[code]["chain"] == chain.split()


def test_every_code_of_a_chain_is_a_territory_and_parents_come_first(belgium):
    seen: set[str] = set()
    for wave in belgium.territories():
        assert {row["parent"] for row in wave} - {None} <= seen
        seen |= {row["code"] for row in wave}
    assert {code for wave in belgium.territories() for row in wave for code in row["chain"]} <= seen


def test_every_commune_lies_inside_the_outline_of_its_canton_and_region(rows):
    outlines = {code: shape(row["boundary"]).buffer(0.01) for code, row in rows.items() if row["boundary"]}
    outside = [
        (row["code"], layer)
        for row in rows.values()
        if row["kind"] == "commune"
        for layer in row["chain"]
        if layer in outlines
        and not outlines[layer].covers(
            shape({"type": "Point", "coordinates": [row["longitude"], row["latitude"]]})
        )
    ]

    assert outside == []


def test_the_german_speaking_community_is_the_nine_communes(rows):
    names = sorted(
        row["label_de"] for row in rows.values() if row["kind"] == "commune" and "COM-DE" in row["chain"]
    )

    assert names == [
        "Amel",
        "Burg-Reuland",
        "Büllingen",
        "Bütgenbach",
        "Eupen",
        "Kelmis",
        "Lontzen",
        "Raeren",
        "Sankt Vith",
    ]


def test_every_row_has_a_label_in_french(rows):
    assert [row["code"] for row in rows.values() if not row["label_fr"]] == []


@pytest.mark.django_db
def test_load_is_dry_by_default_then_writes_then_changes_nothing():
    dry = loading.load(apply=False)
    assert [model.objects.count() for model in MODELS] == [0] * 6

    first = loading.load(apply=True)
    again = loading.load(apply=True)

    assert dry == first
    assert {row.name: (row.created, row.changed) for row in again} == {row.name: (0, 0) for row in first}
    assert [model.objects.count() for model in MODELS] == [804, 1196, 10427, 81, 20, 116]
    assert ActivityCode.objects.get(version="2008", code="90.03").label_en == "Artistic creation"
    lookup.forget()
    towns = (
        "Namur",
        "Louvain-la-Neuve",
        "Redu",
        "Seraing",
        "Bruxelles",
        "Montréal",
        "Dour",
        "Spa",
        "Enghien",
    )
    assert [getattr(lookup.commune_for(town), "code", None) for town in towns] == [
        "92094",
        "25121",
        "84035",
        "62096",
        "21004",
        None,
        "53020",
        "63072",
        "51067",
    ]


@pytest.mark.django_db
def test_a_changed_row_is_changed_and_the_others_stay():
    rows = [{"code": f"{n:03}", "label_fr": f"Forme {n}"} for n in range(3)]
    table = Table("legal forms", JuridicalForm, ("code",), rows)
    write(compare(table))
    JuridicalForm.objects.filter(code="001").update(label_fr="Autre")

    difference = compare(table)
    write(difference)

    assert (len(difference.new), len(difference.changed), difference.unchanged) == (0, 1, 2)
    assert JuridicalForm.objects.get(code="001").label_fr == "Forme 1"


@pytest.mark.django_db
def test_command_says_that_nothing_was_written(monkeypatch):
    monkeypatch.setattr(loading, "tables", lambda: iter([Table("legal forms", JuridicalForm, ("code",), [])]))
    out = StringIO()

    call_command("load_reference", stdout=out)

    assert "legal forms" in out.getvalue()
    assert "Nothing was written" in out.getvalue()
