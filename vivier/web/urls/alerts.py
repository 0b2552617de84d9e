"""Addresses of the alerts by mail."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from vivier.web.views import alerts

Routes = list[URLPattern | URLResolver]

pages: Routes = [
    path(pgettext_lazy("address", "new/"), alerts.alert_new, name="alert_new"),
    path(pgettext_lazy("address", "sent/"), alerts.alert_asked, name="alert_asked"),
    path(pgettext_lazy("address", "erased/"), alerts.alert_gone, name="alert_gone"),
    path(pgettext_lazy("address", "confirm/<str:token>/"), alerts.alert_confirm, name="alert_confirm"),
    path("<str:token>/", alerts.alert_manage, name="alert_manage"),
    path("<str:token>/stop/", alerts.alert_stop, name="alert_stop"),
    path(pgettext_lazy("address", "<str:token>/less/<int:scheme>/"), alerts.alert_less, name="alert_less"),
]
urlpatterns: Routes = [path(pgettext_lazy("address", "alerts/"), include(pages))]
