"""An expense with four eyes: entered, not decided by who entered it, sent back, corrected, accepted."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.journeys.words import fr
from vivier.firstload.small_pdf import pdf_of

WRITES = "one record each"
DAY = (datetime.now(tz=UTC) - timedelta(days=40)).date().isoformat()
COMMENT = "La description ne dit pas pour quel atelier."


def enter(page: Page, invoice: str) -> None:
    """Enter an invoice of the city's mandate with its document and its payment, and submit it."""
    page.goto("/desk/mandates/expenses/new/")
    facts = {
        "supplier": "Salle des Fêtes (essai)",
        "invoice_number": invoice,
        "dated_on": DAY,
        "description": "Location",
        "amount_excl_eur": "100",
        "amount_incl_eur": "121",
    }
    for name, words in facts.items():
        page.locator(f"input[name={name}]").fill(words)
    page.locator("select[name=category]").select_option("venue")
    line = page.locator("select[name=line_0] option", has_text="V1").get_attribute("value")
    page.locator("select[name=line_0]").select_option(line)
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/expenses/\d+/$"))

    for kind in ("invoice", "payment"):
        form = page.locator("form[action$='/attach/']")
        form.locator("select[name=kind]").select_option(kind)
        form.locator("input[type=file]").set_input_files(
            {
                "name": f"{kind}-{invoice}.pdf",
                "mimeType": "application/pdf",
                "buffer": pdf_of([kind, invoice]),
            }
        )
        form.locator("button[type=submit]").click()
        expect(page.locator("main")).to_contain_text(f"{kind}-{invoice}.pdf")
    page.locator("input[name=paid_on]").fill(DAY)
    page.locator("input[name=amount_eur]").fill("121")
    page.locator("button[name=pay]").click()
    page.locator("button[name=submit]").click()
    expect(page.locator(".desk-state--submitted")).to_be_visible()


def test_an_expense_is_accepted_by_somebody_else_once_it_is_corrected(page, open_page, log_in):
    coordinator = log_in(page, "coordination")
    enter(coordinator, "JOURNEY-1")
    expect(coordinator.locator("main")).to_contain_text(
        fr("You had a hand in this expense: another coordinator decides about it.")
    )
    expect(coordinator.locator("button[name=accept]")).to_have_count(0)

    accountant = log_in(open_page(), "comptabilite")
    enter(accountant, "JOURNEY-2")
    expect(accountant.locator("button[name=accept]")).to_have_count(0)
    address = accountant.url

    coordinator.goto(address)
    coordinator.locator("textarea[name=comment], input[name=comment]").first.fill(COMMENT)
    coordinator.locator("button[name=send_back]").click()
    expect(coordinator.locator(".desk-state--to_correct")).to_be_visible()

    accountant.goto(address)
    expect(accountant.locator(".desk-warning").first).to_contain_text(COMMENT)
    accountant.locator("a[href$='/change/']").click()
    accountant.locator("input[name=description]").fill("Location pour l’atelier d’ouverture")
    accountant.locator("main form[method=post] button[type=submit]").first.click()
    accountant.locator("button[name=submit]").click()
    expect(accountant.locator(".desk-state--submitted")).to_be_visible()

    coordinator.goto(address)
    expect(coordinator.locator("main")).to_contain_text("Location pour l’atelier d’ouverture")
    coordinator.locator("button[name=accept]").click()
    expect(coordinator.locator(".desk-state--accepted")).to_be_visible()
