"""The list of actors: search, filters with counts, map, ways out, and nothing that breaks it."""

import re
from html import unescape

import pytest

from tests.factories import ActorFactory, DisciplineFactory, TerritoryFactory
from tests.rounds import in_rounds
from vivier.directory.models import Actor
from vivier.reference import lookup
from vivier.search import queue

pytestmark = pytest.mark.django_db
LIST = "/fr/acteurs/"
NAUGHTY = [
    '"',
    "'",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "\\",
    "((((",
    "*:*",
    "[1 TO",
    "AND OR NOT",
    "%",
    "-1",
    "0",
    "99999999999999999999",
    "1e309",
    "NaN",
    "../../etc/passwd",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "{% debug %}",
    "\u202e\u200b\ufeff",
    "😀" * 50,
    "ﬀ" * 300,
    "a" * 5000,
    "é" * 1000,
    " ",
    "\t\n\r",
    "field:value~2^3",
    "__class__",
    "name__contains",
    "true",
    "null",
]
FILTERS = ["q", "place", "km", "discipline", "kind", "role", "province", "commune", "website"]
LOOKS = ["sort", "view", "page"]


@pytest.fixture
def sector():
    """Three actors in two communes, one nobody can place, and a draft."""
    lookup.forget()
    TerritoryFactory(
        code="90000", kind="province", label_fr="Province de Namur", latitude=50.2, longitude=4.9
    )
    namur = TerritoryFactory(
        code="92094",
        label_fr="Namur",
        chain=["92094", "90000", "03000", "BE"],
        latitude=50.46,
        longitude=4.86,
    )
    mons = TerritoryFactory(
        code="53053", label_fr="Mons", chain=["53053", "50000", "03000", "BE"], latitude=50.45, longitude=3.95
    )
    lookup.forget()
    games, arts = (
        DisciplineFactory(code="games", label_fr="Jeu vidéo"),
        DisciplineFactory(code="arts", label_fr="Arts"),
    )
    fixed = {"status": Actor.Status.PUBLISHED}
    kikk = ActorFactory(
        name="KIKK",
        slug="kikk",
        kind="association",
        territory=namur,
        city="Namur",
        disciplines=[arts],
        **fixed,
    )
    kikk.roles.create(kind="organiser")
    ActorFactory(
        name="Été Studio",
        slug="ete",
        kind="studio",
        territory=mons,
        city="Mons",
        disciplines=[games],
        **fixed,
    )
    ActorFactory(
        name="L'Estampe",
        slug="estampe",
        kind="studio",
        disciplines=[games, arts],
        website="https://e.example",
        **fixed,
    )
    ActorFactory(name="Hidden Draft", slug="hidden", kind="studio", status=Actor.Status.DRAFT)
    return {"namur": namur, "mons": mons, "kikk": kikk}


def names(answer):
    found = re.findall(r'<div class="card__b">\s*<h3><a [^>]*>(.*?)</a>', answer.content.decode(), re.DOTALL)
    return [unescape(name) for name in found]


def counts(answer, filter_name):
    found = re.findall(
        rf'name="{filter_name}" value="([^"]*)"[^>]*><span>[^<]*</span><i>(\d+)</i>', answer.content.decode()
    )
    return {value: int(count) for value, count in found}


def test_the_list_shows_published_records_in_the_order_people_sort(client, sector):
    answer = client.get(LIST)

    assert names(answer) == ["L'Estampe", "Été Studio", "KIKK"]
    assert "Hidden Draft" not in answer.content.decode()
    assert Actor.objects.filter(name="Hidden Draft").exists()


def test_filters_are_or_inside_and_across_with_counts_of_what_each_box_gives(client, sector):
    both = client.get(LIST, {"discipline": ["games", "arts"]})
    one = client.get(LIST, {"discipline": ["games"], "kind": ["studio"]})
    none = client.get(LIST, {"discipline": ["games"], "kind": ["association"]})

    assert names(both) == ["L'Estampe", "Été Studio", "KIKK"]
    assert names(one) == ["L'Estampe", "Été Studio"]
    assert counts(one, "discipline") == {"games": 2, "arts": 1}
    assert counts(one, "kind") == {"studio": 2}
    assert names(none) == []


