from django.urls import path

from ansinh.portal.subjects import views

app_name = "subjects"
urlpatterns = [path("requests/<int:request_id>/data", views.export, name="export")]
