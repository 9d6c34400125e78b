"""Money of the programme: addresses."""

from django.urls import URLPattern

app_name = "budgets"
urlpatterns: list[URLPattern] = []
