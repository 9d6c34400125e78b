from django.urls import path

from ansinh.work import views

app_name = "work"
urlpatterns = [
    path("jobs", views.jobs, name="jobs"),
    path("jobs/<int:job_id>", views.job, name="job"),
    path("jobs/<int:job_id>/stop", views.stop_job, name="job-stop"),
]
