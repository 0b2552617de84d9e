"""Published values and short numbers in templates."""

from django import template
from django.utils.safestring import SafeString

from vivier.core.templatetags.components import spoken
from vivier.observatory.computed.counting import Line
from vivier.observatory.computed.showing import ShownLine
from vivier.observatory.computed.wording import written
from vivier.observatory.models import Figure, Indicator
from vivier.web.showing import measuring

register = template.Library()


@register.simple_tag
def measure(figure: Figure, indicator: Indicator) -> SafeString:
    """Write a value with its precision and its unit."""
    return measuring.html(figure, indicator)


@register.simple_tag
def measure_text(figure: Figure, indicator: Indicator) -> str:
    """The same in plain words, for attributes."""
    return measuring.text(figure, indicator)


@register.simple_tag
def unit(indicator: Indicator) -> SafeString:
    """Write what is counted, in words."""
    return spoken(measuring.unit_words(indicator))


@register.filter
def short(value: float) -> str:
    """Write a number without its unit, for a scale."""
    return measuring.number(value)


@register.filter
def counted(line: Line | ShownLine) -> str:
    """Write a number we counted; words when secrecy does not show it."""
    return written(line)
