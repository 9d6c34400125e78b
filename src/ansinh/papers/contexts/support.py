"""Papers of support: the decision on a pay run with its list, the plan of a household."""

from dataclasses import dataclass
from datetime import date

from ansinh.kernel.web.forms import later
from ansinh.papers.contexts.signed import Signed
from ansinh.papers.fields import told


@dataclass(frozen=True, kw_only=True)
class PaidPolicy:
    """What a run pays for one policy, or in all. Shares stand blank where the law does not say who bears them."""

    order: int | None = told(later("Số thứ tự (để trống ở hàng tổng)"), 1, default=None)
    name: str = told(later("Chính sách"), "TG-1 · Trợ cấp xã hội hằng tháng")
    lines: int = told(later("Số khoản"), 3)
    amount: int = told(later("Số tiền (đồng)"), 1_080_000)
    state: int | None = told(later("Phần ngân sách trung ương (đồng)"), None, default=None)
    local: int | None = told(later("Phần ngân sách địa phương (đồng)"), None, default=None)


@dataclass(frozen=True, kw_only=True)
class PaidLine:
    """One line of the list that goes with the decision."""

    order: int | None = told(later("Số thứ tự (để trống ở hàng tổng)"), 1, default=None)
    name: str = told(later("Họ tên người hưởng"), "Hoàng Văn Em")
    head_name: str = told(later("Họ tên chủ hộ"), "Hoàng Văn Em", default="")
    village: str = told(later("Thôn, tổ dân phố"), "Thôn 1", default="")
    policy: str = told(later("Mã chính sách"), "TG-1", default="")
    amount: int = told(later("Số tiền (đồng)"), 360_000)
    note: str = told(later("Ghi chú"), "", default="")
    received: str = told(later("Ký nhận (để trống khi lập)"), "", default="")


@dataclass(frozen=True, kw_only=True)
class PayDecision(Signed):
    """The chair approves what a released pay run pays, with the list that is signed for."""

    period: str = told(later("Kỳ chi trả"), "tháng 3 năm 2025")
    number: int = told(later("Đợt"), 1)
    grounds: tuple[str, ...] = told(
        later("Căn cứ"), ("Căn cứ Nghị định 20/2021/NĐ-CP, Điều 5 và Điều 6",), default=()
    )
    proposer: str = told(later("Theo đề nghị của"), "Công chức phụ trách công tác giảm nghèo của xã")
    carried_out_by: str = told(
        later("Ai thi hành"), "Công chức phụ trách công tác giảm nghèo, bộ phận kế toán và người chi trả"
    )
    lines: int = told(later("Số khoản"), 3)
    amount: int = told(later("Tổng số tiền (đồng)"), 1_080_000)
    amount_words: str = told(later("Tổng số tiền bằng chữ"), "Một triệu không trăm tám mươi nghìn đồng")
    seal: str = told(later("Mã niêm của các dòng"), "3f2a9c110b7d4e22", default="")
    prepared_by: str = told(later("Người lập danh sách"), "Phạm Thị Dung", default="")
    policies: tuple[PaidPolicy, ...] = told(later("Tổng theo chính sách"), 1)
    total: tuple[PaidPolicy, ...] = told(later("Hàng tổng (một hàng)"), 1)
    beneficiaries: tuple[PaidLine, ...] = told(later("Danh sách chi trả"), ())
    list_total: tuple[PaidLine, ...] = told(later("Hàng tổng của danh sách (một hàng)"), 1)


@dataclass(frozen=True, kw_only=True)
class PlannedSolution:
    """One solution of a household's plan."""

    order: int = told(later("Số thứ tự"), 1)
    words: str = told(later("Giải pháp"), "Hỗ trợ thu nhập hằng tháng theo Nghị quyết 04/2022/NQ-HĐND")
    because: str = told(later("Vì"), "Không còn khả năng lao động", default="")
    policy: str = told(later("Chính sách"), "TN-2", default="")
    agency: str = told(later("Cơ quan thực hiện"), "Ủy ban nhân dân cấp xã", default="")
    due: date | None = told(later("Hạn"), "2024-06-30", default=None)
    result: str = told(later("Kết quả"), "đang thực hiện", default="")


@dataclass(frozen=True, kw_only=True)
class PlanVisit:
    """One visit to the household."""

    on: date = told(later("Ngày thăm"), "2024-02-10")
    who: str = told(later("Ai đến"), "Trần Thị Bình")
    result: str = told(later("Kết quả"), "Hộ đã nhận đủ tiền hỗ trợ hai tháng")
    next_on: date | None = told(later("Hẹn lần sau"), "2024-05-10", default=None)


@dataclass(frozen=True, kw_only=True)
class HouseholdPlan(Signed):
    """The plan of one poor or near-poor household for a year: what it lacks, why, what is done, by whom, what came of it."""

    year: str = told(later("Năm"), "2024")
    head_name: str = told(later("Họ tên chủ hộ"), "Hoàng Văn Em")
    village: str = told(later("Thôn, tổ dân phố"), "Thôn 1", default="")
    list_words: str = told(later("Danh sách"), "hộ nghèo")
    group: str = told(later("Nhóm theo khả năng lao động"), "không còn khả năng lao động")
    deprivations: str = told(later("Chỉ số thiếu hụt khi lập"), "Bảo hiểm y tế; Chất lượng nhà ở", default="")
    causes: str = told(later("Nguyên nhân"), "Không có lao động", default="")
    responsible: str = told(later("Người phụ trách"), "Trần Thị Bình, Chủ tịch Hội Phụ nữ xã", default="")
    sponsor: str = told(later("Người, đơn vị đỡ đầu"), "Công ty may Thủy Nguyên", default="")
    drawn_on: date = told(later("Ngày lập kế hoạch"), "2024-01-15")
    solutions: tuple[PlannedSolution, ...] = told(later("Giải pháp"), ())
    visits: tuple[PlanVisit, ...] = told(later("Các chuyến thăm"), (), default=())
