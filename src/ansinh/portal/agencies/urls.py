from django.urls import path

from ansinh.portal.agencies import views

app_name = "agencies"
urlpatterns = [
    path("agencies", views.agencies, name="list"),
    path("agencies/new", views.new, name="new"),
    path("agencies/<int:agency_id>/end", views.end, name="end"),
    path("agencies/kinds/<slug:code>", views.kind, name="kind"),
]
