"""Addresses of the observatory pages and of the land under the interactive map."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from vivier.web.views import observatory

Routes = list[URLPattern | URLResolver]

# Each translated part stands alone: added to another text it would be frozen in one language.
export_routes: Routes = [path("<slug:fmt>/", observatory.indicators_export, name="indicators_export")]
observatory_routes: Routes = [
    path("", observatory.observatory, name="observatory"),
    path(pgettext_lazy("address", "export/"), include(export_routes)),
    path("<slug:slug>/", observatory.indicator, name="indicator"),
]
urlpatterns: Routes = [
    path("map/shapes.geojson", observatory.map_shapes, name="map_shapes"),
    path(pgettext_lazy("address", "observatory/"), include(observatory_routes)),
]
