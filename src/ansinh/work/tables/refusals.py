"""How a file is refused: one sentence with file, sheet, row and column, then what to do next."""

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _


def refusal(
    reason: str,
    *,
    code: str,
    advice: str = "",
    file: str = "",
    sheet: str = "",
    row: int = 0,
    column: str = "",
) -> UnusableInput:
    """The error to raise for an unreadable file. ``reason`` and ``advice`` are translated sentences without personal
    data; ``row`` counts from 1, 0 where it is unknown or the whole file is meant."""
    place = [file]
    if sheet:
        place.append(_("trang tính «{sheet}»").format(sheet=sheet))
    if row:
        place.append(_("dòng {row}").format(row=row))
    if column:
        place.append(_("cột «{column}»").format(column=column))
    said = ", ".join(part for part in place if part)
    message = " ".join(part for part in (f"{said}: {reason}" if said else reason, advice) if part)
    return UnusableInput(
        message, code=code, file=file, sheet=sheet, row=row, column=column, reason=reason, advice=advice
    )


def no_header(*, file: str, sheet: str = "") -> UnusableInput:
    """The refusal of a table whose first row names no column."""
    return refusal(
        _("dòng tiêu đề trống."),
        code="no_header",
        advice=_("Hãy ghi tên cột ở dòng đầu tiên."),
        file=file,
        sheet=sheet,
        row=1,
    )


def cell_too_long(*, file: str, sheet: str = "", row: int = 0, column: str = "") -> UnusableInput:
    """The refusal of a cell that is no answer to any question."""
    return refusal(
        _("một ô quá dài."),
        code="cell_too_long",
        advice=_("Hãy chia nội dung ô thành nhiều ô ngắn, hoặc kiểm tra dấu ngoặc kép."),
        file=file,
        sheet=sheet,
        row=row,
        column=column,
    )
