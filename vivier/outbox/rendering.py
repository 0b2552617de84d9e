"""From a template and its words to subject, text and HTML, in one language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

SUBJECT_LENGTH = 250
COLOURS = ("strong", "button", "on_button", "link")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ufeff]")
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What leaves: a subject on one line, plain text, HTML."""

    subject: str
    text: str
    html: str


def render(template: str, context: Mapping[str, Any], *, language: str, unsubscribe: str = "") -> Rendered:
    """Render `<template>.subject.txt`, `.txt` and `.html`; every link is on the configured address."""
    words = {**site(), "language": language, "unsubscribe": unsubscribe, **context}
    with translation.override(language):
        subject = _plain(f"{template}.subject.txt", words)
        text = _plain(f"{template}.txt", words)
        html = _filled(f"{template}.html", Context(words))
    return Rendered(one_line(subject), _BLANK_LINES.sub("\n\n", text).strip() + "\n", _clean(html))


def site() -> dict[str, Any]:
    """Return what every mail may say about the site, from the settings and never from a request."""
    return {
        "product_name": settings.PRODUCT_NAME,
        "instance_name": settings.INSTANCE_NAME,
        "instance_tagline": settings.INSTANCE_TAGLINE,
        "site_url": settings.SITE_URL,
        "site_email": settings.SITE_EMAIL,
        "colours": dict(zip(COLOURS, settings.MAIL_COLOURS, strict=True)),
    }


def absolute(path: str) -> str:
    """Return the full address of a path of this site."""
    return settings.SITE_URL + path


def one_line(text: str) -> str:
    """Return a text that fits on the line of a header."""
    return " ".join(_clean(text).split())[:SUBJECT_LENGTH]


def _plain(name: str, words: Mapping[str, Any]) -> str:
    """Render a text template: nothing is escaped, for nothing of it is read as HTML."""
    return _clean(_filled(name, Context(dict(words), autoescape=False)))


def _filled(name: str, context: Context) -> str:
    found: Any = get_template(name)  # the engine's own template lets us choose whether to escape
    return str(found.template.render(context))


def _clean(text: str) -> str:
    """Drop what no mail and no database can carry: control characters, halves of surrogate pairs."""
    return _CONTROLS.sub(" ", text.replace("\r\n", "\n")).encode("utf-8", "ignore").decode()
