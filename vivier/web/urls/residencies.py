"""Addresses of the residencies."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from vivier.web.views import residencies

Routes = list[URLPattern | URLResolver]

# Each translated part stands alone: added to another text it would be frozen in one language.
export: Routes = [path("<slug:fmt>/", residencies.residencies_export, name="residencies_export")]
pages: Routes = [
    path("", residencies.residency_index, name="residencies"),
    path("deadlines.ics", residencies.residencies_ics, name="residencies_ics"),
    path("rss/", residencies.residencies_feed, name="residencies_feed"),
    path("feed.atom", residencies.residencies_feed, {"kind": "atom"}, name="residencies_feed_atom"),
    path("feed.json", residencies.residencies_feed, {"kind": "json"}, name="residencies_feed_json"),
    path(pgettext_lazy("address", "export/"), include(export)),
    path("<slug:slug>/", residencies.residency, name="residency"),
]
urlpatterns: Routes = [path(pgettext_lazy("address", "residencies/"), include(pages))]