def test_place_unknown_is_a_value_one_can_choose(client, sector):
    answer = client.get(LIST, {"commune": "unknown"})

    assert names(answer) == ["L'Estampe"]
    assert counts(client.get(LIST), "commune") == {"92094": 1, "53053": 1, "unknown": 1}


@pytest.mark.parametrize("words", ["kikk", "KIK", "estampe", "l’estampe", "ete studio", "été"])
def test_accents_articles_and_typos_are_forgiven(client, sector, words):
    assert names(client.get(LIST, {"q": words}))[0] in {"KIKK", "L'Estampe", "Été Studio"}


def test_a_former_name_is_found(client, sector):
    sector["kikk"].former_names.create(name="Zanzibar Numérique")

    assert names(client.get(LIST, {"q": "zanzibar"})) == ["KIKK"]


def test_the_place_field_takes_a_commune_a_province_and_a_radius(client, sector):
    assert names(client.get(LIST, {"place": "Namur"})) == ["KIKK"]
    assert names(client.get(LIST, {"place": "province de namur"})) == ["KIKK"]
    assert names(client.get(LIST, {"place": "Mons", "km": "5"})) == ["Été Studio"]
    assert names(client.get(LIST, {"place": "Mons", "km": "100"})) == ["Été Studio", "KIKK"]
    assert names(client.get(LIST, {"place": "Mons, 100 km"})) == ["Été Studio", "KIKK"]


def test_a_place_nobody_knows_is_said_and_the_list_stays(client, sector):
    answer = client.get(LIST, {"place": "Atlantis"})

    assert len(names(answer)) == 3
    assert (
        "Atlantis"
        in answer.content.decode().partition('class="notice notice--warning"')[2].partition("</p>")[0]
    )


def test_an_empty_list_names_the_filter_to_blame_with_what_one_gets_without_it(client, sector):
    answer = client.get(LIST, {"discipline": "games", "kind": "association", "q": ""})

    page = answer.content.decode()
    assert 'href="?kind=association"' in page
    assert 'href="?discipline=games"' in page
    assert names(client.get(LIST, {"discipline": "games"})) == ["L'Estampe", "Été Studio"]


def test_an_empty_radius_offers_a_wider_one(client, sector):
    page = client.get(LIST, {"place": "Mons", "km": "5", "discipline": "arts"}).content.decode()

    assert 'href="?place=Mons&amp;km=100&amp;discipline=arts"' in page


def test_nothing_to_blame_still_leads_back(client, sector):
    page = client.get(LIST, {"q": "xyzzyplugh"}).content.decode()

    assert 'class="btn btn--line" href="/fr/acteurs/"' in page


def test_chips_take_one_thing_away_each(client, sector):
    page = client.get(
        LIST, {"q": "studio", "kind": ["studio", "association"], "place": "Mons"}
    ).content.decode()

    chips = page.partition('<ul class="chips"')[2].partition("</ul>")[0]
    assert [unescape(url) for url in re.findall(r'<a [^>]*href="([^"]*)"', chips)] == [
        "?place=Mons&kind=studio&kind=association",
        "?q=studio&kind=studio&kind=association",
        "?q=studio&place=Mons&kind=association",
        "?q=studio&place=Mons&kind=studio",
        "/fr/acteurs/",
    ]


def test_sorting_by_update(client, sector):
    Actor.objects.filter(slug="kikk").update(updated_at="2030-01-01T00:00:00Z")

    assert names(client.get(LIST, {"sort": "updated"}))[0] == "KIKK"


def test_an_edit_is_visible_at_once(client, sector, indexed, coordinator, django_capture_on_commit_callbacks):
    from vivier.directory import actions

    indexed()
    with django_capture_on_commit_callbacks(execute=True):
        actions.update_actor(sector["kikk"], by=coordinator, method="team", changes={"name": "Renamed"})
    queue.apply_waiting()

    assert "Renamed" in names(client.get(LIST))
    assert names(client.get(LIST, {"q": "renamed"})) == ["Renamed"]


