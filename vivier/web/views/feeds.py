"""News and agenda for feed readers: RSS and Atom of any filter."""

import re
from datetime import UTC, datetime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _

from vivier.agenda.models import Event
from vivier.core.translation import current_language
from vivier.newsroom.listing import NewsFilter
from vivier.newsroom.models import ArticlePage, news_url
from vivier.web.forms.agenda import EventSearch

MOST_ENTRIES = 50
Feed = Rss201rev2Feed | Atom1Feed
KINDS: dict[str, type[Rss201rev2Feed] | type[Atom1Feed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def agenda_feed(request: HttpRequest) -> HttpResponse:
    """Give the events asked for, as the page of the same filter lists them."""
    search = EventSearch(request.GET)
    query = search.address().rstrip("?")
    about = _("Events of the cultural and creative industries.")
    feed = _feed(request, "rss", _("Agenda"), f"{reverse('web:agenda')}{query}", about, query)
    for event in search.selection().ordered()[:MOST_ENTRIES]:
        _add_event(feed, event)
    return answer_with(feed)


def news_feed(request: HttpRequest, kind: str = "rss") -> HttpResponse:
    """Give the newest articles, of one category or of all."""
    asked = NewsFilter(request.GET)
    query = f"?category={asked.category_slug}" if asked.category_slug else ""
    about = _("News of the cultural and creative industries.")
    feed = _feed(request, kind, _("News"), f"{news_url()}{query}", about, query)
    for article in asked.articles()[:MOST_ENTRIES]:
        _add_article(feed, article)
    return answer_with(feed)


def begin_feed(request: HttpRequest, title: str, page: str, about: str, query: str) -> Feed:
    """Begin an RSS feed of a list: its title, the page of the same list, what it is."""
    return _feed(request, "rss", title, page, about, query)


def _feed(request: HttpRequest, kind: str, title: str, page: str, about: str, query: str) -> Feed:
    return KINDS[kind](
        title=f"{title} — {settings.INSTANCE_NAME}",
        link=f"{settings.SITE_URL}{page}",
        description=about,
        language=current_language(),
        feed_url=f"{settings.SITE_URL}{request.path}{query}",
    )


def _add_event(feed: Feed, event: Event) -> None:
    title = f"{event.title} ({event.when})"
    where = " · ".join(part for part in (event.get_kind_display(), event.where) if part)
    feed.add_item(
        title=plain_text(_("Cancelled: %(title)s") % {"title": title} if event.is_cancelled else title),
        link=settings.SITE_URL + event.get_absolute_url(),
        description=plain_text("\n".join(part for part in (where, str(event.summary)) if part)),
        unique_id=f"urn:uuid:{event.uid}",
        unique_id_is_permalink=False,
        pubdate=event.created_at,
        updateddate=event.updated_at,
        categories=[event.get_kind_display()],
    )


def _add_article(feed: Feed, article: ArticlePage) -> None:
    published = datetime.combine(article.published_on, time(12), UTC)
    feed.add_item(
        title=plain_text(article.title),
        link=settings.SITE_URL + article.get_absolute_url(),
        description=plain_text(article.intro),
        unique_id=f"urn:uuid:{article.translation_key}:{article.language}",
        unique_id_is_permalink=False,
        author_name=str(article.author) if article.author else None,
        pubdate=published,
        updateddate=article.last_published_at or published,
        categories=[str(article.category)],
    )


def plain_text(text: str) -> str:
    """Return the text without the characters that XML cannot hold."""
    return _NOT_IN_XML.sub("", text)


def answer_with(feed: Feed) -> HttpResponse:
    """Answer with a feed."""
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
