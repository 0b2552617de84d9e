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
MANY = 40
PALE = [
    *['<p class="row"><b class="dark">word</b> <i class="pale in-every-row">word</i></p>'] * MANY,
    '<p class="row"><b class="dark">word</b> <i class="pale"><u class="in-one-row">word</u></i></p>',
    '<p class="row night"><i class="on-another-ground">word</i></p>',
    *['<p class="grey big"><b class="dark">word</b></p>'] * MANY,
    '<p class="grey as-small-text">word</p>',
    *['<p class="row night"><b class="dark">word</b></p>'] * MANY,
]
STYLES = """main { background: #fff; color: #111 } .pale { color: #bbb } .grey { color: #828282 } .row { color: #333 }
    .big { font-size: 2rem } .night { background: #222 } .night .dark { color: #fff }"""
# Colours fade for a moment when the scheme changes: look at where they arrive. To measure the contrast of each of
# five hundred cells takes longer than all other rules together: of what is drawn alike, in surroundings drawn alike
# up to the body, the first two are measured.
CHECK = """async rules => {
    for (const moving of document.getAnimations()) moving.finish();
    const numbers = new Map(), looks = new Map(), met = new Map();
    const lookOf = one => {
        if (!one) return '';
        if (!looks.has(one)) {
            const style = getComputedStyle(one);
            const own = [style.color, style.backgroundColor, style.backgroundImage, style.opacity, style.fontSize,
                style.fontWeight, style.textShadow, style.position, style.filter, style.mixBlendMode,
                style.textDecorationLine, style.visibility, style.display];
            const whole = [lookOf(one.parentElement), ...own].join('|');
            if (!numbers.has(whole)) numbers.set(whole, numbers.size);
            looks.set(one, numbers.get(whole));
        }
        return looks.get(one);
    };
    for (const one of document.body.querySelectorAll('*')) {
        const look = lookOf(one);
        met.set(look, (met.get(look) ?? 0) + 1);
        one.toggleAttribute('data-like-others', met.get(look) > 2);
    }
    axe.configure({rules: [{id: 'color-contrast', selector: ':not([data-like-others])'}]});
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


def test_one_pale_word_among_many_is_found(page: Page):
    page.set_content(f"<title>Words</title><style>{STYLES}</style><main>{''.join(PALE)}</main>")
    page.evaluate(Axe().axe_script)

    found = " ".join(_barriers(page, COLOURS))

    for shown in ("in-every-row", "in-one-row", "on-another-ground", "as-small-text"):
        assert shown in found
    assert "dark" not in found


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
