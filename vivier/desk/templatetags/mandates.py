"""Money, bars and tabs of the mandate's screens."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vivier.accounts.permissions import rule_for
from vivier.core import money
from vivier.mandate.checks import percent as percent_in_words
from vivier.mandate.models import DocumentKind
from vivier.mandate.totals import Figures

register = template.Library()

ROOMS = (
    ("desk_mandates", _("Mandates")),
    ("desk_expenses", _("Expenses")),
    ("desk_time", _("Staff time")),
    ("desk_obligations", _("What is due")),
    ("desk_reports", _("Reports")),
    ("desk_accounting", _("From the accounts")),
)


@register.inclusion_tag("desk/mandates/tabs.html", takes_context=True)
def mandate_tabs(context: Mapping[str, Any], here: str) -> dict[str, Any]:
    """Show the rooms of the mandates, as far as this person may enter them."""
    user = context["request"].user
    return {"tabs": [one for one in ROOMS if rule_for(one[0]).allows(user)], "here": here}


@register.simple_tag
def is_scanned() -> bool:
    """Say whether a virus scanner looks at the files that people send."""
    return bool(settings.UPLOAD_SCANNER)


@register.filter
def euros(amount: Decimal | None) -> str:
    """Write an amount with two decimals and its sign."""
    return "" if amount is None else money.euros(amount)


@register.filter
def percent(value: Decimal | None) -> str:
    """Write a percentage without idle zeros."""
    return "" if value is None else percent_in_words(value)


@register.filter
def document(kind: str) -> str:
    """Name a kind of document."""
    return str(DocumentKind(kind).label) if kind in DocumentKind.values else kind


@register.inclusion_tag("desk/mandates/bar.html")
def spending_bar(figures: Figures) -> dict[str, Any]:
    """Draw spent and committed of planned; more than planned fills the bar."""
    spent = max(0, min(100, figures.spent_percent))
    committed = max(0, min(100 - spent, figures.committed_percent))
    return {"figures": figures, "spent": spent, "committed": committed, "over": figures.remaining < 0}
