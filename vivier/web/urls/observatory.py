"""Addresses of the observatory pages and of the land under the interactive map."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from vivier.web.views import counted, feeds, network, observatory

Routes = list[URLPattern | URLResolver]

# Each translated part stands alone: added to another text it would be frozen in one language.
export_routes: Routes = [path("<slug:fmt>/", observatory.indicators_export, name="indicators_export")]
counted_routes: Routes = [
    path("", counted.counted_list, name="counted"),
    path("<slug:slug>/", counted.counted_measure, name="counted_measure"),
    path("<slug:slug>/embed/", counted.counted_embed, name="counted_embed"),
    path("<slug:slug>/<slug:fmt>/", counted.counted_export, name="counted_export"),
]
network_routes: Routes = [
    path("", network.network, name="network"),
    path("<slug:fmt>/", network.network_export, name="network_export"),
]
observatory_routes: Routes = [
    path("", observatory.observatory, name="observatory"),
    # No indicator is ever called like these: their names have a dot.
    path("feed.rss", feeds.figures_feed, name="figures_feed"),
    path("feed.atom", feeds.figures_feed, {"kind": "atom"}, name="figures_feed_atom"),
    path("feed.json", feeds.figures_feed, {"kind": "json"}, name="figures_feed_json"),
    path(pgettext_lazy("address", "export/"), include(export_routes)),
    path(pgettext_lazy("address", "counted/"), include(counted_routes)),
    path(pgettext_lazy("address", "network/"), include(network_routes)),
    path(pgettext_lazy("address", "territories/"), counted.territories, name="territories"),
    path("<slug:slug>/", observatory.indicator, name="indicator"),
]
urlpatterns: Routes = [
    path("map/shapes.geojson", observatory.map_shapes, name="map_shapes"),
    path(pgettext_lazy("address", "observatory/"), include(observatory_routes)),
]
