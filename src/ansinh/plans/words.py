"""Vocabularies in words."""

from decimal import Decimal

from ansinh.agencies.kinds import agency_kind, agency_kinds
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.plans.models import Target, TaskAgency


def document_kind_words(kind: str) -> str:
    """What a paper is."""
    return {
        "law": _("Luật"),
        "decree": _("Nghị định"),
        "resolution": _("Nghị quyết"),
        "decision": _("Quyết định"),
        "circular": _("Thông tư"),
        "joint_circular": _("Thông tư liên tịch"),
        "directive": _("Chỉ thị"),
        "plan": _("Kế hoạch"),
        "programme": _("Chương trình"),
        "dispatch": _("Công văn"),
        "report": _("Báo cáo"),
        "notice": _("Thông báo"),
        "other": _("Văn bản khác"),
    }[kind]


def document_state_words(state: str) -> str:
    """How far a paper is."""
    return {"draft": _("dự thảo"), "issued": _("đã ban hành"), "dropped": _("đã bỏ")}[state]


def issuer_kind_words(kind: str) -> str:
    """Who issues."""
    return {
        "assembly": _("Quốc hội"),
        "government": _("Chính phủ"),
        "prime_minister": _("Thủ tướng Chính phủ"),
        "ministry": _("Bộ, cơ quan trung ương"),
        "peoples_council": _("Hội đồng nhân dân"),
        "peoples_committee": _("Ủy ban nhân dân"),
        "party": _("Đảng bộ, cấp ủy"),
        "agency": _("Sở, phòng, cơ quan khác"),
    }[kind]


def field_words(name: str) -> str:
    """A field of a paper, a plan, a section or a task that a correction changed."""
    known = {
        "kind": _("Loại"),
        "title": _("Tên, trích yếu"),
        "number": _("Số"),
        "issued_on": _("Ngày ban hành"),
        "dated": _("Chỗ ghi ngày (nếu văn bản để trống)"),
        "issuer_kind": _("Cấp ban hành"),
        "issuer": _("Cơ quan ban hành"),
        "issuer_unit": _("Mã địa bàn của cơ quan ban hành"),
        "territory": _("Phạm vi"),
        "valid_from": _("Có hiệu lực từ"),
        "valid_until": _("Hiệu lực đến"),
        "source": _("Nguồn của nguyên văn"),
        "unit": _("Địa bàn"),
        "years": _("Thời gian"),
        "year_from": _("Từ năm"),
        "year_until": _("Đến năm"),
        "standard": _("Chuẩn nghèo"),
        "parent": _("Kế hoạch cấp trên"),
        "depth": _("Cấp của mục"),
        "text": _("Nội dung"),
        "section": _("Mục"),
        "words": _("Việc, theo lời của văn bản"),
        "deadline": _("Hạn"),
        "deadline_words": _("Lời của văn bản về hạn"),
        "agencies": _("Cơ quan"),
    }
    return known.get(name) or citation_words(name)


def part_words(part: str) -> str:
    """What of a paper a correction is about."""
    return {
        "document": _("phần đầu văn bản"),
        "plan": _("thông tin kế hoạch"),
        "link": _("văn bản được dẫn"),
        "section": _("mục"),
        "task": _("việc"),
    }[part]


def citation_words(kind: str) -> str:
    """How a paper refers to another."""
    return {
        "carries_out": _("thực hiện"),
        "based_on": _("căn cứ"),
        "replaces": _("thay thế"),
        "amends": _("sửa đổi, bổ sung"),
        "mentions": _("nhắc đến"),
    }[kind]


def target_kind_words(kind: str) -> str:
    """The shape of a promise."""
    return {
        "level": _("mức phải đạt"),
        "count_change": _("thay đổi số lượng"),
        "rate_change": _("thay đổi tỷ lệ"),
        "ratio": _("tỷ lệ bao phủ"),
        "volume": _("khối lượng"),
        "event": _("việc có thời hạn"),
        "direction": _("chỉ nêu hướng"),
    }[kind]


def task_state_words(state: str) -> str:
    """How far a task is."""
    return {
        "open": _("chưa làm"),
        "under_way": _("đang làm"),
        "done": _("đã xong"),
        "dropped": _("không làm nữa"),
    }[state]


