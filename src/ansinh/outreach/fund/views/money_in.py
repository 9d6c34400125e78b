"""Donors on pages: pledges and receipts, written and withdrawn, receipts of a file."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_column, doer_words
from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.agencies.models import Agency
from ansinh.agencies.queries import agencies_at
from ansinh.kernel.dates import shown_date
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, see_other
from ansinh.kernel.web.uploads import check_size
from ansinh.outreach.arriving import as_path, told_of
from ansinh.outreach.fund.forms import PledgeForm, ReasonForm, ReceiptForm, ReceiptsFileForm
from ansinh.outreach.fund.queries import fund_within
from ansinh.outreach.fund.receipts_file import read_receipts, take_in_receipts
from ansinh.outreach.fund.receiving import pledge, receive, withdraw_pledge, withdraw_receipt
from ansinh.outreach.models import FundYear, Pledge, Receipt
from ansinh.outreach.shown import Crumb, by_place, by_standing, form_page, in_words, list_page
from ansinh.outreach.words import donor_words, standing_words

OF_FUND = Filter("fund", later("Sổ quỹ (mã)"), lambda rows, value: rows.filter(fund=_key(value)))
_Q = Filter("q", later("Người, đơn vị ủng hộ"), in_words("donor_fold"), sealed=True)


def _key(value: str) -> int:
    if not value.isdecimal() or len(value) > 18:
        raise UnusableInput(_("Mã sổ quỹ là một số."))
    return int(value)


def funds_reached(request: HttpRequest) -> Any:
    """The books within the scope."""
    return FundYear.objects.within(request.scope)  # type: ignore[attr-defined]


PLEDGES = Listing(
    "fund-pledges",
    columns=(
        Column(
            "donor", later("Người, đơn vị ủng hộ"), lambda row: row.donor_name, order="donor_sort",
            link=lambda row: reverse("outreach:pledge", kwargs={"pledge_id": row.pk}),
        ),
        Column("kind", later("Loại"), lambda row: donor_words(row.donor_kind)),
        Column("fund", later("Quỹ của"), lambda row: row.fund.unit.name),
        Column("year", later("Năm"), lambda row: str(row.fund.year)),
        Column("amount", later("Đăng ký (đồng)"), lambda row: row.amount, kind="number", order="amount"),
        Column("on", later("Ngày đăng ký"), lambda row: row.pledged_on, kind="day", order="pledged_on"),
        Column("due", later("Hạn đóng góp"), lambda row: row.due_on, kind="day"),
        Column("state", later("Tình trạng"), standing_words, kind="status"),
    ),
    filters=(_Q, by_place(funds_reached, "fund__unit"), OF_FUND, by_standing()),
    sort="-on",
)  # fmt: skip
RECEIPTS = Listing(
    "fund-receipts",
    columns=(
        Column(
            "number", later("Số phiếu thu"), lambda row: row.number, order="number",
            link=lambda row: reverse("outreach:receipt", kwargs={"receipt_id": row.pk}),
        ),
        Column("donor", later("Người, đơn vị ủng hộ"), lambda row: row.donor_name, order="donor_sort"),
        Column("kind", later("Loại"), lambda row: donor_words(row.donor_kind)),
        Column("fund", later("Quỹ của"), lambda row: row.fund.unit.name),
        Column("year", later("Năm"), lambda row: str(row.fund.year)),
        Column("amount", later("Số tiền (đồng)"), lambda row: row.amount, kind="number", order="amount"),
        Column("on", later("Ngày thu"), lambda row: row.received_on, kind="day", order="received_on"),
        Column("state", later("Tình trạng"), standing_words, kind="status"),
        doer_column("by", later("Người ghi"), lambda row: row.recorded_by, lambda row: row.recorded_at, shown=False),
    ),
    filters=(_Q, by_place(funds_reached, "fund__unit"), OF_FUND, by_standing()),
    sort="-on",
)  # fmt: skip


def home_crumbs(*more: Crumb) -> list[Crumb]:
    return [(_("Quỹ «Vì người nghèo»"), reverse("outreach:funds")), *more]


def year_crumb(one: FundYear) -> Crumb:
    words = _("{place}, năm {year}").format(place=one.unit.name, year=one.year)
    return words, reverse("outreach:fund", kwargs={"fund_id": one.pk})


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def pledges(request: HttpRequest) -> HttpResponse:
    """What donors promised the funds of the places within the scope."""
    return list_page(
        request,
        PLEDGES,
        Pledge.objects.within(request.scope).select_related("fund__unit"),
        name="fund-pledges",
        title=_("Khoản đăng ký ủng hộ"),
        lead=_("Ai đăng ký ủng hộ quỹ nào, bao nhiêu, hạn nào. Tiền đã về ghi ở phiếu thu."),
        empty=_("Chưa có khoản đăng ký nào theo bộ lọc này."),
        following=_("Ghi khoản đăng ký ở trang của sổ quỹ."),
        crumbs=home_crumbs((_("Khoản đăng ký"), None)),
    )


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def receipts(request: HttpRequest) -> HttpResponse:
    """What came to the funds of the places within the scope."""
    return list_page(
        request,
        RECEIPTS,
        Receipt.objects.within(request.scope).select_related("fund__unit"),
        name="fund-receipts",
        title=_("Phiếu thu"),
        lead=_("Mỗi phiếu thu một số trong năm của quỹ; phiếu rút vẫn giữ số."),
        empty=_("Chưa có phiếu thu nào theo bộ lọc này."),
        following=_("Ghi phiếu thu ở trang của sổ quỹ, hoặc nạp tệp phiếu thu ở đó."),
        crumbs=home_crumbs((_("Phiếu thu"), None)),
    )


def _agencies(one: FundYear) -> list[tuple[int, str]]:
    rows = agencies_at([one.unit_id], one.opened_at.date()).order_by("sort_key")
    return list(rows.values_list("pk", "name"))


def _of_agency(given: dict[str, Any]) -> dict[str, Any]:
    key = given.pop("agency_id", None)
    return given | {"agency": Agency.objects.filter(pk=key).first() if key else None}


@route(P.KEEP_OUTREACH, methods=("GET", "POST"))
def new_pledge(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Write what a donor promised."""
    one = fund_within(request.scope, fund_id)
    form = PledgeForm(request.POST or None, agencies=_agencies(one))
    if request.method == "POST" and form.is_valid():
        given = _of_agency(dict(form.cleaned_data))
        if attempt(form, pledge, fund=one, by=request.actor, **given):
            return see_other(request, "outreach:fund", fund_id=one.pk, said=_("Đã ghi khoản đăng ký."))
    year = year_crumb(one)
    return form_page(
        request,
        form,
        title=_("Ghi khoản đăng ký ủng hộ"),
        button=_("Ghi khoản đăng ký"),
        back=year[1] or "",
        crumbs=home_crumbs(year, (_("Ghi khoản đăng ký"), None)),
    )


