"""A partner takes its period home in a file; the mandate counts the same referrals of it, composed in the desk."""

import csv
import io
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from tests.journeys.words import fr

WRITES = "one record each"
YEAR = datetime.now(tz=UTC).year
PERIOD = (f"{YEAR}-01-01", f"{YEAR}-12-31")


def taken_home(adviser: Page) -> tuple[str, set[str]]:
    """Return the partner's name and the references of its file, those taken back left out."""
    adviser.goto("/espace/partenaire/")
    name = adviser.locator("h1").inner_text()
    for field, day in zip(("first", "last"), PERIOD, strict=True):
        adviser.locator(f"input[name={field}]").fill(day)
    adviser.locator("form.period button").click()
    with adviser.expect_download() as download:
        adviser.locator("a[href*='csv'][download]").click()
    text = download.value.path().read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows
    column = next(iter(rows[0]))
    return name, {row[column] for row in rows if fr("taken back") not in row.values()}


def test_a_partners_file_holds_what_the_mandate_counts_of_it(page, open_page, log_in):
    partner, references = taken_home(log_in(page, "conseil"))

    desk = log_in(open_page(), "coordination")
    desk.goto("/desk/mandates/")
    desk.get_by_role("link", name="La ville créative (démonstration)").first.click()
    number = desk.url.rstrip("/").rpartition("/")[2]
    desk.goto(f"/desk/mandates/parts/indicator/new/{number}/")
    for name, words in (
        ("code", "P1"),
        ("title_fr", "Orientations d’un partenaire"),
        ("unit", "orientations"),
    ):
        desk.locator(f"input[name={name}]").fill(words)
    desk.locator("main form[method=post] button[type=submit]").first.click()
    desk.goto(f"/desk/reports/figures/{number}/?starts_on={PERIOD[0]}&ends_on={PERIOD[1]}")
    desk.get_by_role("link", name="P1 · Orientations d’un partenaire").click()
    desk.locator("summary", has_text=fr("How it is counted")).click()
    desk.locator("input[name=source][value=composed]").check()
    desk.locator("select[name=what]").select_option("referrals")
    desk.locator("button[name=count]").click()
    desk.locator("#compose select[name=day]").select_option("sent")
    desk.locator("#compose select[name$='partner']").select_option(label=partner)
    desk.locator("#compose button[name=keep]").click()

    expect(desk.locator(".desk-figure")).to_have_text(str(len(references)))
    with desk.expect_download() as download:
        desk.locator("a[href*='/csv'], a[href*='csv?']").first.click()
    text = download.value.path().read_text("utf-8-sig")
    assert {row[0] for row in list(csv.reader(io.StringIO(text)))[1:]} == references
