"""What the demonstration's work beside support came to: every number is a count of rows."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Sum
from django.urls import reverse

from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.monitoring.enums import FindingState
from ansinh.monitoring.models import Finding, InspectedHousehold
from ansinh.outreach.measures import broadcasting, in_post, trained_in
from ansinh.outreach.models import AwardFile, FundYear, Gift, Message, StaffPosts
from ansinh.outreach.models.enums import AwardState, MessageKind
from ansinh.places.models import Unit
from ansinh.places.queries import lineage
from ansinh.support.models import CardSettlement, Loan, LoanAnswer, LoanRequest
from ansinh.support.models.health_card_enums import ListState
from ansinh.support.models.loan_enums import Verdict


def outreach_summary(district: Unit, communes: Sequence[Unit]) -> dict[str, Any]:
    """The figures of a place; ``communes``: those that it has, or had last."""
    units = lineage(district, min(today(), district.valid_until or today())) | {one.pk for one in communes}
    told = Message.objects.everywhere().filter(unit__in=units, kind=MessageKind.BROADCAST.value)
    last = told.order_by("-spread_on").values_list("spread_on", flat=True).first()
    return {
        "fund": list(
            FundYear.objects.everywhere().filter(unit__in=units).order_by("year").values("year", "received", "used")
        ),
        "gifts": Gift.objects.everywhere().filter(unit__in=units, withdrawn_at=None).count(),
        "communication": _spread(communes, last),
        "staff": _staff(units),
        "awards": _awards(units),
        "inspections": _inspected(units),
        "loans": _loans(units),
        "settlements": _settled(units),
    }  # fmt: skip


def _spread(communes: Sequence[Unit], last: date | None) -> dict[str, int]:
    """Of the year in which a commune broadcast last."""
    if last is None:
        return {"year": 0, "communes": len(communes), "broadcasting": 0}
    did = broadcasting(communes, date(last.year, 1, 1), last)
    return {"year": last.year, "communes": len(communes), "broadcasting": sum(did.values())}


def _staff(units: frozenset[int]) -> dict[str, int]:
    posts: dict[tuple[int, str], int] = {}
    for unit, role, many in (
        StaffPosts.objects.everywhere().filter(unit__in=units).order_by("valid_from").values_list("unit_id", "role", "posts")
    ):  # fmt: skip
        posts[unit, role] = many
    return {
        "posts": sum(posts.values()),
        "in_post": in_post(units, today()).values("person").distinct().count(),
        "trained": trained_in(units, date.min, today()).persons,
    }


def _awards(units: frozenset[int]) -> dict[str, int]:
    files = AwardFile.objects.everywhere().filter(unit__in=units)
    return {"files": files.count(), "granted": files.filter(state=AwardState.GRANTED.value).count()}


def _inspected(units: frozenset[int]) -> dict[str, int]:
    found = Finding.objects.everywhere().filter(unit__in=units)
    return {
        "households": InspectedHousehold.objects.everywhere().filter(unit__in=units).count(),
        "findings": found.count(),
        "mended": found.filter(state=FindingState.ACCEPTED.value).count(),
    }


def _loans(units: frozenset[int]) -> dict[str, int]:
    said = LoanAnswer.objects.everywhere().filter(request__unit__in=units)
    loans = Loan.objects.everywhere().filter(unit__in=units)
    return {
        "asked": LoanRequest.objects.everywhere().filter(unit__in=units).count(),
        "granted": said.filter(verdict=Verdict.GRANTED.value).count(),
        "refused": said.filter(verdict=Verdict.REFUSED.value).count(),
        "loans": loans.count(),
        "owed": loans.aggregate(all=Sum("balance"))["all"] or 0,
    }


def _settled(units: frozenset[int]) -> dict[str, int]:
    rows = CardSettlement.objects.everywhere().filter(unit__in=units, state=ListState.APPROVED.value)
    sums = rows.aggregate(
        cards=Sum("months"), state=Sum("state_amount"), local=Sum("local_amount"), own=Sum("own_amount")
    )
    return {"months": sums["cards"] or 0, "amount": sum(sums[one] or 0 for one in ("state", "local", "own"))}


def outreach_lines(figures: dict[str, Any]) -> Iterator[str]:
    """The figures in words, in the current language, each with the page that shows it; what nothing was made of is left out."""
    yield _("Ngoài hỗ trợ, dữ liệu minh họa (mọi tên, số tiền và số văn bản đều không có thật):")
    if figures["fund"]:
        yield "  " + _("Quỹ Vì người nghèo: {years}; {gifts} lượt quà, sổ tiết kiệm, thăm hỏi: {pages}").format(
            years="; ".join(_fund_words(one) for one in figures["fund"]), gifts=shown_number(figures["gifts"]),
            pages=_pages("outreach:funds", "outreach:gifts"),
        )  # fmt: skip
    spread, staff = figures["communication"], figures["staff"]
    yield "  " + _("Truyền thông năm {year}: {done} trên {all} xã đã phát thanh: {pages}").format(
        year=spread["year"], done=spread["broadcasting"], all=spread["communes"],
        pages=_pages("outreach:messages", "outreach:coverage"),
    )  # fmt: skip
    yield "  " + _("Cán bộ: {held} người giữ việc trên {posts} chỗ được giao, {trained} người đã tập huấn: {pages}").format(
        held=shown_number(staff["in_post"]), posts=shown_number(staff["posts"]), trained=shown_number(staff["trained"]),
        pages=_pages("outreach:staff", "outreach:courses"),
    )  # fmt: skip
    awards, seen = figures["awards"], figures["inspections"]
    if awards["files"]:
        yield "  " + _("Khen thưởng: {files} hồ sơ, {granted} đã khen: {pages}").format(
            **awards, pages=_pages("outreach:award-files")
        )
    if seen["households"]:
        yield "  " + _("Kiểm tra {households} hộ rút ngẫu nhiên: {mended} trên {findings} phát hiện đã khắc phục: {pages}").format(
            **seen, pages=_pages("monitoring:inspections")
        )  # fmt: skip
    loans, settled = figures["loans"], figures["settlements"]
    if loans["asked"]:
        yield "  " + _(
            "Ngân hàng: {asked} hộ đề nghị vay, duyệt {granted}, không cho vay {refused}; {loans} khoản vay, dư nợ {owed} đồng: {pages}"
        ).format(**loans | {"owed": shown_number(loans["owed"])}, pages=_pages("credit:bank"))
    if settled["months"]:
        yield "  " + _("Quyết toán thẻ bảo hiểm y tế: {months} tháng thẻ, {amount} đồng: {pages}").format(
            months=shown_number(settled["months"]), amount=shown_number(settled["amount"]),
            pages=_pages("insurance:settlements"),
        )  # fmt: skip


def _fund_words(year: dict[str, int]) -> str:
    return _("{year} thu {received}, chi {used} đồng").format(
        year=year["year"], received=shown_number(year["received"]), used=shown_number(year["used"])
    )


def _pages(*routes: str) -> str:
    return ", ".join(reverse(one) for one in routes)
