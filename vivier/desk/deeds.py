"""What a page of the desk does when a button is pressed, and how the person reads of it."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest

from vivier.core.pressed import pressed

Deed = Callable[[HttpRequest], str]


def do_and_say(request: HttpRequest, deeds: Mapping[str, Deed], *refusals: type[Exception]) -> None:
    """Do the deed whose button was pressed and show its sentence, or why it is refused."""
    deed = pressed(deeds, request.POST)
    if deed is None:
        return
    try:
        messages.success(request, deed(request))
    except refusals as refusal:
        messages.error(request, str(refusal))
