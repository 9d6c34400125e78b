"""Deadlines, reports and their states, written papers, inspections: addresses."""

from django.urls import URLPattern

app_name = "monitoring"
urlpatterns: list[URLPattern] = []
