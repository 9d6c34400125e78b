from django.urls import path

from ansinh.exchange import views
from ansinh.exchange.api import conflicts
from ansinh.exchange.api import views as api

app_name = "exchange"
urlpatterns = [
    path("api/surveys", api.surveys, name="api-surveys"),
    path("surveys/conflicts", conflicts.conflicts, name="conflicts"),
    path("surveys/conflicts/<uuid:conflict_id>", conflicts.conflict, name="conflict"),
    path("imports", views.imports, name="imports"),
    path("imports/new", views.choose, name="import-choose"),
    path("imports/new/<slug:kind>", views.new, name="import-new"),
    path("imports/templates/<slug:kind>/<slug:role>", views.template, name="import-template"),
    path("imports/<int:batch_id>", views.one_import, name="import"),
    path("imports/<int:batch_id>/findings", views.findings, name="import-findings"),
    path("imports/<int:batch_id>/findings/<slug:role>", views.findings_book, name="import-book"),
    path("imports/<int:batch_id>/households", views.households, name="import-households"),
    path("imports/<int:batch_id>/check", views.check_again, name="import-check"),
    path("imports/<int:batch_id>/accept", views.accept, name="import-accept"),
    path("imports/<int:batch_id>/give-up", views.give_up, name="import-give-up"),
    path("imports/<int:batch_id>/take-back", views.take_back, name="import-take-back"),
    path("imports/<int:batch_id>/keep", views.keep, name="import-keep"),
]
