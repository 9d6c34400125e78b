from django.urls import path

from ansinh.support.needs import views

app_name = "needs"
urlpatterns = [
    path("needs", views.needs, name="list"),
    path("households/<uuid:household_id>/needs/new", views.new, name="new"),
    path("needs/<int:need_id>/withdraw", views.withdraw, name="withdraw"),
]
