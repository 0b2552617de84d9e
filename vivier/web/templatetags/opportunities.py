"""A call as one line of a programme, wherever a page shows calls."""

from datetime import datetime

from django import template
from django.utils import timezone

from vivier.opportunities.models import Call
from vivier.web.showing.call_list import CallLine, line_of

register = template.Library()


@register.simple_tag(takes_context=True)
def call_line(context: template.Context, call: Call | CallLine) -> CallLine:
    """Return the line of a call; one moment serves the whole page."""
    if isinstance(call, CallLine):
        return call
    now = context.get("now")
    return line_of(call, now if isinstance(now, datetime) else timezone.now())
