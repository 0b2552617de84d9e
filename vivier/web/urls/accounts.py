"""Log-in and account pages (django-allauth), outside the languages."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
