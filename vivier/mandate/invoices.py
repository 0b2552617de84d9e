"""What tells one invoice from another: who sent it and its number, however people write them."""

import re

from vivier.core.names import fold, sort_key


def supplier_key(name: str) -> str:
    """Return a supplier's name as invoices are compared by."""
    return sort_key(name)[:200] or fold(name)[:200]


def invoice_key(number: str) -> str:
    """Return the number of an invoice without spaces and signs."""
    return re.sub(r"[\W_]+", "", fold(number))[:80]
