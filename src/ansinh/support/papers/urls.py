from django.urls import path

from ansinh.support.papers import handover_views, views

app_name = "support_papers"
urlpatterns = [
    path("pay-runs/<int:run_id>/decision", views.pay_decision, name="pay-decision"),
    path("household-plans/<int:plan_id>/paper", views.household_plan, name="household-plan"),
    path("loans/lists/<int:loan_list_id>/paper", views.loan_list, name="loan-list"),
    path("housing-works/<int:work_id>/record", views.house_acceptance, name="house-acceptance"),
    path("deliveries/handover", handover_views.handover_list, name="handover-list"),
    path("deliveries/<int:delivery_id>/record", views.delivery_record, name="delivery-record"),
]
