"""A counted number in words: the same on the page, in the widget, in the download and in a report."""

from django.utils.translation import gettext as _

from vivier.core.templatetags.components import quantity
from vivier.observatory.computed.counting import FEW, Line
from vivier.observatory.computed.showing import ShownLine


def written(line: Line | ShownLine) -> str:
    """Return a number as people read it; words when it is not shown."""
    if line.value is not None:
        return quantity(line.value)
    return _("fewer than 5") if line.cover == FEW else _("withheld")
