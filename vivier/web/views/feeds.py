"""Lists for feed readers, under the filters of their pages: calls, agenda, places, records, figures, news."""

from datetime import UTC, datetime, time

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.agenda.models import Event, Place
from vivier.newsroom.listing import NewsFilter
from vivier.newsroom.models import ArticlePage, news_url
from vivier.observatory import comparing
from vivier.observatory.models import Indicator
from vivier.web.files import actor_formats, call_files
from vivier.web.files.feeds import MOST_ENTRIES, Entry, Feed, answer
from vivier.web.forms.agenda import EventSearch, PlaceSearch
from vivier.web.forms.directory import ActorSearch
from vivier.web.forms.observatory import FigureSearch
from vivier.web.forms.opportunities import CallSearch
from vivier.web.showing import figure_list, place_list

MOST_FIGURES = 3
# For what was there before anything was written down.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def opportunities_feed(request: HttpRequest, kind: str = "rss") -> HttpResponse:
    """Give the opportunities asked for, as the page of the same filter lists them."""
    search = CallSearch(request.GET)
    calls = [entry.call for entry in search.listing.entries[:MOST_ENTRIES]]
    feed = Feed(
        _("Opportunities"),
        f"{reverse('web:opportunities')}{search.address(page=None).rstrip('?')}",
        _("Opportunities of the cultural and creative industries."),
        list(call_files.entries(calls, search.now)),
    )
    return answer(request, feed, kind)


def actors_feed(request: HttpRequest, kind: str = "atom") -> HttpResponse:
    """Give the records asked for, those that are new or changed first."""
    search = ActorSearch(request.GET)
    feed = Feed(
        _("Directory"),
        f"{reverse('web:actors')}{search.address(page=None, view=None).rstrip('?')}",
        _("New and changed records of the directory."),
        actor_formats.entries(search.last_changed(MOST_ENTRIES)),
    )
    return answer(request, feed, kind)


def agenda_feed(request: HttpRequest, kind: str = "rss") -> HttpResponse:
    """Give the events asked for, as the page of the same filter lists them."""
    search = EventSearch(request.GET)
    feed = Feed(
        _("Agenda"),
        f"{reverse('web:agenda')}{search.address().rstrip('?')}",
        _("Events of the cultural and creative industries."),
        [_of_event(event) for event in search.selection().ordered()[:MOST_ENTRIES]],
    )
    return answer(request, feed, kind)


def places_feed(request: HttpRequest, kind: str = "rss") -> HttpResponse:
    """Give the places asked for, the newest first."""
    search = PlaceSearch(request.GET)
    rows = list(place_list.Places(search).rows().for_list().order_by("-pk")[:MOST_ENTRIES])
    written = journal.first_and_last(Place, [row.pk for row in rows])
    feed = Feed(
        _("Places"),
        f"{reverse('web:places')}{search.address().rstrip('?')}",
        _("Creative hubs, exhibition places and venues: where they are and what happens there."),
        [_of_place(row, *written.get(row.pk, (LONG_AGO, LONG_AGO))) for row in rows],
    )
    return answer(request, feed, kind)


def figures_feed(request: HttpRequest, kind: str = "rss") -> HttpResponse:
    """Give the indicators asked for with their newest figures, those written of last first."""
    search = FigureSearch(request.GET)
    rows = list(search.selection().indicators())
    written = journal.first_and_last(Indicator, [row.pk for row in rows])
    dated = [(row, *written.get(row.pk, (LONG_AGO, LONG_AGO))) for row in rows]
    dated.sort(key=lambda one: (-one[2].timestamp(), -one[0].pk))
    feed = Feed(
        _("Figures"),
        f"{reverse('web:observatory')}{search.address().rstrip('?')}",
        _("Published figures about the sector, each with its year, perimeter and source."),
        [_of_indicator(*one) for one in dated[:MOST_ENTRIES]],
    )
    return answer(request, feed, kind)


def news_feed(request: HttpRequest, kind: str = "rss") -> HttpResponse:
    """Give the newest articles, of one category or of all."""
    asked = NewsFilter(request.GET)
    query = f"?category={asked.category_slug}" if asked.category_slug else ""
    feed = Feed(
        _("News"),
        f"{news_url()}{query}",
        _("News of the cultural and creative industries."),
        [_of_article(article) for article in asked.articles()[:MOST_ENTRIES]],
    )
    return answer(request, feed, kind)


def _of_event(event: Event) -> Entry:
    title = f"{event.title} ({event.when})"
    where = " · ".join(part for part in (event.get_kind_display(), event.where) if part)
    return Entry(
        identity=f"urn:uuid:{event.uid}",
        title=_("Cancelled: %(title)s") % {"title": title} if event.is_cancelled else title,
        url=event.get_absolute_url(),
        text="\n".join(part for part in (where, str(event.summary)) if part),
        created=event.created_at,
        updated=event.updated_at,
        categories=(event.get_kind_display(),),
    )


def _of_place(place: Place, created: datetime, updated: datetime) -> Entry:
    where = " · ".join(part for part in (place.get_kind_display(), place.city) if part)
    return Entry(
        identity=f"place:{place.slug}",
        title=place.name,
        url=place.get_absolute_url(),
        text="\n".join(part for part in (where, place.description.text) if part),
        created=created,
        updated=updated,
        categories=(place.get_kind_display(),),
    )


def _of_indicator(row: Indicator, created: datetime, updated: datetime) -> Entry:
    newest = comparing.latest(row.figures.all())
    return Entry(
        identity=f"indicator:{row.slug}",
        title=row.name.text,
        url=row.get_absolute_url(),
        text="\n".join(figure_list.citation(row, one) for one in newest[:MOST_FIGURES]),
        created=created,
        updated=updated,
    )


def _of_article(article: ArticlePage) -> Entry:
    published = datetime.combine(article.published_on, time(12), UTC)
    return Entry(
        identity=f"urn:uuid:{article.translation_key}:{article.language}",
        title=article.title,
        url=article.get_absolute_url(),
        text=article.intro,
        created=published,
        updated=article.last_published_at or published,
        categories=(str(article.category),),
        author=str(article.author) if article.author else "",
    )
