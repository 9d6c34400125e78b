"""Words of the catalogue's own codes."""

from collections.abc import Mapping
from typing import Any

from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later

GROUPS: Mapping[str, Any] = {
    "health": later("Bảo hiểm, y tế"),
    "education": later("Giáo dục"),
    "credit": later("Tín dụng chính sách"),
    "housing": later("Nhà ở"),
    "assistance": later("Trợ giúp xã hội, thu nhập"),
    "utilities": later("Điện, nước, vệ sinh, thông tin"),
    "work": later("Trợ giúp pháp lý, nghề, việc làm"),
    "production": later("Sản xuất, quỹ, phong trào, hạ tầng"),
}
BENEFITS: Mapping[str, Any] = {
    "cash_monthly": later("tiền hằng tháng"),
    "cash_term": later("tiền theo học kỳ"),
    "cash_quarter": later("tiền theo quý"),
    "cash_once": later("tiền một lần"),
    "card": later("thẻ bảo hiểm y tế"),
    "relief": later("miễn, giảm"),
    "loan": later("khoản vay"),
    "housing": later("nhà ở"),
    "service": later("dịch vụ"),
    "in_kind": later("hiện vật"),
    "programme": later("chương trình chung"),
}
PER: Mapping[str, Any] = {
    "month": later("một tháng"),
    "term": later("một học kỳ"),
    "quarter": later("một quý"),
    "once": later("một lần"),
    "year": later("một năm"),
}


def known_words(known: str) -> str:
    """How well a rule or number is known."""
    return {
        "T": _("đã đọc văn bản"),
        "S": _("theo bài viết dẫn lại văn bản"),
        "M": _("CHƯA KIỂM CHỨNG"),
        "N": _("CHƯA TÌM THẤY VĂN BẢN"),
    }[known]


def target_words(target: str) -> str:
    """Whom a policy is for."""
    return {"person": _("từng người"), "household": _("cả hộ")}[target]


def state_words(state: str) -> str:
    """A state of an entitlement."""
    return {
        "entitled": _("được hưởng"),
        "not_entitled": _("không được hưởng"),
        "unknown": _("chưa rõ"),
    }[state]
