"""What the state of the log allows: a log that nobody seals can be cut unseen, so decisions stop until it is sealed."""

from datetime import timedelta

from ansinh.audit.sealing import ALARM_AFTER, STOP_AFTER, unsealed_for
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _


def check_log_is_sealed() -> None:
    """Raise ``Refused`` where an event has waited longer than ``STOP_AFTER`` for its seal. Asked before every approval."""
    waited = unsealed_for()
    if waited > STOP_AFTER:
        raise Refused(
            _(
                "Nhật ký đã {hours} giờ chưa được niêm phong nên chưa phê duyệt được. Hãy báo người quản trị kiểm tra máy chủ "
                "(«ansinh serve») và thư mục khoá, hoặc chạy «ansinh audit verify» để niêm phong."
            ).format(hours=waited // timedelta(hours=1)),
            code="log_unsealed",
        )


def sealing_alarm() -> str:
    """What an administrator is told where events wait longer than ``ALARM_AFTER`` for their seal; else nothing."""
    waited = unsealed_for()
    if waited <= ALARM_AFTER:
        return ""
    return _(
        "Nhật ký đã {minutes} phút chưa được niêm phong. Quá {hours} giờ thì không phê duyệt được nữa. Hãy kiểm tra máy chủ "
        "(«ansinh serve»), ổ đĩa và thư mục khoá; «ansinh audit verify» niêm phong ngay."
    ).format(minutes=waited // timedelta(minutes=1), hours=STOP_AFTER // timedelta(hours=1))
