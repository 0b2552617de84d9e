"""A visitor finds actors on a list and a map."""

import csv
import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.words import fr


def asked(page: Page) -> dict[str, list[str]]:
    """What the address asks, the order of the list aside."""
    parameters = parse_qs(urlsplit(page.url).query)
    parameters.pop("sort", None)
    return parameters


def found(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator("#h-res b").inner_text()))


def names(page: Page) -> list[str]:
    return page.locator("#results .card h3 > a").all_inner_texts()


def test_a_name_is_found_without_its_accents_and_with_a_typing_mistake(page):
    page.goto("/fr/acteurs/")
    page.get_by_label(fr("Search the directory")).fill("festval kik")
    page.get_by_label(fr("Search the directory")).press("Enter")

    expect(page.locator("#h-res")).not_to_have_text("")
    page.wait_for_url("**q=festval*")
    assert "KIKK Festival" in names(page)

    page.get_by_label(fr("Search the directory")).fill("mecanique douce")
    page.get_by_label(fr("Search the directory")).press("Enter")
    page.wait_for_url("**q=mecanique*")
    expect(page.locator("#results .card h3 > a").first).to_have_text("Mécanique douce (démonstration)")


def test_a_filter_keeps_what_its_count_promised_and_its_chip_takes_it_away(page):
    page.goto("/fr/acteurs/")
    everybody = found(page)
    box = page.locator("#facets label", has=page.locator("input[name=kind]")).first
    promised = int(box.locator("i").inner_text())

    box.click()
    page.wait_for_url("**kind=*")

    assert found(page) == promised < everybody
    box = page.locator("#facets label", has=page.locator("input[name=discipline]")).first
    promised = int(box.locator("i").inner_text())
    box.click()
    page.wait_for_url("**discipline=*")
    assert found(page) == promised

    expect(page.locator(".chips li")).to_have_count(3)  # two filters, and "clear all"
    page.locator(".chips li a").first.click()
    page.wait_for_load_state()
    assert len(asked(page)) == 1
    page.locator(".chips__reset").click()
    page.wait_for_url(lambda url: not urlsplit(url).query)
    assert found(page) == everybody


def test_boxes_of_one_filter_add_up(page):
    page.goto("/fr/acteurs/?kind=festival")
    festivals = found(page)
    page.goto("/fr/acteurs/?kind=museum")
    museums = found(page)

    page.goto("/fr/acteurs/?kind=festival&kind=museum")

    assert found(page) == festivals + museums > festivals > 0


def test_a_pin_of_the_map_leads_to_the_actors_it_counts(page):
    page.goto("/fr/acteurs/?discipline=jeu_video")
    pin = page.locator("#map a.map__pin").first
    promised = int(re.search(r"(\d+)\D*$", pin.get_attribute("aria-label"))[1])

    pin.focus()
    pin.press("Enter")
    page.wait_for_url("**commune=*")

    assert found(page) == promised
    assert asked(page)["discipline"] == ["jeu_video"]


def test_the_map_has_a_twin_in_a_table_with_the_same_counts(page):
    page.goto("/fr/acteurs/?kind=festival")
    pins = page.locator("#map a.map__pin").count()

    page.locator("#map .dirmap__f a").first.click()
    page.wait_for_url("**view=table*")

    rows = page.locator("#map tbody tr")
    expect(rows.first).to_be_visible()
    assert rows.count() >= pins > 0
    promised = int(rows.first.locator("td").last.inner_text())
    rows.first.locator("a").click()
    page.wait_for_url("**commune=*")
    assert found(page) == promised


def test_an_empty_result_names_the_filter_to_blame(page):
    page.goto("/fr/acteurs/?q=kikk&kind=bank&kind=school&role=investor&discipline=jeu_video")
    expect(page.locator("#results .empty")).to_be_visible()
    page.goto("/fr/acteurs/?q=kikk&kind=school")

    way = page.locator("#results .empty li").first
    promised = int(re.search(r"\d+", way.locator(".meta").inner_text())[0])
    expect(way.locator("a")).to_contain_text("kikk")
    way.locator("a").click()
    page.wait_for_url(lambda url: "q=kikk" not in url)

    assert found(page) == promised > 0


@pytest.mark.parametrize(("kind", "start"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("geojson", b"{")])
def test_the_list_can_be_taken_home(page, kind, start):
    page.goto("/fr/acteurs/?kind=festival")
    wanted = found(page)
    page.locator(".tools summary", has_text=fr("Export")).click()

    with page.expect_download() as waiting:
        page.locator(f".tools a[href*='{kind}/']").click()

    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(start)
    assert waiting.value.suggested_filename.endswith(f".{kind}")
    if kind == "csv":
        assert (
            len(list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=_delimiter(content))))
            == wanted
        )


def test_a_record_tells_its_parts_its_relations_and_where_each_value_comes_from(page):
    page.goto("/fr/acteurs/?q=kikk")
    page.get_by_role("link", name="KIKK", exact=True).first.click()
    page.wait_for_url("**/fr/acteurs/kikk/")

    expect(page.get_by_role("heading", level=1)).to_have_text("KIKK")
    for part in ("#h-plays", "#h-rel", "#h-from"):
        expect(page.locator(part)).to_be_visible()
    page.locator("#origins summary").click()
    expect(page.locator("#origins details a[href^=http]").first).to_be_visible()


def test_the_interactive_map_comes_on_demand(page):
    page.goto("/fr/acteurs/?kind=festival")
    page.locator("[data-map-open]").click()

    expect(page.locator("[data-map-live] canvas")).to_be_visible()
    expect(page.locator("[data-map-failed]")).to_be_hidden()

    page.locator("[data-map-here] a").click()

    expect(page).to_have_url(re.compile(r"kind=festival&box=-?[\d.]+,-?[\d.]+,-?[\d.]+,-?[\d.]+$"))
    expect(page.locator("input[type=hidden][name=box]")).to_have_count(1)


def test_a_pin_of_the_home_page_leads_to_the_directory(page):
    page.goto("/fr/")
    pin = page.locator("a.map__pin").first
    promised = int(re.search(r"(\d+)\D*$", pin.get_attribute("aria-label"))[1])
    pin.focus()
    pin.press("Enter")
    page.wait_for_url("**/fr/acteurs/?commune=*")

    assert found(page) == promised


def _delimiter(content: bytes) -> str:
    first = content.decode("utf-8-sig").splitlines()[0]
    return max(";,\t", key=first.count)
