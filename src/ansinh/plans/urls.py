"""Addresses of plans and steering papers."""

from django.urls import path

from ansinh.plans.views import allotments, documents, plans, target_entry, targets, tasks

app_name = "plans"
urlpatterns = [
    path("plans", plans.plans, name="list"),
    path("plans/<int:steering_plan_id>", plans.plan, name="plan"),
    path("plans/<int:steering_plan_id>/measure", plans.measure, name="measure"),
    path("plans/targets/<int:target_id>", targets.target, name="target"),
    path("plans/<int:steering_plan_id>/targets/new", target_entry.enter, name="target-new"),
    path("plans/targets/<int:target_id>/correct", target_entry.correct, name="target-correct"),
    path("plans/targets/<int:target_id>/withdraw", target_entry.withdraw, name="target-withdraw"),
    path("plans/targets/<int:target_id>/allot", allotments.allot, name="target-allot"),
    path("plans/allotments/<int:allotment_id>", allotments.allotment, name="allotment"),
    path("plans/allotments/<int:allotment_id>/decide", allotments.decide, name="allotment-decide"),
    path("plans/allotments/<int:allotment_id>/send", allotments.send, name="allotment-send"),
    path("plans/allotments/<int:allotment_id>/end", allotments.end, name="allotment-end"),
    path("plans/shares", allotments.shares, name="shares"),
    path("plans/shares/<int:share_id>", allotments.share, name="share"),
    path("plans/shares/<int:share_id>/correct", allotments.share_correct, name="share-correct"),
    path("plans/shares/<int:share_id>/acknowledge", allotments.share_acknowledge, name="share-acknowledge"),
    path("plans/tasks/<int:task_id>", tasks.task, name="task"),
    path("documents", documents.documents, name="documents"),
    path("documents/<int:document_id>", documents.document, name="document"),
    path("documents/<int:document_id>/acknowledge", documents.acknowledge, name="acknowledge"),
]
