"""Fetching a list of opportunities: a feed, or JSON page by page, with the whole records it leads to."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from vivier.core.fetching import Allow, fetch, is_public
from vivier.core.listings import items_of, json_of
from vivier.core.refusals import NotFetched, SheetRefused

MOST_PAGES = 200
MOST_RECORDS = 2_000
ACCEPT = "application/json, application/atom+xml, application/rss+xml, text/csv;q=0.9, */*;q=0.5"


def collect(url: str, *, allow: Allow = is_public) -> bytes:
    """Return the bytes of a list; of JSON in several pages, all of them as one. Raises NotFetched."""
    body = fetch(url, accept=ACCEPT, allow=allow).body
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return body
    try:
        said = json_of(body)
    except SheetRefused:
        return body
    found = items_of(said)
    if found is None or not isinstance(said, Mapping):
        return body
    items = [*found, *_following(url, said, allow)]
    return json.dumps([_whole(one, url, number, allow) for number, one in enumerate(items)]).encode()


def _following(url: str, said: Any, allow: Allow) -> list[Mapping[str, Any]]:
    """Return the items of the pages after the first, on the same machine."""
    found: list[Mapping[str, Any]] = []
    seen = {url}
    while isinstance(said, Mapping) and isinstance(said.get("next"), str):
        here = urljoin(url, said["next"])
        if not _same_machine(here, url):
            raise NotFetched(_("The next page of the feed is on another machine."))
        if here in seen:
            break
        seen.add(here)
        if len(seen) > MOST_PAGES:
            raise NotFetched(_("The feed has more than %(most)s pages.") % {"most": MOST_PAGES})
        said = _json(here, allow)
        found += items_of(said) or []
    return found


def _whole(item: Mapping[str, Any], home: str, number: int, allow: Allow) -> Mapping[str, Any]:
    """Return the whole record behind a line that has no summary; the line itself when there is none."""
    address = item.get("api_url")
    if "summary" in item or not isinstance(address, str) or number >= MOST_RECORDS:
        return item
    if not _same_machine(address, home):
        return item
    found = _json(address, allow)
    return found if isinstance(found, Mapping) and found.get("slug") == item.get("slug") else item


def _json(url: str, allow: Allow) -> Any:
    try:
        return json_of(fetch(url, accept=ACCEPT, allow=allow).body)
    except SheetRefused as error:
        raise NotFetched(str(error)) from error


def _same_machine(one: str, other: str) -> bool:
    try:
        first, second = urlsplit(one), urlsplit(other)
    except ValueError:
        return False
    return (first.scheme, first.netloc) == (second.scheme, second.netloc)
