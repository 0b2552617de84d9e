"""A coordinator logs in, works through the day and edits everything; the public site shows it at once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpensPages
from tests.journeys.words import fr

WRITES = "desk"
ME = "Coordinatrice (démonstration)"


@pytest.fixture
def desk(page: Page, log_in: Callable[[Page, str], Page]) -> Page:
    """The desk of a coordinator who has just logged in."""
    log_in(page, "coordination")
    page.goto("/desk/")
    return page


@pytest.fixture
def visitor(open_page: OpensPages) -> Page:
    """Somebody else, who only sees what is public."""
    return open_page()


def open_record(desk: Page, kind: str, words: str) -> None:
    """Find a record in its list by searching, and open it."""
    desk.goto(f"/desk/{kind}/?q={words}")
    desk.locator("table.listing tbody .title a").first.click()
    desk.wait_for_url(re.compile(rf"/{kind}/\d+/"))
    desk.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def save(desk: Page) -> None:
    desk.locator("button.button-longrunning[type=submit]").first.click()
    expect(desk.locator(".messages .success, li.success").first).to_be_visible()


def last_in_journal(desk: Page) -> str:
    """Who did what last, as the record's own journal says."""
    desk.goto(desk.locator("a[href*='/desk/journal/']").last.get_attribute("href"))
    return desk.locator(".desk-journal li").first.inner_text()


def test_the_day_shows_what_waits(desk):
    expect(desk.locator("h1")).to_contain_text(ME)
    for part in ("corrections", "closing", "articles", "incomplete", "latest"):
        expect(desk.locator(f"section#{part}")).to_be_visible()
    for part in ("corrections", "closing", "articles", "incomplete"):
        assert int(desk.locator(f"section#{part} .desk-count").first.inner_text()) > 0
        expect(desk.locator(f"section#{part} .desk-list li a").first).to_be_visible()


def test_a_correction_from_a_visitor_is_applied_and_the_record_says_so(desk, visitor):
    visitor.goto("/fr/acteurs/hovertone/")
    visitor.locator("a[href$='/hovertone/correction/']").first.click()
    visitor.locator("select[name=field]").select_option("description_fr")
    visitor.locator("textarea[name=proposed]").fill("Studio d’interaction, proposé par une visiteuse.")
    visitor.locator("textarea[name=comment]").fill("Je travaille à côté.")
    visitor.locator("main form button[type=submit]").click()
    visitor.wait_for_url("**sent=*")
    receipt = visitor.url
    assert [cookie["name"] for cookie in visitor.context.cookies()] in ([], ["csrftoken"])

    desk.goto("/desk/corrections/?status=waiting")
    desk.locator("table a", has_text="Hovertone").click()
    expect(desk.locator(".desk-changes")).to_contain_text("proposé par une visiteuse")
    desk.locator("button[name=apply]").click()
    desk.wait_for_url("**/desk/")

    visitor.goto("/fr/acteurs/hovertone/")
    expect(visitor.locator(".opphead__lead")).to_contain_text("proposé par une visiteuse")
    visitor.goto(receipt)
    expect(visitor.locator("h1")).to_have_text(fr("Your correction is applied"))


def test_a_wrong_correction_is_refused_with_a_reason(desk):
    desk.goto("/desk/corrections/?status=waiting")
    desk.locator("table a", has_text="KIKK Festival").click()
    desk.locator("textarea[name=reason]").fill("Le festival se tient à Namur.")
    desk.locator("button[name=refuse]").click()
    desk.wait_for_url("**/desk/")

    expect(desk.locator(".messages")).to_contain_text(fr("The correction is refused."))
    desk.locator(".messages a").click()
    desk.locator(".desk-undo button").click()
    expect(desk.locator("button[name=apply]")).to_be_visible()


def test_an_actor_is_renamed_and_found_under_its_new_name_at_once(desk, visitor):
    open_record(desk, "actors", "parallaxe")
    desk.locator("input[name=name]").fill("Atelier Zénith (démonstration)")
    desk.locator("[name=description_fr]").fill("Un studio qui vient de changer de nom.")
    save(desk)

    visitor.goto("/fr/acteurs/?q=zenith")
    expect(visitor.locator(".card h3 a").first).to_have_text("Atelier Zénith (démonstration)")
    visitor.locator(".card h3 a").first.click()
    expect(visitor.locator(".opphead__lead")).to_have_text("Un studio qui vient de changer de nom.")
    open_record(desk, "actors", "zenith")
    assert ME in last_in_journal(desk)


def test_an_opportunity_is_edited(desk, visitor):
    open_record(desk, "calls", "bande-son")
    desk.locator("[name=title_fr]").fill("Première bande originale")
    save(desk)

    visitor.goto("/fr/opportunites/?q=bande+originale")
    expect(visitor.locator("li.call strong").first).to_have_text("Première bande originale")
    open_record(desk, "calls", "originale")
    assert ME in last_in_journal(desk)


