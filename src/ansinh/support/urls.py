"""The addresses of support, part by part."""

from django.urls import include, path

urlpatterns = [
    path("", include("ansinh.support.delivery.urls")),
]
