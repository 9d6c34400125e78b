"""The standards by code and by the year of the list they make."""

from functools import cache
from pathlib import Path

from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import _
from ansinh.standards.engine.rules import rules_of
from ansinh.standards.standard import Overlay, Standard, load_standard
from ansinh.standards.vn_2016 import rules as rules_2016
from ansinh.standards.vn_2022 import rules as rules_2022
from ansinh.standards.vn_2027 import rules as rules_2027

_MODULES = {"vn-2016": rules_2016, "vn-2022": rules_2022, "vn-2027": rules_2027}
CODES = tuple(_MODULES)


class UnknownStandard(AnSinhError):
    """A code that names no standard, or a local one whose overlay was not given."""

    code = "unknown_standard"


@cache
def _base(code: str) -> Standard:
    folder = Path(__file__).parent / code.replace("-", "_")
    return load_standard(folder, rules_of(_MODULES[code]))


def standard(code: str, *, overlay: Overlay | None = None) -> Standard:
    """The standard ``code``: ``vn-2016``, ``vn-2022``, ``vn-2027``, or one of them with ``overlay``.

    ``vn-2022+<place code>`` needs the overlay of that place. Raises ``UnknownStandard``, ``WrongOverlay``.
    """
    base, _plus, place = code.partition("+")
    if base not in _MODULES:
        raise UnknownStandard(
            _("Không có chuẩn {code}. Các chuẩn: {codes}.").format(code=code, codes=", ".join(CODES))
        )
    if place and (overlay is None or overlay.place != place):
        raise UnknownStandard(
            _("Chuẩn {code} cần bộ tham số riêng của địa bàn {place}.").format(code=code, place=place)
        )
    return _base(base) if overlay is None else _base(base).with_overlay(overlay)


def first_list_year() -> int:
    """The year of the first list that a known standard makes."""
    return min(_base(code).first_list for code in CODES)


def standard_for_list(list_year: int) -> str:
    """The code of the national standard that makes the list of ``list_year`` (a review of year Y makes the
    list of Y+1): Decision 59/2015 for 2016-2021, Decree 07/2021 for 2022-2026, Decree 351/2025 for
    2027-2030.

    Raises ``UnknownStandard`` for a year that no standard covers.
    """
    for code in CODES:
        if _base(code).first_list <= list_year <= _base(code).last_list:
            return code
    raise UnknownStandard(_("Không có chuẩn cho danh sách năm {year}.").format(year=list_year))
