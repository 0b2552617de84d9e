"""The address of a list in the API: the same question, where the API understands every word of it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

# What the page of a list asks under the same name as the API.
_NAMES = {
    "actors": {
        "q",
        "place",
        "km",
        "box",
        "discipline",
        "kind",
        "role",
        "province",
        "commune",
        "website",
        "sort",
    },
    "opportunities": {"q", "kind", "audience", "discipline", "status", "issuer", "amount", "sort"},
    "events": {"q", "when", "kind", "discipline", "town", "series", "place", "organiser"},
    "places": {"q", "kind", "town", "commune"},
    "residencies": {"q", "discipline", "town", "lodging"},
    "indicators": {"q", "topic", "territory", "source"},
}
_LOOKS = frozenset({"view", "page"})
# What pages say of a value nobody knows, where the API has no word for it.
_UNKNOWN = frozenset({("residencies", "lodging", "unknown")})


def in_api(route: str, state: Mapping[str, Any]) -> str:
    """Return the address under which the API answers what a list shows; "" when it cannot say the same."""
    asked = {name: value for name, value in state.items() if value and name not in _LOOKS}
    pairs = [(name, str(one)) for name, value in asked.items() for one in _several(value)]
    if asked.keys() - _NAMES[route] or any((route, *pair) in _UNKNOWN for pair in pairs):
        return ""
    return f"{reverse(f'api:{route}')}?{urlencode(pairs)}".rstrip("?")


def _several(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)
