"""All addresses of the site: fixed ones first, then everything under a language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as wagtaildocs_urls

from vivier.web.urls import fixed
from vivier.web.urls import localised as web_urls

urlpatterns = [
    path("", include(fixed)),
    path("accounts/", include("vivier.web.urls.accounts")),
    path("desk/", include("vivier.desk.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("vivier.api.urls")),
    *i18n_patterns(
        path("", include((web_urls.urlpatterns, "web"))),
        path("", include(wagtail_urls)),
    ),
]
handler400 = "vivier.web.views.errors.bad_request"
handler403 = "vivier.web.views.errors.forbidden"
handler404 = "vivier.web.views.errors.not_found"
handler500 = "vivier.web.views.errors.broken"
handler429 = "vivier.web.views.throttled.too_many_requests"
