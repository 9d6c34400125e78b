from django.urls import path

from ansinh.support.policies import local_views, views, whatif_views

app_name = "policies"
urlpatterns = [
    path("policies", views.policies, name="list"),
    path("policies/whatif", whatif_views.whatif, name="whatif"),
    path("policies/whatif/prepare", whatif_views.whatif_prepare, name="whatif-prepare"),
    path("policies/whatif/people", whatif_views.whatif_people, name="whatif-people"),
    path("policies/local", local_views.versions, name="local"),
    path("policies/local/new", local_views.new_version, name="local-new"),
    path("policies/local/<int:version_id>", local_views.version, name="version"),
    path("policies/local/<int:version_id>/try", local_views.try_version, name="try"),
    path("policies/local/<int:version_id>/approve", local_views.approve, name="approve"),
    path("policies/<str:code>", views.policy, name="policy"),
    path("policies/<str:code>/people", views.people, name="people"),
]
