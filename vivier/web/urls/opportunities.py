"""Addresses of the opportunities and of what fits somebody."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from vivier.web.views import feeds, for_you, opportunities, proposals

Routes = list[URLPattern | URLResolver]

export: Routes = [path("<slug:fmt>/", opportunities.opportunities_export, name="opportunities_export")]
calls: Routes = [
    path("", opportunities.opportunities, name="opportunities"),
    path("opportunities.ics", opportunities.opportunities_ics, name="opportunities_ics"),
    path("rss/", feeds.opportunities_feed, name="opportunities_feed"),
    path("feed.atom", feeds.opportunities_feed, {"kind": "atom"}, name="opportunities_feed_atom"),
    path("feed.json", feeds.opportunities_feed, {"kind": "json"}, name="opportunities_feed_json"),
    path(pgettext_lazy("address", "export/"), include(export)),
    path(pgettext_lazy("address", "propose/"), proposals.propose, name="propose_opportunity"),
    path("<slug:slug>.ics", opportunities.opportunity_ics, name="opportunity_ics"),
    path("<slug:slug>/", opportunities.opportunity, name="opportunity"),
    path(
        pgettext_lazy("address", "<slug:slug>/change/"), proposals.propose_change, name="opportunity_change"
    ),
]
urlpatterns: Routes = [
    path(pgettext_lazy("address", "opportunities/"), include(calls)),
    path(pgettext_lazy("address", "for-you/"), for_you.for_you, name="for_you"),
]
