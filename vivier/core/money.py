"""Euros to the cent: kept as whole cents in the database, as Decimal everywhere else, never as a float.

Rounding: half a cent goes up (ROUND_HALF_UP). Parts of an amount are rounded so that they add up to the
rounded sum of the parts: what rounding leaves over goes to the parts that lost most by it.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
ZERO = Decimal("0.00")
Set = TypeVar("Set")
Get = TypeVar("Get")
MOST = Decimal("9999999999.99")


def to_the_cent(amount: Decimal) -> Decimal:
    """Return an amount rounded to the cent, half a cent up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def percent_of(amount: Decimal, percent: Decimal) -> Decimal:
    """Return so many per cent of an amount, to the cent."""
    return to_the_cent(amount * percent / HUNDRED)


def parts_of(amount: Decimal, percents: Sequence[Decimal]) -> list[Decimal]:
    """Return the part for each percentage, to the cent; together exactly the per cent of their sum."""
    exact = [amount * percent / HUNDRED for percent in percents]
    parts = [one.quantize(CENT, ROUND_DOWN) for one in exact]
    left = int((to_the_cent(sum(exact, ZERO)) - sum(parts, ZERO)) / CENT)
    by_loss = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_loss[:left]:
        parts[index] += CENT
    return parts


class EuroField(models.Field[Set, Get]):
    """Whole cents in the database (sums are exact on every one), a Decimal with two places in Python."""

    # What the type checker reads when a field is declared.
    _pyi_private_set_type: Decimal | int | str | Combinable
    _pyi_private_get_type: Decimal

    description = _("Euros to the cent")
    default_error_messages = {
        "invalid": _("Write an amount, like 1250.50."),
        "too_fine": _("Euros have no more than two decimals."),
        "too_much": _("This amount is too large."),
    }

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def to_python(self, value: Any) -> Decimal | None:
        """Return the amount; raise ValidationError on what is no amount to the cent."""
        if value is None or value == "":
            return None
        if isinstance(value, float):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            amount = Decimal(value)
            cents = amount.quantize(CENT)
        except (InvalidOperation, TypeError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if not amount.is_finite():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if abs(amount) > MOST:
            raise ValidationError(self.error_messages["too_much"], code="too_much")
        if cents != amount:
            raise ValidationError(self.error_messages["too_fine"], code="too_fine")
        return cents

    def get_prep_value(self, value: Any) -> Any:
        """Return whole cents."""
        value = super().get_prep_value(value)
        if value is None or hasattr(value, "resolve_expression"):
            return value
        amount = self.to_python(value)
        return None if amount is None else int(amount * 100)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Decimal | None:
        """Return the amount the cents make."""
        return None if value is None else Decimal(int(value)).scaleb(-2)

    def value_to_string(self, obj: models.Model) -> str:
        """Return the amount as a fixture writes it."""
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        """Ask for a decimal number with two places."""
        return super().formfield(
            **{"form_class": forms.DecimalField, "max_digits": 12, "decimal_places": 2, **kwargs}
        )


def euros(amount: Decimal) -> str:
    """Return an amount as people of the page's language read it, like "1 210,00 €"."""
    return f"{number_format(amount, 2, use_l10n=True, force_grouping=True)}\u00a0€"
