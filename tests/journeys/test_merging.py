"""A coordinator merges two records and undoes it; the old address leads on, then answers again."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpensPages
from tests.journeys.words import fr

WRITES = "one record each"
KEPT, ABSORBED = "kikk", "hovertone"


@pytest.fixture
def desk(page: Page, log_in: Callable[[Page, str], Page]) -> Page:
    """The desk of a coordinator who has just logged in."""
    return log_in(page, "coordination")


@pytest.fixture
def visitor(open_page: OpensPages) -> Page:
    """Somebody else, who only sees what is public."""
    return open_page()


def side_by_side(desk: Page) -> None:
    desk.goto("/desk/duplicates/")
    desk.locator("input[name=one]").fill(KEPT)
    desk.locator("input[name=other]").fill(ABSORBED)
    desk.locator("button[name=compare]").click()
    desk.wait_for_url(re.compile(r"/desk/duplicates/\d+/$"))


def test_two_records_are_merged_and_parted_again(desk, visitor):
    side_by_side(desk)
    stays = desk.locator(".desk-compare__keep td", has_text=f"/{KEPT}/").locator("input[name=keep]")
    stays.check()
    desk.locator("button[name=same]").click()
    desk.wait_for_url(re.compile(r"/desk/merges/\d+/$"))
    merge = desk.url

    visitor.goto(f"/fr/acteurs/{ABSORBED}/")
    expect(visitor).to_have_url(re.compile(rf"/fr/acteurs/{KEPT}/$"))
    answer = visitor.request.get(f"/api/v1/actors/{ABSORBED}", max_redirects=0)
    assert (answer.status, answer.json()["code"], answer.json()["merged_into"]["slug"]) == (
        301,
        "merged",
        KEPT,
    )

    desk.goto("/desk/merges/")
    desk.locator(".desk-list li a").first.click()
    expect(desk).to_have_url(merge)
    desk.locator("button[name=undo]").click()
    expect(desk.locator(".messages")).to_contain_text(fr("Both records are as they were."))
    assert visitor.request.get(f"/api/v1/actors/{ABSORBED}").json()["slug"] == ABSORBED


def test_not_the_same_is_said_with_the_keyboard_alone(desk):
    side_by_side(desk)
    pair = desk.url
    desk.locator("input[name=why]").last.focus()
    desk.keyboard.type("Deux maisons")
    desk.keyboard.press("Tab")
    expect(desk.locator("button[name=not_same]")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator(".messages")).to_contain_text(
        fr("Not the same: remembered, and never proposed again.")
    )

    desk.goto(pair)

    expect(desk.locator(".desk-undo")).to_contain_text("Deux maisons")
    expect(desk.locator("button[name=same]")).to_have_count(0)


def test_a_pair_is_decided_without_script(open_page, log_in):
    desk = log_in(open_page(java_script_enabled=False), "coordination")
    desk.goto("/desk/duplicates/")
    desk.locator(".desk-pairs th a").first.click()

    desk.locator("button[name=later]").click()

    expect(desk.locator("body")).to_contain_text(fr("Put off."))
