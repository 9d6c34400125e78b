"""The facts there are, as ``facts.toml`` declares them, and how their values are read, checked and said."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from ansinh.kernel.dates import shown_date
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _, current_language
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.web.forms import read_day, read_number

_MOST = {"money": 10**12, "number": 10**6, "percent": 100}
_LENGTH = 80
COLUMN_TYPES: dict[str, type[pl.DataType]] = {
    "yes_no": pl.UInt8,
    "code": pl.String,
    "text": pl.String,
    "money": pl.Int64,
    "number": pl.Float64,
    "percent": pl.Float64,
    "day": pl.Date,
}


@dataclass(frozen=True, slots=True)
class FactKind:
    """One fact: of whom (``person`` or ``household``), its type and codes, words, whether it is sensitive, whether a commune
    may call its list complete, and where it comes from. ``had``: it says that a once-only benefit was had, so a household into which
    the one it was recorded of went has had it too."""

    code: str
    of: str
    type: str
    codes: tuple[tuple[str, str, str], ...]
    vi: str
    en: str
    sensitive: bool
    listed: bool
    source: str
    had: bool = False

    @property
    def words(self) -> str:
        """The name in the reader's language."""
        return self.en if current_language() == "en" else self.vi

    @property
    def column(self) -> type[pl.DataType]:
        """The type of its column in ``facts_on``."""
        return COLUMN_TYPES[self.type]

    @property
    def none(self) -> object:
        """What a complete list says of who is not on it: no, or 0 đồng; of a code, day or text that there is none stays
        unsaid but for ``<code>`` columns, whose list says ``none``."""
        return {"yes_no": 0, "money": 0, "number": 0.0, "percent": 0.0, "code": "none", "text": "none"}.get(
            self.type
        )


@cache
def fact_kinds() -> dict[str, FactKind]:
    """Every fact by its code, in the order of the file."""
    text = (Path(__file__).parent / "facts.toml").read_text(encoding="utf-8")
    return {code: _kind(code, row) for code, row in tomllib.loads(text).items()}


def _kind(code: str, row: dict[str, Any]) -> FactKind:
    codes = tuple((name, vi, en) for name, (vi, en) in row.get("codes", {}).items())
    return FactKind(
        code,
        row["of"],
        row["type"],
        codes,
        row["vi"],
        row["en"],
        row.get("sensitive", False),
        row.get("list", False),
        row["source"],
        row.get("had", False),
    )


def fact_kind(code: str) -> FactKind:
    """The fact of that code; raises ``NotFound``."""
    found = fact_kinds().get(code)
    if found is None:
        raise NotFound(_("Không có dữ kiện «{code}» trong danh mục.").format(code=code))
    return found


_YES = {"1", "yes", "có", "co", "true"}
_NO = {"0", "no", "không", "khong", "false"}


def value_of(kind: FactKind, text: str) -> str:
    """``text`` as the value is kept. Raises ``UnusableInput``, which says what is asked for."""
    given = text.strip()
    made = _READERS[kind.type](kind, given) if given else None
    if made is None:
        raise UnusableInput(_asked(kind).format(value=given), code="fact_value")
    return made


def _yes_no(_kind: FactKind, given: str) -> str | None:
    low = given.casefold()
    return "1" if low in _YES else "0" if low in _NO else None


def _code(kind: FactKind, given: str) -> str | None:
    return next((code for code, vi, _en in kind.codes if given.casefold() in {code, vi.casefold()}), None)


def _text(_kind: FactKind, given: str) -> str | None:
    return given if len(given) <= _LENGTH else None


def _day(_kind: FactKind, given: str) -> str | None:
    day = read_day(given)
    return day.isoformat() if day else None


def _amount(kind: FactKind, given: str) -> str | None:
    # A decimal point comes from files, a comma from people.
    plain = Decimal(given) if re.fullmatch(r"\d+\.\d{1,2}", given) else read_number(given)
    if plain is None or plain < 0 or plain > _MOST[kind.type]:
        return None
    if kind.type == "money":
        return str(int(plain)) if plain == int(plain) else None
    return format(plain.normalize(), "f")


_READERS = {
    "yes_no": _yes_no,
    "code": _code,
    "text": _text,
    "day": _day,
    "money": _amount,
    "number": _amount,
    "percent": _amount,
}


def _asked(kind: FactKind) -> str:
    if kind.type == "code":
        said = _("«{value}» không dùng được: chọn một trong: {codes}.")
        codes = ", ".join(f"{code} ({words})" for code, words in choices_of(kind))
        return said.replace("{codes}", codes.replace("{", "").replace("}", ""))
    return {
        "yes_no": _("«{value}» không dùng được: ghi có hoặc không."),
        "text": _("«{value}» dài quá 80 chữ."),
        "day": _("«{value}» không phải là ngày: viết ngày/tháng/năm."),
        "money": _("«{value}» không phải là số tiền: ghi số đồng tròn, không âm."),
        "number": _("«{value}» không phải là số không âm, ví dụ 1,5."),
        "percent": _("«{value}» không phải là tỷ lệ từ 0 đến 100."),
    }[kind.type]


def choices_of(kind: FactKind) -> list[tuple[str, str]]:
    """The codes of a fact with their words."""
    english = current_language() == "en"
    return [(code, en if english else vi) for code, vi, en in kind.codes]


def value_words(kind: FactKind, value: str) -> str:
    """A kept value as people read it."""
    if kind.type == "yes_no":
        return _("có") if value == "1" else _("không")
    if kind.type == "code":
        return dict(choices_of(kind)).get(value, value)
    if kind.type == "day":
        return shown_date(date.fromisoformat(value))
    if kind.type == "money":
        return _("{amount} đồng").format(amount=shown_number(int(value)))
    if kind.type in {"number", "percent"}:
        number = Decimal(value)
        decimals = max(0, -int(number.as_tuple().exponent))
        return shown_number(number, decimals) + ("%" if kind.type == "percent" else "")
    return value
