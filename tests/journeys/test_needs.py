"""From a need to the row behind a frozen figure: told, referred, taken, what came of it, counted, accounted for."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.words import fr

WRITES = "one record each"


def test_a_need_goes_from_who_asks_to_the_partner_and_back(page, open_page, log_in):
    page.goto("/fr/besoin/")
    go_on = page.locator("button.btn--accent")
    go_on.click()
    page.locator("input[value=business]").check()
    go_on.click()
    page.locator("textarea").fill("Relire mon plan financier avant la banque.")
    for _question in range(5):
        go_on.click()
    page.locator("input[name=name]").fill("Ada Essai")
    page.locator("input[name=email]").fill("ada@demo.example")
    go_on.click()
    page.locator("input[value=contact]").check()
    go_on.click()
    expect(page.locator(".told")).to_contain_text("Relire mon plan financier")
    go_on.click()
    expect(page.locator("h1")).to_have_text(fr("Thank you, it has arrived"))
    reference, follow = page.locator(".needs__ref b").inner_text(), page.url

    desk = log_in(open_page(), "coordination")
    desk.goto(f"/desk/needs/?words={reference}")
    desk.get_by_role("link", name=reference).first.click()
    desk.locator("#enter input[name=project_name]").fill("Un projet d’essai")
    desk.locator("#enter input[name=disciplines]").first.check()
    desk.locator("button[name=enter]").click()
    partner = desk.locator(".desk-proposals > li", has_text="Incubateur Passerelle")
    if not partner.locator("button[name=refer]").is_visible():
        partner.locator("summary").click()
    partner.locator("button[name=refer]").click()
    expect(desk.locator("#referrals + ul")).to_contain_text("Incubateur Passerelle")
    at_the_desk = desk.url.partition("#")[0]

    desk.locator("#referrals + ul a").click()
    number = desk.url.rstrip("/").rpartition("/")[2]
    adviser = log_in(open_page(), "conseil")
    adviser.goto(f"/espace/orientations/{number}/")
    expect(adviser.locator(".told")).to_contain_text("Relire mon plan financier")
    adviser.locator("input[value=taken]").check()
    adviser.locator(".needs__answer button").click()
    expect(adviser.get_by_role("status").first).to_be_visible()

    page.goto(follow)
    expect(page.locator("main")).to_contain_text("Incubateur Passerelle")
    expect(page.locator("main")).to_contain_text(fr("A partner has taken it in hand."))

    adviser.locator("a[href^='/espace/dossiers/']").click()
    tell_outcome(adviser, "1500")
    page.get_by_role("link", name=fr("Open my case")).click()
    tell_outcome(page, "1200")
    desk.goto(at_the_desk)
    desk.locator("a[href$='/dossier/']").click()
    expect(desk.locator("section", has=desk.locator("#h-out"))).to_contain_text(fr("The two sides differ"))
    is_accounted_for(desk, reference)


def tell_outcome(page: Page, amount: str) -> None:
    """Say on the page of the case that something was obtained."""
    section = page.locator("section", has=page.locator("#h-out"))
    section.locator("summary").click()
    section.locator("select[name=result]").select_option("obtained")
    section.locator("input[name=amount_eur]").fill(amount)
    section.locator("button[value=outcome]").click()
    expect(section.locator("ul.people")).to_contain_text(re.compile(rf"{amount[:-3]}\s{amount[-3:]}"))


def is_accounted_for(desk: Page, reference: str) -> None:
    """Have a mandate count needs with something obtained, hand a report in, and go down to the need's row."""
    desk.goto("/desk/mandates/")
    desk.get_by_role("link", name="La ville créative (démonstration)").first.click()
    number = desk.url.rstrip("/").rpartition("/")[2]
    desk.goto(f"/desk/mandates/parts/indicator/new/{number}/")
    for name, words in (("code", "J1"), ("title_fr", "Besoins aboutis"), ("unit", "besoins")):
        desk.locator(f"input[name={name}]").fill(words)
    desk.locator("main form[method=post] button[type=submit]").first.click()
    desk.goto(f"/desk/reports/figures/{number}/")
    desk.get_by_role("link", name="J1 · Besoins aboutis").click()
    desk.locator("summary", has_text=fr("How it is counted")).click()
    desk.locator("input[name=source][value=code]").check()
    desk.locator("select[name=query]").select_option("needs_with_something_obtained")
    desk.locator("button[name=count]").click()
    expect(desk.locator("main table")).to_contain_text(reference)

    desk.goto(f"/desk/reports/mandate/{number}/")
    desk.locator(f"form[action='/desk/reports/mandate/{number}/new/'] button").click()
    desk.locator("textarea[name=introduction]").fill("Une année d’essai.")
    desk.locator("button[name=save]").click()
    desk.locator("button[name=submit]").click()
    expect(desk.get_by_role("heading", name=fr("Frozen and signed"))).to_be_visible()
    desk.locator("main table a[href*='/rows/']").first.click()
    expect(desk.locator("main table")).to_contain_text(reference)
    desk.goto("/desk/mandates/obligations/")
    expect(desk.locator("li", has_text="Rapport à la Ville")).to_contain_text(fr("sent"))
