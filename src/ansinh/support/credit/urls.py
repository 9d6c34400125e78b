from django.urls import path

from ansinh.support.credit.views import bank, lists, loans

app_name = "credit"
urlpatterns = [
    path("loans", loans.loans, name="loans"),
    path("loans/programmes", loans.programmes, name="programmes"),
    path("loans/capital", loans.capital, name="capital"),
    path("loans/groups", lists.groups, name="groups"),
    path("loans/groups/new", lists.new_group, name="new-group"),
    path("loans/groups/<int:group_id>", lists.group, name="group"),
    path("loans/groups/<int:group_id>/end", lists.end, name="end-group"),
    path("loans/groups/<int:group_id>/new-list", lists.new_list, name="new-list"),
    path("loans/lists", lists.lists, name="lists"),
    path("loans/lists/<int:loan_list_id>", lists.one_list, name="list"),
    path("loans/lists/<int:loan_list_id>/answer", lists.answer, name="answer-list"),
    path("loans/lists/lines/<int:loan_request_id>", lists.line, name="line"),
    path("loans/lists/lines/<int:loan_request_id>/lend", loans.lend, name="lend"),
    path("households/<uuid:household_id>/loans/new", loans.lend_free, name="lend-free"),
    path("bank", bank.overview, name="bank"),
    path("bank/lists", bank.lists, name="bank-lists"),
    path("bank/lists/<int:loan_list_id>", bank.one_list, name="bank-list"),
    path("bank/lists/<int:loan_list_id>/answer", bank.answer, name="bank-answer"),
    path("bank/lines", bank.lines, name="bank-lines"),
    path("bank/lines/<int:loan_request_id>", bank.line, name="bank-line"),
    path("bank/lines/<int:loan_request_id>/lend", bank.lend, name="bank-lend"),
    path("bank/loans", bank.loans, name="bank-loans"),
    path("bank/loans/<int:loan_id>", bank.loan, name="bank-loan"),
    path("bank/loans/<int:loan_id>/write", bank.write, name="bank-write"),
    path("bank/capital", bank.capital, name="bank-capital"),
    path("loans/<int:loan_id>", loans.loan, name="loan"),
    path("loans/<int:loan_id>/write", loans.write, name="write"),
]
