from django.urls import path

from ansinh.portal.dashboards import public, views

app_name = "dashboards"
urlpatterns = [
    path("dashboards", views.dashboards, name="list"),
    path("dashboards/country", views.country, name="country"),
    path("dashboards/country/number", views.country_number, name="country-number"),
    path("dashboards/<int:version_id>", views.dashboard, name="dashboard"),
    path("dashboards/<int:version_id>/years", views.years, name="years"),
    path("dashboards/<int:version_id>/years/communes", views.year_communes, name="year-communes"),
    path("dashboards/<int:version_id>/compare", views.compare, name="compare"),
    path("public/figures", public.figures, name="public"),
    path("public/figures/<str:code>", public.province, name="public-province"),
]
