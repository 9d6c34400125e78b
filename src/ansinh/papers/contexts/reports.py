"""Periodic reports."""

from dataclasses import dataclass
from decimal import Decimal

from ansinh.kernel.web.forms import later
from ansinh.papers.contexts.grounds import GROUNDS
from ansinh.papers.contexts.signed import Signed
from ansinh.papers.fields import told


@dataclass(frozen=True, kw_only=True)
class ReportedUnit:
    """One row of the table of a report: a place, or the sum."""

    order: int | None = told(later("Số thứ tự (để trống ở hàng tổng)"), 1, default=None)
    name: str = told(later("Đơn vị"), "Thôn 1")
    households: int | None = told(later("Tổng số hộ dân cư"), 412, default=None)
    poor: int = told(later("Số hộ nghèo"), 9)
    poor_rate: Decimal | None = told(later("Tỷ lệ hộ nghèo (%)"), "2.18", default=None)
    near_poor: int = told(later("Số hộ cận nghèo"), 14)
    near_poor_rate: Decimal | None = told(later("Tỷ lệ hộ cận nghèo (%)"), "3.40", default=None)
    escaped_poor: int | None = told(later("Số hộ thoát nghèo"), 4, default=None)
    escaped_near_poor: int | None = told(later("Số hộ thoát cận nghèo"), 5, default=None)
    new_poor: int | None = told(later("Số hộ nghèo phát sinh, tái nghèo"), 2, default=None)
    new_near_poor: int | None = told(later("Số hộ cận nghèo phát sinh, tái cận nghèo"), 3, default=None)
    average: int | None = told(
        later("Số hộ làm nông, lâm, ngư, diêm nghiệp có mức sống trung bình"), 6, default=None
    )


@dataclass(frozen=True, kw_only=True)
class Report(Signed):
    """The monthly report, the preliminary one (before 15 November) and the official one (before 20 December)."""

    title: str = told(later("Trích yếu"), "Kết quả rà soát hộ nghèo, hộ cận nghèo năm 2024 (chính thức)")
    addressees: tuple[str, ...] = told(later("Kính gửi"), ("Ủy ban nhân dân huyện Thủy Nguyên",))
    grounds: tuple[str, ...] = told(later("Căn cứ"), GROUNDS)
    version: str = told(later("Phiên bản dữ liệu làm căn cứ"), "Phiên bản 1, SHA-256 3f2a9c11", default="")
    provisional: bool = told(later("Số liệu sơ bộ"), False, default=False)
    carried_out: tuple[str, ...] = told(
        later("Tình hình thực hiện"), ("Đã rà soát 412 hộ tại 9 thôn trong thời hạn quy định",)
    )
    units: tuple[ReportedUnit, ...] = told(later("Bảng số liệu"), ())
    total: tuple[ReportedUnit, ...] = told(later("Hàng tổng (một hàng)"), 1)
    difficulties: tuple[str, ...] = told(later("Khó khăn, vướng mắc"), (), default=())
    proposals: tuple[str, ...] = told(later("Kiến nghị"), (), default=())
