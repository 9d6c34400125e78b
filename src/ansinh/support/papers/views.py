"""Making the papers of support on pages: each from the page of what it is about."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.papers.models import Paper
from ansinh.support.caring.queries import plan_within
from ansinh.support.credit.views.lists import list_within
from ansinh.support.delivery.views.deliveries import delivery_within
from ansinh.support.delivery.views.runs import run_within
from ansinh.support.delivery.words import period_words
from ansinh.support.housing.views.works import work_within
from ansinh.support.paper_links import (
    delivery_subject,
    loan_list_subject,
    plan_subject,
    run_subject,
    work_subject,
)
from ansinh.support.papers.delivery_records import check_given, issue_delivery_record
from ansinh.support.papers.forms import PayDecisionForm, SigningForm
from ansinh.support.papers.house_acceptances import check_accepted, issue_house_acceptance
from ansinh.support.papers.household_plans import check_printable, issue_household_plan
from ansinh.support.papers.issuing import Signing, standing
from ansinh.support.papers.loan_lists import check_confirmed, issue_loan_list
from ansinh.support.papers.pay_decisions import (
    Written,
    check_decides,
    issue_pay_decision,
    proposed_grounds,
)


@route(P.ISSUE_PAPERS, methods=("GET", "POST"))
def pay_decision(request: HttpRequest, run_id: int) -> HttpResponse:
    """Make the decision on a released run."""
    run = run_within(request.scope, run_id)
    check_decides(run)
    old = standing(run.unit, run_subject(run.pk))
    form = PayDecisionForm(
        request.POST or None,
        again=old is not None,
        initial={
            "grounds": "\n".join(proposed_grounds(run)),
            "proposer": _("Công chức phụ trách công tác giảm nghèo"),
        },
    )
    return _made(
        request,
        form,
        lambda given: issue_pay_decision(run=run, written=Written(**given), by=request.actor),
        old=old,
        title=_("Quyết định chi trả, đợt {number}, {period}").format(
            number=run.number, period=period_words(run.period)
        ),
        lead=_(
            "Danh sách và số tiền lấy từ đợt đã phát hành, không sửa ở đây. Quyết định lấy số tiếp theo của sổ."
        ),
        back=reverse("delivery:run", kwargs={"run_id": run.pk}),
        back_words=_("Đợt {number}").format(number=run.number),
    )


@route(P.ISSUE_PAPERS, methods=("GET", "POST"))
def household_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Make the paper of a household's plan."""
    plan = plan_within(request.scope, plan_id)
    check_printable(plan)
    old = standing(plan.unit, plan_subject(plan.pk))
    return _made(
        request,
        SigningForm(request.POST or None, again=old is not None),
        lambda given: issue_household_plan(plan=plan, written=Signing(**given), by=request.actor),
        old=old,
        title=_("Văn bản kế hoạch của hộ"),
        lead=_(
            "Văn bản ghi kế hoạch như hôm nay: giải pháp, kết quả và các chuyến thăm. Lấy số tiếp theo của sổ."
        ),
        back=reverse("caring:plan", kwargs={"plan_id": plan.pk}),
        back_words=_("Kế hoạch của hộ"),
    )


@route(P.ISSUE_PAPERS, methods=("GET", "POST"))
def loan_list(request: HttpRequest, loan_list_id: int) -> HttpResponse:
    """Make the paper of a confirmed list 03/TD."""
    listed = list_within(request.scope, loan_list_id)
    check_confirmed(listed)
    old = standing(listed.unit, loan_list_subject(listed.pk))
    return _made(
        request,
        SigningForm(request.POST or None, again=old is not None),
        lambda given: issue_loan_list(listed=listed, written=Signing(**given), by=request.actor),
        old=old,
        title=_("Bản in danh sách 03/TD số {number}").format(number=listed.number),
        lead=_(
            "Danh sách lấy từ bản xã đã xác nhận, mang số xác nhận ấy. Cột của mẫu ngân hàng chưa được kiểm chứng: bản in chỉ có những "
            "gì hệ thống biết."
        ),
        back=reverse("credit:list", kwargs={"loan_list_id": listed.pk}),
        back_words=_("Danh sách 03/TD số {number}").format(number=listed.number),
    )


@route(P.ISSUE_PAPERS, methods=("GET", "POST"))
def house_acceptance(request: HttpRequest, work_id: int) -> HttpResponse:
    """Make the record of an accepted house."""
    work = work_within(request.scope, work_id)
    check_accepted(work)
    old = standing(work.unit, work_subject(work.pk))
    return _made(
        request,
        SigningForm(request.POST or None, again=old is not None),
        lambda given: issue_house_acceptance(work=work, written=Signing(**given), by=request.actor),
        old=old,
        title=_("Biên bản nghiệm thu nhà ở số {number}").format(number=work.record_no),
        lead=_("Biên bản mang số đã ghi khi nghiệm thu; các bước và nguồn vốn lấy từ hồ sơ của nhà này."),
        back=reverse("housing:work", kwargs={"work_id": work.pk}),
        back_words=_("Nhà ở"),
    )


@route(P.ISSUE_PAPERS, methods=("GET", "POST"))
def delivery_record(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Make the record of something handed over."""
    row = delivery_within(request.scope, delivery_id)
    check_given(row)
    old = standing(row.unit, delivery_subject(row.pk))
    return _made(
        request,
        SigningForm(request.POST or None, again=old is not None),
        lambda given: issue_delivery_record(row=row, written=Signing(**given), by=request.actor),
        old=old,
        title=_("Biên bản giao nhận hỗ trợ"),
        lead=_("Nội dung lấy từ khoản đã ghi, không sửa ở đây. Biên bản lấy số tiếp theo của sổ."),
        back=reverse("delivery:deliveries"),
        back_words=_("Hỗ trợ đã giao"),
    )


def _made(
    request: HttpRequest, form: SigningForm, issue: Callable[[dict[str, Any]], Paper], **shown: Any
) -> HttpResponse:
    """Issue the paper and open it, or show the form."""
    if request.method == "POST" and form.is_valid():
        made = attempt(form, issue, given=form.cleaned_data)
        if isinstance(made, Paper):
            return see_other(request, "papers:paper", said=_("Đã lập văn bản."), paper_id=made.pk)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "support/papers/issue.html", status=status, form=form, **shown)
