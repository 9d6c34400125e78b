"""The addresses of support, part by part."""

from django.urls import include, path

urlpatterns = [
    path("", include("ansinh.support.policies.urls")),
    path("", include("ansinh.support.delivery.urls")),
    path("", include("ansinh.support.insurance.urls")),
    path("", include("ansinh.support.housing.urls")),
    path("", include("ansinh.support.credit.urls")),
    path("", include("ansinh.support.owed.urls")),
    path("", include("ansinh.support.facts.urls")),
    path("", include("ansinh.support.needs.urls")),
    path("", include("ansinh.support.gaps.urls")),
    path("", include("ansinh.support.caring.urls")),
    path("", include("ansinh.support.papers.urls")),
]
