"""Words for codes: readings, sides, warnings, how well a number is known, and the reason of a class."""

from datetime import date

from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _, current_language


def reading_words(reading: str) -> str:
    """Words of ``deprived``, ``not_deprived``, ``unknown``, and of a member rule's ``yes`` and ``no``."""
    return {
        "deprived": _("thiếu hụt"),
        "not_deprived": _("không thiếu hụt"),
        "unknown": _("chưa rõ"),
        "yes": _("có"),
        "no": _("không"),
    }[reading]


def known_words(known: str) -> str:
    """Words of T, S and M."""
    return {
        "T": _("đã đọc văn bản"),
        "S": _("theo bài viết dẫn lại văn bản"),
        "M": _("CHƯA KIỂM CHỨNG"),
    }[known]


def measure_words(by_score: bool | None) -> str:
    """What the side of the income line was taken from: the score, the measured income, or (``None``)
    neither."""
    if by_score is None:
        return _("Chưa có điểm ước lượng hoặc thu nhập để so với chuẩn.")
    if by_score:
        return _("So với chuẩn theo điểm ước lượng thu nhập.")
    return _("So với chuẩn theo thu nhập đo được.")


def side_words(side: str) -> str:
    """Words of the side of the income line."""
    return {
        "below": _("bằng hoặc dưới chuẩn thu nhập"),
        "between": _("trên chuẩn nghèo, bằng hoặc dưới chuẩn mức sống tối thiểu"),
        "above": _("trên chuẩn thu nhập"),
        "unknown": _("chưa xác định được so với chuẩn thu nhập"),
    }[side]


def warning_words(code: str) -> str:
    """Words of a warning."""
    return {
        "income_conflict": _("Điểm ước lượng và thu nhập đo được cho hai kết quả khác nhau; lấy theo điểm."),
        "average_not_assessed": _("Chưa xác định được mức sống trung bình."),
        "birth_in_future": _("Có thành viên có ngày sinh sau ngày tính; tính là 0 tuổi."),
    }[code]


def day_words(day: date) -> str:
    """A day as the language writes it: ``dd/mm/yyyy`` in Vietnamese, ``yyyy-mm-dd`` in English."""
    return shown_date(day) if current_language() == "vi" else day.isoformat()


def months_words(months: int) -> str:
    """An age given in months, as years and months."""
    years, rest = divmod(months, 12)
    if rest == 0:
        return _("{years} tuổi").format(years=years)
    return _("{years} tuổi {months} tháng").format(years=years, months=rest)


def unit_words(unit: str) -> str:
    """Words of a unit of the parameter files."""
    return {
        "VND/person/month": _("đồng/người/tháng"),
        "points": _("điểm"),
        "indicators": _("chỉ số"),
        "years": _("tuổi"),
        "share of members": _("tổng số người trong hộ"),
        "structures of three": _("trong ba kết cấu"),
        "m²/member": _("m²/người"),
    }[unit]


def number_words(value: float, language: str) -> str:
    """A number as the language writes it: ``1.500.000`` and ``0,5`` in Vietnamese, ``1,500,000`` and ``0.5`` in
    English; every decimal that it has."""
    text = f"{int(value):,}" if value == int(value) else f"{value:,}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def class_reason(*, klass: str, side: str, least: int, most: int, needed: int) -> str:
    """One sentence: the side, the count of deprivations, and what follows."""
    if least == most:
        count = _("thiếu hụt {least} chỉ số").format(least=least)
    else:
        count = _("thiếu hụt từ {least} đến {most} chỉ số").format(least=least, most=most)
    where = side_words(side)
    if klass == "undetermined":
        follows = _("chưa đủ câu trả lời để xếp loại (mức của hộ nghèo là {needed} chỉ số)")
    elif klass in ("poor", "poor_deprivation"):
        follows = _("từ {needed} chỉ số trở lên là hộ nghèo")
    elif klass == "near_poor":
        follows = _("dưới {needed} chỉ số là hộ cận nghèo")
    elif klass == "poor_income":
        follows = _("nghèo về thu nhập, không phụ thuộc số chỉ số thiếu hụt")
    else:
        follows = _("số chỉ số thiếu hụt không làm hộ này thành nghèo")
    return _("{where}; {count}; {follows}.").format(
        where=where, count=count, follows=follows.format(needed=needed)
    )
