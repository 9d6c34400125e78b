from django.urls import path

from ansinh.analytics.views import measures, transitions

app_name = "analytics"
urlpatterns = [
    path("measures", measures.versions, name="versions"),
    path("measures/<int:version_id>", measures.measures, name="measures"),
    path("measures/<int:version_id>/households", measures.households, name="households"),
    path("measures/<int:version_id>/transitions", transitions.transitions, name="transitions"),
    path(
        "measures/<int:version_id>/transitions/households",
        transitions.households,
        name="transition-households",
    ),
]