def unmeasured_words(reason: str) -> str:
    """Why there is no number, and what would give one."""
    return {
        "no_data_source": _("Hệ thống không có nguồn số liệu cho chỉ tiêu này."),
        "no_number": _("Văn bản không nêu con số."),
        "no_definition": _("Văn bản không nói đếm thế nào."),
        "no_version": _("Chưa có kết quả được phê duyệt của kỳ cần tính."),
        "no_baseline": _("Chưa có kết quả được phê duyệt của kỳ xuất phát."),
        "no_population": _("Thiếu tổng số hộ dân cư của một số xã vào ngày của kết quả."),
        "no_rule": _("Chưa chọn cách tính cho chỉ tiêu này."),
        "nobody_recorded": _("Chưa ai ghi số liệu cần cho chỉ tiêu này ở địa bàn trong năm."),
        "other_standard": _("Kết quả được phê duyệt theo chuẩn khác với chuẩn của kế hoạch."),
    }[reason]


_PLACES = 2


def unit_words(unit: str) -> str:
    """What a number counts, after it."""
    return {
        "percent": "%",
        "points": _("điểm %"),
        "households": _("hộ"),
        "persons": _("người"),
        "attendances": _("lượt"),
        "units": _("xã"),
        "models": _("mô hình"),
        "indicators": _("chỉ số"),
        "dong": _("đồng"),
        "": "",
    }[unit]


def amount_words(value: Decimal | None, unit: str) -> str:
    """``0,43%``, ``3.000 hộ``; nothing for no number."""
    if value is None:
        return ""
    digits = next((n for n in range(_PLACES) if value == round(value, n)), _PLACES)
    number = shown_number(value, digits)
    words = unit_words(unit)
    return f"{number}{words}" if unit == "percent" else f"{number} {words}".strip()


def promise_words(target: Target) -> str:
    """``không quá 0,43%``, ``trên 15.000 hộ``; for none: that the paper says no number."""
    if target.value is None:
        return _("không nêu số")
    amount = amount_words(target.value, target.unit)
    return {
        "<": _("dưới {amount}"),
        "<=": _("không quá {amount}"),
        "=": _("đúng {amount}"),
        ">=": _("từ {amount} trở lên"),
        ">": _("trên {amount}"),
    }[target.relation].format(amount=amount)


def relation_words(relation: str) -> str:
    """How strict a promise is, to be chosen by."""
    return {
        "<": _("dưới"),
        "<=": _("không quá (xuống còn)"),
        "=": _("đúng"),
        ">=": _("từ … trở lên (tối thiểu, đạt)"),
        ">": _("trên"),
        "": _("không nêu số"),
    }[relation]


def unit_choice_words(unit: str) -> str:
    """What a number counts, to be chosen by."""
    return {"": _("không có"), "percent": _("% của mẫu số"), "points": _("điểm phần trăm")}.get(
        unit, unit_words(unit)
    )


def level_words(level: str) -> str:
    """A level of places."""
    return {"province": _("cấp tỉnh"), "district": _("cấp huyện"), "commune": _("cấp xã")}[level]


def basis_words(basis: str) -> str:
    """What shares are in proportion to."""
    return {
        "numerator": _("số đang có của chính nơi ấy"),
        "denominator": _("mẫu số của chính nơi ấy"),
        "households": _("tổng số hộ dân cư của nơi ấy"),
    }[basis]


def allotment_words(state: str) -> tuple[str, str]:
    """How far an allotment is: the look of its badge and its words."""
    return {
        "draft": ("waiting", _("nháp, chờ duyệt")),
        "approved": ("info", _("đã duyệt, chưa gửi")),
        "sent": ("ok", _("đã gửi cấp dưới")),
        "refused": ("warning", _("bị trả lại")),
        "replaced": ("neutral", _("đã thay bằng bảng sau")),
        "ended": ("neutral", _("đã kết thúc")),
    }[state]


def column_words(column: str) -> str:
    """What a column of a target is called where it was corrected."""
    return {
        "indicator": _("Chỉ tiêu"),
        "kind": _("Loại chỉ tiêu"),
        "relation": _("Mức so sánh"),
        "value": _("Con số"),
        "unit": _("Đơn vị của con số"),
        "deadline": _("Hạn"),
        "level": _("Cấp"),
        "denominator": _("Mẫu số"),
        "need_filter": _("Lọc theo nhu cầu"),
        "definition": _("Cách hiểu"),
        "data_source": _("Nguồn số liệu"),
        "quote": _("Lời của văn bản"),
        "section": _("Mục"),
        "parent": _("Cụ thể hóa chỉ tiêu cấp trên"),
        "rule": _("Cách tính"),
        "baseline": _("Kỳ xuất phát"),
        "baseline_version": _("Phiên bản xuất phát"),
        "unmeasured": _("Vì sao chưa tính được"),
        "unmeasured_words": _("Nói rõ thêm"),
    }[column]


def agency_words(part: TaskAgency) -> str:
    """The agency of a task: its kind's name, or the words of the paper."""
    return agency_kind(part.kind).words if part.kind in agency_kinds() else part.office_words
