"""Forms 14 and 15: the lists of near-poor and poor households, one row a member."""

from ansinh.kernel.language import _
from ansinh.reports.layouts.columns import Column, Kind, Layout, numbered

# Kinds of support in the order of the columns.
SUPPORTS = ("health", "education", "production", "credit", "housing", "other")


def household_list(number: int, class_: str) -> Layout:
    """Form 14 (near-poor) or 15 (poor). Columns hold text and marks, and come from no cube."""
    poor = class_ == "poor"
    title = _("Danh sách chi tiết hộ nghèo") if poor else _("Danh sách chi tiết hộ cận nghèo")
    entry = _("Diện")
    new = _("Nghèo mới") if poor else _("Cận nghèo mới")
    relapse = _("Tái nghèo") if poor else _("Tái cận nghèo")
    old = _("Nghèo cũ") if poor else _("Cận nghèo cũ")
    support = _("Được hỗ trợ")
    texts = [
        ((_("STT chủ hộ"),), Kind.MARK, 6),
        ((_("STT thành viên"),), Kind.MARK, 6),
        ((_("Họ và tên"),), Kind.TEXT, 26),
        ((_("Giới tính"),), Kind.TEXT, 6),
        ((_("Năm sinh"),), Kind.TEXT, 7),
        ((_("Dân tộc"),), Kind.TEXT, 10),
        ((_("Quan hệ với chủ hộ"),), Kind.TEXT, 11),
        ((entry, new), Kind.MARK, 7),
        ((entry, relapse), Kind.MARK, 7),
        ((entry, old), Kind.MARK, 7),
        ((_("Có người có công"),), Kind.MARK, 7),
        ((_("Không có khả năng lao động"),), Kind.MARK, 8),
        ((_("Chỉ số thiếu hụt"),), Kind.TEXT, 14),
        ((support, _("Y tế")), Kind.MARK, 6),
        ((support, _("Giáo dục")), Kind.MARK, 6),
        ((support, _("Sản xuất")), Kind.MARK, 6),
        ((support, _("Tín dụng")), Kind.MARK, 6),
        ((support, _("Nhà ở")), Kind.MARK, 6),
        ((support, _("Khác")), Kind.MARK, 6),
    ]
    columns = [Column(n, heads, kind, width=width) for n, (heads, kind, width) in enumerate(texts, start=1)]
    return Layout(number, title, numbered(columns))
