"""Forms 2 and 3: how the lists moved since the last one. Column 9 is counted from the list, and must
close."""

from ansinh.kernel.language import _
from ansinh.reports.layouts.columns import PERSONS, CellSource, Column, Layout, counted, numbered, sum_formula

_CLOSING = (1, -2, -3, -4, 5, 6, 7, 8)


def poor_movements() -> Layout:
    """Form 2: the poor."""
    return Layout(
        2,
        _("Tổng hợp diễn biến hộ nghèo"),
        _columns(
            "poor",
            opening=_("Số hộ nghèo đầu kỳ"),
            out_head=_("Diễn biến giảm trong kỳ"),
            out=[
                (_("Trở thành hộ cận nghèo"), counted("movement:poor_to_near", "poor")),
                (_("Vượt chuẩn cận nghèo"), counted("movement:poor_out", "poor")),
            ],
            into_head=_("Diễn biến tăng trong kỳ"),
            into=[
                (_("Hộ cận nghèo trở thành hộ nghèo"), counted("movement:near_to_poor", "near_poor")),
                (_("Tái nghèo"), counted("movement:relapse_poor", "poor")),
                (_("Phát sinh mới"), counted("movement:new_poor", "poor")),
            ],
            closing=_("Số hộ nghèo cuối kỳ"),
        ),
        split=True,
        notes=_notes(),
    )


def near_poor_movements() -> Layout:
    """Form 3: the near-poor."""
    return Layout(
        3,
        _("Tổng hợp diễn biến hộ cận nghèo"),
        _columns(
            "near_poor",
            opening=_("Số hộ cận nghèo đầu kỳ"),
            out_head=_("Diễn biến giảm trong kỳ"),
            out=[
                (_("Thoát cận nghèo"), counted("movement:near_out", "near_poor")),
                (_("Trở thành hộ nghèo"), counted("movement:near_to_poor", "near_poor")),
            ],
            into_head=_("Diễn biến tăng trong kỳ"),
            into=[
                (_("Hộ nghèo trở thành hộ cận nghèo"), counted("movement:poor_to_near", "poor")),
                (_("Tái cận nghèo"), counted("movement:relapse_near", "near_poor")),
                (_("Phát sinh mới"), counted("movement:new_near", "near_poor")),
            ],
            closing=_("Số hộ cận nghèo cuối kỳ"),
        ),
        split=True,
        notes=_notes(),
    )


def _columns(
    class_: str,
    *,
    opening: str,
    out_head: str,
    out: list[tuple[str, tuple[CellSource, ...]]],
    into_head: str,
    into: list[tuple[str, tuple[CellSource, ...]]],
    closing: str,
) -> tuple[Column, ...]:
    other_out = _("Khác (thay đổi nhân khẩu, hộ đơn thân chết, chuyển đi, tách, nhập hộ)")
    other_in = _("Khác (thay đổi nhân khẩu, chuyển đến, tách, nhập hộ)")
    return numbered(
        [
            Column(1, (opening,), sources=counted("opening", class_)),
            *(Column(2 + i, (out_head, label), sources=source) for i, (label, source) in enumerate(out)),
            Column(4, (out_head, other_out), sources=_others("other_out", "persons_lost", class_), width=14),
            *(Column(5 + i, (into_head, label), sources=source) for i, (label, source) in enumerate(into)),
            Column(8, (into_head, other_in), sources=_others("other_in", "persons_gained", class_), width=14),
            Column(
                9,
                (closing,),
                sources=counted("total", class_),
                parts=_CLOSING,
                must=True,
                formula=sum_formula(9, _CLOSING),
                width=14,
            ),
        ]
    )


def _others(movement: str, persons: str, class_: str) -> tuple[CellSource, ...]:
    """Households that moved, split, joined; among persons also who came or went in a household that stays."""
    return (*counted(f"movement:{movement}", class_), CellSource(persons, class_, PERSONS, only=PERSONS))


def _notes() -> tuple[str, ...]:
    return (
        _(
            "Diễn biến được tính từ lịch sử công nhận của từng hộ, không nhập tay; tái nghèo, tái cận nghèo "
            "là hộ đã ra khỏi "
            "danh sách theo quyết định nay được công nhận lại, không giới hạn thời gian."
        ),
        _(
            "Hàng nhân khẩu: cột 4 và cột 8 gồm cả người sinh, chết, đến, đi trong những hộ vẫn còn; "
            "người của hộ biến động tính theo số hiện nay."
        ),
    )
