"""Gifts on pages: the list, those of one household, one of them; sponsors over places."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_column, doer_words
from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.households.histories import household_by_id
from ansinh.households.models import Household
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.outreach.fund.forms import ReasonForm
from ansinh.outreach.fund.queries import uses_of_household
from ansinh.outreach.gifts.forms import GiftForm
from ansinh.outreach.gifts.giving import record_gift, withdraw_gift
from ansinh.outreach.gifts.queries import (
    gift_within,
    gifts_of_household,
    gifts_within,
    given_twice,
    sponsors_within,
    uses_for_gifts,
)
from ansinh.outreach.models import FundUse, FundYear, Gift
from ansinh.outreach.models.enums import GiftKind, Occasion
from ansinh.outreach.shown import Way, by_place, by_standing, form_page, in_words, list_page
from ansinh.outreach.words import gift_words, occasion_words, purpose_words, source_words, standing_words
from ansinh.support.caring.people import sponsor_kind_words, sponsor_words
from ansinh.support.caring.queries import sponsors_of
from ansinh.support.models import Sponsor
from ansinh.support.models.planning_enums import SponsorKind

GIFTS = Listing(
    "gifts",
    columns=(
        Column(
            "household", later("Chủ hộ"), lambda row: row.household.head_name or _("(chưa có tên)"),
            link=lambda row: reverse("outreach:gift", kwargs={"gift_id": row.pk}),
        ),
        Column("place", later("Xã"), lambda row: row.unit.name),
        Column("village", later("Thôn, tổ"), lambda row: row.village, order="village", shown=False),
        Column("occasion", later("Dịp"), lambda row: f"{occasion_words(row.occasion)} {row.year}"),
        Column("kind", later("Loại"), lambda row: gift_words(row.kind), order="kind"),
        Column("what", later("Tặng gì, thăm thế nào"), lambda row: row.what),
        Column("value", later("Trị giá (đồng)"), lambda row: row.value, kind="number", order="value"),
        Column("giver", later("Ai tặng"), lambda row: row.giver_name),
        Column("source", later("Nguồn"), lambda row: source_words(row.source), shown=False),
        Column("on", later("Ngày"), lambda row: row.given_on, kind="day", order="given_on"),
        Column(
            "twice", later("Tặng trùng dịp"),
            lambda row: ("warning", _("hai lần một dịp")) if row.twice and row.withdrawn_at is None
            else standing_words(row), kind="status",
        ),
        doer_column("by", later("Người ghi"), lambda row: row.recorded_by, lambda row: row.recorded_at, shown=False),
    ),
    filters=(
        Filter("q", later("Chủ hộ"), in_words("household__head_name_fold"), sealed=True),
        by_place(lambda request: Gift.objects.within(request.scope)),
        Filter(
            "occasion", later("Dịp"), lambda rows, value: rows.filter(occasion=value),
            choices=lambda _r: [(one.value, occasion_words(one.value)) for one in Occasion],
        ),
        Filter(
            "kind", later("Loại"), lambda rows, value: rows.filter(kind=value),
            choices=lambda _r: [(one.value, gift_words(one.value)) for one in GiftKind],
        ),
        Filter(
            "twice", later("Tặng trùng dịp"), lambda rows, value: rows.filter(twice=value == "yes", withdrawn_at=None),
            choices=lambda _r: [("yes", _("hai lần một dịp")), ("no", _("một lần"))],
        ),
        by_standing(),
    ),
    sort="-on",
)  # fmt: skip


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def gifts(request: HttpRequest) -> HttpResponse:
    """What households of the places within the scope were given."""
    return list_page(
        request,
        GIFTS,
        gifts_within(request.scope),
        name="gifts",
        title=_("Quà, sổ tiết kiệm, thăm hỏi"),
        lead=_("Mỗi lần tặng hoặc thăm một dòng: dịp nào, ai tặng, trị giá, từ nguồn nào."),
        empty=_("Chưa ghi lần tặng, lần thăm nào theo bộ lọc này."),
        following=_("Mở trang của một hộ, chọn «Quà, thăm hỏi» rồi ghi."),
        ways=(
            Way(_("Danh sách hộ"), reverse("portal:households"), "households"),
            Way(_("Người đỡ đầu"), reverse("outreach:sponsors"), "person"),
        ),
    )


@route(P.SEE_HOUSEHOLDS)
def household_gifts(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """What one household was given; the page of the household asks for the table alone."""
    home = household_by_id(request.scope, household_id)
    rows = gifts_of_household(home.pk)
    twice = given_twice(rows)
    uses = uses_of_household(home.pk)
    return page(
        request,
        "outreach/gifts/household.html",
        part="given",
        home=home,
        rows=[
            (
                row,
                occasion_words(row.occasion),
                gift_words(row.kind),
                source_words(row.source),
                row.pk in twice,
            )
            for row in rows
        ],
        uses=[(row, purpose_words(row.purpose)) for row in uses],
        writes=may(request.actor, P.KEEP_OUTREACH, home.unit_id, home.village),
        funds=_open_funds(request),
    )


def _open_funds(request: HttpRequest) -> list[FundYear]:
    if not may(request.actor, P.KEEP_OUTREACH):  # type: ignore[attr-defined]
        return []
    rows = FundYear.objects.within(request.scope).filter(closed_at=None)  # type: ignore[attr-defined]
    return list(rows.select_related("unit").order_by("-year", "unit__sort_key")[:6])


def _choices(request: HttpRequest, home: Household) -> tuple[dict[int, FundUse], dict[int, Sponsor]]:
    uses = {row.pk: row for row in uses_for_gifts(request.scope, home.pk)[:100]}  # type: ignore[attr-defined]
    units = [home.unit_id] if home.unit_id is not None else []
    return uses, {row.pk: row for row in sponsors_of(units, today())}


@route(P.KEEP_OUTREACH, methods=("GET", "POST"))
def new_gift(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Write what a household was given."""
    home = household_by_id(request.scope, household_id)
    uses, sponsors = _choices(request, home)
    form = GiftForm(
        request.POST or None,
        uses=[(key, f"{row.words} ({shown_number(row.amount)})") for key, row in uses.items()],
        sponsors=[(key, sponsor_words(row)) for key, row in sponsors.items()],
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["use"], given["sponsor"] = uses.get(given.pop("use_id")), sponsors.get(given.pop("sponsor_id"))
        if attempt(form, record_gift, household=home, by=request.actor, **given):
            return see_other(request, "outreach:household-gifts", household_id=home.pk, said=_("Đã ghi."))
    back = reverse("outreach:household-gifts", kwargs={"household_id": home.pk})
    name = home.head_name or _("(chưa có tên)")
    return form_page(
        request,
        form,
        title=_("Ghi quà, thăm hỏi"),
        lead=name,
        button=_("Ghi"),
        back=back,
        crumbs=[
            (name, reverse("portal:household", kwargs={"household_id": home.pk})),
            (_("Quà, thăm hỏi"), back),
            (_("Ghi mới"), None),
        ],
    )


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def gift(request: HttpRequest, gift_id: int) -> HttpResponse:
    """One gift, and what it takes to withdraw it."""
    one = gift_within(request.scope, gift_id)
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, withdraw_gift, gift=one, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "outreach:gift", gift_id=one.pk, said=_("Đã rút dòng này."))
    back = reverse("outreach:household-gifts", kwargs={"household_id": one.household_id})
    name = one.household.head_name or _("(chưa có tên)")
    withdrawn = one.withdrawn_at is not None
    return form_page(
        request,
        form,
        title=_("Rút dòng ghi quà"),
        button=_("Rút dòng này"),
        back=back,
        crumbs=[(_("Quà, sổ tiết kiệm, thăm hỏi"), reverse("outreach:gifts")), (name, back), (_("Một lần tặng"), None)],
        facts=[
            (_("Chủ hộ"), name),
            (_("Xã"), one.unit.name),
            (_("Dịp"), f"{occasion_words(one.occasion)} {one.year}"),
            (_("Loại"), gift_words(one.kind)),
            (_("Tặng gì, thăm thế nào"), one.what),
            (_("Trị giá (đồng)"), shown_number(one.value)),
            (_("Ngày"), shown_date(one.given_on)),
            (_("Nguồn"), source_words(one.source)),
            (_("Ai tặng"), one.giver_name),
            (_("Theo khoản chi của quỹ"), one.use.words if one.use else ""),
            (_("Người đỡ đầu đã ghi"), sponsor_words(one.sponsor) if one.sponsor else ""),
            (_("Ai đến thăm"), one.visitors),
            (_("Vì sao tặng lần nữa"), one.again),
            (_("Người ghi"), doer_words(one.recorded_by, one.recorded_at)),
            (_("Đã rút"), f"{doer_words(one.withdrawn_by, one.withdrawn_at)}: {one.withdrawn_reason}" if withdrawn else ""),
        ],
        danger=True,
        writes=not withdrawn and may(request.actor, P.KEEP_OUTREACH, one.unit_id, one.village),
    )  # fmt: skip


