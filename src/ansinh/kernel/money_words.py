"""Amounts in Vietnamese words, as papers of money write them under the figure (``Bằng chữ``). Papers are in Vietnamese."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9
_SCALES = ((10**6, "triệu"), (10**3, "nghìn"), (1, ""))


def amount_in_words(amount: int) -> str:
    """``1.005.000`` as ``Một triệu không trăm linh năm nghìn đồng``. Raises ``ValueError`` below nothing."""
    said = number_in_words(amount)
    return f"{said[0].upper()}{said[1:]} đồng"


def number_in_words(number: int) -> str:
    """A whole number in words. Raises ``ValueError`` below nothing."""
    if number < 0:
        raise ValueError("an amount below nothing has no words on a paper")
    if number < _BILLION:
        return _below_billion(number, whole=True)
    above, rest = divmod(number, _BILLION)
    return " ".join(part for part in (number_in_words(above), "tỷ", _rest(rest)) if part)


def _rest(number: int) -> str:
    return _below_billion(number, whole=False) if number else ""


def _below_billion(number: int, *, whole: bool) -> str:
    """Millions, thousands, units. Without ``whole`` something stands before it: its first group then says its hundreds too."""
    said: list[str] = []
    for size, scale in _SCALES:
        group, number = divmod(number, size)
        if group:
            said.append(_group(group, after=bool(said) or not whole))
            said += [scale] if scale else []
    return " ".join(said) or _DIGITS[0]


def _group(number: int, *, after: bool) -> str:
    """Three digits; ``after`` a higher group the hundreds are said even where there are none."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = [f"{_DIGITS[hundreds]} trăm"] if hundreds or after else []
    if tens == 0 and ones and said:
        said.append("linh")
    if tens:
        said.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    if ones:
        said.append(_last(tens, ones))
    return " ".join(said)


def _last(tens: int, ones: int) -> str:
    """The last digit: ``mốt`` after twenty and above, ``lăm`` after ten and above."""
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5 and tens > 0:
        return "lăm"
    return _DIGITS[ones]
