"""Named refusals of a round."""

from collections.abc import Mapping

from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _


class NotReadyForApproval(Refused):
    """Households of the last list were not reviewed, and no event tells where they are: nobody leaves a list so."""

    code = "not_ready_for_approval"

    def __init__(self, waiting: Mapping[str, int]) -> None:
        lines = [_("xã {code}: {count} hộ").format(code=code, count=count) for code, count in waiting.items()]
        super().__init__(
            _(
                "Chưa thể phê duyệt, còn hộ trong danh sách cũ chưa được rà soát: {lines}. Hãy khảo sát các hộ này, hoặc "
                "nhập sự kiện nói rõ hộ đã đi đâu, rồi phê duyệt lại."
            ).format(lines="; ".join(lines)),
            waiting=dict(waiting),
        )


class AlreadyApproved(Refused):
    """Approved means frozen; what changes later is a correction with a reason."""

    code = "already_approved"

    def __init__(self, place: str) -> None:
        super().__init__(
            _(
                "Kết quả của {place} đã được phê duyệt và niêm phong, không có gì mới để niêm phong. Để đính chính, hãy mở lại bằng «review run --reason», rồi phê duyệt kèm --reason."
            ).format(place=place)
        )


class ChangedMeanwhile(Refused):
    """What was classified or approved is not what stands now: nothing is written."""

    code = "changed_meanwhile"

    def __init__(self) -> None:
        super().__init__(
            _("Phiếu hoặc kết quả của địa bàn này vừa được người khác thay đổi; chưa ghi gì. Hãy chạy lại.")
        )
