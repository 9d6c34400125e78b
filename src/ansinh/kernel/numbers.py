"""Numbers as Vietnam writes them: ``1.234,5``; and the two ways published figures are rounded."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal


def shown_number(value: int | float | Decimal | None, decimals: int = 0) -> str:
    """``value`` with dots between thousands and a decimal comma; an empty string for nothing."""
    if value is None:
        return ""
    if isinstance(value, int) and not decimals:
        return f"{value:,}".replace(",", ".")
    text = f"{round_half_up(Decimal(str(value)), decimals):,.{decimals}f}"
    return text.replace(",", "\u0000").replace(".", ",").replace("\u0000", ".")


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Ordinary rounding, as our own figures use it."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def cut(value: Decimal, decimals: int) -> Decimal:
    """Cutting, as some published figures were made."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN)


def rate(part: int, base: int | None, decimals: int = 2) -> Decimal | None:
    """``part / base × 100`` rounded half up; nothing where the base is nothing or zero."""
    if not base:
        return None
    return round_half_up(Decimal(part) * 100 / Decimal(base), decimals)
