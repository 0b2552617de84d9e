"""Everything a mouse does, a keyboard does too, and one sees where one is."""

from playwright.sync_api import Page, expect

FOCUSED = (
    "() => { const one = document.activeElement; return [one.tagName, one.id, one.name || ''].join(' ') }"
)
LOOKS = """() => {
    const one = document.activeElement, parts = [one, one.closest('.search'), one.querySelector('circle')];
    const looks = () => parts.filter(part => part).map(part => {
        const s = getComputedStyle(part);
        return [s.outline, s.boxShadow, s.stroke, s.strokeWidth].join();
    }).join();
    const focused = looks();
    one.blur();
    const blurred = looks();
    one.focus();
    return focused !== blurred || one.tagName === 'BODY' ? '' : one.outerHTML.slice(0, 120);
}"""


def tab_to(page: Page, selector: str, *, at_most: int = 60) -> None:
    """Press Tab until the thing has the focus, as a person would; every stop shows where one is."""
    for _press in range(at_most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {at_most} presses of Tab")


def test_the_first_stop_skips_to_the_content(page):
    page.goto("/fr/acteurs/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()

    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#q")).to_be_focused()


def test_searching_filtering_and_opening_a_record_needs_no_mouse(page):
    page.goto("/fr/acteurs/#content")
    page.locator("main").focus()
    tab_to(page, "#q")
    page.keyboard.type("studio")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=studio*")

    page.locator("main").focus()
    tab_to(page, "#facets input[type=checkbox]")
    box = page.evaluate("document.activeElement.id")
    page.keyboard.press("Space")
    page.wait_for_url("**" + page.locator(f"#{box}").get_attribute("name") + "=*")
    expect(page.locator(f"#{box}")).to_be_checked()

    tab_to(page, "#results .card h3 a", at_most=120)
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name.strip())


def test_the_focus_stays_on_the_box_that_was_pressed(page):
    page.goto("/fr/acteurs/")
    page.locator("#facets input[type=checkbox]").nth(1).focus()
    before = page.evaluate(FOCUSED)

    page.keyboard.press("Space")
    page.wait_for_url("**=*")
    page.wait_for_function("!document.querySelector('[aria-busy=true]')")

    assert page.evaluate(FOCUSED) == before


def test_every_stop_of_the_home_page_can_be_seen(page):
    page.goto("/fr/")
    unseen = []
    for _stop in range(40):
        page.keyboard.press("Tab")
        unseen.append(page.evaluate(LOOKS))

    assert [one for one in unseen if one] == []


def test_the_five_questions_are_answered_with_the_keyboard(page):
    page.goto("/fr/pour-vous/")
    page.locator("main").focus()
    tab_to(page, "input[name=who]")
    page.keyboard.press("Space")
    tab_to(page, "#where")
    page.keyboard.type("Namur")
    page.keyboard.press("Enter")

    page.wait_for_url("**where=Namur*")
    expect(page.locator("#results .match").first).to_be_visible()


def test_the_menu_of_a_small_screen_opens_with_the_keyboard(open_page):
    page = open_page(viewport={"width": 390, "height": 800})
    page.goto("/fr/")
    tab_to(page, ".burger summary")
    page.keyboard.press("Enter")

    expect(page.locator(".burger__panel a").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/acteurs/")
