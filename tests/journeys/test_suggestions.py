"""A visitor types a few letters and goes straight to a record, with the keyboard alone."""

from playwright.sync_api import expect


def test_names_are_proposed_and_chosen_with_the_keyboard(page):
    page.goto("/fr/")
    field = page.get_by_role("combobox")
    field.press_sequentially("kik")

    options = page.get_by_role("option")
    expect(options.first).to_contain_text("KIKK")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    first = options.first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(first.get_attribute("id")))
    name = first.locator("b").inner_text()
    field.press("Enter")

    expect(page.locator("h1")).to_have_text(name)


def test_escape_closes_the_list_and_enter_searches_what_was_typed(page):
    page.goto("/fr/recherche/")
    field = page.get_by_role("combobox")
    field.press_sequentially("trakk")
    expect(page.get_by_role("option").first).to_be_visible()

    field.press("Escape")
    expect(page.get_by_role("listbox", include_hidden=True)).to_be_hidden()
    expect(field).to_have_value("trakk")
    field.press("Enter")

    expect(page.locator("#results h3 a").first).to_have_text("TRAKK")
    assert "q=trakk" in page.url


def test_the_field_of_a_list_proposes_its_own_kind_below_itself(page):
    page.goto("/fr/agenda/")
    field = page.locator("#q")
    field.press_sequentially("kik")

    options = page.locator("[role=search] [role=option]")
    expect(options.first).to_be_visible()
    assert set(options.locator(".suggest__k").all_inner_texts()) == {"Événement"}
    name = options.first.locator("b").inner_text()
    field.press("ArrowDown")
    field.press("Enter")

    expect(page.locator("h1")).to_have_text(name)
