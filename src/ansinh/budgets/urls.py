"""Money of the programme: addresses."""

from django.urls import path

from ansinh.budgets.views import acts, beside, lines, overview, payments, settlements

app_name = "budgets"
urlpatterns = [
    path("budgets", overview.overview_page, name="overview"),
    path("budgets/support", beside.support, name="support"),
    path("budgets/lines", lines.lines, name="lines"),
    path("budgets/lines/new", lines.new, name="new"),
    path("budgets/lines/<int:budget_line_id>", lines.line, name="line"),
    path("budgets/lines/<int:budget_line_id>/adjust", lines.adjust, name="adjust"),
    path("budgets/lines/<int:budget_line_id>/allocate", acts.allocate, name="allocate"),
    path("budgets/lines/<int:budget_line_id>/pay", payments.pay, name="pay"),
    path("budgets/acts", acts.acts, name="acts"),
    path("budgets/acts/<int:budget_act_id>", acts.act, name="act"),
    path("budgets/acts/<int:budget_act_id>/decide", acts.decide, name="decide"),
    path("budgets/payments", payments.payments, name="payments"),
    path("budgets/payments/file", payments.from_file, name="payments-file"),
    path("budgets/payments/<int:payment_id>", payments.payment, name="payment"),
    path("budgets/settlements", settlements.settlements, name="settlements"),
    path("budgets/settlements/new", settlements.new, name="new-settlement"),
    path("budgets/settlements/<int:settlement_id>", settlements.settlement, name="settlement"),
    path("budgets/settlements/<int:settlement_id>/decide", settlements.decide, name="decide-settlement"),
]
