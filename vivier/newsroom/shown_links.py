"""The links inside articles and texts of the house, for the checking of links."""

from collections.abc import Iterator
from html.parser import HTMLParser

from vivier.links.uses import Kind, Use
from vivier.newsroom.models import ArticlePage, TextPage, texts_of


class _Addresses(HTMLParser):
    """Collects where the links of a text lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") if tag == "a" else None
        if address and address.startswith(("http://", "https://")):
            self.found[address.split("#", 1)[0]] = None


def addresses_in(text: str) -> list[str]:
    """Return the addresses of other sites a text links to, each once."""
    parser = _Addresses()
    parser.feed(text)
    return list(parser.found)


def _uses() -> Iterator[Use]:
    for page in ArticlePage.objects.live().public().order_by("pk").iterator(200):
        for address in addresses_in(" ".join(texts_of(list(page.body.raw_data)))):
            yield Use(page.pk, "body", page.title, address)
    for text in TextPage.objects.live().public().order_by("pk").iterator(200):
        for address in addresses_in(text.body):
            yield Use(text.pk, "body", text.title, address)


PAGES = Kind("article", _uses)
