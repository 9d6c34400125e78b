from django.urls import path

from ansinh.portal.households import choosing, founding, list, page, verbs

_HOME = "households/<uuid:household_id>"
urlpatterns = [
    path("households", list.households, name="households"),
    path("households/chosen/export", choosing.export_chosen, name="household-export-chosen"),
    path("households/chosen/place", choosing.place_chosen, name="household-place-chosen"),
    path("households/views", choosing.views, name="household-views"),
    path("households/views/<int:view_id>", choosing.view, name="household-view"),
    path("households/exports/<int:job_id>", choosing.exported, name="household-export"),
    path("households/new", founding.new, name="household-new"),
    path(_HOME, page.household, name="household"),
    path(f"{_HOME}/explanation/<int:outcome_id>", page.explanation, name="household-explanation"),
    path(f"{_HOME}/answers/<int:answer_id>", page.answers, name="household-answers"),
    path(f"{_HOME}/people/<uuid:person_id>/citizen-id", page.citizen_id, name="household-citizen-id"),
    path(f"{_HOME}/changes/<int:change_id>/take-back", page.take_back, name="household-take-back"),
    *verbs.urlpatterns(),
]
