"""Words of imports that the command line and the pages share."""

from ansinh.kernel.language import _


def count_words(name: str) -> str:
    """What a count of an import counts, in the reader's language."""
    words = {
        "rows": _("Số dòng"),
        "households": _("Số hộ"),
        "members": _("Số thành viên"),
        "duplicates": _("Dòng trùng, nhập làm một"),
        "conflicts": _("Hộ có các dòng khác phân loại, chờ quyết định"),
        "trial": _("Dòng nhập thử, để riêng"),
        "refused": _("Dòng không đọc được"),
        "already": _("Đã có từ trước"),
        "recorded": _("Ghi mới"),
        "applied": _("Thay đổi trong sổ hộ"),
        "new_households": _("Hộ mới trong sổ"),
        "new_people": _("Người mới trong sổ"),
        "answered": _("Hộ có phiếu lần đầu"),
        "corrected": _("Hộ có phiếu sửa"),
        "unchanged": _("Hộ có phiếu không đổi"),
        "members_left": _("Người không còn trong hộ"),
    }
    return words.get(name, name)


def column_words(name: str) -> str:
    """What a column of lists, events, populations or the software's export holds."""
    words = {
        "household_id": _("Mã hộ, như trong phiếu khảo sát"),
        "member_id": _("Số của thành viên trong hộ; để trống nếu là cả hộ"),
        "area_code": _("Mã hành chính của xã, phường, thị trấn vào ngày ấy"),
        "village": _("Tên thôn, tổ dân phố"),
        "list_year": _("Năm của danh sách"),
        "standard": _("Chuẩn nghèo: vn-2016, vn-2022, vn-2027"),
        "class": _(
            "Loại hộ: poor (nghèo), near_poor (cận nghèo), average (trung bình), not_poor (không nghèo)"
        ),
        "kind_of_entry": _("Kiểu ghi, ví dụ bổ sung trong năm; để trống nếu là danh sách hằng năm"),
        "decision_no": _("Số quyết định"),
        "decision_date": _("Ngày quyết định, năm-tháng-ngày"),
        "effective_from": _("Có hiệu lực từ ngày"),
        "effective_until": _("Có hiệu lực đến ngày"),
        "reason": _("Lý do"),
        "persons": _("Số người"),
        "event": _(
            "Biến động: born (sinh), died (chết), joined (đến), left (đi), moved (chuyển nơi ở), split (tách hộ), merged (nhập hộ), "
            "dissolved (hộ không còn), head_changed (đổi chủ hộ)"
        ),
        "date": _("Ngày, năm-tháng-ngày"),
        "other_household_id": _("Mã hộ kia, khi tách hoặc nhập hộ"),
        "from_area": _("Mã xã nơi đi"),
        "to_area": _("Mã xã nơi đến"),
        "households": _("Số hộ"),
        "households_kinh": _("Số hộ người Kinh"),
        "households_minority": _("Số hộ dân tộc thiểu số"),
        "persons_kinh": _("Số người Kinh"),
        "persons_minority": _("Số người dân tộc thiểu số"),
        "source": _("Nguồn của số liệu, ví dụ Công an xã"),
        "full_name": _("Họ và tên"),
        "citizen_id": _("Số định danh cá nhân, nếu có; được mã hóa khi lưu"),
        "family.hostName": _("Họ tên chủ hộ"),
        "family.code": _("Mã hộ trong phần mềm"),
        "family.numberOfMembers": _("Số nhân khẩu"),
        "classify": _("Phân loại hộ"),
    }
    return words.get(name, "")
