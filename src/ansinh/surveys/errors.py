"""Named refusals of entering answers."""

from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _


class AnswersChanged(Refused):
    """Somebody saved other answers of the household since these were opened: nothing is written over."""

    code = "answers_changed"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Người khác vừa lưu phiếu này; chưa ghi gì. Hãy xem các câu khác nhau bên dưới, sửa nếu cần, rồi lưu lại."
            )
        )


class NobodyAnswers(Refused):
    """A household without members has no survey."""

    code = "nobody_answers"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Hộ này chưa có thành viên nào vào ngày rà soát. Hãy ghi thành viên ở trang của hộ trước, rồi nhập phiếu."
            )
        )
