"""Deadlines, reports and their states, written papers, inspections: addresses."""

from django.urls import path

from ansinh.monitoring.views import asked, calendar, conclusions, decided, inspections, written

app_name = "monitoring"
urlpatterns = [
    path("written-reports", written.reports, name="reports"),
    path("written-reports/new", written.new, name="new"),
    path("written-reports/<int:written_id>", written.report, name="report"),
    path("written-reports/<int:written_id>/write", written.write, name="write"),
    path("written-reports/<int:written_id>/move", written.move, name="move"),
    path("written-reports/<int:written_id>/preview", written.preview, name="preview"),
    path("written-reports/<int:written_id>/figures/<int:written_figure_id>", written.figure, name="figure"),
    path(
        "written-reports/<int:written_id>/figures/<int:written_figure_id>/households",
        decided.households,
        name="figure-households",
    ),
    path("report-calendar", calendar.calendar, name="calendar"),
    path("report-requests", asked.asked_reports, name="asked"),
    path("report-requests/new", asked.ask, name="ask"),
    path("report-requests/<int:asked_id>", asked.asked_report, name="asked-report"),
    path("inspections", inspections.inspections, name="inspections"),
    path("inspections/new", inspections.plan, name="plan-inspection"),
    path("inspections/<int:inspection_id>", inspections.inspection, name="inspection"),
    path("inspections/<int:inspection_id>/findings/new", inspections.record, name="record-finding"),
    path("inspections/<int:inspection_id>/close", inspections.close, name="close-inspection"),
    path("inspections/<int:inspection_id>/conclusion", conclusions.write, name="conclusion"),
    path(
        "inspections/<int:inspection_id>/conclusion/preview", conclusions.preview, name="conclusion-preview"
    ),
    path("inspections/<int:inspection_id>/conclusion/issue", conclusions.issue, name="conclusion-issue"),
    path("inspections/findings/<int:finding_id>", inspections.finding, name="finding"),
]
