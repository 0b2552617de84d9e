"""No automatic check finds a barrier on any kind of page, wide or narrow, light or dark."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.kinds import PERSONAL, PUBLIC, Kind, faults_of

SIZES = {"wide": (1280, 900), "narrow": (320, 720)}
# Only colours can differ between the schemes: the other rules are asked once per size.
RULES: dict[str, dict[str, Any]] = {
    "light": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
# What shows on a narrow screen alone (its menu) is the same on every page: dark and narrow is asked of these.
IN_THE_DARK = {"home", "directory", "opportunity", "member space", "day's queue"}
# Colours fade for a moment when the scheme changes: look at where they arrive.
CHECK = """async rules => {
    for (const moving of document.getAnimations()) moving.finish();
    return (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations;
}"""


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    """What the browser keeps of each account once it has logged in: once is enough to look at its pages."""
    return {}


@pytest.mark.parametrize("kind", [*PUBLIC, *PERSONAL], ids=str)
def test_no_barrier_is_found(
    open_page, watch, log_in: Callable[[Page, str], Page], kept: dict[str, Any], kind: Kind
):
    watch.expected = faults_of(kind)
    page = open_page(storage_state=kept.get(kind.account))
    if kind.account and kind.account not in kept:
        log_in(page, kind.account)
        kept[kind.account] = page.context.storage_state()
    page.goto(kind.address)
    page.evaluate(Axe().axe_script)

    barriers: dict[str, list[str]] = {}
    for (size, (width, height)), scheme in product(SIZES.items(), RULES):
        if not _is_asked(kind, size, scheme):
            continue
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        for line in _barriers(page, RULES[scheme]):
            barriers.setdefault(line, []).append(f"{size} {scheme}")

    assert not barriers, "\n".join(f"{line} [{', '.join(where)}]" for line, where in barriers.items())


def _is_asked(kind: Kind, size: str, scheme: str) -> bool:
    """Everything of public pages; the two sizes are dealt out over the pages behind a log-in."""
    if (size, scheme) == ("narrow", "dark"):
        return kind.name in IN_THE_DARK
    return kind.name in IN_THE_DARK or kind in PUBLIC or size == ("wide", "narrow")[PERSONAL.index(kind) % 2]


def _barriers(page: Page, rules: dict[str, Any]) -> list[str]:
    violations: list[dict[str, Any]] = page.evaluate(CHECK, rules)
    return [
        f"{one['id']}: {node['html'][:160]} ({' '.join(node['failureSummary'].split())[:220]})"
        for one in violations
        for node in one["nodes"][:6]
    ]