def test_pages_follow_each_other_and_too_far_is_the_last(client):
    ActorFactory.create_batch(45)

    first, last, beyond = (client.get(LIST, {"page": number}) for number in (1, 3, 9000))

    assert [len(names(page)) for page in (first, last, beyond)] == [20, 5, 5]
    assert names(last) == names(beyond)


# Apart: how a list is shown is seen on one with something in it.
@pytest.mark.parametrize("asked", [*in_rounds(FILTERS, NAUGHTY), *in_rounds(LOOKS, NAUGHTY)])
def test_no_parameter_breaks_the_list(client, sector, asked):
    answer = client.get(LIST, {name: [value, value] for name, value in asked.items()})

    assert answer.status_code in {200, 414}
    assert "<script>alert" not in answer.content.decode()


def test_thousands_of_values_of_one_filter_are_bounded(client, sector):
    values = [f"x{number}" for number in range(200)]

    answer = client.get(LIST, {"discipline": values})

    assert answer.status_code in {200, 414}
    assert len(answer.content) < 200_000


@pytest.mark.parametrize("raw", ["q=%00", "q=%ff%fe", "%00=1", "page=%E2%98"])
def test_characters_no_page_understands_are_refused_or_ignored(client, sector, raw):
    assert client.get(f"{LIST}?{raw}").status_code in {200, 400}


def test_a_hostile_name_is_shown_as_text(client):
    ActorFactory(
        name="<img src=x onerror=alert(1)>", city="<b>Namur</b>", description_fr="<script>x</script>"
    )

    page = client.get(LIST).content.decode()

    assert "<img src=x" not in page
    assert "<b>Namur" not in page
    assert "<script>x" not in page
    assert "&lt;img src=x" in page


def test_htmx_gets_the_parts_that_change_and_the_clean_address(client, sector):
    answer = client.get(
        LIST, {"kind": "studio", "q": "", "place": "", "km": ""}, headers={"HX-Request": "true"}
    )

    page = answer.content.decode()
    assert answer.headers["HX-Push-Url"] == f"{LIST}?kind=studio"
    assert "HX-Request" in answer.headers["Vary"]
    assert "<html" not in page
    assert [part for part in ('id="results"', 'id="facets"', 'id="map"', "<title>") if part not in page] == []
    assert names(answer) == ["L'Estampe", "Été Studio"]


def test_a_restored_page_is_whole(client, sector):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert "<html" in client.get(LIST, headers=headers).content.decode()


def test_the_map_has_a_table_twin_with_the_same_numbers(client, sector):
    page = client.get("/en/actors/", {"view": "table", "kind": "studio"}).content.decode()

    table = page.partition("<caption>")[2].partition("</table>")[0]
    rows = re.findall(r'href="([^"]*)">([^<]*)</a></td><td>(\d+)', table)
    assert [(unescape(url), name, int(count)) for url, name, count in rows] == [
        ("?kind=studio&view=table&commune=53053", "Mons", 1),
        ("?kind=studio&view=table&commune=unknown", "Place unknown", 1),
    ]


def test_a_text_in_another_language_is_marked_and_said(client):
    ActorFactory(description_fr="Une phrase en français.")

    english, french = client.get("/en/actors/").content.decode(), client.get(LIST).content.decode()

    assert '<p lang="fr">Une phrase en français.</p>' in english
    assert 'class="meta fallback"' in english
    assert 'class="meta fallback"' not in french


def test_visitors_get_no_cookie(client, sector):
    assert client.get(LIST).cookies == {}


def test_demonstration_records_say_so(client):
    ActorFactory(is_demo=True)

    assert "tag--demo" in client.get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.one_database
def test_the_list_costs_the_same_for_any_number_of_actors(client, indexed, count, django_assert_num_queries):
    square = {"type": "Polygon", "coordinates": [[[4, 50], [5, 50], [5, 51], [4, 51], [4, 50]]]}
    TerritoryFactory(code="CT-a", kind="canton", chain=["CT-a", "03000", "BE"], boundary=square)
    place = TerritoryFactory(code="92094", chain=["92094", "CT-a", "03000", "BE"])
    ActorFactory.create_batch(count, territory=place, disciplines=[DisciplineFactory()])
    indexed()
    client.get(LIST)

    with django_assert_num_queries(5):
        client.get(LIST, {"sort": "name"})