@route(P.KEEP_OUTREACH, methods=("GET", "POST"))
def new_receipt(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Write money that came."""
    one = fund_within(request.scope, fund_id)
    standing = Pledge.objects.within(request.scope).filter(fund__unit=one.unit_id, withdrawn_at=None)
    known = {row.pk: row for row in standing.select_related("fund").order_by("donor_sort", "pk")}
    shown = [(key, f"{row.donor_name}, {shown_number(row.amount)}") for key, row in known.items()]
    form = ReceiptForm(request.POST or None, agencies=_agencies(one), pledges=shown)
    if request.method == "POST" and form.is_valid():
        given = _of_agency(dict(form.cleaned_data))
        given["pledge"] = known.get(given.pop("pledge_id"))
        if attempt(form, receive, fund=one, by=request.actor, **given):
            return see_other(request, "outreach:fund", fund_id=one.pk, said=_("Đã ghi phiếu thu."))
    year = year_crumb(one)
    return form_page(
        request,
        form,
        title=_("Ghi phiếu thu"),
        button=_("Ghi phiếu thu"),
        back=year[1] or "",
        crumbs=home_crumbs(year, (_("Ghi phiếu thu"), None)),
    )


@route(P.KEEP_OUTREACH, methods=("GET", "POST"))
def receipts_file(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Take in a table of receipts: what is wrong is said by row, and then nothing is written."""
    check_size(request)
    one = fund_within(request.scope, fund_id)
    form = ReceiptsFileForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        with as_path(form.cleaned_data["file"]) as path:
            read = attempt(form, read_receipts, path=path, fund=one)
            source = told_of(path)
        if isinstance(read, tuple):
            rows, faults = read
            if faults:
                form.add_error("file", _("Tệp có dòng chưa đúng; chưa ghi dòng nào."))
            elif done := attempt(
                form, take_in_receipts, fund=one, rows=rows, by=request.actor, source=source
            ):
                said = _("Đã ghi {count} phiếu thu.").format(count=shown_number(int(done)))
                return see_other(request, "outreach:fund", fund_id=one.pk, said=said)
    year = year_crumb(one)
    return form_page(
        request,
        form,
        title=_("Nạp tệp phiếu thu"),
        button=_("Kiểm tra và ghi"),
        back=year[1] or "",
        crumbs=home_crumbs(year, (_("Nạp tệp"), None)),
        files=True,
        notes=faults[:50],
    )


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def one_pledge(request: HttpRequest, pledge_id: int) -> HttpResponse:
    """One pledge, and what it takes to withdraw it."""
    one = Pledge.objects.within(request.scope).select_related("fund__unit").filter(pk=pledge_id).first()
    if one is None:
        raise NotFound(_("Không có khoản đăng ký này trong địa bàn được giao."))
    return _withdrawing(
        request,
        one,
        withdraw_pledge,
        title=_("Rút khoản đăng ký"),
        done=_("Đã rút khoản đăng ký."),
        called=one.donor_name,
        facts=[
            (_("Người, đơn vị ủng hộ"), one.donor_name),
            (_("Loại"), donor_words(one.donor_kind)),
            (_("Đăng ký (đồng)"), shown_number(one.amount)),
            (_("Ngày đăng ký"), shown_date(one.pledged_on)),
            (_("Hạn đóng góp"), shown_date(one.due_on) if one.due_on else ""),
        ],
    )


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def one_receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """One receipt, and what it takes to withdraw it."""
    rows = Receipt.objects.within(request.scope).select_related("fund__unit", "pledge")
    one = rows.filter(pk=receipt_id).first()
    if one is None:
        raise NotFound(_("Không có phiếu thu này trong địa bàn được giao."))
    return _withdrawing(
        request,
        one,
        withdraw_receipt,
        title=_("Rút phiếu thu"),
        done=_("Đã rút phiếu thu."),
        called=one.number,
        facts=[
            (_("Số phiếu thu"), one.number),
            (_("Người, đơn vị ủng hộ"), one.donor_name),
            (_("Loại"), donor_words(one.donor_kind)),
            (_("Số tiền (đồng)"), shown_number(one.amount)),
            (_("Ngày thu"), shown_date(one.received_on)),
            (_("Theo khoản đăng ký"), one.pledge.donor_name if one.pledge else ""),
            (_("Từ tệp đã nạp số"), one.taken_id or ""),
        ],
    )


def _withdrawing(
    request: HttpRequest,
    one: Pledge | Receipt,
    withdraw: Callable[..., Any],
    *,
    title: str,
    done: str,
    called: str,
    facts: Sequence[tuple[str, Any]],
) -> HttpResponse:
    """What was written of a donor, and the form by which it is taken back with a reason."""
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, withdraw, row=one, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
    ):
        at = {"pledge_id": one.pk} if isinstance(one, Pledge) else {"receipt_id": one.pk}
        name = "outreach:pledge" if isinstance(one, Pledge) else "outreach:receipt"
        return see_other(request, name, said=done, **at)
    year = year_crumb(one.fund)
    return form_page(
        request,
        form,
        title=title,
        button=title,
        back=year[1] or "",
        crumbs=home_crumbs(year, (called, None)),
        facts=[*facts, *_written(one)],
        danger=True,
        writes=one.withdrawn_at is None and may(request.actor, P.KEEP_OUTREACH, one.fund.unit_id),  # type: ignore[attr-defined]
    )


def _written(one: Pledge | Receipt) -> list[tuple[str, Any]]:
    told = [(_("Người ghi"), doer_words(one.recorded_by, one.recorded_at))]
    if one.withdrawn_at is not None:
        told.append(
            (_("Đã rút"), f"{doer_words(one.withdrawn_by, one.withdrawn_at)}: {one.withdrawn_reason}")
        )
    return told
