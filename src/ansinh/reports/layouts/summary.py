"""Form 1: who is poor, near-poor, or of average living standard and lives from the land, and of how many."""

from ansinh.kernel.language import _
from ansinh.reports.layouts.columns import (
    HOUSEHOLDS,
    PERSONS,
    Column,
    Kind,
    Layout,
    counted,
    numbered,
    population,
)


def summary() -> Layout:
    """Form 1 with its 14 columns."""
    return Layout(
        1,
        _(
            "Tổng hợp kết quả chính thức rà soát hộ nghèo; hộ cận nghèo; "
            "hộ làm nông, lâm, ngư nghiệp có mức sống trung bình"
        ),
        numbered(
            [
                Column(1, (_("Tổng số hộ"),), sources=population("households")),
                Column(2, (_("Tổng số nhân khẩu"),), sources=population("persons")),
                *_side(_("Số hộ"), HOUSEHOLDS, first=3, base=1),
                *_side(_("Số nhân khẩu"), PERSONS, first=9, base=2),
            ]
        ),
    )


def _side(head: str, split: str, *, first: int, base: int) -> list[Column]:
    counts = [
        (_("Nghèo"), counted("total", "poor", split)),
        (_("Cận nghèo"), counted("total", "near_poor", split)),
        (
            _("Làm nông, lâm, ngư nghiệp có mức sống trung bình"),
            counted("agricultural", "average", split),
        ),
    ]
    columns = []
    for index, (label, sources) in enumerate(counts):
        number = first + 2 * index
        unit = _("Số hộ") if split == HOUSEHOLDS else _("Số khẩu")
        columns.append(Column(number, (head, label, unit), sources=sources))
        columns.append(
            Column(
                number + 1,
                (head, label, _("Tỷ lệ (%)")),
                Kind.RATE,
                sources,
                base,
                formula=f"{number + 1}={number}/{base}×100",
            )
        )
    return columns
