from django.urls import path

from ansinh.portal import gallery, views

app_name = "portal"
urlpatterns = [
    path("", views.start, name="start"),
    path("gallery", gallery.gallery, name="gallery"),
]
