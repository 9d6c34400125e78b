"""Addresses of plans and steering papers."""

from django.urls import path

from ansinh.plans.views import documents, plans, targets, tasks

app_name = "plans"
urlpatterns = [
    path("plans", plans.plans, name="list"),
    path("plans/<int:steering_plan_id>", plans.plan, name="plan"),
    path("plans/<int:steering_plan_id>/measure", plans.measure, name="measure"),
    path("plans/targets/<int:target_id>", targets.target, name="target"),
    path("plans/tasks/<int:task_id>", tasks.task, name="task"),
    path("documents", documents.documents, name="documents"),
    path("documents/<int:document_id>", documents.document, name="document"),
    path("documents/<int:document_id>/acknowledge", documents.acknowledge, name="acknowledge"),
]
