"""Addresses of the observatory pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
