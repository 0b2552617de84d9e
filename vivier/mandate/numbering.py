"""The next number of an expense; one person at a time takes it."""

from django.db import connection
from django.db.models import Max

from vivier.mandate.models import Expense

# Any number, as long as nothing else in the database takes the same advisory lock.
_TURN = 7_238_104_552


def next_number() -> int:
    """Return a number no expense has; call it in the transaction that writes the expense."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
    return (Expense.objects.aggregate(last=Max("number"))["last"] or 0) + 1
