from django.urls import path

from ansinh.support.gaps import views

app_name = "gaps"
urlpatterns = [
    path("gaps", views.matrix, name="matrix"),
    path("gaps/list", views.gaps, name="list"),
    path("gaps/seek", views.seek, name="seek"),
    path("gaps/<int:gap_id>", views.gap, name="gap"),
    path("gaps/<int:gap_id>/answer", views.answer, name="answer"),
]
