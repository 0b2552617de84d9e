"""What several pages of the desk show alike."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from vivier.accounts.permissions import rule_for
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
def domain(code: str) -> str:
    """Return what people call a domain of a definition of the sector; one nobody named as it is written."""
    return str(DOMAINS.get(code, code))


@register.inclusion_tag("desk/source_tabs.html", takes_context=True)
def source_tabs(context: Mapping[str, Any], here: str) -> dict[str, Any]:
    """Show the ways in which the directory is filled, as far as this person may use them."""
    user = context["request"].user
    return {"tabs": [one for one in SOURCES if rule_for(one[0]).allows(user)], "here": here}