SPONSORS = Listing(
    "sponsors",
    columns=(
        Column("name", later("Người, đơn vị đỡ đầu"), sponsor_words),
        Column("kind", later("Loại"), lambda row: sponsor_kind_words(row.kind), order="kind"),
        Column("place", later("Xã"), lambda row: row.unit.name),
        Column(
            "homes", later("Hộ đang giúp năm nay"), lambda row: row.homes, kind="number", order="homes",
            link=lambda row: reverse("caring:villages"),
        ),
        Column(
            "gifts", later("Lần tặng"), lambda row: row.gifts_given, kind="number", order="gifts_given",
            link=lambda row: f"{reverse('outreach:gifts')}?unit={row.unit_id}" if row.gifts_given else None,
        ),
        Column("since", later("Từ ngày"), lambda row: row.valid_from, kind="day", order="valid_from"),
        Column("until", later("Đến ngày"), lambda row: row.valid_until, kind="day"),
    ),
    filters=(
        by_place(lambda request: Sponsor.objects.within(request.scope)),
        Filter(
            "kind", later("Loại"), lambda rows, value: rows.filter(kind=value),
            choices=lambda _r: [(one.value, sponsor_kind_words(one.value)) for one in SponsorKind],
        ),
        Filter(
            "now", later("Tình trạng"),
            lambda rows, value: rows.exclude(valid_until__lt=today()) if value == "yes" else rows.filter(valid_until__lt=today()),
            choices=lambda _r: [("yes", _("đang đỡ đầu")), ("no", _("đã thôi"))],
        ),
    ),
    sort="-homes",
)  # fmt: skip


@route(P.SEE_HOUSEHOLDS)
def sponsors(request: HttpRequest) -> HttpResponse:
    """The sponsors that households' plans know, over the places within the scope."""
    return list_page(
        request,
        SPONSORS,
        sponsors_within(request.scope, today().year),
        name="sponsors",
        title=_("Người, đơn vị đỡ đầu hộ nghèo"),
        lead=_("Đọc từ kế hoạch hỗ trợ của hộ: ai đỡ đầu, ở xã nào, đang giúp bao nhiêu hộ."),
        empty=_("Chưa có người, đơn vị đỡ đầu nào ở địa bàn của bạn."),
        following=_("Ghi người đỡ đầu ở trang «Kế hoạch của hộ»."),
        ways=(Way(_("Kế hoạch của hộ"), reverse("caring:villages"), "households"),),
    )
