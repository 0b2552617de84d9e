"""A visitor answers five questions and reads which real opportunities fit, and why."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.words import fr

GROUPS = ("fits", "to_check", "does_not_fit")


def sizes(page: Page) -> dict[str, int]:
    return {name: int(page.locator(f"#h-{name} .pill").inner_text()) for name in GROUPS}


def groups(page: Page) -> dict[str, list[str]]:
    return {name: page.locator(f"#{name} .match h3").all_inner_texts() for name in GROUPS}


def answer_five_questions(page: Page) -> None:
    """A game studio of Namur with a prototype, a company with limited liability, that looks for anything."""
    page.goto("/fr/pour-vous/")
    form = page.locator("#questions")
    form.locator("input[name=who][value=company]").check()
    form.locator("select[name=form]").select_option("srl")
    form.locator("input[name=where]").fill("5000")
    form.locator("input[name=discipline][value=jeu_video]").check()
    form.locator("input[name=stage][value=prototype]").check()
    form.locator("button[type=submit]").click()
    page.wait_for_url("**/pour-vous/?*")


def test_five_answers_give_opportunities_in_groups_with_conditions_counted(page):
    answer_five_questions(page)

    counts = sizes(page)
    assert counts["fits"] + counts["to_check"] > 0
    assert counts["does_not_fit"] > 0
    first = page.locator("#fits .match, #to_check .match").first
    expect(first.locator(".match__n")).to_contain_text(re.compile(r"\d"))
    assert "%" not in page.locator("#results .match__n").all_inner_texts()
    refused = page.locator("#does_not_fit .match__w").first
    expect(refused).to_contain_text(fr("Not met:"))


def test_the_page_of_an_opportunity_says_why_with_what_the_person_answered(page):
    answer_five_questions(page)

    page.locator("#to_check .match h3 a, #fits .match h3 a").first.click()

    table = page.locator("table.why")
    expect(table).to_be_visible()
    assert table.locator("tbody tr").count() >= 1
    for row in table.locator("tbody tr").all():
        expect(row.locator(".verdict svg")).to_have_count(1)
        assert re.search(r"\w", row.locator(".verdict").inner_text())
        assert re.search(r"\w", row.locator("td").nth(1).inner_text())


def test_one_more_answer_settles_what_was_to_check(page):
    answer_five_questions(page)
    before = sizes(page)
    question = page.locator("#to_check form.ask")
    expect(question.locator(".ask__k")).to_contain_text(re.compile(r"\d"))

    answer(question)
    page.wait_for_load_state()

    after = sizes(page)
    assert after["to_check"] < before["to_check"] or page.locator("form.ask").inner_text() != ""
    assert sum(after.values()) == sum(before.values())
    assert after != before


def answer(question: Locator) -> None:
    """Answer the one question, whatever its form: yes, the first choice, or a figure."""
    if question.locator("button[value=yes]").count():
        question.locator("button[value=yes]").click()
        return
    if question.locator("select").count():
        question.locator("select").select_option(index=1)
    elif question.locator("input[type=checkbox]").count():
        question.locator("input[type=checkbox]").first.check()
    elif question.locator("input[type=number]").count():
        question.locator("input[type=number]").fill("4")
    else:
        question.locator("input:not([type=hidden])").fill("Namur")
    question.locator("button[type=submit]").click()


def test_the_address_can_be_shared_and_gives_the_same_answer(page, open_page):
    answer_five_questions(page)
    somebody_else = open_page()

    somebody_else.goto(page.url)

    assert groups(somebody_else) == groups(page)
    assert page.context.cookies() == somebody_else.context.cookies() == []


def test_the_record_of_an_actor_answers_for_it(page):
    page.goto("/fr/acteurs/kikk/")

    page.locator("a[href*='/pour-vous/?actor=kikk']").first.click()

    expect(page.locator("h1")).to_contain_text("KIKK")
    assert sum(sizes(page).values()) > 20
    page.locator("#does_not_fit .match h3 a").first.click()
    expect(page.locator(".fit__who")).to_contain_text("KIKK")
    expect(page.locator("table.why .said small").first).not_to_be_empty()


def test_a_real_call_that_is_closed_says_so_and_stays_as_an_archive(page):
    page.goto("/fr/opportunites/?status=closed")

    page.locator("li.call.is-closed a").first.click()

    expect(page.locator(".notice--warning").first).to_be_visible()
    expect(page.locator(".due.is-closed")).to_be_visible()
    expect(page.locator("#source")).to_be_visible()


def test_deadlines_go_into_a_calendar(page):
    page.goto("/fr/opportunites/recits-interactifs-pour-les-publics-eloignes/")

    with page.expect_download() as waiting:
        page.locator("a[href$='.ics']").first.click()

    content = waiting.value.path().read_text(encoding="utf-8")
    assert "BEGIN:VCALENDAR" in content
    assert "VALARM" in content
