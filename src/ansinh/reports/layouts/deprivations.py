"""Forms 4 to 7: what the poor and the near-poor lack, indicator by indicator, in the standard's order."""

from ansinh.kernel.language import _
from ansinh.reports.context import StandardWords, spoken
from ansinh.reports.layouts.columns import (
    HOUSEHOLDS,
    Column,
    Kind,
    Layout,
    counted,
    numbered,
    sum_formula,
)


def deprivation_counts(number: int, class_: str, words: StandardWords) -> Layout:
    """Form 4 (poor) or 6 (near-poor): one count an indicator, and their sum."""
    parts = tuple(range(3, 3 + len(words.indicators)))
    head = _("Trong đó thiếu hụt các chỉ số")
    total = Column(
        2,
        (_("Tổng số lượt thiếu hụt"),),
        sources=counted("deprivations", class_, HOUSEHOLDS),
        parts=parts,
        must=True,
        formula=sum_formula(2, parts),
    )
    indicators = [
        Column(n, (head, spoken(word)), sources=counted(f"indicator:{word[0]}", class_, HOUSEHOLDS))
        for n, word in zip(parts, words.indicators, strict=True)
    ]
    title = (
        _("Phân tích các chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ nghèo")
        if class_ == "poor"
        else _("Phân tích các chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ cận nghèo")
    )
    return Layout(number, title, numbered([_households(class_), total, *indicators]), notes=_notes())


def deprivation_rates(number: int, class_: str, words: StandardWords) -> Layout:
    """Form 5 (poor) or 7 (near-poor): each count of form 4 or 6 in a hundred households of the class."""
    head = _("Tỷ lệ thiếu hụt các chỉ số (%)")
    rates = [
        Column(
            n,
            (head, spoken(word)),
            Kind.RATE,
            counted(f"indicator:{word[0]}", class_, HOUSEHOLDS),
            base=1,
        )
        for n, word in enumerate(words.indicators, start=2)
    ]
    title = (
        _("Phân tích tỷ lệ các chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ nghèo")
        if class_ == "poor"
        else _("Phân tích tỷ lệ các chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ cận nghèo")
    )
    return Layout(number, title, numbered([_households(class_), *rates]), notes=_notes())


def _households(class_: str) -> Column:
    head = _("Tổng số hộ nghèo") if class_ == "poor" else _("Tổng số hộ cận nghèo")
    return Column(1, (head,), sources=counted("total", class_, HOUSEHOLDS))


def _notes() -> tuple[str, ...]:
    return (
        _("Chỉ tính thiếu hụt chắc chắn; chỉ số chưa đủ câu trả lời không tính là thiếu hụt."),
        _("Một hộ có thể thiếu hụt nhiều chỉ số."),
    )
