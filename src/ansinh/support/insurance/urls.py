from django.urls import path

from ansinh.support.insurance.views import answers, cards, covered, lines, lists, making, settlements

app_name = "insurance"
urlpatterns = [
    path("health-cards", lists.lists, name="lists"),
    path("health-cards/people", covered.people, name="people"),
    path("health-cards/new", making.new, name="new"),
    path("health-cards/to-answer", answers.to_answer, name="to-answer"),
    path("health-cards/to-answer/<int:card_line_id>", answers.answer, name="answer"),
    path("health-cards/settlements", settlements.settlements, name="settlements"),
    path("health-cards/settlements/new", settlements.new_settlement, name="new-settlement"),
    path("health-cards/settlements/<int:card_settlement_id>", settlements.settlement, name="settlement"),
    path(
        "health-cards/settlements/<int:card_settlement_id>/decide",
        settlements.decide_settlement,
        name="decide-settlement",
    ),
    path(
        "health-cards/settlements/<int:card_settlement_id>/drop",
        settlements.drop_settlement_of,
        name="drop-settlement",
    ),
    path("health-cards/settlements/<int:card_settlement_id>/figures", settlements.figure, name="figure"),
    path(
        "health-cards/settlements/<int:card_settlement_id>/insurer-file",
        settlements.settlement_file,
        name="settlement-file",
    ),
    path(
        "health-cards/settlements/cards/<int:settled_card_id>",
        settlements.settled_card,
        name="settled-card",
    ),
    path("health-cards/<int:card_list_id>", lists.card_list, name="list"),
    path("health-cards/<int:card_list_id>/decide", lists.decide, name="decide"),
    path("health-cards/<int:card_list_id>/drop", lists.drop, name="drop"),
    path("health-cards/<int:card_list_id>/insurer-file", lists.insurer_file, name="insurer-file"),
    path("health-cards/lines/<int:card_line_id>", lines.line, name="line"),
    path("health-cards/lines/<int:card_line_id>/settle", lines.settle, name="settle"),
    path("health-cards/cards/<int:card_id>/correct", cards.correct, name="correct"),
    path("health-cards/cards/<int:card_id>/end", cards.end, name="end"),
    path("health-cards/cards/<int:card_id>/reveal", cards.reveal, name="reveal"),
]
