"""States and kinds in words."""

from ansinh.kernel.language import _
from ansinh.monitoring.enums import FindingState, PaperState
from ansinh.monitoring.models import WrittenReport
from ansinh.monitoring.sections import written


def state_words(state: str) -> tuple[str, str]:
    """Kind of status and words of a paper's state."""
    return {
        PaperState.DRAFT: ("waiting", _("đang soạn")),
        PaperState.SUBMITTED: ("info", _("đã trình, chờ duyệt")),
        PaperState.PROVISIONAL: ("warning", _("đã ban hành, số sơ bộ")),
        PaperState.FINAL: ("ok", _("đã ban hành, chính thức")),
        PaperState.RETURNED: ("error", _("bị trả lại")),
        PaperState.SUPERSEDED: ("neutral", _("đã có bản thay thế")),
    }[PaperState(state)]


def finding_words(state: str) -> tuple[str, str]:
    """Kind of status and words of a finding's state."""
    return {
        FindingState.OPEN: ("warning", _("chưa khắc phục")),
        FindingState.BEING_MENDED: ("info", _("đang khắc phục")),
        FindingState.MENDED: ("waiting", _("báo đã khắc phục, chờ kiểm tra lại")),
        FindingState.ACCEPTED: ("ok", _("đã chấp nhận")),
    }[FindingState(state)]


def kind_words(kind: str) -> str:
    """A kind of paper in words."""
    return str(written(kind).words)


def time_words(report: WrittenReport) -> str:
    """``2022``, ``6 tháng đầu năm 2022``."""
    if report.part == 1:
        return _("6 tháng đầu năm {year}").format(year=report.year)
    if report.part == 2:
        return _("6 tháng cuối năm {year}").format(year=report.year)
    return str(report.year)
