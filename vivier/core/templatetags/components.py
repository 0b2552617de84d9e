"""Small parts that every page uses."""

import json
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from vivier.core import motif as motifs
from vivier.core.translation import LocalText, current_language
from vivier.core.written_dates import written_in_page

register = template.Library()
register.filter("date", written_in_page, expects_localtime=True, is_safe=False)
_ENDS_NO_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, css: str = "i") -> SafeString:
    """Draw one icon of the sprite; always decorative, the words stand beside it."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css,
        static("core/icons/sprite.svg"),
        name,
    )


@register.simple_tag
def motif(key: str, cols: int = 3, rows: int = 3, scheme: str = "") -> SafeString:
    """Draw the mosaic of a key."""
    return mark_safe(motifs.motif(str(key), cols, rows, scheme))  # our own numbers and colours only


@register.simple_tag
def spoken(text: LocalText) -> SafeString:
    """Write a text; when it is in another language than the page, mark it with `lang`."""
    if text.is_fallback:
        return format_html('<span lang="{}">{}</span>', text.language, text.text)
    return format_html("{}", text.text)


@register.filter
def quantity(value: Any) -> str:
    """Write a number with the spaces of the language: 48 000 000 000."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        value = value.normalize() if value != value.to_integral() else value.to_integral()
        places = max(0, -int(value.as_tuple().exponent))
        return number_format(value, places, use_l10n=True, force_grouping=True)
    return number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def euros(value: Any) -> str:
    """Write an amount in euros as people read it in the page's language: both cents or none."""
    if value is None:
        return ""
    amount = Decimal(str(value))
    places = 0 if amount == amount.to_integral() else 2
    text = number_format(amount, places, use_l10n=True, force_grouping=True)
    return f"€{text}" if current_language() == "en" else f"{text}\u202f€"


@register.filter
def host(url: str) -> str:
    """Write what people call a website: example.org."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


@register.filter
def iso(value: date | datetime | None) -> str:
    """Write a date for machines."""
    return value.isoformat() if value else ""


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """Return the page's query string with some parameters replaced (None removes one)."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = str(value)
    encoded = params.urlencode()
    return f"?{encoded}" if encoded else "?"


@register.simple_tag(takes_context=True)
def linked_data(context: dict[str, Any], data: dict[str, Any]) -> SafeString:
    """Write schema.org data for machines; no text in it can end the script."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(_ENDS_NO_SCRIPT)
    return format_html(
        '<script type="application/ld+json" nonce="{}">{}</script>',
        context.get("csp_nonce", ""),
        mark_safe(text),  # JSON whose every < > & is escaped above
    )
