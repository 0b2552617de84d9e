"""Long lists written at once: looped in a template, they would take longer than the rest of the page."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vivier.core.templatetags.components import icon, motif, quantity
from vivier.core.translation import current_language
from vivier.web.showing.maps import TerritoryMap

register = template.Library()

_BOX = (
    '<label class="check"><input type="checkbox" name="{}" value="{}" id="{}-{}"{}>'
    "<span>{}</span><i>{}</i></label>"
)
_CHECKED = format_html("{}", " checked")
_NOTHING = format_html("{}", "")
_CARD = """
<li class="card"><span class="card__art">{}</span><div class="card__b">
<h3><a href="{}">{}</a>{}</h3>
<p class="card__m">{} <span>{}{}</span></p>
{}<ul class="tags">{}</ul>
<p class="card__f">{}<span>{}</span></p></div></li>"""


@register.simple_tag
def boxes(group: Any, choices: tuple[Any, ...]) -> SafeString:
    """Write the boxes of a filter, each with the count it would give."""
    return _boxes(group.name, choices, current_language())


@lru_cache(maxsize=1024)
def _boxes(name: str, choices: tuple[Any, ...], _language: str) -> SafeString:
    return format_html_join("", _BOX, (_box(name, one) for one in choices))


def _box(name: str, one: Any) -> tuple[Any, ...]:
    count = one.count if one.count < 1000 else quantity(one.count)
    checked = _CHECKED if one.is_checked else _NOTHING
    return name, one.value, name, one.value, checked, one.label, count


@register.simple_tag
def drawn_map(territory_map: TerritoryMap, href: str, points: str) -> SafeString:
    """Write the map of the results; the same numbers make the same map."""
    return _drawn_map(territory_map, href, points, current_language())


@lru_cache(maxsize=256)
def _drawn_map(territory_map: TerritoryMap, href: str, points: str, _language: str) -> SafeString:
    return render_to_string(
        "web/components/live_map.html", {"map": territory_map, "href": href, "points": points}
    )


@register.simple_tag
def actor_cards(cards: Iterable[Any]) -> SafeString:
    """Write the cards of a list of actors."""
    pin = icon("map-pin")
    confirmed = format_html(
        ' <span class="ver">{}<span class="vh">{}</span></span>', icon("badge-check"), _("Confirmed record")
    )
    demo = format_html(' <span class="tag tag--demo">{}</span>', _("demonstration"))
    closed = format_html('<span class="gone">{}</span>', _("Has closed"))
    return format_html_join(
        "",
        _CARD,
        (
            (
                motif(card.slug),
                card.url,
                card.name,
                (confirmed if card.is_confirmed else _NOTHING) + (demo if card.is_demo else _NOTHING),
                card.kind,
                pin,
                card.where,
                _about(card.about),
                format_html_join(
                    "", '<li><a href="{}">{}</a></li>', ((tag.url, tag.label) for tag in card.tags)
                ),
                closed if card.is_closed else _NOTHING,
                card.freshness,
            )
            for card in cards
        ),
    )


def _about(about: Any) -> SafeString:
    if not about.text:
        return _NOTHING
    if about.is_fallback:
        return format_html('<p lang="{}">{}</p>', about.language, about.text)
    return format_html("<p>{}</p>", about.text)
