from django.urls import path

from ansinh.grievances.views import entering, listing, one, procedure, restriction

app_name = "grievances"
urlpatterns = [
    path("requests", listing.requests, name="list"),
    path("requests/new", entering.new, name="new"),
    path("requests/figures", listing.figures, name="figures"),
    path("requests/procedure", procedure.procedure, name="procedure"),
    path("requests/<int:request_id>", one.one, name="request"),
    path("requests/<int:request_id>/receipt", one.receipt, name="receipt"),
    path("requests/<int:request_id>/form", one.form, name="form"),
    path("requests/<int:request_id>/appeal", entering.appeal, name="appeal"),
    path("requests/<int:request_id>/restriction", restriction.restriction, name="restriction"),
    path("requests/<int:request_id>/restriction/end", restriction.end, name="end-restriction"),
    path("requests/<int:request_id>/steps/<slug:verb>", one.step, name="step"),
]
