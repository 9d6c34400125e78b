"""Named refusals of a round."""

from collections.abc import Mapping

from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _


class NotReadyForApproval(Refused):
    """A dossier still holds households that nobody decided about."""

    code = "not_ready_for_approval"

    def __init__(self, waiting: Mapping[str, Mapping[str, int]]) -> None:
        lines = [
            _(
                "xã {code}: {undetermined} hộ chưa xác định, {not_reviewed} hộ trong danh sách cũ chưa rà soát"
            ).format(
                code=code,
                undetermined=kinds.get("undetermined", 0),
                not_reviewed=kinds.get("not_reviewed", 0),
            )
            for code, kinds in waiting.items()
        ]
        super().__init__(
            _(
                "Chưa thể phê duyệt: {lines}. Hãy công nhận từng hộ kèm lý do, hoặc nhập sự kiện, rồi phê duyệt lại."
            ).format(lines="; ".join(lines)),
            waiting={code: dict(kinds) for code, kinds in waiting.items()},
        )


class AlreadyApproved(Refused):
    """Approved means frozen; what changes later is a correction with a reason."""

    code = "already_approved"

    def __init__(self, place: str) -> None:
        super().__init__(
            _(
                "Kết quả của {place} đã được phê duyệt và niêm phong. Hãy phê duyệt bản đính chính kèm --reason."
            ).format(place=place)
        )
