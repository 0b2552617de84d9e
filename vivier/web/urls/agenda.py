"""Addresses of the agenda pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
