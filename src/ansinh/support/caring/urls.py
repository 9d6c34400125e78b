from django.urls import path

from ansinh.support.caring import people_views, views

app_name = "caring"
urlpatterns = [
    path("household-plans", views.villages, name="villages"),
    path("household-plans/list", views.plans, name="list"),
    path("household-plans/draw-up", views.draw_up, name="draw-up"),
    path("household-plans/assign", views.assign, name="assign"),
    path("household-plans/people", people_views.people, name="people"),
    path("household-plans/people/members/new", people_views.new_member, name="new-member"),
    path("household-plans/people/members/<int:member_id>/end", people_views.end_member, name="end-member"),
    path("household-plans/people/sponsors/new", people_views.new_sponsor, name="new-sponsor"),
    path(
        "household-plans/people/sponsors/<int:sponsor_id>/end", people_views.stop_sponsor, name="end-sponsor"
    ),
    path("household-plans/<int:plan_id>", views.plan, name="plan"),
    path("household-plans/<int:plan_id>/solutions", views.add, name="add-solution"),
    path("household-plans/<int:plan_id>/solutions/<int:solution_id>/<slug:to>", views.take_step, name="step"),
    path("household-plans/<int:plan_id>/visits", views.visit, name="visit"),
]
