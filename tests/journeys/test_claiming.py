"""Somebody claims the record of their organisation, edits it, and the next import leaves it as they wrote it."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpensPages
from tests.journeys.demonstration import ROOT, Site, environment
from tests.journeys.words import fr

WRITES = "claims"
SLUG = "twodesigners"


def in_database(site: Site, question: str, *values: str) -> str:
    with closing(sqlite3.connect(site.folder / "db.sqlite3", timeout=20)) as database:
        row = database.execute(question, values).fetchone()
        database.commit()
    return str(row[0]) if row else ""


def mail_to(site: Site, address: str) -> str:
    """What the last mail to an address says, read where it waits for the worker."""
    return in_database(
        site, 'SELECT text FROM outbox_message WHERE "to" = ? ORDER BY id DESC LIMIT 1', address
    )


def run(site: Site, code: str) -> str:
    """Do something to the site's data, as a command on the server would."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(site.folder), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


REFRESH = """
from vivier.directory import actions
from vivier.directory.models import Actor
from vivier.directory.provenance import Source
from vivier.directory.refresh import Arrival
actor = Actor.objects.get(slug="twodesigners")
number = actor.enterprise_number or "0403170701"
Actor.objects.filter(pk=actor.pk).update(enterprise_number=number)
said = {"name": actor.name, "kind": actor.kind, "enterprise_number": number, "city": "Arlon", "stage": "launch"}
source = Source("register", "Registre d’essai", "https://register.example.org")
found = actions.propose_changes([Arrival(number, said)], kind="register", label="1", source=source, by=None)
actions.decide_changes(found, keys=None, accept=True, by=None)
actions.apply_changes(found, by=None)
"""


@pytest.fixture
def claimed(page: Page, site: Site, log_in: Callable[[Page, str], Page]) -> Page:
    """A member who has just proved that the record is theirs."""
    log_in(page, "membre")
    page.goto(f"/fr/acteurs/{SLUG}/")
    page.locator(f"a[href$='/{SLUG}/revendiquer/']").first.click()
    domain = in_database(site, "SELECT website FROM directory_actor WHERE slug = ?", SLUG)
    address = "ada@" + re.sub(r"^https?://(www\.)?|/.*$", "", domain)
    page.locator("input[name=address]").fill(address)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/code/")
    code = re.search(r"^[2-9A-Z]{5}-[2-9A-Z]{5}$", mail_to(site, address), re.MULTILINE)
    assert code
    page.locator("input[name=code]").fill(code[0])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"**/espace/fiches/{SLUG}/")
    return page


def test_claim_edit_with_the_difference_and_the_next_import_does_not_overwrite(
    claimed, site, open_page: OpensPages
):
    page = claimed
    expect(page.locator(".notices")).to_contain_text(fr("The record is in your hands from now on."))
    page.locator("input[name=city]").fill("Dinant")
    page.locator("button[name=preview]").click()
    expect(page.locator(".differences ins").first).to_have_text("Dinant")
    page.locator("button[name=save]").click()
    expect(page.locator(".notices")).to_be_visible()

    run(site, REFRESH)

    visitor = open_page()
    visitor.goto(f"/fr/acteurs/{SLUG}/")
    expect(visitor.locator(".facts").first).to_contain_text("Dinant")
    expect(visitor.locator(".facts").first).not_to_contain_text("Arlon")
    page.reload()
    expect(page.locator(".own__refused")).to_contain_text("Arlon")
    page.locator(".own__refused li", has_text="Arlon").locator("button").click()
    expect(page.locator(".differences del").first).to_have_text("Dinant")
    page.locator("button[name=back]").click()
    expect(page.locator("input[name=city]")).to_have_value("Arlon")


def test_a_second_person_waits_and_the_holder_objects(page, site, watch, open_page, log_in):
    watch.expected = ["answer 404", "status of 404"]
    run(
        site,
        "from vivier.accounts.models import User; from vivier.directory.models import Actor, Membership\n"
        "Membership.objects.get_or_create(user=User.objects.get(email='membre@demo.example'), "
        f"actor=Actor.objects.get(slug='{SLUG}'))",
    )
    other = log_in(open_page(), "conseil")
    other.goto(f"/fr/acteurs/{SLUG}/revendiquer/preuve/")
    other.locator("textarea[name=text]").fill("Je dirige cette maison.")
    other.locator("main form button[type=submit]").first.click()
    other.wait_for_url("**/espace/revendications/")

    team = log_in(open_page(), "coordination")
    team.goto("/desk/claims/")
    team.locator("table a", has_text="twodesigners").first.click()
    expect(team.locator(".desk-facts")).to_contain_text("Je dirige cette maison.")
    team.locator("button[name=accept]").click()

    holder = log_in(page, "membre")
    holder.goto("/espace/revendications/")
    holder.locator("a[href$='/objection/']").first.click()
    holder.locator("textarea[name=text]").fill("Nous ne la connaissons pas.")
    holder.locator("main form button[type=submit]").first.click()
    holder.wait_for_url("**/espace/revendications/")
    assert other.goto(f"/espace/fiches/{SLUG}/").status == 404

    team.reload()
    expect(team.locator(".desk-facts")).to_contain_text("Nous ne la connaissons pas.")
    team.locator("textarea[name=reason]").fill("Les statuts nomment une autre personne.")
    team.locator("button[name=refuse]").click()
    other.goto("/espace/revendications/")
    expect(other.locator("main")).to_contain_text("Les statuts nomment une autre personne.")
