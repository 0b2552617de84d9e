"""No automatic check finds a barrier on any kind of page, wide or narrow, light or dark."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.kinds import PERSONAL, PUBLIC, Kind, faults_of

SIZES = {"wide": (1280, 900), "narrow": (320, 720)}
SCHEMES = ("light", "dark")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# Two frames later the page looks as it was told: size and colours are those of the variant.
CHECK = """async rules => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    return axe.run(document, rules);
}"""


@pytest.mark.parametrize("kind", [*PUBLIC, *PERSONAL], ids=str)
def test_no_barrier_is_found(page, watch, log_in: Callable[[Page, str], Page], kind: Kind):
    watch.expected = faults_of(kind)
    if kind.account:
        log_in(page, kind.account)
    page.emulate_media(reduced_motion="reduce")
    page.goto(kind.address)

    page.evaluate(Axe().axe_script)
    barriers = {}
    for (size, (width, height)), scheme in product(SIZES.items(), SCHEMES):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        for line in _barriers(page):
            barriers.setdefault(line, []).append(f"{size} {scheme}")

    assert not barriers, "\n".join(f"{line} [{', '.join(where)}]" for line, where in barriers.items())


def _barriers(page: Page) -> list[str]:
    violations: list[dict[str, Any]] = page.evaluate(CHECK, RULES)["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} ({' '.join(node['failureSummary'].split())[:220]})"
        for one in violations
        for node in one["nodes"][:6]
    ]
