"""Every address, by domain."""

from django.urls import include, path

urlpatterns = [
    path("", include("ansinh.portal.accounts.urls")),
    path("", include("ansinh.portal.urls")),
    path("", include("ansinh.portal.whatif.urls")),
    path("", include("ansinh.portal.dashboards.urls")),
    path("", include("ansinh.portal.places.urls")),
    path("", include("ansinh.work.urls")),
    path("", include("ansinh.papers.urls")),
    path("", include("ansinh.grievances.urls")),
    path("", include("ansinh.portal.subjects.urls")),
    path("", include("ansinh.portal.messages.urls")),
    path("", include("ansinh.reviews.urls")),
    path("", include("ansinh.reviews.decisions.urls")),
    path("", include("ansinh.exchange.urls")),
    path("", include("ansinh.reports.urls")),
    path("", include("ansinh.analytics.urls")),
    path("", include("ansinh.support.urls")),
    path("", include("ansinh.outreach.urls")),
    path("", include("ansinh.plans.urls")),
    path("", include("ansinh.budgets.urls")),
    path("", include("ansinh.monitoring.urls")),
    path("", include("ansinh.portal.agencies.urls")),
    path("", include("ansinh.standards.urls")),
]
handler400 = "ansinh.portal.views.bad_request"
handler404 = "ansinh.portal.views.not_found"
handler500 = "ansinh.portal.views.failed"
