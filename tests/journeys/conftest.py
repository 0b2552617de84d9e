"""A browser, a served demonstration, and people who use it."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.demonstration import Site, build, copy, served
from tests.journeys.walking import PATIENCE_MS, Walk, window
from tests.journeys.walking import log_in as log_in_by_the_form
from tests.journeys.watching import Watch

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Debian's chromium without its own windows opens a page for a third of the work; the whole one does as well.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
MISSING = "chromium is missing (on Debian: apt install chromium)"


class OpensPages(Protocol):
    """Opens a page as a new visitor: no cookie, French browser, wide window unless said otherwise."""

    def __call__(self, **context: Any) -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One process runs all that write to a site, one after the other; the others go to whoever is free."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    class BySite(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return written_site(config.rootpath / nodeid.partition("::")[0]) or nodeid

    return BySite(config, log)


@cache
def written_site(module: Path) -> str:
    """Name the site that the journeys of a module write to, as its WRITES says; nothing when they only read."""
    found = re.search(r'^WRITES = "(.+)"$', module.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else ""


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser per test process; it ends with the journeys, for its event loop would refuse the database."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"Browser journeys cannot run: {MISSING}.")
        pytest.skip(f"Browser journeys skipped: {MISSING}.")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built demonstration, one for all test processes; JOURNEYS_DEMONSTRATION names one built before."""
    if built := os.environ.get("JOURNEYS_DEMONSTRATION"):
        return Path(built)
    base = tmp_path_factory.getbasetemp()
    return build((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "built")


@pytest.fixture(scope="package")
def shared_site(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(copy(demonstration, tmp_path_factory.mktemp("shared") / "site"), processes=1) as site:
        yield site


@pytest.fixture(scope="package")
def own_site(
    demonstration: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Site]]:
    """Give the site of a name, a fresh copy; it is served until the one of another name is asked for."""
    with ExitStack() as serving:
        now: dict[str, Site] = {}

        def named(name: str) -> Site:
            if name not in now:
                serving.close()
                now.clear()
                folder = copy(demonstration, tmp_path_factory.mktemp("own") / "site")
                now[name] = serving.enter_context(served(folder))
            return now[name]

        yield named


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Site:
    """The site of the journey: the one its module writes to, shared by modules that disturb none of each other's
    records; or the one where everybody only reads."""
    name = written_site(request.path)
    chosen: Site = (
        request.getfixturevalue("own_site")(name) if name else request.getfixturevalue("shared_site")
    )
    return chosen


@pytest.fixture
def watch(site: Site) -> Watch:
    """What happens behind the pages; a journey names the faults it provokes in `watch.expected`."""
    return Watch(urlsplit(site.address).netloc)


@pytest.fixture
def open_page(chromium: Browser, site: Site, watch: Watch) -> Iterator[OpensPages]:
    before = len(site.log())
    with ExitStack() as closing:

        def opened(**context: Any) -> Page:
            page = window(chromium, site, watch, **context)
            closing.callback(page.context.close)
            return page

        yield opened
    assert watch.unexpected() == []
    assert site.errors(since=before) == []


@pytest.fixture(scope="module")
def windows(chromium: Browser, shared_site: Site) -> Iterator[Walk]:
    walk = Walk(chromium, shared_site, Watch(urlsplit(shared_site.address).netloc))
    yield walk
    walk.end()
    assert walk.watch.unexpected() == []


@pytest.fixture
def walk(windows: Walk) -> Iterator[Walk]:
    """A walk through many pages, each looked at by a test: what one page does wrong fails its own test."""
    before = len(windows.site.log())
    yield windows
    faults, windows.watch.faults = windows.watch.unexpected(), []
    assert faults == []
    assert windows.site.errors(since=before) == []


@pytest.fixture
def page(open_page: OpensPages) -> Page:
    """A visitor who has just come."""
    return open_page()


@pytest.fixture(scope="package")
def kept_cookies() -> dict[tuple[str, str], Any]:
    """The cookies with which an account came in, by site and account."""
    return {}


@pytest.fixture
def log_in(site: Site, kept_cookies: dict[tuple[str, str], Any]) -> Callable[[Page, str], Page]:
    """Log an account in: by the form the first time on a site, later as a browser in which it still is."""

    def logged_in(page: Page, name: str) -> Page:
        page.context.add_cookies(kept_cookies.get((site.address, name), []))
        log_in_by_the_form(page, name)
        kept_cookies[site.address, name] = page.context.cookies()
        return page

    return logged_in
