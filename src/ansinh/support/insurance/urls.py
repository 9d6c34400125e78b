from django.urls import path

from ansinh.support.insurance import views

app_name = "insurance"
urlpatterns = [
    path("health-cards", views.lists, name="lists"),
    path("health-cards/people", views.people, name="people"),
    path("health-cards/new", views.new, name="new"),
    path("health-cards/to-answer", views.to_answer, name="to-answer"),
    path("health-cards/to-answer/<int:card_line_id>", views.answer, name="answer"),
    path("health-cards/<int:card_list_id>", views.card_list, name="list"),
    path("health-cards/<int:card_list_id>/decide", views.decide, name="decide"),
    path("health-cards/<int:card_list_id>/drop", views.drop, name="drop"),
    path("health-cards/<int:card_list_id>/insurer-file", views.insurer_file, name="insurer-file"),
    path("health-cards/lines/<int:card_line_id>", views.line, name="line"),
    path("health-cards/lines/<int:card_line_id>/settle", views.settle, name="settle"),
    path("health-cards/cards/<int:card_id>/correct", views.correct, name="correct"),
    path("health-cards/cards/<int:card_id>/end", views.end, name="end"),
    path("health-cards/cards/<int:card_id>/reveal", views.reveal, name="reveal"),
]
