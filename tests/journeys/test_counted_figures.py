"""From the observatory to a figure: definition, map and table, download, and the widget on a partner's page."""

import csv
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from playwright.sync_api import Page

from tests.journeys.demonstration import ROOT, Site, environment

WRITES = "one record each"
# Enterprises of a register in four towns, under two definitions of the sector, and a snapshot of them.
REGISTER = """
from vivier.observatory.computed.photographing import take_snapshot
from vivier.registers.models import ImportRun, RegisterRecord, SectorCode
run = ImportRun.objects.create(path="extract")
used = [row[0] for row in SectorCode.objects.filter(definition__is_used=True).order_by("pk").values_list("code")]
other = SectorCode.objects.filter(definition__is_used=False).exclude(code__in=used).order_by("pk").first()
towns = {"Namur": 40, "Mons": 25, "Ath": 15, "Dinant": 3}
numbers = iter(range(1000))
for town, many in towns.items():
    for at in range(many):
        code = SectorCode.objects.filter(definition__is_used=True).order_by("pk").first() if at % 2 else other
        said = {"number": f"{next(numbers):010}", "name": "Enterprise", "sectors": [], "started_on": "2001-02-03",
            "activities": [[code.nace_version, (code.code + "00000")[:5], True]],
            "country": "", "town": town, "postal_code": ""}
        RegisterRecord.objects.create(number=said["number"], name="Enterprise", said=said, digest="x", run=run)
take_snapshot()
print(other.definition.slug)
"""


@contextmanager
def partner(page: str) -> Iterator[str]:
    """Serve one page from another origin; yield its address. (A browser lets no distant page frame this machine.)"""

    class OnePage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), OnePage) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/partner"
        server.shutdown()


def told(page: Page) -> list[str]:
    """Return the numbers of the table, line by line, the total last."""
    table = page.locator("section:has(#h-numbers) table, main:has(> #h-numbers) table").first
    return [cell.strip() for cell in table.locator("td.num").all_text_contents()]


def lines(text: str) -> list[list[str]]:
    """Return the lines of a download as [number, why there is none], the total last."""
    dialect = ";" if ";" in text.splitlines()[0] else ","
    total, *rows = list(csv.reader(text.lstrip("\ufeff").splitlines(), delimiter=dialect))[1:]
    return [[row[4], row[5]] for row in (*rows, total)]


def test_a_figure_is_the_same_from_the_map_to_the_page_of_a_partner(page, open_page, site: Site, watch):
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", REGISTER]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(site.folder), check=True, capture_output=True, text=True
    )
    other = done.stdout.split()[-1]
    page.goto("/fr/observatoire/")
    page.locator(".obs__own a").first.click()
    page.locator("a[href*='/enterprises/']").first.click()
    first = page.locator(".due__n b").inner_text()
    page.locator("#definition").select_option(other)
    page.locator(".countform button").click()
    assert f"definition={other}" in page.url
    assert page.locator(".due__n b").inner_text() != first
    page.locator(".counttabs a[href*='by=canton']").click()

    shapes = page.locator(".countmap path title").all_text_contents()
    names = page.locator("section:has(#h-numbers) tbody th").all_text_contents()
    numbers = told(page)
    twin = {f"{name}: {number}" for name, number in zip(names, numbers, strict=False)}
    assert shapes
    assert set(shapes) <= twin
    with page.expect_download() as saved:
        page.locator(".due a[download]").first.click()
    written = lines(saved.value.path().read_text(encoding="utf-8"))
    assert [value or why for value, why in written] == [one.replace("\u202f", "") for one in numbers]

    widget = page.locator(".embedcode").inner_text()
    guest = open_page()
    with partner(f"<!doctype html><link rel=icon href=data:,><h1>Partner</h1>{widget}") as address:
        watch.expected.append(f"request to another host: {address}")
        guest.goto(address)
        frame = guest.frame_locator("iframe")
        frame.locator("details summary").click()
        assert [one.strip() for one in frame.locator("td.num").all_text_contents()] == numbers
    assert guest.context.cookies() == []
    assert first
