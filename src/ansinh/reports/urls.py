from django.urls import path

from ansinh.reports.views import cells, figures, forms, published, reconcile

app_name = "reports"
_CELL = "forms/<int:version_id>/<int:number>/cell/<str:row>/<str:split>/<int:column>"
urlpatterns = [
    path("forms", forms.versions, name="versions"),
    path("forms/packets/<int:job_id>", forms.packet_download, name="packet-download"),
    path("forms/<int:version_id>", forms.version, name="version"),
    path("forms/<int:version_id>/packet", forms.packet, name="packet"),
    path("forms/<int:version_id>/<int:number>", forms.form, name="form"),
    path("forms/<int:version_id>/<int:number>/file.<str:shape>", forms.file, name="file"),
    path("forms/<int:version_id>/<int:number>/compare", forms.compare, name="compare"),
    path(_CELL, cells.cell, name="cell"),
    path(f"{_CELL}/people", cells.people, name="people"),
    path("published", published.published, name="published"),
    path("published/enter", figures.enter, name="figures-enter"),
    path("published/file", figures.bring, name="figures-file"),
    path("published/<int:figure_id>", figures.figure, name="figure"),
    path("published/<int:figure_id>/correct", figures.correct, name="figure-correct"),
    path("reconcile", reconcile.start, name="reconcile"),
    path("reconcile/<uuid:check_id>", reconcile.checked, name="reconciled"),
    path("reconcile/<uuid:check_id>/<int:number>", reconcile.checked_form, name="reconciled-form"),
    path("reconcile/<uuid:check_id>/remove", reconcile.remove, name="reconciled-remove"),
    path("reconcile/version/<int:version_id>", reconcile.own, name="reconcile-own"),
]
