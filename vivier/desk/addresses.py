"""Addresses for records whose module has no deed to open one."""

from itertools import chain, count
from typing import Any

from django.db import models

from vivier.core.names import address_of


def free_address(model: type[models.Model], name: str, *, length: int = 100, field: str = "slug") -> str:
    """Return an address made from the name that no other record of the kind has."""
    wanted = address_of(name, length=length)
    rows: Any = model._default_manager.filter(**{f"{field}__startswith": wanted})
    taken = set(rows.values_list(field, flat=True))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(slug for slug in chain([wanted], numbered) if slug not in taken)
