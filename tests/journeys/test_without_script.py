"""Everything can be read and searched without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpensPages
from tests.journeys.test_finding_actors import found
from tests.journeys.test_what_fits import answer_five_questions, sizes


@pytest.fixture
def page(open_page: OpensPages) -> Page:
    """A visitor whose browser runs no script."""
    return open_page(java_script_enabled=False)


def test_the_directory_is_searched_and_filtered(page):
    page.goto("/fr/acteurs/")
    everybody = found(page)
    page.locator("#q").fill("studio")
    page.locator(".search button[type=submit]").click()
    studios = found(page)
    assert 0 < studios < everybody

    page.locator("#facets input[name=kind]").first.check()
    page.locator("noscript button, .apply button").first.click()

    assert 0 < found(page) < studios
    page.locator(".chips__reset").click()
    assert found(page) == everybody


def test_a_list_has_a_next_page(page):
    page.goto("/fr/acteurs/")
    first = page.locator(".card h3 a").first.inner_text()
    page.locator("a[href*='page=2']").last.click()

    expect(page.locator(".card h3 a").first).not_to_have_text(first)


def test_the_five_questions_are_answered(page):
    answer_five_questions(page)

    assert sum(sizes(page).values()) > 10
    page.locator("#to_check form.ask button").first.click()
    assert sum(sizes(page).values()) > 10


def test_opportunities_agenda_and_figures_are_filtered(page):
    for address in ("/fr/opportunites/", "/fr/agenda/", "/fr/observatoire/"):
        page.goto(address)
        everything = found(page)
        page.locator("#facets input[type=checkbox]").first.check()
        page.locator(".apply button").click()
        assert 0 < found(page) < everything, address


def test_one_search_over_all_answers(page):
    page.goto("/fr/")
    page.locator("#q").fill("KIKK")
    page.locator("form[role=search] button").click()

    expect(page.locator(".found__l .card").first).to_contain_text("KIKK")


def test_on_a_phone_nothing_lies_over_the_desk(open_page, log_in):
    phone = {"width": 390, "height": 800}
    desk = log_in(open_page(java_script_enabled=False, viewport=phone), "comptabilite")
    desk.goto("/desk/mandates/expenses/new/")

    expect(desk.locator(".desk-plainmenu a").first).to_be_visible()
    expect(desk.locator(".sidebar-loading")).to_be_hidden()
