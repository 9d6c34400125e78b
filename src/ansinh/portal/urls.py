from django.urls import include, path

from ansinh.portal import gallery, lagging, views

app_name = "portal"
urlpatterns = [
    path("", include("ansinh.portal.households.urls")),
    path("", include("ansinh.portal.duplicates.urls")),
    path("", views.start, name="start"),
    path("lagging", lagging.lagging, name="lagging"),
    path("gallery", gallery.gallery, name="gallery"),
]
