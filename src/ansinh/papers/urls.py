from django.urls import path

from ansinh.papers.views import register, templates

app_name = "papers"
urlpatterns = [
    path("papers", register.papers, name="papers"),
    path("papers/<int:paper_id>", register.paper, name="paper"),
    path("papers/<int:paper_id>/file.<str:shape>", register.file, name="file"),
    path("papers/print", register.bundle, name="bundle"),
    path("papers/print/<int:job_id>", register.bundle_download, name="bundle-download"),
    path("papers/check", register.check, name="check"),
    path("papers/registers", register.registers, name="registers"),
    path("papers/templates", templates.templates, name="templates"),
    path("papers/templates/<str:kind>", templates.template, name="template"),
    path("papers/templates/<str:kind>/upload", templates.upload, name="template-upload"),
    path("papers/templates/<str:kind>/file.<str:shape>", templates.template_file, name="template-file"),
    path(
        "papers/template-versions/<int:template_id>/file.<str:shape>",
        templates.version_file,
        name="version-file",
    ),
    path(
        "papers/template-versions/<int:template_id>/take-back", templates.take_back, name="version-take-back"
    ),
]
