"""What each rule over printed figures is called on a page."""

from ansinh.kernel.language import _


def words_of_rule(rule: str) -> str:
    """The words of a rule's code, in the language of the page."""
    return {
        "parts_of_total": _("các phần không cộng thành tổng"),
        "stock_flow": _("đầu kỳ, tăng, giảm không ra cuối kỳ"),
        "fall_of_stock": _("số giảm khác hiệu đầu và cuối kỳ"),
        "change_of_rate": _("mức đổi khác hiệu hai tỷ lệ"),
        "rate_unexplained": _("tỷ lệ không ra từ số đã in"),
        "rounding_mixed": _("làm tròn nhiều cách"),
        "rounding_declared": _("làm tròn khác cách đã ghi"),
        "bands_and_places": _("số xã theo nhóm khác số xã"),
        "not_exclusive": _("các phần chồng lên nhau"),
        "overlap": _("hai số không thể cùng đúng"),
        "definition_missing": _("thiếu định nghĩa"),
        "fewer_than_required": _("ít thiếu hụt hơn chuẩn đòi hỏi"),
        "marks_mixed": _("viết dấu thập phân hai cách"),
        "bases_disagree": _("các tỷ lệ không cùng mẫu số"),
        "sources_clash": _("các nguồn khác nhau"),
        "forced_complement": _("tỷ lệ ép cho đủ 100"),
    }[rule]
