"""Labels of closed lists, found at once.

Django's own `get_<field>_display` makes the whole list hashable at each call, longer than a query when
labels are translated; models that are shown in lists use this one under the same name.
"""

from collections.abc import Callable
from typing import Any

from django.db import models


def display_of(field: str, choices: type[models.TextChoices]) -> Callable[[Any], str]:
    """Return a `get_<field>_display` for a model: the label in the page's language, or the value itself."""
    labels = {choice.value: choice.label for choice in choices}

    def display(row: Any) -> str:
        value = getattr(row, field)
        return str(labels.get(value, value))

    return display
