"""Addresses of the agenda, of the places and of the feeds."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from vivier.web.views import agenda, feeds, places

Routes = list[URLPattern | URLResolver]

# Each translated part stands alone: added to another text it would be frozen in one language.
agenda_export: Routes = [path("<slug:fmt>/", agenda.agenda_export, name="agenda_export")]
places_export: Routes = [path("<slug:fmt>/", places.places_export, name="places_export")]
series: Routes = [path("<slug:slug>/", agenda.series, name="series")]
agenda_routes: Routes = [
    path("", agenda.agenda, name="agenda"),
    path("agenda.ics", agenda.agenda_ics, name="agenda_ics"),
    path("rss/", feeds.agenda_feed, name="agenda_feed"),
    path("feed.atom", feeds.agenda_feed, {"kind": "atom"}, name="agenda_feed_atom"),
    path("feed.json", feeds.agenda_feed, {"kind": "json"}, name="agenda_feed_json"),
    path(pgettext_lazy("address", "export/"), include(agenda_export)),
    path(pgettext_lazy("address", "series/"), include(series)),
    path("<slug:slug>.ics", agenda.event_ics, name="event_ics"),
    path("<slug:slug>/", agenda.event, name="event"),
]
places_routes: Routes = [
    path("", places.places, name="places"),
    path("rss/", feeds.places_feed, name="places_feed"),
    path("feed.atom", feeds.places_feed, {"kind": "atom"}, name="places_feed_atom"),
    path("feed.json", feeds.places_feed, {"kind": "json"}, name="places_feed_json"),
    path(pgettext_lazy("address", "export/"), include(places_export)),
    path("<slug:slug>/", places.place, name="place"),
]
news_routes: Routes = [
    path("rss/", feeds.news_feed, name="news_feed"),
    path("atom/", feeds.news_feed, {"kind": "atom"}, name="news_feed_atom"),
    path("feed.json", feeds.news_feed, {"kind": "json"}, name="news_feed_json"),
]
urlpatterns: Routes = [
    path(pgettext_lazy("address", "agenda/"), include(agenda_routes)),
    path(pgettext_lazy("address", "places/"), include(places_routes)),
    path(pgettext_lazy("address", "news/"), include(news_routes)),
]
