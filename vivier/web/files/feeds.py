"""Lists for feed readers: RSS, Atom and JSON Feed of the same entries; "not changed" when they are not."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.http import http_date

from vivier.core.translation import current_language
from vivier.core.ways import TYPES

MOST_ENTRIES = 100
KEPT_SECONDS = 600
CALENDAR = "text/calendar; charset=utf-8"
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a list; `identity` never changes, so that an edit is not taken for something new."""

    identity: str
    title: str
    url: str
    text: str
    created: datetime
    updated: datetime
    categories: tuple[str, ...] = ()
    author: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A list: its name, the path of its page, what it is about, what is on it."""

    title: str
    page: str
    about: str
    entries: list[Entry] = field(default_factory=list)


class _Rss(Rss201rev2Feed):
    """RSS whose date says when something of it changed, never when it was asked for."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else _NEVER


class _Atom(Atom1Feed):
    """Atom whose date says when something of it changed, never when it was asked for."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else _NEVER


_XML: dict[str, type[_Rss] | type[_Atom]] = {"rss": _Rss, "atom": _Atom}


def identity_of(kind: str, key: object, created: datetime) -> str:
    """Return the name of a record in feeds (RFC 4151): the same in every kind of feed and every language."""
    host = re.sub(r"^https?://|[:/].*$", "", settings.SITE_URL)
    return f"tag:{host},{created:%Y-%m-%d}:{kind}/{key}"


def answer(request: HttpRequest, feed: Feed, kind: str) -> HttpResponse:
    """Write a feed as `kind` ("rss", "atom", "json"), unless the reader has it as it is."""
    here = f"{settings.SITE_URL}{request.get_full_path()}"
    body = _json(feed, here) if kind == "json" else _xml(feed, kind, here)
    moments = (entry.updated for entry in feed.entries)
    return conditional(request, body, f"{TYPES[kind]}; charset=utf-8", moments)


def conditional(
    request: HttpRequest, body: bytes, content_type: str, moments: Iterable[datetime]
) -> HttpResponse:
    """Answer with a body, its mark and its last change among `moments`; 304 to whom has just this body.

    The mark decides alone: what is taken off a list, or closes with time, changes no moment.
    """
    made = HttpResponse(body, content_type=content_type)
    made.headers["ETag"] = mark = f'"{sha256(body).hexdigest()[:32]}"'
    last = max(moments, default=None)
    if last is not None:
        made.headers["Last-Modified"] = http_date(last.timestamp())
    patch_cache_control(made, public=True, max_age=KEPT_SECONDS)
    found = get_conditional_response(request, etag=mark, response=made)
    return found if isinstance(found, HttpResponse) else made


def _xml(feed: Feed, kind: str, here: str) -> bytes:
    made = _XML[kind](
        title=_plain(f"{feed.title} — {settings.INSTANCE_NAME}"),
        link=f"{settings.SITE_URL}{feed.page}",
        description=feed.about,
        language=current_language(),
        feed_url=here,
        feed_guid=here,
        author_name=settings.INSTANCE_NAME,
    )
    for entry in feed.entries:
        made.add_item(
            title=_plain(entry.title),
            link=f"{settings.SITE_URL}{entry.url}",
            description=_plain(entry.text),
            unique_id=entry.identity,
            unique_id_is_permalink=False,
            author_name=_plain(entry.author) or None,
            pubdate=entry.created,
            updateddate=entry.updated,
            categories=[_plain(one) for one in entry.categories],
        )
    return str(made.writeString("utf-8")).encode()


def _json(feed: Feed, here: str) -> bytes:
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{feed.title} — {settings.INSTANCE_NAME}",
        "home_page_url": f"{settings.SITE_URL}{feed.page}",
        "feed_url": here,
        "description": feed.about,
        "language": current_language(),
        "authors": [{"name": settings.INSTANCE_NAME, "url": settings.SITE_URL}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False).encode("utf-8", "replace")


def _item(entry: Entry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry.identity,
        "url": f"{settings.SITE_URL}{entry.url}",
        "title": entry.title,
        "content_text": entry.text,
        "date_published": entry.created,
        "date_modified": entry.updated,
        "tags": list(entry.categories),
    }
    return item | ({"authors": [{"name": entry.author}]} if entry.author else {})


def _plain(text: str) -> str:
    """Return the text without the characters that XML cannot hold."""
    return _NOT_IN_XML.sub("", text)
