from django.urls import path

from ansinh.support.housing.views import candidates, lists, programmes, works

app_name = "housing"
urlpatterns = [
    path("housing-works", works.works, name="works"),
    path("housing-works/programmes", programmes.programmes, name="programmes"),
    path("housing-works/programmes/new", programmes.new_programme, name="new-programme"),
    path("housing-works/programmes/<int:programme_id>", programmes.programme, name="programme"),
    path("housing-works/programmes/<int:programme_id>/deadline", programmes.deadline, name="deadline"),
    path("housing-works/programmes/<int:programme_id>/lacking", candidates.candidates, name="lacking"),
    path("housing-works/programmes/<int:programme_id>/propose", lists.propose, name="propose"),
    path(
        "housing-works/programmes/<int:programme_id>/survey/<uuid:household_id>",
        candidates.survey,
        name="survey",
    ),
    path("households/<uuid:household_id>/housing", candidates.choose, name="choose"),
    path("housing-works/lists", lists.lists, name="lists"),
    path("housing-works/lists/<int:works_list_id>", lists.one_list, name="list"),
    path("housing-works/lists/<int:works_list_id>/answer", lists.answer_list, name="answer-list"),
    path("housing-works/<int:work_id>", works.work, name="work"),
    path("housing-works/<int:work_id>/step", works.step, name="step"),
    path("housing-works/<int:work_id>/money", works.money, name="money"),
    path("housing-works/<int:work_id>/accept", works.accept, name="accept"),
    path("housing-works/<int:work_id>/photos", works.photographs, name="photographs"),
    path("housing-works/money/<int:money_id>/withdraw", works.withdraw_receipt, name="withdraw-money"),
    path("housing-works/photos/<int:photo_id>", works.photo, name="photo"),
    path("housing-works/photos/<int:photo_id>/remove", works.remove_photo, name="remove-photo"),
]
