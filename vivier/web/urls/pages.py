"""Home, one search over all, open data, texts of the house."""

from django.urls import path
from django.utils.translation import pgettext_lazy as _

from vivier.web.views import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path(_("address", "search/"), pages.search, name="search"),
    path(_("address", "data/"), pages.open_data, name="open_data"),
    path(_("address", "about/") + "<slug:slug>/", pages.text, name="text"),
]
