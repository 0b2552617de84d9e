"""Addresses of the observatory pages and of the land under the interactive map."""

from django.urls import path

from vivier.web.views import observatory

urlpatterns = [
    path("map/shapes.geojson", observatory.map_shapes, name="map_shapes"),
]
