from django.urls import path

from ansinh.portal.places import acts, views

app_name = "places"
urlpatterns = [
    path("places", views.places, name="list"),
    path("places/tree", views.tree, name="tree"),
    path("places/map", views.country_map, name="map"),
    path("places/acts", acts.acts, name="acts"),
    path("places/acts/new", acts.new_act, name="new-act"),
    path("places/acts/upload", acts.upload_act, name="upload-act"),
    path("places/acts/enter", acts.enter, name="enter-act"),
    path("places/acts/<int:act_id>", acts.act, name="act"),
    path("places/restate", views.restate, name="restate"),
    path("places/unknown", views.lost, name="unknown"),
    path("places/unknown/dates", views.undated, name="undated"),
    path("places/unknown/areas", views.open_areas, name="open-areas"),
    path("places/<str:code>", views.place, name="place"),
    path("places/<str:code>/below", views.below, name="below"),
    path("places/<str:code>/villages", views.villages, name="villages"),
    path("places/<str:code>/designations", views.designations, name="designations"),
    path("places/<str:code>/populations", views.populations, name="populations"),
]
