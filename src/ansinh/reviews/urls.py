from django.urls import path

from ansinh.reviews.procedure.urls import urlpatterns as procedure
from ansinh.reviews.views import answers, approval, results, rounds

app_name = "reviews"
_HOUSEHOLD = "rounds/<int:round_id>/households/<uuid:household_id>"
urlpatterns = [
    path("rounds", rounds.rounds, name="rounds"),
    path("rounds/open", rounds.open_one, name="open"),
    path("rounds/<int:round_id>", rounds.round_, name="round"),
    path("rounds/<int:round_id>/classify", rounds.classify, name="classify"),
    path("rounds/<int:round_id>/reopen", rounds.reopen, name="reopen"),
    path("rounds/<int:round_id>/approve", approval.approve, name="approve"),
    path("rounds/<int:round_id>/results", results.results, name="results"),
    path("rounds/<int:round_id>/results/recognise", results.recognise, name="recognise"),
    path("rounds/<int:round_id>/edits", answers.edits, name="edits"),
    path(f"{_HOUSEHOLD}/answers", answers.answers, name="answers"),
    path(f"{_HOUSEHOLD}/answers/save", answers.save_answers, name="save-answers"),
    path(f"{_HOUSEHOLD}/answers/preview", answers.preview_answers, name="preview-answers"),
    path(f"{_HOUSEHOLD}/decision", results.decide, name="decide"),
    path("versions/<int:version_id>", approval.version, name="version"),
    path("versions/<int:version_id>/verify", approval.verify, name="verify"),
    *procedure,
]
