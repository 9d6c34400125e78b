"""How far a long piece of work is. Whoever asked passes a reporter; the work never knows whether anyone looks."""

from typing import Protocol

from ansinh.kernel.language import _

_STAGES = {
    "read": "Đọc dữ liệu",
    "check": "Kiểm tra",
    "register": "Ghi vào sổ hộ",
    "classify": "Phân loại",
    "movements": "Tìm biến động",
    "write": "Ghi kết quả",
    "seal": "Niêm phong",
    "print": "In biểu",
    "generate": "Dựng dữ liệu trình diễn",
    "duplicates": "Tìm người nghi trùng",
    "support_files": "Nhập nhu cầu và dữ kiện",
    "support_gaps": "Tìm thiếu sót trong hỗ trợ",
    "plans_measure": "Tính các chỉ tiêu của kế hoạch",
    "support_enrol": "Ghi danh hưởng chính sách",
    "support_pay": "Lập đợt chi trả",
    "support_give": "Ghi hỗ trợ đã giao",
    "support_plans": "Lập kế hoạch hỗ trợ hộ",
    "outreach": "Ghi quỹ, truyền thông, cán bộ, khen thưởng, tín dụng",
    "remind": "Nhắc việc",
    "reseal": "Niêm phong lại số định danh",
    "backup_copy": "Chụp cơ sở dữ liệu",
    "backup_files": "Sao lưu tệp",
    "restore_open": "Mở và kiểm tra bản sao lưu",
    "restore_rows": "Phục hồi dữ liệu",
}


class Progress(Protocol):
    """Told the stage, how much is done and of how much (0: not known)."""

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None: ...


def silent(stage: str, done: int = 0, total: int = 0) -> None:
    """Nobody looks."""


def stage_words(stage: str) -> str:
    """What is being done at a stage, in the reader's language; a stage without words is shown as it is."""
    return _(_STAGES.get(stage, stage))
