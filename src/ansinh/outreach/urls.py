"""The fund, sponsors' gifts, campaigns, staff and their training, awards: addresses."""

from django.urls import URLPattern

app_name = "outreach"
urlpatterns: list[URLPattern] = []
