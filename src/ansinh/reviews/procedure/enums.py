"""Closed vocabularies of the steps. The words of each stand beside it."""

from enum import StrEnum

from ansinh.kernel.web.forms import later


class WorkReason(StrEnum):
    """Why a household is on the work list (Decision 24/2021, article 4.1)."""

    LISTED = "listed"
    REQUEST = "request"
    LEAVING = "leaving"
    ADDED = "added"
    OBJECTION = "objection"

    @property
    def words(self) -> str:
        return str(_REASONS[self])


_REASONS = {
    WorkReason.LISTED: later("đang trong danh sách nghèo, cận nghèo"),
    WorkReason.REQUEST: later("có giấy đề nghị rà soát"),
    WorkReason.LEAVING: later("có giấy đề nghị thoát nghèo, thoát cận nghèo"),
    WorkReason.ADDED: later("xã bổ sung"),
    WorkReason.OBJECTION: later("có phản ánh khi niêm yết"),
}


class WorkState(StrEnum):
    """Where a household of the work list stands. Whether it is surveyed is asked of its answers, never kept here."""

    TO_REVIEW = "to_review"
    AGAIN = "again"
    NOT_SURVEYED = "not_surveyed"
    TAKEN_OFF = "taken_off"

    @property
    def words(self) -> str:
        return str(_WORK_STATES[self])


_WORK_STATES = {
    WorkState.TO_REVIEW: later("phải rà soát"),
    WorkState.AGAIN: later("phải rà soát lại"),
    WorkState.NOT_SURVEYED: later("không khảo sát theo Phiếu A"),
    WorkState.TAKEN_OFF: later("đã đưa ra"),
}


class OffReason(StrEnum):
    """Why a household is taken off the work list."""

    MOVED = "moved"
    DISSOLVED = "dissolved"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    MISTAKE = "mistake"

    @property
    def words(self) -> str:
        return str(_OFF[self])


_OFF = {
    OffReason.MOVED: later("đã chuyển đi nơi khác"),
    OffReason.DISSOLVED: later("không còn hộ (đã mất, đã giải thể)"),
    OffReason.DUPLICATE: later("trùng với hộ khác"),
    OffReason.WITHDRAWN: later("hộ rút giấy đề nghị"),
    OffReason.MISTAKE: later("đưa vào nhầm"),
}


class Capacity(StrEnum):
    """In which capacity somebody attended a village's meeting (Decision 24/2021, article 4.3)."""

    COMMITTEE = "committee"
    OFFICER = "officer"
    PARTY = "party"
    UNIONS = "unions"
    REVIEWERS = "reviewers"
    REVIEWED = "reviewed"
    HOUSEHOLDS = "households"
    FRONT = "front"

    @property
    def words(self) -> str:
        return str(_CAPACITIES[self])


_CAPACITIES = {
    Capacity.COMMITTEE: later("Ban Chỉ đạo giảm nghèo cấp xã"),
    Capacity.OFFICER: later("Công chức cấp xã phụ trách giảm nghèo"),
    Capacity.PARTY: later("Bí thư Chi bộ"),
    Capacity.UNIONS: later("Chi hội đoàn thể của thôn"),
    Capacity.REVIEWERS: later("Rà soát viên"),
    Capacity.REVIEWED: later("Đại diện hộ được rà soát"),
    Capacity.HOUSEHOLDS: later("Đại diện hộ dân khác"),
    Capacity.FRONT: later("Mặt trận Tổ quốc (mời giám sát)"),
}


class Verdict(StrEnum):
    """What the district's chair answered."""

    AGREED = "agreed"
    REMARKS = "remarks"
    RETURNED = "returned"

    @property
    def words(self) -> str:
        return str(_VERDICTS[self])


_VERDICTS = {
    Verdict.AGREED: later("thống nhất"),
    Verdict.REMARKS: later("thống nhất, có ý kiến về một số hộ"),
    Verdict.RETURNED: later("trả lại để rà soát lại"),
}


_CLOCKS = {
    "posting": later("Niêm yết danh sách"),
    "recheck": later("Phúc tra theo phản ánh"),
    "reposting": later("Niêm yết lại hộ đã phúc tra"),
    "opinion": later("Cấp huyện cho ý kiến"),
    "agricultural_posting": later("Niêm yết hộ có mức sống trung bình"),
    "agricultural_recheck": later("Phúc tra hộ có mức sống trung bình"),
}


def clock_words(code: str) -> str:
    """A time limit of the regimes in the reader's language."""
    return str(_CLOCKS[code])
