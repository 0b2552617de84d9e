"""Log-in and account pages (django-allauth), outside the languages."""

from django.urls import include, path

from vivier.web.views.login import LoginPage

urlpatterns = [
    path("login/", LoginPage.as_view(), name="account_login"),
    path("", include("allauth.urls")),
]
