"""Addresses of the opportunities pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
