"""Making the papers of support on pages: each from the page of what it is about."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.caring.queries import plan_within
from ansinh.support.credit.views.lists import list_within
from ansinh.support.delivery.views.deliveries import delivery_within
from ansinh.support.delivery.views.runs import run_within
from ansinh.support.delivery.words import period_words
from ansinh.support.housing.views.works import work_within
from ansinh.support.paper_links import (
    MOST_LINES,
    delivery_subject,
    loan_list_subject,
    plan_subject,
    run_subject,
    work_subject,
)
from ansinh.support.papers.asking import ask_for_decision, being_made
from ansinh.support.papers.delivery_records import check_given, drafted_delivery_record
from ansinh.support.papers.forms import PayDecisionForm, SigningForm
from ansinh.support.papers.house_acceptances import check_accepted, drafted_house_acceptance
from ansinh.support.papers.household_plans import check_printable, drafted_household_plan
from ansinh.support.papers.issuing import Drafted, Signing, issue_once, preview_of, standing
from ansinh.support.papers.loan_lists import check_confirmed, drafted_loan_list
from ansinh.support.papers.pay_decisions import (
    Written,
    check_decides,
    drafted_pay_decision,
    proposed_grounds,
)
from ansinh.work.models import Job


@route(P.ISSUE_PAPERS, methods=("GET", "POST"))
def pay_decision(request: HttpRequest, run_id: int) -> HttpResponse:
    """Make the decision on a released run."""
    run = run_within(request.scope, run_id)
    check_decides(run)
    old = standing(run.unit, run_subject(run.pk))
    long = run.lines > MOST_LINES

    def ask(given: dict[str, Any]) -> Job:
        return ask_for_decision(run=run, written=Written(**given), by=request.actor)

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
        lambda given: drafted_pay_decision(
            run=run, written=Written(**given), by=request.actor, most=_most(request)
        ),
        old=old,
        ask=ask if long else None,
        making=being_made(run) if long else None,
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
        lambda given: drafted_household_plan(plan=plan, written=Signing(**given), by=request.actor),
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
        lambda given: drafted_loan_list(listed=listed, written=Signing(**given), by=request.actor),
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
        lambda given: drafted_house_acceptance(work=work, written=Signing(**given), by=request.actor),
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
        lambda given: drafted_delivery_record(row=row, written=Signing(**given), by=request.actor),
        old=old,
        title=_("Biên bản giao nhận hỗ trợ"),
        lead=_("Nội dung lấy từ khoản đã ghi, không sửa ở đây. Biên bản lấy số tiếp theo của sổ."),
        back=reverse("delivery:deliveries"),
        back_words=_("Hỗ trợ đã giao"),
    )


_PREVIEW = "preview"
_PREVIEWED = 200
"""Of a long list a preview writes out so many lines."""


def _most(request: HttpRequest) -> int | None:
    return _PREVIEWED if request.POST.get("verb") == _PREVIEW else None


def _made(
    request: HttpRequest,
    form: SigningForm,
    drafted: Callable[[dict[str, Any]], Drafted],
    *,
    ask: Callable[[dict[str, Any]], Job] | None = None,
    making: Job | None = None,
    **shown: Any,
) -> HttpResponse:
    """Show the paper as it would be, issue it and open it, ask for it where ``ask`` does (and lead to its job), or show the form."""
    previews = request.POST.get("verb") == _PREVIEW
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            _done,
            request=request,
            drafted=drafted,
            ask=None if previews else ask,
            given=form.cleaned_data,
        )
        if isinstance(made, HttpResponse):
            return made
    status = 422 if form.is_bound and form.errors else 200
    return page(
        request,
        "support/papers/issue.html",
        status=status,
        form=form,
        long=ask is not None,
        making=making,
        **shown,
    )


def _done(
    *,
    request: HttpRequest,
    drafted: Callable[[dict[str, Any]], Drafted],
    ask: Callable[[dict[str, Any]], Job] | None,
    given: dict[str, Any],
) -> HttpResponse:
    who = request.actor  # type: ignore[attr-defined]
    if request.POST.get("verb") == _PREVIEW:
        found = drafted(given)
        content = preview_of(found, by=who)
        request.saw(place=found.unit.code, filters={"preview": found.subject})  # type: ignore[attr-defined]
        named = {"Content-Disposition": 'inline; filename="xem-truoc.pdf"', "Cache-Control": "no-store"}
        return HttpResponse(content, content_type="application/pdf", headers=named)
    if ask is not None:
        return see_other(request, "work:job", job_id=ask(given).pk)
    made = issue_once(drafted(given), by=who)
    return see_other(request, "papers:paper", said=_("Đã lập văn bản."), paper_id=made.pk)
