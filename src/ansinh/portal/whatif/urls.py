from django.urls import path

from ansinh.portal.whatif import views

app_name = "whatif"
urlpatterns = [
    path("what-if", views.ask, name="ask"),
    path("what-if/prepare", views.prepare, name="prepare"),
    path("what-if/households", views.households, name="households"),
]
