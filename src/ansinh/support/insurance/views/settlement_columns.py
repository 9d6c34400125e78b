"""Settlements and their cards as lists: what stands in which column, by what they are sorted and chosen."""

from django.db.models import QuerySet
from django.urls import reverse

from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.support.delivery.views.shared import name_of
from ansinh.support.insurance.settling.comparing import TOLD, differing
from ansinh.support.insurance.settling.words import comparison_words, period_words, settlement_words
from ansinh.support.insurance.views.columns import FILTERS
from ansinh.support.models import CardSettlement, SettledCard
from ansinh.support.models.health_card_enums import ListState
from ansinh.support.reached import communes


def _settlement_page(row: CardSettlement) -> str:
    return reverse("insurance:settlement", kwargs={"card_settlement_id": row.pk})


SETTLEMENTS = Listing(
    "card-settlements",
    columns=(
        Column(
            "period",
            later("Kỳ"),
            lambda row: period_words(row.period_from, row.period_until),
            order="period_from",
            link=_settlement_page,
        ),
        Column("number", later("Bản"), lambda row: row.number, kind="number", order="number"),
        Column("place", later("Địa bàn"), lambda row: row.unit.name, order="unit__sort_key"),
        Column(
            "state",
            later("Tình trạng"),
            lambda row: settlement_words(row.state),
            kind="status",
            order="state",
        ),
        Column("people", later("Số người"), lambda row: row.people, kind="number", order="people"),
        Column("months", later("Số tháng thẻ"), lambda row: row.months, kind="number", order="months"),
        Column("state_share", later("Nhà nước (đồng)"), lambda row: row.state_amount, kind="number"),
        Column("local_share", later("Địa phương (đồng)"), lambda row: row.local_amount, kind="number"),
        Column("own_share", later("Tự đóng (đồng)"), lambda row: row.own_amount, kind="number"),
        Column(
            "made", later("Lập lúc"), lambda row: row.made_at, kind="moment", order="made_at", shown=False
        ),
        Column("decided", later("Duyệt lúc"), lambda row: row.decided_at, kind="moment", shown=False),
    ),
    filters=(
        Filter(
            "state",
            later("Tình trạng"),
            lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, settlement_words(one.value)[1]) for one in ListState],
        ),
        Filter("unit", later("Xã"), lambda rows, value: rows.filter(unit_id=int(value)), choices=communes),
    ),
    sort="-period",
)
_COMPARED = ("same", "differs", "untold", "only_told", "corrects", "unreckoned")


def _compared_words(value: str) -> str:
    return {
        "same": _("khớp"),
        "differs": _("khác"),
        "untold": _("bảo hiểm chưa nêu"),
        "only_told": _("chỉ bảo hiểm nêu"),
        "corrects": _("có chênh lệch của kỳ trước"),
        "unreckoned": _("có tháng chưa tính được tiền"),
    }[value]


def _by_comparison(rows: QuerySet[SettledCard], value: str) -> QuerySet[SettledCard]:
    if value == "same":
        return rows.filter(TOLD).exclude(pk__in=differing(rows).values("pk"))
    if value == "differs":
        return differing(rows)
    if value == "untold":
        return rows.exclude(TOLD)
    if value == "only_told":
        return rows.filter(TOLD, spans=None, unreckoned=0)
    if value == "corrects":
        return rows.filter(corrects=True)
    return rows.filter(unreckoned__gt=0)


CARDS = Listing(
    "card-settlement-cards",
    columns=(
        Column(
            "name",
            later("Họ tên"),
            name_of,
            order="person__full_name_fold",
            link=lambda row: reverse("insurance:settled-card", kwargs={"settled_card_id": row.pk}),
        ),
        Column(
            "head",
            later("Chủ hộ"),
            lambda row: row.household.head_name,
            order="household__head_name_sort",
            shown=False,
        ),
        Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
        Column("place", later("Xã"), lambda row: row.unit.name, shown=False),
        Column("policy", later("Nhóm"), lambda row: row.policy, order="policy"),
        Column("months", later("Số tháng"), lambda row: row.months, kind="number", order="months"),
        Column(
            "state_share",
            later("Nhà nước (đồng)"),
            lambda row: row.state_amount,
            kind="number",
            order="state_amount",
        ),
        Column(
            "local_share",
            later("Địa phương (đồng)"),
            lambda row: row.local_amount,
            kind="number",
            order="local_amount",
        ),
        Column(
            "own_share",
            later("Tự đóng (đồng)"),
            lambda row: row.own_amount,
            kind="number",
            order="own_amount",
        ),
        Column("billed", later("Bảo hiểm báo (đồng)"), lambda row: row.billed, kind="number"),
        Column(
            "difference",
            later("Chênh lệch (đồng)"),
            lambda row: row.billed - row.amount if row.billed is not None else None,
            kind="number",
        ),
        Column("compared", later("Đối chiếu"), comparison_words, kind="status"),
        Column(
            "unreckoned",
            later("Tháng chưa tính được"),
            lambda row: row.unreckoned,
            kind="number",
            order="unreckoned",
            shown=False,
        ),
    ),
    filters=(
        *FILTERS,
        Filter(
            "compared",
            later("Đối chiếu"),
            _by_comparison,
            choices=lambda _r: [(one, _compared_words(one)) for one in _COMPARED],
        ),
    ),
    sort="village",
)
