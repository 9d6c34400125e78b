from django.urls import path

from ansinh.reviews.decisions.views import (
    average,
    certificates,
    consolidation,
    deciding,
    listed_twice,
    lists,
    reporting,
)

app_name = "decisions"
_DOSSIER = "rounds/<int:round_id>/communes/<int:dossier_id>"
urlpatterns = [
    path(f"{_DOSSIER}/decision", deciding.preview, name="preview"),
    path(f"{_DOSSIER}/decision/decide", deciding.decide, name="decide"),
    path("rounds/<int:round_id>/consolidation", consolidation.consolidation, name="consolidation"),
    path("decisions", deciding.decisions, name="decisions"),
    path("decisions/<int:decision_id>", deciding.decision, name="decision"),
    path("decisions/<int:decision_id>/certificates", deciding.certify, name="certify"),
    path("decisions/<int:decision_id>/answers", deciding.answer, name="answer"),
    path("certificates", certificates.certificates, name="certificates"),
    path("certificates/<int:certificate_id>", certificates.certificate, name="certificate"),
    path("certificates/<int:certificate_id>/change", certificates.change, name="change-certificate"),
    path("lists/of-day", lists.of_day, name="of-day"),
    path("lists/escaped", lists.escaped, name="escaped"),
    path("lists/twice", listed_twice.sides, name="sides"),
    path("lists/twice/seek", listed_twice.seek, name="seek-listed-twice"),
    path("lists/twice/<int:side_id>", listed_twice.side, name="listed-twice"),
    path("lists/twice/<int:side_id>/say", listed_twice.say, name="say-listed-twice"),
    path("versions/<int:version_id>/changes", lists.changes, name="changes"),
    path("average-households", average.cases, name="average"),
    path("average-households/new/<uuid:household_id>", average.new_case, name="new-average"),
    path("average-households/together", average.together, name="average-together"),
    path("average-households/together/post", average.post_together, name="post-average"),
    path("average-households/together/decide", average.decide_together, name="decide-average"),
    path("average-households/<int:case_id>", average.case_page, name="average-case"),
    path("average-households/<int:case_id>/move", average.move, name="move-average"),
    path("periodic-reports", reporting.reports, name="reports"),
    path("periodic-reports/make", reporting.make, name="make-report"),
    path("periodic-reports/<int:report_id>", reporting.report, name="report"),
    path("periodic-reports/<int:report_id>/paper", reporting.paper, name="report-paper"),
    path("periodic-reports/<int:report_id>/move", reporting.move_report, name="move-report"),
]
