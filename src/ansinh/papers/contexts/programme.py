"""What an office writes of the programme: reports, the plan of a year, a dispatch."""

from dataclasses import dataclass

from ansinh.kernel.web.forms import later
from ansinh.papers.contexts.grounds import GROUNDS
from ansinh.papers.contexts.signed import Signed
from ansinh.papers.fields import told


@dataclass(frozen=True, kw_only=True)
class ProgrammeLine:
    """One line of the body: a heading of a section, or a paragraph of it."""

    heading: bool = told(later("Là tiêu đề mục"), False, default=False)
    text: str = told(later("Nội dung dòng"), "- Tổng số hộ nghèo: 412[1] hộ, chiếm tỷ lệ 2,18%[2];")


@dataclass(frozen=True, kw_only=True)
class ProgrammePaper(Signed):
    """Body with its figures, and under it where each figure is from."""

    title: str = told(later("Trích yếu"), "Kết quả thực hiện công tác giảm nghèo năm 2024")
    sent_to: tuple[str, ...] = told(later("Kính gửi"), ("Ủy ban nhân dân thành phố Hải Phòng",))
    grounds: tuple[str, ...] = told(later("Căn cứ"), GROUNDS, default=())
    provisional: bool = told(later("Số liệu sơ bộ"), False, default=False)
    version: str = told(later("Phiên bản dữ liệu làm căn cứ"), "phiên bản 1, SHA-256 3f2a9c11", default="")
    lines: tuple[ProgrammeLine, ...] = told(later("Nội dung (tiêu đề mục và các dòng)"), 2)
    consolidated: tuple[str, ...] = told(
        later("Báo cáo cấp dưới đã tổng hợp, nơi chưa gửi"),
        ("Đã tổng hợp: xã An Lư (số 12/BC-UBND)", "Chưa có báo cáo: xã Lại Xuân"),
        default=(),
    )
    differences: tuple[str, ...] = told(
        later("Thay đổi so với số liệu sơ bộ"), ("Tổng số hộ nghèo: sơ bộ 415, chính thức 412",), default=()
    )
    notes: tuple[str, ...] = told(
        later("Chú thích nguồn của số liệu, theo số thứ tự"),
        ("Biểu 1, cột 3; phiên bản 1, SHA-256 3f2a9c11.", "412/18.900 hộ dân cư; làm tròn nửa lên."),
        default=(),
    )
