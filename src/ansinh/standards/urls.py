from django.urls import path

from ansinh.standards import pages

app_name = "standards"
urlpatterns = [
    path("standards", pages.standards, name="list"),
    path("standards/<str:code>", pages.manual, name="manual"),
    path("standards/<str:code>/manual.pdf", pages.pdf, name="pdf"),
    path("standards/<str:code>/numbers", pages.numbers, name="numbers"),
    path("standards/<str:code>/history", pages.history, name="history"),
]
