"""A visitor reads the agenda, an article and a figure with its source."""

import re

from playwright.sync_api import expect

from tests.journeys.words import fr

ARTICLE = "/fr/actualites/kikk-referent-des-icc-wallonnes/"


def test_an_event_of_the_agenda_goes_into_a_calendar(page):
    page.goto("/fr/agenda/")
    expect(page.locator(".month h3").first).to_be_visible()
    event = page.locator(".ev:not(.is-off) h4 a").first
    title = event.inner_text()
    event.click()

    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".facts")).to_contain_text(fr("Organiser"))
    with page.expect_download() as waiting:
        page.locator(".due__a a[href$='.ics']").click()
    content = waiting.value.path().read_text(encoding="utf-8")
    assert "BEGIN:VEVENT" in content
    assert "DTSTART" in content


def test_a_filter_of_the_agenda_can_be_followed_in_a_calendar(page):
    page.goto("/fr/agenda/")
    page.locator("#facets label", has=page.locator("input[name=kind]")).first.click()
    page.wait_for_url("**kind=*")
    shown = page.locator(".ev").count()

    answer = page.request.get(page.locator(".tools a[href*='.ics']").get_attribute("href"))

    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.text().count("BEGIN:VEVENT") == shown > 0


def test_a_cancelled_event_stays_and_says_so(page):
    page.goto("/fr/agenda/")
    page.locator(".ev.is-off h4 a").first.click()

    expect(page.locator(".notice--error")).to_be_visible()


def test_past_editions_of_a_festival_stand_under_it(page):
    page.goto("/fr/agenda/?when=past&q=KIKK+Festival")
    page.locator(".ev__s").first.click()

    expect(page.locator(".month li.ev").first).to_be_visible()
    assert page.locator(".month li.ev").count() >= 5


def test_an_article_and_the_actors_it_cites_show_each_other(page):
    page.goto("/fr/actualites/")
    page.locator(f"a[href='{ARTICLE}']").first.click()
    page.wait_for_url(f"**{ARTICLE}")
    title = page.locator("h1").inner_text()
    expect(page.locator(".art__by time")).to_be_visible()
    assert page.locator(".sources a").count() > 0

    cited = page.locator("section[aria-labelledby=h-act] a", has_text="KIKK").first
    cited.click()
    page.wait_for_url("**/fr/acteurs/kikk/")

    page.locator("section[aria-labelledby=h-news] a", has_text=title).click()
    page.wait_for_url(f"**{ARTICLE}")
    assert page.locator(".alsolist li").count() > 0


def test_the_author_has_a_page_with_the_number_of_articles(page):
    page.goto(ARTICLE)
    author = page.locator("a[rel=author]")
    name = author.inner_text()
    author.click()

    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator(".byline")).to_contain_text(re.compile(r"\d+"))


def test_a_figure_stands_beside_its_source(page):
    page.goto("/fr/observatoire/")
    page.locator("#q").fill("participants festival")
    page.locator("#q").press("Enter")
    page.wait_for_url("**q=participants*")
    page.locator(".fig h4 a", has_text="Participants").first.click()

    rows = page.locator("[aria-labelledby=h-figures] tbody tr")
    expect(rows).to_have_count(3)
    sources = set(rows.locator("td:last-child a").all_inner_texts())
    assert len(sources) == 3
    for row in rows.all():
        assert row.locator("td a").last.get_attribute("href").startswith("http")
        assert re.search(r"\d", row.locator(".num").inner_text())
    expect(page.locator("svg.chart__svg")).to_be_visible()
    with page.expect_download() as waiting:
        page.locator(".due a[href*='csv']").click()
    assert waiting.value.path().read_bytes().startswith(b"\xef\xbb\xbf")


def test_figures_that_look_alike_stand_side_by_side(page):
    page.goto("/fr/observatoire/")
    page.locator("details.alike summary").first.click()

    table = page.locator("details.alike table").first
    expect(table).to_be_visible()
    assert table.locator("tbody tr").count() >= 2


def test_one_search_finds_every_kind_of_thing_with_counts(page):
    page.goto("/fr/")
    page.locator("#q").fill("jeux vidéo")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/fr/recherche/?*")

    tabs = page.locator(".tabs a")
    counts = [int(re.sub(r"\D", "", text)) for text in tabs.locator("b").all_inner_texts()]
    assert counts[0] == sum(counts[1:]) > 0
    tabs.nth(1).click()
    page.wait_for_url("**kind=*")
    assert page.locator(".found__l li.card").count() == min(counts[1], 20)
