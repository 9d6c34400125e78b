"""Works on pages: the list, one with its stages, money and photos, and the steps that are written there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_words
from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.kernel.web.uploads import check_size
from ansinh.support.delivery.forms import WhyForm
from ansinh.support.delivery.views.shared import by_words
from ansinh.support.delivery.words import policy_words, rule_words
from ansinh.support.housing.building import (
    accept_work,
    next_stages,
    reach_stage,
    take_stage_back,
    withdraw_work,
)
from ansinh.support.housing.forms import AcceptForm, PhotoForm, PlanForm, ReceiveForm, StageForm
from ansinh.support.housing.money import funding_of, plan_money, receive_money, withdraw_money
from ansinh.support.housing.photos import LARGEST, add_photo, photo_content, withdraw_photo
from ansinh.support.housing.priorities import order
from ansinh.support.housing.queries import is_late, late
from ansinh.support.housing.words import (
    dwelling_words,
    kind_words,
    source_title,
    source_words,
    step_words,
    work_words,
)
from ansinh.support.models import HousingMoney, HousingPhoto, HousingProgramme, HousingStep, HousingWork
from ansinh.support.models.housing_enums import BUILDING, MoneyKind, MoneySource, WorkKind, WorkState
from ansinh.support.paper_links import paper_links, work_subject
from ansinh.support.reached import places_of
from ansinh.work.downloads import answer_export


def _programmes(_request: HttpRequest) -> list[tuple[str, str]]:
    rows = HousingProgramme.objects.order_by("-begins_on", "-pk")
    return [(str(key), f"{name} ({act})") for key, name, act in rows.values_list("pk", "name", "act")]


def _places(request: HttpRequest) -> list[tuple[str, str]]:
    return places_of(HousingWork.objects.within(request.scope))  # type: ignore[attr-defined]


WORKS = Listing(
    "housing-works",
    columns=(
        Column(
            "name", later("Chủ hộ"), lambda row: row.household.head_name or _("(chưa có tên)"),
            order="household__head_name_sort", link=lambda row: reverse("housing:work", kwargs={"work_id": row.pk}),
        ),
        Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
        Column("place", later("Xã"), lambda row: row.unit.name),
        Column("programme", later("Chương trình"), lambda row: row.programme.name, shown=False),
        Column("kind", later("Việc"), lambda row: kind_words(row.kind), order="kind"),
        Column("dwelling", later("Nhà trước đây"), lambda row: dwelling_words(row.dwelling), shown=False),
        Column("priority", later("Thứ tự ưu tiên"), lambda row: row.priority, kind="number", order="priority"),
        Column("granted", later("Mức hỗ trợ (đồng)"), lambda row: row.granted, kind="number"),
        Column("cost", later("Dự toán (đồng)"), lambda row: row.cost, kind="number", shown=False),
        Column("on", later("Bước này từ ngày"), lambda row: row.state_on, kind="day", order="state_on"),
        Column("deadline", later("Hạn"), lambda row: row.programme.deadline, kind="day"),
        Column("state", later("Tình trạng"), lambda row: work_words(row.state), kind="status", order="state"),
        Column(
            "late", later("Trễ hạn"),
            lambda row: ("error", _("quá hạn")) if is_late(row, today()) else None, kind="status",
        ),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), by_words, sealed=True),
        Filter("programme", later("Chương trình"), lambda rows, value: rows.filter(programme=value), choices=_programmes),
        Filter(
            "state", later("Tình trạng"), lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, work_words(one.value)[1]) for one in WorkState],
        ),
        Filter(
            "kind", later("Việc"), lambda rows, value: rows.filter(kind=value),
            choices=lambda _r: [(one.value, kind_words(one.value)) for one in WorkKind],
        ),
        Filter(
            "late", later("Hạn"), lambda rows, value: late(rows, today()) if value == "yes" else rows,
            choices=lambda _r: [("yes", _("quá hạn"))],
        ),
        Filter("unit", later("Xã"), lambda rows, value: rows.filter(unit=value), choices=_places),
        Filter("village", later("Thôn, tổ"), lambda rows, value: with_name(rows, "village", value)),
    ),
    sort="priority",
)  # fmt: skip


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def works(request: HttpRequest) -> HttpResponse:
    """The housing works of the places within the scope."""
    asked = WORKS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = HousingWork.objects.within(request.scope).select_related("household", "unit", "programme")
    if asked.export:
        return answer_export(asked, rows, name="housing-works", by=request.actor)
    return page(
        request,
        "support/housing/works.html",
        part="list",
        listing=asked.page(rows),
        permission=P,
        order=order(),
    )


def work_within(scope: Scope, work_id: int) -> HousingWork:
    """One work within the scope, or ``NotFound``."""
    rows = HousingWork.objects.within(scope).select_related(
        "household", "unit", "programme", "proposal", "replaces"
    )
    found = rows.filter(pk=work_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy nhà này trong địa bàn được giao."))
    return found


def _steps(work: HousingWork) -> list[dict[str, Any]]:
    rows = HousingStep.objects.everywhere().filter(work=work).order_by("-pk")
    return [
        {
            "when": shown_date(one.on),
            "title": step_words(one.verb, one.to_state),
            "text": one.reason,
            "by": doer_words(one.by, one.at),
        }
        for one in rows
    ]


def _line(work: HousingWork) -> list[tuple[str, str]]:
    """The stages in their order, each done, current or later."""
    line = [*BUILDING, WorkState.ACCEPTED]
    state = WorkState(work.state)
    at = line.index(state) if state in line else -1
    done = {one.to_state for one in HousingStep.objects.everywhere().filter(work=work).exclude(verb="back")}
    return [
        (
            work_words(one.value)[1],
            "current" if place == at else "done" if place < at and one.value in done else "later",
        )
        for place, one in enumerate(line)
        if place >= at or one.value in done
    ]


def _shown(request: HttpRequest, work: HousingWork, status: int = 200, **forms: Any) -> HttpResponse:
    who = request.actor  # type: ignore[attr-defined]
    state = WorkState(work.state)
    open_one = state not in (WorkState.ACCEPTED, WorkState.WITHDRAWN)
    makes = may(who, P.PROPOSE_SUPPORT, work.unit_id)
    photos = HousingPhoto.objects.everywhere().filter(work=work, withdrawn_at=None).order_by("pk")
    money = HousingMoney.objects.everywhere().filter(work=work).order_by("-on", "-pk")
    planned = {
        one.source: one for one in money if one.kind == MoneyKind.PLANNED.value and not one.withdrawn_at
    }
    stages = next_stages(work)
    plan = {f"amount_{one.source}": one.amount for one in planned.values() if one.amount}
    plan |= {f"days_{one.source}": one.labour_days for one in planned.values() if one.labour_days}
    shown: dict[str, Any] = {
        "form": StageForm(stages=stages),
        "why_form": WhyForm(),
        "plan_form": PlanForm(initial=plan | {"cost": work.cost}),
        "receive_form": ReceiveForm(),
        "accept_form": AcceptForm(),
        "photo_form": PhotoForm(),
    }
    return page(
        request,
        "support/housing/work.html",
        status=status,
        work=work,
        state=work_words(work.state),
        policy=policy_words(work.policy),
        ground=rule_words(work.policy, work.ground) if work.computed else work.ground,
        order=order(),
        late=is_late(work, today()),
        line=[] if state in (WorkState.SURVEYED, WorkState.PROPOSED, WorkState.WITHDRAWN) else _line(work),
        steps=_steps(work),
        funding=funding_of(work),
        received=[one for one in money if one.kind == MoneyKind.RECEIVED.value],
        photos=photos,
        replaced_by=work.replaced_by.within(request.scope).exclude(state=WorkState.WITHDRAWN.value).first(),  # type: ignore[attr-defined]
        kind_words=kind_words,
        dwelling_words=dwelling_words,
        source_title=source_title,
        work_words=work_words,
        money_sources=MoneySource,
        links=paper_links(who, work_subject(work.pk), work.unit_id),
        builds=makes and bool(stages),
        backs=makes and state in BUILDING[1:],
        pays=makes and open_one,
        receives=makes and state in BUILDING,
        withdraws=makes and open_one,
        photographs=makes and state is not WorkState.WITHDRAWN,
        accepts=state is WorkState.DONE and may(who, P.APPROVE_SUPPORT, work.unit_id),
        own=who.label == work.done_by,
        permission=P,
        **(shown | forms),
    )


@route(P.SEE_HOUSEHOLDS)
def work(request: HttpRequest, work_id: int) -> HttpResponse:
    """One work: what was found, its stages, money and photos."""
    return _shown(request, work_within(request.scope, work_id))


def _done(request: HttpRequest, work: HousingWork, said: str) -> HttpResponse:
    return see_other(request, "housing:work", work_id=work.pk, said=said)


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def step(request: HttpRequest, work_id: int) -> HttpResponse:
    """Write the next stage, take the last one back, or take the household out of the programme, as ``verb`` says."""
    found = work_within(request.scope, work_id)
    verb = request.POST.get("verb", "stage")
    if verb == "stage":
        form = StageForm(request.POST, stages=next_stages(found))
        if form.is_valid() and attempt(form, reach_stage, work=found, by=request.actor, **form.cleaned_data):
            return _done(request, found, _("Đã ghi bước."))
        return _shown(request, work_within(request.scope, work_id), 422, form=form)
    why = WhyForm(request.POST)
    act = withdraw_work if verb == "withdraw" else take_stage_back
    if why.is_valid() and attempt(why, act, work=found, by=request.actor, **why.cleaned_data):
        said = _("Đã rút hộ khỏi danh sách.") if verb == "withdraw" else _("Đã ghi lại bước trước.")
        return _done(request, found, said)
    return _shown(request, work_within(request.scope, work_id), 422, why_form=why)


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def money(request: HttpRequest, work_id: int) -> HttpResponse:
    """Plan what a house costs and who gives what, or write what came."""
    found = work_within(request.scope, work_id)
    if request.POST.get("verb") == "plan":
        plan = PlanForm(request.POST)
        if plan.is_valid() and attempt(plan, plan_money, work=found, by=request.actor, **plan.told):
            return _done(request, found, _("Đã ghi dự toán và nguồn vốn."))
        return _shown(request, work_within(request.scope, work_id), 422, plan_form=plan)
    form = ReceiveForm(request.POST)
    if form.is_valid() and attempt(form, receive_money, work=found, by=request.actor, **form.cleaned_data):
        return _done(request, found, _("Đã ghi khoản nhận."))
    return _shown(request, work_within(request.scope, work_id), 422, receive_form=form)


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def withdraw_receipt(request: HttpRequest, money_id: int) -> HttpResponse:
    """Withdraw what was written of received money, with the reason."""
    rows = HousingMoney.objects.within(request.scope).select_related("work__household", "work__unit")
    row = rows.filter(pk=money_id, kind=MoneyKind.RECEIVED.value).first()
    if row is None:
        raise NotFound(_("Không tìm thấy khoản này."))
    form = WhyForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, withdraw_money, row=row, by=request.actor, **form.cleaned_data)
    ):
        return _done(request, row.work, _("Đã rút khoản nhận."))
    return page(
        request, "support/housing/withdraw_money.html", status=422 if form.errors else 200, row=row, form=form,
        source=source_words(row.source),
    )  # fmt: skip


@route(P.APPROVE_SUPPORT, methods=("POST",))
def accept(request: HttpRequest, work_id: int) -> HttpResponse:
    """Accept a finished house."""
    found = work_within(request.scope, work_id)
    form = AcceptForm(request.POST)
    if form.is_valid() and attempt(form, accept_work, work=found, by=request.actor, **form.cleaned_data):
        return _done(request, found, _("Đã nghiệm thu nhà."))
    return _shown(request, work_within(request.scope, work_id), 422, accept_form=form)


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def photographs(request: HttpRequest, work_id: int) -> HttpResponse:
    """Add a photo of the stage the work is at."""
    found = work_within(request.scope, work_id)
    check_size(request)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        # One byte more than the largest: the action then says that it is too large, and no more than that is read.
        content = given["photo"].read(LARGEST + 1)
        if attempt(
            form, add_photo, work=found, content=content, taken_on=given["taken_on"], by=request.actor
        ):
            return _done(request, found, _("Đã thêm ảnh."))
    return _shown(request, work_within(request.scope, work_id), 422, photo_form=form)


def _photo(request: HttpRequest, photo_id: int) -> HousingPhoto:
    rows = HousingPhoto.objects.within(request.scope).select_related("work__household", "work__unit")  # type: ignore[attr-defined]
    found = rows.filter(pk=photo_id, withdrawn_at=None).first()
    if found is None:
        raise NotFound(_("Ảnh này không còn được giữ."))
    return found


@route(P.SEE_HOUSEHOLDS)
def photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """The picture itself, to who may see the work."""
    found = _photo(request, photo_id)
    return HttpResponse(
        photo_content(found),
        content_type=found.content_type,
        headers={"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"},
    )


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def remove_photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Take a photo away, with the reason."""
    found = _photo(request, photo_id)
    form = WhyForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, withdraw_photo, photo=found, by=request.actor, **form.cleaned_data)
    ):
        return _done(request, found.work, _("Đã gỡ ảnh."))
    return page(
        request, "support/housing/remove_photo.html", status=422 if form.errors else 200, photo=found, form=form,
        stage=work_words(found.stage)[1],
    )  # fmt: skip
