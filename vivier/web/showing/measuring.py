"""A published value in words: how precise it is, a readable number, its unit."""

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vivier.core.templatetags.components import quantity, spoken
from vivier.core.translation import LocalText, current_language
from vivier.observatory.models import Figure, Indicator

NARROW = "\u202f"  # a narrow space that does not break
SPACE = "\u00a0"
BILLION, MILLION = Decimal(10**9), Decimal(10**6)
_SYMBOLS = {"m2": "m²"}


def number(value: Decimal | float) -> str:
    """Write a number as people say it: 15.6 billion; in full when that would hide digits."""
    exact = Decimal(str(value))
    for size, words in ((BILLION, _billions), (MILLION, _millions)):
        share = exact / size
        if abs(share) >= 1 and share == round(share, 2):
            return words(share)
    return quantity(exact)


def _billions(share: Decimal) -> str:
    return ngettext("%(number)s billion", "%(number)s billion", _plural(share)) % {"number": quantity(share)}


def _millions(share: Decimal) -> str:
    return ngettext("%(number)s million", "%(number)s million", _plural(share)) % {"number": quantity(share)}


def _plural(share: Decimal) -> int:
    """French says "1,5 million" and "2 millions"."""
    return int(abs(share))


def text(figure: Figure, indicator: Indicator) -> str:
    """Return the value in plain words, for citations, exports and screen readers."""
    value = _with_unit(number(figure.value), indicator, indicator.unit_text.text)
    pattern = _precision(figure)
    return pattern.format(value=value) if pattern else value


def html(figure: Figure, indicator: Indicator) -> SafeString:
    """Return the value in words, a unit in another language marked as such."""
    value = _with_unit(format_html("<b>{}</b>", number(figure.value)), indicator, spoken(indicator.unit_text))
    return format_html(_precision(figure) or "{value}", value=value)


def unit_words(indicator: Indicator) -> LocalText:
    """Return the unit in words: the euro is not shown by its code."""
    if indicator.unit == "EUR":
        return LocalText(_("euros"), current_language())
    return indicator.unit_text


def _precision(figure: Figure) -> str:
    patterns: dict[str, str] = {
        Figure.Precision.MORE_THAN: _("more than {value}"),
        Figure.Precision.NEARLY: _("nearly {value}"),
        Figure.Precision.ABOUT: _("about {value}"),
    }
    return patterns.get(figure.precision, "")


def _with_unit(value: str, indicator: Indicator, unit: str) -> str:
    english = current_language() == "en"
    if indicator.unit == "%":
        return _joined(value, "" if english else NARROW, "%")
    if indicator.unit == "EUR":
        return _joined("€", "", value) if english else _joined(value, SPACE, "€")
    return _joined(value, SPACE, _SYMBOLS.get(indicator.unit, unit))


def _joined(first: str, between: str, last: str) -> str:
    """Join parts; the result is HTML when one of them is, else plain text."""
    if isinstance(first, SafeString) or isinstance(last, SafeString):
        return format_html("{}{}{}", first, between, last)
    return f"{first}{between}{last}"
