from django.urls import path

from ansinh.support.delivery.views import deliveries, enrolments, legal_aid, lines, proposals, runs

app_name = "delivery"
urlpatterns = [
    path("enrolments", enrolments.enrolments, name="enrolments"),
    path("enrolments/proposals", proposals.proposals, name="proposals"),
    path("enrolments/propose", proposals.propose, name="propose"),
    path("enrolments/proposals/<int:proposal_id>", proposals.proposal, name="proposal"),
    path("enrolments/proposals/<int:proposal_id>/answer", proposals.answer, name="answer-proposal"),
    path("enrolments/changes", enrolments.asks, name="asks"),
    path("enrolments/changes/<int:ask_id>/answer", enrolments.answer, name="answer-ask"),
    path("enrolments/arrivals", enrolments.arrivals, name="arrivals"),
    path("enrolments/<int:enrolment_id>", enrolments.enrolment, name="enrolment"),
    path("enrolments/<int:enrolment_id>/ask", enrolments.ask, name="ask"),
    path("enrolments/<int:enrolment_id>/payee", enrolments.payee, name="payee"),
    path("deliveries", deliveries.deliveries, name="deliveries"),
    path("deliveries/totals", deliveries.totals, name="totals"),
    path("deliveries/to-confirm", deliveries.to_confirm, name="to-confirm"),
    path("deliveries/confirm", deliveries.confirm, name="confirm"),
    path("deliveries/<int:delivery_id>/withdraw", deliveries.withdraw, name="withdraw-delivery"),
    path("households/<uuid:household_id>/deliveries/new", deliveries.give, name="give"),
    path("legal-aid", legal_aid.cases, name="legal-aid"),
    path("legal-aid/<int:case_of_aid_id>", legal_aid.case, name="legal-aid-case"),
    path("legal-aid/<int:case_of_aid_id>/step", legal_aid.step, name="legal-aid-step"),
    path("legal-aid/<int:case_of_aid_id>/reveal", legal_aid.reveal, name="legal-aid-reveal"),
    path("households/<uuid:household_id>/legal-aid/new", legal_aid.ask, name="legal-aid-ask"),
    path("pay-runs", runs.runs, name="runs"),
    path("pay-runs/new", runs.new, name="new-run"),
    path("pay-runs/<int:run_id>", runs.run, name="run"),
    path("pay-runs/<int:run_id>/move", runs.move, name="move-run"),
    path("pay-runs/<int:run_id>/release", runs.release, name="release-run"),
    path("pay-runs/<int:run_id>/payer-list", runs.payer_list, name="payer-list"),
    path("pay-runs/lines/<int:line_id>", lines.line, name="line"),
    path("pay-runs/lines/<int:line_id>/correct", lines.correct, name="correct-line"),
    path(
        "pay-runs/corrections/<int:correction_id>/answer", lines.answer_correction, name="answer-correction"
    ),
]
