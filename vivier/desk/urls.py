"""The back office: Wagtail, with our own screens for work before it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access

from vivier.desk.views.account import DeskSettingsView
from vivier.desk.views.queue import MyDayView


def nothing(request: HttpRequest, **_address: str) -> HttpResponse:
    """What Wagtail offers here is done by our own deeds elsewhere."""
    raise Http404(request.path)


urlpatterns = [
    path("", require_admin_access(MyDayView.as_view()), name="wagtailadmin_home"),
    path(
        "login/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="wagtailadmin_login",
    ),
    path("account/", require_admin_access(DeskSettingsView.as_view()), name="wagtailadmin_account"),
    path("bulk/accounts/<path:rest>", nothing, name="desk_nothing"),
    path("", include(wagtailadmin_urls)),
]
