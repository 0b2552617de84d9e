"""What a browser sends of a page: every field of its forms as it stands, by name."""

from html.parser import HTMLParser
from typing import Any


class Fields(HTMLParser):
    """Reads the fields of a page; buttons are pressed by the test."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._select, self._options, self._chosen = "", [""], [""]
        self._area: str | None = None
        self._text = ""
        self._in_template = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        one = dict(attrs)
        name = one.get("name") or ""
        if tag == "template":
            self._in_template += 1
        elif self._in_template:
            return
        elif tag == "input" and name:
            self._input(name, one)
        elif tag == "select":
            self._select, self._options, self._chosen = name, [], []
        elif tag == "option" and self._select:
            self._options.append(one.get("value") or "")
            self._chosen += [one.get("value") or ""] if "selected" in one else []
        elif tag == "textarea":
            self._area, self._text = name, ""

    def _input(self, name: str, one: dict[str, Any]) -> None:
        is_box = one.get("type") in ("checkbox", "radio")
        if one.get("type") in ("submit", "button") or (is_box and "checked" not in one):
            return
        self.found.setdefault(name, []).append(one.get("value", "on" if is_box else "") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._in_template -= 1
        elif tag == "select" and self._select:
            self.found[self._select] = self._chosen or self._options[:1]
            self._select = ""
        elif tag == "textarea" and self._area:
            # The first line break after <textarea> is not part of its text.
            self.found[self._area] = [self._text.removeprefix("\n")]
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data


def fields_in(page: str) -> dict[str, list[str]]:
    """Return what is sent when a form of the page is submitted as it stands."""
    reader = Fields()
    reader.feed(page)
    reader.found.pop("csrfmiddlewaretoken", None)
    return reader.found
