"""A coordinator fills the directory from a register and from a spreadsheet, looks at it first, takes it back."""

import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpensPages
from tests.journeys.demonstration import ROOT, Site, environment
from tests.registers.extracts import World

WRITES = "sources"
PATIENCE_SECONDS = 60
THEATRE = "Théâtre des Sources"
SHEET = (
    "Liste des membres;;;;\nRéf;Dénomination;Commune;CP;Site web\n"
    "1;Atelier des Sources;Namur;5000;atelier-des-sources.example.org\n"
    "2;Maison des Sources;Namur;5000;\n3;;Liège;4000;\n"
)


@pytest.fixture(autouse=True)
def worker(site: Site) -> Iterator[None]:
    """What does the work in the background, as beside a real site."""
    with (site.folder / "work.log").open("ab") as log:
        command = [sys.executable, "manage.py", "work"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment(site.folder), stdout=log, stderr=log)
    yield
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture
def desk(page: Page, log_in: Callable[[Page, str], Page]) -> Page:
    log_in(page, "coordination")
    return page


@pytest.fixture
def visitor(open_page: OpensPages) -> Page:
    return open_page()


def come_back_until(desk: Page, wanted: str) -> None:
    """Look again until the background work has made the page show what is wanted."""
    for _time in range(PATIENCE_SECONDS):
        if desk.locator(wanted).count():
            return
        desk.wait_for_timeout(1_000)
        desk.reload()
    pytest.fail(f"{wanted} did not come")


def accept_everything_and_apply(desk: Page) -> None:
    desk.locator("button[name=accept_all]").click()
    desk.locator("button[name=apply]").click()
    come_back_until(desk, "button[name=undo]")


def undo(desk: Page) -> None:
    desk.locator("button[name=undo]").click()
    come_back_until(desk, ".desk-state--undone")


def found(visitor: Page, words: str) -> int:
    visitor.goto(f"/fr/acteurs/?q={words}")
    return visitor.locator(".card h3 a", has_text="des Sources").count()


def test_an_extract_of_the_register_is_read_reviewed_applied_and_undone(desk, visitor, tmp_path: Path):
    world = World()
    world.enterprise(4031701, THEATRE, nace="90012")
    folder = world.write(tmp_path / "extract")
    with zipfile.ZipFile(tmp_path / "extract.zip", "w") as archive:
        for path in folder.glob("*.csv"):
            archive.write(path, path.name)

    desk.goto("/desk/imports/")
    desk.locator("input[type=file]").set_input_files(tmp_path / "extract.zip")
    desk.locator(".desk-box button[type=submit]").first.click()
    come_back_until(desk, "button[name=apply]")
    desk.locator("button[name=apply]").click()
    come_back_until(desk, "a.button[href*='/changes/']")
    desk.locator("a.button[href*='/changes/']").click()
    expect(desk.locator(".desk-review")).to_contain_text(THEATRE)
    expect(desk.locator(".desk-review")).to_contain_text("NACE 90.012 (2008)")

    assert found(visitor, "theatre+des+sources") == 0
    accept_everything_and_apply(desk)
    assert found(visitor, "theatre+des+sources") == 1
    visitor.locator(".card h3 a", has_text=THEATRE).click()
    expect(visitor.locator(".facts")).to_contain_text("NACE 90.012 (2008)")

    undo(desk)
    assert found(visitor, "theatre+des+sources") == 0


def test_a_spreadsheet_is_sent_mapped_reviewed_applied_and_undone(desk, visitor, tmp_path: Path):
    path = tmp_path / "membres.csv"
    path.write_bytes(SHEET.encode("cp1252"))

    desk.goto("/desk/sheets/")
    desk.locator("input[type=file]").set_input_files(path)
    desk.locator("input[name=source]").fill("Fédération des Sources")
    desk.locator(".desk-box button[type=submit]").first.click()
    come_back_until(desk, ".desk-list--short")
    expect(desk.locator(".desk-list--short")).to_contain_text("5")

    desk.locator("select[name=kind_if_new]").select_option("studio")
    desk.locator("select[name=discipline_if_new]").select_option(index=1)
    expect(desk.locator("select[name=field_city]")).to_have_value("Commune")
    desk.locator("button[name=map]").click()
    come_back_until(desk, "button[name=propose]")
    desk.locator("button[name=propose]").click()
    come_back_until(desk, "a.button[href*='/changes/']")
    desk.locator("a.button[href*='/changes/']").click()
    expect(desk.locator(".desk-review")).to_contain_text("Maison des Sources")

    accept_everything_and_apply(desk)
    assert found(visitor, "des+sources") == 2
    undo(desk)
    assert found(visitor, "des+sources") == 0


def test_an_administrator_copies_a_definition_and_changes_it(page, log_in, site: Site):
    log_in(page, "administration")
    page.goto("/desk/definitions/")
    page.locator(".desk-list a", has=page.locator("strong")).first.click()
    page.locator("button[name=copy]").click()
    page.locator("select[name=nace_version]").select_option("2008")
    page.locator("input[name=code]:not([type=checkbox])").fill("90.012")
    page.locator("input[name=weight]").fill("0,5")
    page.locator("button[name=add]").click()

    expect(page.locator(".desk-codes", has_text="90.012").first).to_contain_text("0,50")


def test_a_list_of_opportunities_becomes_drafts_and_goes_back(desk, tmp_path: Path):
    path = tmp_path / "appels.csv"
    path.write_text("Réf;Intitulé;Date limite\n1;Bourse des Sources;31/01/2099\n2;;01/02/2099\n")

    desk.goto("/desk/opportunity-sources/")
    desk.locator("input[name=name]").fill("Journal des appels")
    desk.locator(".desk-box button[type=submit]").click()
    desk.locator("input[type=file]").set_input_files(path)
    desk.locator("button[name=send]").click()
    come_back_until(desk, "button[name=propose]")
    expect(desk.locator(".desk-list--short")).to_contain_text("3")
    desk.locator("button[name=propose]").click()
    come_back_until(desk, "button[name=accept_all]")
    expect(desk.locator(".desk-review")).to_contain_text("Bourse des Sources")

    accept_everything_and_apply(desk)
    expect(desk.locator(".desk-review a")).to_have_text("Bourse des Sources")
    undo(desk)
    expect(desk.locator(".desk-review a")).to_have_count(0)
