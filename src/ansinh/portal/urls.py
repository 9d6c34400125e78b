from django.urls import path

from ansinh.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.start, name="start"),
]
