"""What a target allots below: drafted, corrected, decided, sent; and what one's own places were allotted."""

from collections.abc import Sequence

from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import check_may, may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.plans.allotting import (
    acknowledge_share,
    breaks_promise,
    correct_share,
    decide_allotment,
    digest_of,
    end_allotment,
    gap_of_shares,
    propose_allotment,
    send_allotment,
)
from ansinh.plans.models import Allotment, Share
from ansinh.plans.queries import target_within
from ansinh.plans.shares import (
    allotment_within,
    in_force,
    progress_of,
    rate_of,
    share_within,
    shares_within,
)
from ansinh.plans.target_forms import AllotForm, DecideForm, ReceivedForm, ShareForm, WhyForm
from ansinh.plans.words import (
    allotment_words,
    amount_words,
    basis_words,
    level_words,
    promise_words,
)
from ansinh.work.downloads import answer_export


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split():
        rows = rows.filter(unit__name_fold__contains=word)
    return rows


def _received(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(acknowledged_on__isnull=value != "yes")


def _page_of(row: Share) -> str:
    return reverse("plans:share", kwargs={"share_id": row.pk})


def _rate(row: Share) -> str | None:
    rate = rate_of(row)
    return None if rate is None else amount_words(rate, "percent")


def _with_progress(rows: Sequence[Share]) -> None:
    """How far each is, for all rows of a page at once."""
    found = progress_of(rows)
    for row in rows:
        row.progress = found.get(row.pk)  # type: ignore[attr-defined]


def _kept(row: Share) -> str | None:
    if row.progress is None:  # type: ignore[attr-defined]
        return None
    return _("đạt") if row.progress.kept else _("chưa đạt")  # type: ignore[attr-defined]


def _now(row: Share) -> int | None:
    return row.progress.count.numerator if row.progress else None  # type: ignore[attr-defined]


_FILTERS = (
    Filter("q", later("Tìm địa bàn"), _by_words),
    Filter(
        "received",
        later("Xác nhận"),
        _received,
        choices=lambda _r: [("yes", _("Đã xác nhận")), ("no", _("Chưa xác nhận"))],
    ),
)
_PLACE = Column("place", later("Địa bàn"), lambda row: row.unit.name, order="unit__sort_key", link=_page_of)
_FIGURES = (
    Column("amount", later("Phần giao"), lambda row: row.amount, kind="number", order="amount"),
    Column("whole", later("Mẫu số"), lambda row: row.denominator, kind="number"),
    Column("rate", later("Tỷ lệ của phần giao"), _rate),
    Column("now", later("Đang có"), _now, kind="number", before=_with_progress),
    Column("kept", later("Tình trạng"), _kept),
    Column("received", later("Xác nhận ngày"), lambda row: row.acknowledged_on, kind="day"),
)
OF_ONE = Listing(
    "shares-of-one",
    columns=(
        _PLACE,
        Column("weight", later("Số để chia theo"), lambda row: row.weight, kind="number"),
        Column("proposed", later("Đề xuất"), lambda row: row.proposed, kind="number"),
        *_FIGURES,
    ),
    filters=_FILTERS,
    sort="place",
)
SHARES = Listing(
    "shares",
    columns=(
        _PLACE,
        Column("target", later("Cam kết của kế hoạch"), lambda row: row.allotment.target.indicator),
        Column("plan", later("Kế hoạch"), lambda row: row.allotment.target.plan.document.title),
        *_FIGURES,
    ),
    filters=_FILTERS,
    sort="place",
)


@route(P.PRINT_FORMS, sees=Nothing.SUMS, decides=False)
def shares(request: HttpRequest) -> HttpResponse:
    """What the places somebody sees were allotted and have in force."""
    asked = SHARES.asked(request)
    rows = in_force(shares_within(request.scope))
    if request.scope.unit_ids is not None:
        rows = rows.filter(unit__in=request.scope.unit_ids)
    if asked.export:
        return answer_export(asked, rows, name="shares", by=request.actor)
    return page(request, "plans/shares.html", part="list", listing=asked.page(rows))


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def allot(request: HttpRequest, target_id: int) -> HttpResponse:
    """Draft an allotment of a target."""
    one = target_within(request.scope, target_id)
    check_may(request.actor, P.KEEP_PLANS, one.plan.unit_id)
    form = AllotForm(request.POST or None, target=one)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, propose_allotment, target=one, by=request.actor, **form.cleaned_data)
        if isinstance(made, Allotment):
            return see_other(
                request, "plans:allotment", allotment_id=made.pk, said=_("Đã lập bảng giao nháp.")
            )
    status = 422 if form.is_bound else 200
    return page(request, "plans/allot.html", status=status, form=form, target=one, plan=one.plan)


@route(P.PRINT_FORMS, methods=("GET", "POST"), sees=Nothing.SUMS, decides=False)
def allotment(request: HttpRequest, allotment_id: int) -> HttpResponse:
    """One allotment: its shares of the places somebody sees; sum and gap to who sees the whole place."""
    one = allotment_within(request.scope, allotment_id)
    asked = OF_ONE.asked(request)
    rows = shares_within(request.scope).filter(allotment=one)
    if asked.export:
        return answer_export(asked, rows, name="shares", by=request.actor)
    return _shown(request, one, rows, DecideForm(initial={"seen": digest_of(one)}), WhyForm())


