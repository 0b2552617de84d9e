"""What several pages of the desk show alike."""

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import admin_menu

from vivier.accounts.permissions import rule_for
from vivier.accounts.rules import works_at_the_desk
from vivier.core import cut_off
from vivier.directory import said
from vivier.directory.fields import label_of_field
from vivier.observatory.computed.showing import DOMAINS

register = template.Library()

SOURCES = (
    ("desk_imports", _("Company register")),
    ("desk_sheets", _("Spreadsheets")),
    ("desk_feeds", _("Feeds")),
    ("desk_numbers", _("Watched numbers and objections")),
    ("desk_definitions", _("Definitions of the sector")),
)


@register.filter
def as_seen_by(trail: list[dict[str, Any]], request: HttpRequest) -> list[dict[str, Any]]:
    """Return the way back without the day of who has none: they come for the mandates only."""
    if works_at_the_desk.test(request.user):
        return trail
    day = reverse("wagtailadmin_home")
    return [one for one in trail or [] if one.get("url") != day]


@register.simple_tag(takes_context=True)
def plain_menu(context: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the words and the address of all that the menu leads to, for who browses without script."""
    request = context["request"]
    found: list[Any] = []
    for entry in sorted(admin_menu.menu_items_for_request(request), key=attrgetter("order")):
        inner = getattr(entry, "menu", None)
        within = inner.menu_items_for_request(request) if inner else [entry]
        found += sorted(within, key=attrgetter("order"))
    return [(str(one.label), one.url) for one in found if one.url and one.url != "#"]


@register.simple_tag
def is_anyone_at_work() -> bool:
    """Say whether what the desk asks for in the background is being done."""
    return cut_off.is_anyone_at_work()


@register.filter
def enterprise_number(number: str) -> str:
    """Return an enterprise number with its points; another identifier of a source as it is."""
    return said.pointed(number)


@register.filter
def domain(code: str) -> str:
    """Return what people call a domain of a definition of the sector; one nobody named as it is written."""
    return str(DOMAINS.get(code, code))


IDEAS = {
    "discipline": _("discipline"),
    "skill": _("skill"),
    "need": _("need"),
    "territory": _("place"),
    "word": _("other idea"),
}


@register.filter
def kind_of_idea(code: str) -> str:
    """Return what kind of idea of the search a code names, like a discipline or a skill."""
    kind = code.partition(":")[0]
    return str(IDEAS.get(kind, kind))


@register.filter
def field_label(field: str) -> str:
    """Return what people call a field of a record."""
    return str(label_of_field(field))


@register.filter
def said_of(value: str, field: str) -> str:
    """Return what somebody proposed for a field in words, when it is a code."""
    return said.in_words(field, value, {}) if field else value


@register.filter
def age(moment: datetime) -> str:
    """Return how long ago a moment was, in its largest unit: `2 weeks`."""
    return timesince(moment, depth=1)


@register.inclusion_tag("desk/source_tabs.html", takes_context=True)
def source_tabs(context: Mapping[str, Any], here: str) -> dict[str, Any]:
    """Show the ways in which the directory is filled, as far as this person may use them."""
    user = context["request"].user
    return {"tabs": [one for one in SOURCES if rule_for(one[0]).allows(user)], "here": here}
