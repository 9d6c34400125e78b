from django.urls import path

from ansinh.support.facts import views

app_name = "facts"
urlpatterns = [
    path("households/<uuid:household_id>/facts/new", views.choose, name="choose"),
    path("households/<uuid:household_id>/facts/new/<slug:code>", views.record, name="record"),
    path("households/<uuid:household_id>/facts/<int:fact_id>/end", views.end, name="end"),
    path("households/<uuid:household_id>/facts/<int:fact_id>/correct", views.correct, name="correct"),
    path("households/<uuid:household_id>/facts/<int:fact_id>/reveal", views.reveal, name="reveal"),
    path("facts", views.lists, name="lists"),
    path("facts/complete", views.complete, name="complete"),
    path("facts/<int:list_id>/reopen", views.reopen, name="reopen"),
]
