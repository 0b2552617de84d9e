"""Rich text: Markdown in, cleaned HTML out, and the few variables a text of the house may use."""

import re

import nh3
from django.utils.html import escape, strip_tags
from markdown_it import MarkdownIt

HEADINGS = {"h2", "h3", "h4"}
WORDS = {"b", "strong", "i", "em", "a", "code", "br"}
PARTS = {"p", "hr", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}
TAGS = HEADINGS | WORDS | PARTS
# `linktype` and `id` are how the editor stores a link to one of our own pages or documents.
ATTRIBUTES = {"a": {"href", "linktype", "id"}}
SCHEMES = {"http", "https", "mailto"}
WORDS_PER_MINUTE = 200
_EMAIL = re.compile(r"\{\{\s*email\s*\}\}|%7B%7B(?:%20)*email(?:%20)*%7D%7D", re.IGNORECASE)


def clean(html: str) -> str:
    """Return the HTML with nothing but the tags, attributes and address schemes we allow."""
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)


def from_markdown(text: str) -> str:
    """Return Markdown as cleaned HTML; raw HTML in it is shown as text."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    # A link cannot hold blanks: the variable loses its own before it is read.
    return clean(reader.render(_EMAIL.sub("{{email}}", text))).strip()


def with_email(html: str, email: str) -> str:
    """Return the HTML with the site's address in the place of its variable."""
    return _EMAIL.sub(lambda _found: escape(email), html)


def minutes_to_read(html: str) -> int:
    """Return how long a calm reader needs, a minute at least."""
    return max(1, round(len(strip_tags(html).split()) / WORDS_PER_MINUTE))
