"""Home, one search over all, open data, texts of the house."""

from django.urls import include, path
from django.utils.translation import pgettext_lazy

from vivier.web.views import pages, suggesting

urlpatterns = [
    path("", pages.home, name="home"),
    path(
        pgettext_lazy("address", "search/"),
        include(
            [path("", pages.search, name="search"), path("suggestions/", suggesting.suggest, name="suggest")]
        ),
    ),
    path(
        pgettext_lazy("address", "data/"),
        include(
            [
                path("", pages.open_data, name="open_data"),
                path("catalogue.jsonld", pages.catalogue_jsonld, name="catalogue"),
                path("dumps/<str:day>/<str:name>", pages.dump, name="dump"),
            ]
        ),
    ),
    # Included, because a translated text added to another would be frozen in one language.
    path(pgettext_lazy("address", "about/"), include([path("<slug:slug>/", pages.text, name="text")])),
]
