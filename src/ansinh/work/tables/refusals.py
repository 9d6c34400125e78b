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
