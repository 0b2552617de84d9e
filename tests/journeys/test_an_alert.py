"""Somebody without an account keeps a search, receives the mail of it, and stops it in one click."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.journeys.test_claiming import in_database, mail_to, run
from tests.journeys.words import fr

WRITES = "one record each"
ADDRESS = "ada-alerte@demo.example"
TELL = "from vivier.alerts.actions import telling; telling.tell_everyone()"


def path_in(text: str, part: str) -> str:
    found = re.search(rf"https?://\S*/{part}\S*", text)
    assert found, text
    return urlsplit(found[0]).path


def test_a_search_is_kept_told_by_mail_and_stopped(page, site):
    page.goto("/fr/opportunites/?kind=funding")
    page.get_by_role("link", name=fr("Save this search, be told by mail")).first.click()
    page.locator("input[name=email]").fill(ADDRESS)
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator("h1")).not_to_have_text(fr("Tell me by mail"))

    page.goto(path_in(mail_to(site, ADDRESS), "fr/alertes/confirm"))
    page.get_by_role("button", name=fr("Yes, write to me about this")).click()
    expect(page).to_have_url(re.compile("confirmed=1"))

    run(site, TELL)
    told = mail_to(site, ADDRESS)
    page.goto(path_in(told, "fr/opportunites/[^?/\\s]+/"))
    assert page.locator("h1").inner_text() in told

    count = 'SELECT count(*) FROM outbox_message WHERE "to" = ?'
    sent = in_database(site, count, ADDRESS)
    stop = in_database(
        site, 'SELECT unsubscribe FROM outbox_message WHERE "to" = ? ORDER BY id DESC', ADDRESS
    )
    page.goto(urlsplit(stop).path)
    page.get_by_role("button", name=fr("Stop everything")).click()
    expect(page.locator("h1")).to_have_text(fr("The mails have stopped"))
    run(site, TELL)
    assert in_database(site, count, ADDRESS) == sent
