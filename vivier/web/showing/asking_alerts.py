"""What one may be told of by mail from the search over everything: the lists that alerts look through."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WISHES: dict[str, tuple[str, Promise]] = {
    "opportunity": ("search", _("New opportunities")),
    "event": ("events", _("New events")),
    "actor": ("actors", _("New records of the directory")),
}


def wishes_of(text: str, kind: str = "") -> list[tuple[Promise, str]]:
    """Return the words and the address of each alert about these words: of one kind, else of all."""
    chosen = [_WISHES[kind]] if kind in _WISHES else list(_WISHES.values())
    page = reverse("web:alert_new")
    return [(words, f"{page}?{urlencode({'subject': subject, 'q': text})}") for subject, words in chosen]
