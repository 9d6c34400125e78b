"""Forms 8 to 11: groups of people, ethnic groups, causes, children. The same columns for the poor, then the
near-poor."""

from collections.abc import Sequence

from ansinh.kernel.language import _
from ansinh.reports.context import StandardWords, spoken
from ansinh.reports.layouts.columns import HOUSEHOLDS, PERSONS, Column, Layout, counted, numbered

_Measures = Sequence[tuple[str, str]]


def target_groups() -> Layout:
    """Form 8, households and persons."""
    measures = [
        ("total", _("Tổng số")),
        ("minority", _("Dân tộc thiểu số")),
        ("no_labour_capacity", _("Không có khả năng lao động")),
        ("merit", _("Có thành viên là người có công")),
        ("other_group", _("Khác")),
    ]
    notes = (
        _("Một hộ có thể thuộc nhiều nhóm; nhóm khác là hộ không thuộc nhóm nào nêu trên."),
        _(
            "Hộ dân tộc thiểu số tính theo chủ hộ; hàng nhân khẩu của cột này tính theo dân tộc của từng "
            "người."
        ),
    )
    title = _("Phân tích hộ nghèo, hộ cận nghèo theo các nhóm đối tượng")
    return Layout(8, title, _twice(measures, ""), split=True, notes=notes)


def ethnic_groups(ethnicities: Sequence[str]) -> Layout:
    """Form 9: one column for each ethnic group present among the poor and near-poor."""
    measures = [
        ("total", _("Tổng số")),
        ("kinh", _("Kinh")),
        ("minority", _("Tổng số dân tộc thiểu số")),
        *((f"ethnicity:{name}", name) for name in ethnicities),
    ]
    title = _("Phân tích hộ nghèo, hộ cận nghèo theo dân tộc")
    notes = (_("Số hộ, tính theo dân tộc của chủ hộ; hộ chưa rõ dân tộc của chủ hộ chỉ có trong tổng số."),)
    return Layout(9, title, _twice(measures, HOUSEHOLDS), notes=notes)


def causes(words: StandardWords) -> Layout:
    """Form 10: several causes a household, so no total."""
    measures = [(f"cause:{cause[0]}", spoken(cause)) for cause in words.causes]
    title = _("Phân nhóm hộ nghèo, hộ cận nghèo theo các nguyên nhân nghèo")
    notes = (_("Số hộ; một hộ có thể có nhiều nguyên nhân nên không cộng các cột với nhau."),)
    return Layout(10, title, _twice(measures, HOUSEHOLDS), notes=notes)


def children() -> Layout:
    """Form 11: children of poor and near-poor households and what they lack."""
    measures = [
        ("children", _("Tổng số trẻ em")),
        ("children:health_insurance", _("Không có thẻ bảo hiểm y tế")),
        ("children:nutrition", _("Suy dinh dưỡng")),
        ("children:school_attendance", _("Không đi học đúng bậc, cấp học")),
    ]
    title = _("Tổng hợp chỉ tiêu thiếu hụt của trẻ em thuộc hộ nghèo, hộ cận nghèo")
    return Layout(11, title, _twice(measures, PERSONS), notes=(_("Số trẻ em dưới 16 tuổi."),))


def _twice(measures: _Measures, split: str) -> tuple[Column, ...]:
    columns = []
    for class_, head in (("poor", _("Hộ nghèo")), ("near_poor", _("Hộ cận nghèo"))):
        for measure, label in measures:
            columns.append(Column(len(columns) + 1, (head, label), sources=counted(measure, class_, split)))
    return numbered(columns)
