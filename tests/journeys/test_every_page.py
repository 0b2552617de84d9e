"""What holds on every kind of page: nobody else is told, nothing is kept, no script is needed, print is calm."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.kinds import PUBLIC, Kind, faults_of
from tests.journeys.walking import WIDE, Walk
from tests.journeys.watching import cookies_of
from tests.journeys.words import fr

TITLE = re.compile(r"<title>\s*(.*?)\s*</title>", re.DOTALL)
NARROW = {"width": 320, "height": 720}


@pytest.mark.parametrize("kind", PUBLIC, ids=str)
def test_a_visitor_gets_the_page_whole_without_cookie_third_party_or_need_of_a_script(walk: Walk, kind: Kind):
    """Nothing but buttons that need a script is missing without one."""
    walk.watch.expected = faults_of(kind)
    page, plain = walk.as_visitor(), walk.as_visitor(scripts=False)
    page.set_viewport_size(WIDE)

    answer = page.goto(kind.address)
    plain.goto(kind.address)
    page.wait_for_load_state("load")

    assert answer.status == kind.status
    assert "script-src" in answer.headers["content-security-policy"]
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert lines_of(page) - lines_of(plain) <= {fr("Print"), fr("Interactive map")}
    expect(plain.locator("h1")).to_have_count(1)
    page.set_viewport_size(NARROW)
    assert page.evaluate(WIDER_THAN_THE_WINDOW) == []
    if not kind.has_form_to_send:
        assert cookies_of(page) == []
    assert page.evaluate("localStorage.length") == 0


def lines_of(page: Page) -> set[str]:
    return {line.strip() for line in page.locator("main").inner_text().splitlines()}


def test_no_two_kinds_of_pages_have_the_same_title(page, site):
    titles: dict[str, set[str]] = {}
    for kind in (one for one in PUBLIC if one.status == 200):
        title = TITLE.search(page.request.get(kind.address).text())
        assert title, f"{kind} has no title"
        titles.setdefault(title[1], set()).add(urlsplit(kind.address).path)

    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}


WIDER_THAN_THE_WINDOW = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map(one => one.outerHTML.slice(0, 160))"""


@pytest.mark.parametrize(
    "kind", [kind for kind in PUBLIC if kind.name in {"actor", "opportunity", "article"}], ids=str
)
def test_paper_gets_the_content_without_the_furniture(page, kind: Kind):
    page.goto(kind.address)
    page.emulate_media(media="print")

    for furniture in (".top", ".foot", ".nav", ".langs"):
        expect(page.locator(furniture).first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    assert re.search(r"\w", page.locator("main").inner_text())


def test_changing_the_language_keeps_the_page(page):
    page.goto("/fr/acteurs/kikk/")
    page.locator(".langs a[hreflang=en]").click()

    page.wait_for_url("**/en/actors/kikk/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("KIKK")

    page.goto("/en/opportunities/?q=game")
    page.locator(".langs a[hreflang=fr]").click()
    page.wait_for_url("**/fr/opportunites/**")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
