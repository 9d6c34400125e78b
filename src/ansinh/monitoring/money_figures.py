"""The money of a year in a paper: what a place was given and what was paid, by source; the books of its fund for the poor."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.timezone import localdate

from ansinh.budgets.queries import money_of
from ansinh.budgets.words import source_words
from ansinh.kernel.dates import shown_date
from ansinh.kernel.money_words import amount_in_words
from ansinh.kernel.numbers import shown_number
from ansinh.monitoring.drafts import FigureDraft
from ansinh.outreach.models import FundYear
from ansinh.places.models import Unit


def money_figures(unit: Unit, year: int, on: date, section: str) -> Iterator[FigureDraft]:
    """By source of money: what was given to the place and what was paid here and below, as the books stand; then the fund. What
    nobody entered is left out."""
    here = {"place": unit.code, "year": str(year)}
    days = f"Sổ kinh phí năm {year} của {unit.name}, tính ngày {shown_date(on)}"
    for source, given, paid in money_of(unit, year):
        words, link = source_words(source), reverse("budgets:lines", query=here | {"source": source})
        said = f"{days}: tổng các dòng đã được duyệt của nguồn này, không cộng phần giao tiếp xuống cấp dưới."
        yield _money(section, f"given:{source}", f"{words}: được giao (đồng)", given, said, link)
        said = f"{days}: tổng chứng từ đã duyệt của địa bàn và cấp dưới."
        yield _money(section, f"paid:{source}", f"{words}: đã giải ngân (đồng)", paid, said, link)
    fund = FundYear.objects.everywhere().filter(unit=unit, year=year).first()
    if fund is None:
        return
    state = f"đã khóa sổ ngày {shown_date(localdate(fund.closed_at))}" if fund.closed_at else "chưa khóa sổ"
    link = reverse("outreach:fund", kwargs={"fund_id": fund.pk})
    for code, what, amount in (
        ("received", "thu trong năm", fund.received),
        ("used", "chi trong năm", fund.used),
        ("balance", "còn dư", fund.balance),
    ):
        said = f"Sổ quỹ «Vì người nghèo» năm {year} của {unit.name}, {state}, tính ngày {shown_date(on)}."
        yield _money(section, f"fund:{code}", f"Quỹ «Vì người nghèo»: {what} (đồng)", amount, said, link)


def _money(section: str, code: str, words: str, amount: int, note: str, link: str) -> FigureDraft:
    said = f"{note} Bằng chữ: {amount_in_words(amount)}." if amount else note
    return FigureDraft(section, code, words, Decimal(amount), shown_number(amount), said, link=link)
