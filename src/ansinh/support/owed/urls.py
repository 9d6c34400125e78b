from django.urls import path

from ansinh.support.owed import views

app_name = "owed"
urlpatterns = [path("households/<uuid:household_id>/support", views.household, name="household")]
