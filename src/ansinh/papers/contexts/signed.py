"""What is signed."""

from dataclasses import dataclass

from ansinh.kernel.web.forms import later
from ansinh.papers.fields import told


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What every paper of an office has: who signs in which capacity, and who receives it."""

    position: str = told(later("Chức vụ người ký"), "CHỦ TỊCH", default="CHỦ TỊCH")
    signatory: str = told(later("Họ tên người ký"), "Nguyễn Văn An", default="")
    recipients: tuple[str, ...] = told(
        later("Nơi nhận"), ("Ủy ban nhân dân huyện", "Các thôn", "Lưu: VT"), default=("Lưu: VT",)
    )