def test_a_condition_is_written_in_words_tried_and_read_by_visitors(desk, visitor):
    open_record(desk, "calls", "azimut")
    new = desk.locator(".desk-condition").nth(desk.locator(".desk-condition").count())
    desk.locator("button[name=conditions][value=add]").click()
    new.locator("select[name$=-fact]").select_option("residence")
    new.locator("[name$=-more]").fill("wallonie")
    new.locator("[name$=-more]").press("Enter")
    expect(new.locator("[name$=-values]:checked")).to_have_value("03000")
    expect(new.locator("[name$=-more]")).to_be_focused()
    desk.locator("button[name=conditions][value=try]").click()
    expect(desk.locator("#conditions-tried")).to_contain_text(re.compile(r"2\d\d"))
    expect(new.locator(".desk-condition__tried dt")).to_have_count(3)
    save(desk)

    address = desk.locator(".desk-bar a[href^='/fr/opportunites/']").get_attribute("href")
    visitor.goto(address)
    sentence = fr("live here: %(values)s") % {"values": "Wallonie"}
    expect(visitor.locator("main")).to_contain_text(re.compile(re.escape(sentence), re.IGNORECASE))


def test_an_event_is_moved_and_then_cancelled(desk, visitor):
    open_record(desk, "events", "jam")
    desk.locator("[name=title_fr]").fill("Game jam de sac à dos")
    save(desk)
    visitor.goto("/fr/agenda/?q=sac+dos")
    expect(visitor.locator(".ev h4 a").first).to_have_text("Game jam de sac à dos")
    address = visitor.locator(".ev h4 a").first.get_attribute("href")

    open_record(desk, "events", "jam")
    desk.locator(".desk-bar__deeds a[href*=cancel]").click()
    desk.locator("#reason").fill("La salle est inondée.")
    desk.locator(".desk-deed button[type=submit]").click()

    visitor.goto(address)
    expect(visitor.locator(".notice--error")).to_contain_text("La salle est inondée.")
    open_record(desk, "events", "jam")
    assert ME in last_in_journal(desk)


def test_a_figure_is_added_and_stands_beside_the_one_it_contradicts(desk, visitor):
    open_record(desk, "indicators", "participants")
    rows = desk.locator("[data-rows=figures]")
    rows.locator("[data-rows-add]").click()
    new = rows.locator("[data-rows-list] > *").last
    new.locator("[name$='-year']").fill("2019")
    new.locator("[name$='-value']").fill("28000")
    new.locator("[name$='-source_name']").fill("Relevé de démonstration")
    new.locator("[name$='-source_url']").fill("https://example.org/releve")
    save(desk)

    visitor.goto("/fr/observatoire/participants-du-kikk-festival/")
    expect(visitor.locator(".figtable").first).to_contain_text("Relevé de démonstration")
    expect(visitor.locator(".figtable").first).to_contain_text("RTL info")
    open_record(desk, "indicators", "participants")
    assert ME in last_in_journal(desk)


def test_an_article_is_rewritten_and_published(desk, visitor):
    desk.goto("/desk/pages/search/?q=neuf+hubs")
    desk.locator("table.listing a[href$='/edit/']").first.click()
    desk.locator("[name=title]").fill("Dix hubs créatifs, un réseau wallon")
    if not desk.locator("button[name=action-publish]").first.is_visible():
        desk.locator("footer [data-controller~=w-dropdown] button").first.click()
    desk.locator("button[name=action-publish]").first.click()
    expect(desk.locator(".messages .success, li.success").first).to_be_visible()

    visitor.goto("/fr/actualites/")
    expect(visitor.get_by_text("Dix hubs créatifs, un réseau wallon").first).to_be_visible()
    visitor.goto("/fr/recherche/?q=dix+hubs&kind=article")
    expect(visitor.locator(".found__l .card h3").first).to_have_text("Dix hubs créatifs, un réseau wallon")


@pytest.mark.parametrize("name", ["membre", "conseil", "gestionnaire"])
def test_somebody_who_is_not_of_the_team_does_not_enter_the_desk(page, watch, log_in, name):
    watch.expected = ["answer 403", "status of 403"]
    log_in(page, name)

    answer = page.goto("/desk/")

    assert answer.status == 403
    for address in ("/desk/corrections/", "/desk/actors/", "/desk/journal/"):
        assert page.goto(address).status == 403


def test_an_editor_works_on_articles_but_not_on_records(page, watch, log_in):
    watch.expected = ["answer 403", "status of 403"]
    log_in(page, "redaction")

    assert page.goto("/desk/").status == 200
    assert page.goto("/desk/actors/").status == 403


def test_logging_out_closes_the_desk(desk):
    desk.goto("/accounts/logout/")
    desk.locator("main form button[type=submit]").click()
    desk.goto("/desk/")

    expect(desk.locator("input[name=password]")).to_be_visible()
