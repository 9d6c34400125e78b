"""What a year of invented people is written for, and what its maker meant it to lead to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune as it was on the review date. ``area_type`` is ``rural`` or ``urban``."""

    code: str
    name: str
    area_type: str


@dataclass(frozen=True, slots=True)
class Expected:
    """Where the answers were meant to lead: counts of households by name of the figure.

    Kept in memory for tests and for the one who runs the demo; no file holds it and no page reads it.
    """

    place: str
    standard: str
    review_year: int
    list_year: int
    as_of: date
    figures: Mapping[str, int]


def check_communes(communes: Sequence[Commune]) -> None:
    """Raises UnusableInput when there is no commune, one twice, or one whose area type is not known."""
    if not communes:
        raise UnusableInput(
            _("Chưa có xã nào để dựng dữ liệu minh họa: hãy nạp danh mục đơn vị hành chính trước.")
        )
    codes = [commune.code for commune in communes]
    if len(set(codes)) < len(codes):
        raise UnusableInput(_("Danh sách xã để dựng dữ liệu minh họa có mã trùng nhau."))
    unknown = [commune.code for commune in communes if commune.area_type not in ("rural", "urban")]
    if unknown:
        raise UnusableInput(
            _("Chưa biết các xã sau là nông thôn hay thành thị: {codes}.").format(codes=", ".join(unknown))
        )