def _shown(
    request: HttpRequest,
    one: Allotment,
    rows: QuerySet,
    decide: DecideForm,
    why: WhyForm,
    status: int = 200,
) -> HttpResponse:
    place = one.target.plan.unit_id
    gap = gap_of_shares(one)
    remainder = one.shares.filter(by_remainder=True, unit__in=rows.values("unit"))
    return page(
        request,
        "plans/allotment.html",
        part="list",
        status=status,
        allotment=one,
        target=one.target,
        plan=one.target.plan,
        listing=OF_ONE.asked(request).page(rows),
        sees_whole=request.scope.covers(place),
        summed=one.shares.aggregate(sum=Sum("amount"))["sum"] or 0,
        gap=gap,
        breaks=breaks_promise(one, gap),
        remainder=list(remainder.values_list("unit__name", flat=True).order_by("unit__sort_key")),
        state=allotment_words(one.state),
        moved=(one.value, one.relation) != (one.target.value, one.target.relation),
        keeps=may(request.actor, P.KEEP_PLANS, place),
        approves=may(request.actor, P.APPROVE_PLANS, place),
        decide=decide,
        why=why,
        basis_words=basis_words,
        level_words=level_words,
        promise_words=promise_words,
    )


@route(P.APPROVE_PLANS, methods=("POST",), sees=Nothing.SUMS)
def decide(request: HttpRequest, allotment_id: int) -> HttpResponse:
    """A second person approves a draft or gives it back."""
    one = allotment_within(request.scope, allotment_id)
    check_may(request.actor, P.APPROVE_PLANS, one.target.plan.unit_id)
    form = DecideForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        approved = given["verdict"] == "approve"
        if attempt(
            form,
            decide_allotment,
            allotment=one,
            approved=approved,
            words=given["words"],
            seen=given["seen"],
            by=request.actor,
        ):
            said = _("Đã duyệt bảng giao.") if approved else _("Đã trả lại bảng giao.")
            return see_other(request, "plans:allotment", allotment_id=one.pk, said=said)
    rows = shares_within(request.scope).filter(allotment=one)
    return _shown(request, one, rows, form, WhyForm(), 422)


@route(P.KEEP_PLANS, methods=("POST",), sees=Nothing.SUMS)
def send(request: HttpRequest, allotment_id: int) -> HttpResponse:
    """Send an approved allotment to its units."""
    one = allotment_within(request.scope, allotment_id)
    check_may(request.actor, P.KEEP_PLANS, one.target.plan.unit_id)
    send_allotment(allotment=one, by=request.actor)
    return see_other(request, "plans:allotment", allotment_id=one.pk, said=_("Đã gửi bảng giao."))


@route(P.KEEP_PLANS, methods=("POST",), sees=Nothing.SUMS)
def end(request: HttpRequest, allotment_id: int) -> HttpResponse:
    """Drop a draft, or end what is in force."""
    one = allotment_within(request.scope, allotment_id)
    check_may(request.actor, P.KEEP_PLANS, one.target.plan.unit_id)
    form = WhyForm(request.POST)
    if form.is_valid() and attempt(form, end_allotment, allotment=one, by=request.actor, **form.cleaned_data):
        return see_other(request, "plans:allotment", allotment_id=one.pk, said=_("Đã kết thúc bảng giao."))
    rows = shares_within(request.scope).filter(allotment=one)
    return _shown(request, one, rows, DecideForm(initial={"seen": digest_of(one)}), form, 422)


@route(P.PRINT_FORMS, sees=Nothing.SUMS)
def share(request: HttpRequest, share_id: int) -> HttpResponse:
    """One unit's share: what it is made of, how it was corrected, how far the unit is."""
    return _share_page(request, share_within(request.scope, share_id), ReceivedForm())


def _share_page(request: HttpRequest, one: Share, form: ReceivedForm, status: int = 200) -> HttpResponse:
    place = one.allotment.target.plan.unit_id
    keeps_plan = may(request.actor, P.KEEP_PLANS, place)
    return page(
        request,
        "plans/share.html",
        status=status,
        share=one,
        allotment=one.allotment,
        target=one.allotment.target,
        plan=one.allotment.target.plan,
        rate=rate_of(one),
        progress=progress_of([one]).get(one.pk),
        corrections=one.corrections.order_by("-at", "-pk"),
        state=allotment_words(one.allotment.state),
        receives=one.allotment.state == "sent"
        and one.acknowledged_on is None
        and may(request.actor, P.KEEP_PLANS, one.unit_id),
        corrects=keeps_plan and one.allotment.state == "draft",
        form=form,
        amount_words=amount_words,
        basis_words=basis_words,
        promise_words=promise_words,
    )


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def share_correct(request: HttpRequest, share_id: int) -> HttpResponse:
    """A share of a draft typed otherwise."""
    one = share_within(request.scope, share_id)
    check_may(request.actor, P.KEEP_PLANS, one.allotment.target.plan.unit_id)
    form = ShareForm(request.POST or None, initial={"amount": one.amount})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, correct_share, share=one, by=request.actor, **form.cleaned_data)
    ):
        return see_other(
            request, "plans:allotment", allotment_id=one.allotment_id, said=_("Đã sửa phần giao.")
        )
    status = 422 if form.is_bound else 200
    return page(request, "plans/share_form.html", status=status, form=form, share=one)


@route(P.KEEP_PLANS, methods=("POST",), sees=Nothing.SUMS)
def share_acknowledge(request: HttpRequest, share_id: int) -> HttpResponse:
    """A unit says that its share came."""
    one = share_within(request.scope, share_id)
    check_may(request.actor, P.KEEP_PLANS, one.unit_id)
    form = ReceivedForm(request.POST)
    if form.is_valid() and attempt(form, acknowledge_share, share=one, by=request.actor, **form.cleaned_data):
        return see_other(request, "plans:share", share_id=one.pk, said=_("Đã xác nhận nhận phần giao."))
    return _share_page(request, one, form, 422)
