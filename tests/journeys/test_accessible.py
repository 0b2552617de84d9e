"""No automatic check finds a barrier on any kind of page, wide or narrow, light or dark."""

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.journeys.kinds import PERSONAL, PUBLIC, Kind, faults_of
from tests.journeys.walking import WIDE, Walk

Rules = dict[str, Any]
Look = tuple[ViewportSize, Literal["light", "dark"], Rules]
NARROW: ViewportSize = {"width": 320, "height": 720}
EVERYTHING: Rules = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# Only these can differ between light and dark.
COLOURS: Rules = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# What stands around a page (head, menus, foot) is the same on each: these are looked at in every way.
THOROUGHLY = {"home", "directory", "opportunity", "member space", "day's queue"}
# Colours fade for a moment when the scheme changes: look at where they arrive.
CHECK = """async rules => {
    for (const moving of document.getAnimations()) moving.finish();
    return (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations;
}"""


@pytest.mark.parametrize("kind", [*PUBLIC, *PERSONAL], ids=str)
def test_no_barrier_is_found(walk: Walk, kind: Kind):
    walk.watch.expected = faults_of(kind)
    page = walk.as_account(kind.account)
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    page.goto(kind.address)
    page.evaluate(Axe().axe_script)

    barriers: dict[str, list[str]] = {}
    for size, scheme, rules in _looks(kind):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        for line in _barriers(page, rules):
            barriers.setdefault(line, []).append(f"{size['width']} {scheme}")

    assert not barriers, "\n".join(f"{line} [{', '.join(where)}]" for line, where in barriers.items())


def _looks(kind: Kind) -> list[Look]:
    """How a page is looked at: a public one wide in light and narrow in dark, one behind a log-in in one size."""
    if kind.name in THOROUGHLY:
        return [*_both_schemes(WIDE), *_both_schemes(NARROW)]
    if kind in PUBLIC:
        return [(WIDE, "light", EVERYTHING), (NARROW, "dark", EVERYTHING)]
    return _both_schemes((WIDE, NARROW)[PERSONAL.index(kind) % 2])


def _both_schemes(size: ViewportSize) -> list[Look]:
    return [(size, "light", EVERYTHING), (size, "dark", COLOURS)]


def _barriers(page: Page, rules: Rules) -> list[str]:
    violations: list[dict[str, Any]] = page.evaluate(CHECK, rules)
    return [
        f"{one['id']}: {node['html'][:160]} ({' '.join(node['failureSummary'].split())[:220]})"
        for one in violations
        for node in one["nodes"][:6]
    ]
