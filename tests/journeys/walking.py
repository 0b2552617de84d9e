"""Somebody who walks through many pages in one window: to open a window for each costs more than to look at it."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.journeys.demonstration import Site
from tests.journeys.watching import Watch

WIDE: ViewportSize = {"width": 1280, "height": 900}
SETTINGS: dict[str, Any] = {
    "locale": "fr-BE",
    "timezone_id": "Europe/Brussels",
    "viewport": WIDE,
    "reduced_motion": "reduce",
}
PATIENCE_MS = 20_000


def window(browser: Browser, site: Site, watch: Watch, **context: Any) -> Page:
    """Open a window of a new visitor: no cookie, French browser, wide unless said otherwise."""
    one: BrowserContext = browser.new_context(base_url=site.address, **(SETTINGS | context))
    one.set_default_timeout(PATIENCE_MS)
    watch.listen_to(one)
    return one.new_page()


def log_in(page: Page, name: str) -> Page:
    """Log a demonstration account in by the form, as the person would; who still is goes on from there."""
    page.goto("/accounts/login/")
    if "/accounts/login" not in page.url:
        return page
    page.locator("input[name=login]").fill(f"{name}@demo.example")
    page.locator("input[name=password]").fill("vivier-demonstration")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    return page


class Walk:
    """The windows of one walk, kept from page to page: one for each account, visitors with and without script."""

    def __init__(self, browser: Browser, site: Site, watch: Watch) -> None:
        self._browser, self.site, self.watch = browser, site, watch
        self._windows: dict[tuple[str, bool], Page] = {}

    def as_account(self, account: str) -> Page:
        """Return the window in which the account is logged in; a visitor's when it is empty."""
        if (account, True) in self._windows:
            return self._windows[account, True]
        page = self._window(account, scripts=True)
        return log_in(page, account) if account else page

    def as_visitor(self, *, scripts: bool = True) -> Page:
        """Return the window of a visitor who brings no cookie from the page before."""
        page = self._window("", scripts=scripts)
        page.context.clear_cookies()
        return page

    def _window(self, account: str, *, scripts: bool) -> Page:
        key = account, scripts
        if key not in self._windows:
            self._windows[key] = window(self._browser, self.site, self.watch, java_script_enabled=scripts)
        return self._windows[key]

    def end(self) -> None:
        for page in self._windows.values():
            page.context.close()
