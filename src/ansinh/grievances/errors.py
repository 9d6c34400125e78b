"""Named refusals of requests. Each says why and what to do next."""

from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _


class NotInThisState(Refused):
    """The verb has no row in the table of moves for the state the request is in."""

    code = "not_in_this_state"

    def __init__(self, verb: str, state: str) -> None:
        super().__init__(
            _("Đơn đang ở bước «{state}», không thể «{verb}». Hãy mở lại đơn để xem bước tiếp theo.").format(
                state=state, verb=verb
            )
        )


class ChangedMeanwhile(Refused):
    """Somebody moved the request after the page was opened."""

    code = "changed_meanwhile"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Có người vừa cập nhật đơn này sau khi anh/chị mở trang; chưa ghi gì. Hãy xem lại diễn biến rồi làm tiếp."
            )
        )


class OwnMaking(Refused):
    """Who decided or made the thing complained about does not hear the complaint (Complaints Law 02/2011, article 18 [M])."""

    code = "own_making"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Anh/chị đã quyết định hoặc lập kết quả bị khiếu nại nên không được giải quyết khiếu nại này. Hãy chuyển cho "
                "người có thẩm quyền khác."
            )
        )
