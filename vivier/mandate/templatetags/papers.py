"""How papers write what a frozen report keeps as plain texts: amounts, quantities, days."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django import template
from django.utils.formats import number_format

from vivier.core.amounts_in_words import amount_in_words
from vivier.core.money import euros as _euros
from vivier.core.translation import current_language
from vivier.core.written_dates import written

register = template.Library()


@register.filter
def euros(text: str | Decimal | None) -> str:
    """Write "1210.00" as "1 210,00 €"."""
    return "" if text in (None, "") else _euros(Decimal(str(text)))


@register.filter
def in_words(text: str | Decimal | None) -> str:
    """Write "1210.00" as "mille deux cent dix euros", in the language of the paper."""
    return "" if text in (None, "") else amount_in_words(Decimal(str(text)), current_language())


@register.filter
def quantity(text: str | Decimal | None) -> str:
    """Write "1234.5" in the way of the language; what is not known is a dash."""
    try:
        number = Decimal(str(text))
    except InvalidOperation:
        return "–"
    decimals = max(0, -int(number.normalize().as_tuple().exponent))
    return number_format(number, decimals, use_l10n=True, force_grouping=True)


@register.filter
def signed(text: str | Decimal | None) -> str:
    """The same with its sign: a gap above nothing begins with a plus."""
    words = quantity(text)
    return f"+{words}" if words != "–" and Decimal(str(text)) > 0 else words.replace("-", "−")


@register.filter
def day(text: str | None) -> str:
    """Write "2026-03-01" as a day people read."""
    return written(date.fromisoformat(text), "DATE_FORMAT") if text else "–"
