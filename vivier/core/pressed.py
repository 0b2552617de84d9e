"""Which button of a page was pressed: forms send the name of the button, each name is one deed."""

from collections.abc import Container, Mapping
from typing import TypeVar

Deed = TypeVar("Deed")


def pressed(deeds: Mapping[str, Deed], sent: Container[str]) -> Deed | None:
    """Return the first of the deeds whose name was sent; None for a form without any button of the page."""
    return next((deeds[name] for name in deeds if name in sent), None)
