"""What classes and movements are called, for people: lists, choices, files. (``ui.class_badge`` and ``ui.movement_badge``
say the same on pages.)"""

from ansinh.kernel.language import _
from ansinh.reviews.enums import ListClass, Movement


def class_words(code: str) -> str:
    """The words of a class. Raises ``ValueError`` for what is none."""
    return {
        ListClass.POOR: _("Nghèo"),
        ListClass.POOR_INCOME: _("Nghèo về thu nhập"),
        ListClass.POOR_DEPRIVATION: _("Nghèo do thiếu hụt"),
        ListClass.NEAR_POOR: _("Cận nghèo"),
        ListClass.AVERAGE: _("Mức sống trung bình"),
        ListClass.NOT_POOR: _("Không nghèo"),
        ListClass.UNDETERMINED: _("Chưa xác định"),
    }[ListClass(code)]


def movement_words(code: str) -> str:
    """The words of a movement. Raises ``ValueError`` for what is none."""
    return {
        Movement.STAY_POOR: _("Vẫn là hộ nghèo"),
        Movement.POOR_TO_NEAR: _("Nghèo thành cận nghèo"),
        Movement.POOR_OUT: _("Thoát nghèo"),
        Movement.NEAR_TO_POOR: _("Cận nghèo thành nghèo"),
        Movement.RELAPSE_POOR: _("Tái nghèo"),
        Movement.NEW_POOR: _("Nghèo phát sinh mới"),
        Movement.STAY_NEAR: _("Vẫn là hộ cận nghèo"),
        Movement.NEAR_OUT: _("Thoát cận nghèo"),
        Movement.RELAPSE_NEAR: _("Tái cận nghèo"),
        Movement.NEW_NEAR: _("Cận nghèo phát sinh mới"),
        Movement.OTHER_OUT: _("Ra khỏi danh sách vì lý do khác"),
        Movement.OTHER_IN: _("Vào danh sách vì lý do khác"),
    }[Movement(code)]


def period_words(period: str) -> str:
    """A period as papers write it: ``năm 2024``, ``tháng 3 năm 2024``."""
    year, _dash, month = period.partition("-")
    return f"tháng {int(month)} năm {year}" if month else f"năm {year}"
