"""The books of funds: the list of years, one opened, one as a whole, one closed."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.place_fields import offer_places
from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.outreach.fund.forms import YearForm
from ansinh.outreach.fund.queries import (
    by_purpose,
    fund_within,
    growth_of,
    growths_of,
    pledged_of,
    waiting_of,
)
from ansinh.outreach.fund.years import close_year, open_year
from ansinh.outreach.models import FundYear, TakenFile
from ansinh.outreach.shown import Way, by_place, form_page, list_page
from ansinh.outreach.words import purpose_words
from ansinh.support.delivery.views.shared import own_code, placed


def _with_growth(rows: Sequence[FundYear]) -> None:
    found = growths_of(list(rows))
    for row in rows:
        row.growth = found[row.pk]  # type: ignore[attr-defined]


def _years(request: HttpRequest) -> list[tuple[str, str]]:
    rows = FundYear.objects.within(request.scope)  # type: ignore[attr-defined]
    return [(str(one), str(one)) for one in rows.order_by("-year").values_list("year", flat=True).distinct()]


FUNDS = Listing(
    "fund-years",
    columns=(
        Column(
            "place", later("Quỹ của"), lambda row: row.unit.name, before=_with_growth,
            link=lambda row: reverse("outreach:fund", kwargs={"fund_id": row.pk}),
        ),
        Column("year", later("Năm"), lambda row: str(row.year), order="year"),
        Column("opening", later("Đầu năm (đồng)"), lambda row: row.opening, kind="number", order="opening"),
        Column("received", later("Đã thu (đồng)"), lambda row: row.received, kind="number", order="received"),
        Column("used", later("Đã chi (đồng)"), lambda row: row.used, kind="number", order="used"),
        Column("balance", later("Còn lại (đồng)"), lambda row: row.balance, kind="number"),
        Column("growth", later("Thu tăng so với năm trước"), lambda row: row.growth.percent, kind="percent"),
        Column("wanted", later("Mức tăng đặt ra"), lambda row: row.growth_percent, kind="percent"),
        Column(
            "state", later("Tình trạng"),
            lambda row: ("neutral", _("đã khóa sổ")) if row.closed_at else ("ok", _("đang mở")), kind="status",
        ),
    ),
    filters=(
        by_place(lambda request: FundYear.objects.within(request.scope)),
        Filter("year", later("Năm"), lambda rows, value: rows.filter(year=int(value)), choices=_years),
    ),
    sort="-year",
)  # fmt: skip


@route(P.SEE_HOUSEHOLDS)
def funds(request: HttpRequest) -> HttpResponse:
    """The years of the funds of the places within the scope."""
    return list_page(
        request,
        FUNDS,
        FundYear.objects.within(request.scope).select_related("unit"),
        name="fund-years",
        title=_("Quỹ «Vì người nghèo»"),
        lead=_("Mỗi quỹ mỗi năm một sổ: đăng ký, thu, chi, còn lại. Số còn lại không bao giờ âm."),
        empty=_("Chưa mở sổ quỹ nào ở địa bàn của bạn."),
        following=_("Mở sổ của năm đầu tiên, rồi ghi khoản đăng ký và phiếu thu."),
        ways=(
            Way(_("Mở sổ một năm"), reverse("outreach:new-fund"), "plus", P.KEEP_OUTREACH, "primary"),
            Way(_("Khoản đăng ký"), reverse("outreach:pledges")),
            Way(_("Phiếu thu"), reverse("outreach:receipts")),
            Way(_("Khoản chi"), reverse("outreach:uses")),
        ),
    )


@route(P.KEEP_OUTREACH, methods=("GET", "POST"), sees=Nothing.BLANK)
def new_fund(request: HttpRequest) -> HttpResponse:
    """Open a year of a place's fund."""
    form = YearForm(request.POST or None, initial={"code": own_code(request, P.KEEP_OUTREACH)})
    offer_places(form, request, "code")
    if request.method == "POST" and form.is_valid():
        given = placed(form, request.scope)
        if given and (made := attempt(form, open_year, by=request.actor, **given)):
            return see_other(request, "outreach:fund", fund_id=made.pk, said=_("Đã mở sổ quỹ."))
    home = reverse("outreach:funds")
    return form_page(
        request,
        form,
        title=_("Mở sổ quỹ một năm"),
        button=_("Mở sổ"),
        back=home,
        crumbs=[(_("Quỹ «Vì người nghèo»"), home), (_("Mở sổ"), None)],
    )


@route(P.SEE_HOUSEHOLDS)
def fund(request: HttpRequest, fund_id: int) -> HttpResponse:
    """One year of a fund: its sums, each opening to its rows, growth, uses by purpose."""
    one = fund_within(request.scope, fund_id)
    purposes = [(code, purpose_words(code), amount, many) for code, amount, many in by_purpose(one)]
    return page(
        request,
        "outreach/fund/year.html",
        one=one,
        growth=growth_of(one),
        pledged=pledged_of(one),
        waiting=waiting_of(one),
        purposes=purposes,
        files=TakenFile.objects.within(request.scope).filter(fund=one).order_by("-pk"),
        writes=one.closed_at is None and may(request.actor, P.KEEP_OUTREACH, one.unit_id),
        closes=one.closed_at is None
        and today().year > one.year
        and may(request.actor, P.APPROVE_OUTREACH, one.unit_id),
    )


@route(P.APPROVE_OUTREACH, methods=("POST",))
def close(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Close a year."""
    one = fund_within(request.scope, fund_id)
    close_year(fund=one, by=request.actor)
    return see_other(request, "outreach:fund", fund_id=one.pk, said=_("Đã khóa sổ quỹ."))
