"""Closed vocabularies: what a request is about, how it came, where it stands, how it ended."""

from enum import StrEnum

from ansinh.kernel.language import _


class GrievanceKind(StrEnum):
    """What somebody asks. The first three are requests of a household (forms 01 and 04, 1a and 1b until 2020), the last six
    rights over one's own data."""

    REVIEW = "review"
    LEAVE = "leave"
    AVERAGE = "average"
    OBJECTION = "objection"
    COMPLAINT = "complaint"
    APPEAL = "appeal"
    DATA_SEE = "data_see"
    DATA_CORRECT = "data_correct"
    DATA_RESTRICT = "data_restrict"
    DATA_WITHDRAW = "data_withdraw"
    DATA_OBJECT = "data_object"
    DATA_DELETE = "data_delete"

    @property
    def words(self) -> str:
        return _(_KIND_WORDS[self])


_KIND_WORDS = {
    GrievanceKind.REVIEW: "Đề nghị rà soát hộ nghèo, hộ cận nghèo",
    GrievanceKind.LEAVE: "Đề nghị thoát nghèo, thoát cận nghèo",
    GrievanceKind.AVERAGE: "Đề nghị xác định hộ có mức sống trung bình",
    GrievanceKind.OBJECTION: "Ý kiến về danh sách niêm yết",
    GrievanceKind.COMPLAINT: "Khiếu nại quyết định, hành vi",
    GrievanceKind.APPEAL: "Khiếu nại kết quả giải quyết",
    GrievanceKind.DATA_SEE: "Xem dữ liệu cá nhân",
    GrievanceKind.DATA_CORRECT: "Chỉnh sửa dữ liệu cá nhân",
    GrievanceKind.DATA_RESTRICT: "Hạn chế xử lý dữ liệu cá nhân",
    GrievanceKind.DATA_WITHDRAW: "Rút lại sự đồng ý",
    GrievanceKind.DATA_OBJECT: "Phản đối xử lý dữ liệu cá nhân",
    GrievanceKind.DATA_DELETE: "Xóa dữ liệu cá nhân",
}

K = GrievanceKind
REVIEW_KINDS = frozenset({K.REVIEW, K.LEAVE, K.AVERAGE})
DATA_KINDS = frozenset(kind for kind in K if kind.value.startswith("data_"))
# What a village head takes in and sees. A complaint may be about the village head: it is for the commune's desk alone.
VILLAGE_KINDS = REVIEW_KINDS | {K.OBJECTION}
# Nobody decides these about a thing of one's own making.
IMPARTIAL_KINDS = frozenset({K.COMPLAINT, K.APPEAL})


class Channel(StrEnum):
    DESK = "desk"
    POST = "post"
    PORTAL = "portal"
    PHONE = "phone"
    VILLAGE_HEAD = "village_head"

    @property
    def words(self) -> str:
        return _(_CHANNEL_WORDS[self])


_CHANNEL_WORDS = {
    Channel.DESK: "Trực tiếp tại bộ phận tiếp nhận",
    Channel.POST: "Bưu chính",
    Channel.PORTAL: "Cổng dịch vụ công",
    Channel.PHONE: "Điện thoại",
    Channel.VILLAGE_HEAD: "Qua trưởng thôn",
}


class GrievanceState(StrEnum):
    RECEIVED = "received"
    CHECKED = "checked"
    WAITING = "waiting"
    IN_REVIEW = "in_review"
    DECIDED = "decided"
    ANSWERED = "answered"
    APPEALED = "appealed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        return _(_STATE_WORDS[self])


_STATE_WORDS = {
    GrievanceState.RECEIVED: "Đã tiếp nhận",
    GrievanceState.CHECKED: "Đã kiểm tra, thụ lý",
    GrievanceState.WAITING: "Chờ bổ sung thông tin",
    GrievanceState.IN_REVIEW: "Đang xem xét",
    GrievanceState.DECIDED: "Có kết quả, chờ trả lời",
    GrievanceState.ANSWERED: "Đã trả lời bằng văn bản",
    GrievanceState.APPEALED: "Bị khiếu nại tiếp",
    GrievanceState.CLOSED: "Đã kết thúc",
    GrievanceState.WITHDRAWN: "Người đề nghị đã rút",
}

S = GrievanceState
# An answer is still owed.
OPEN_STATES = frozenset({S.RECEIVED, S.CHECKED, S.WAITING, S.IN_REVIEW, S.DECIDED})


class Outcome(StrEnum):
    UPHELD = "upheld"
    PARTLY = "partly"
    REFUSED = "refused"

    @property
    def words(self) -> str:
        return _(_OUTCOME_WORDS[self])


_OUTCOME_WORDS = {
    Outcome.UPHELD: "Chấp nhận",
    Outcome.PARTLY: "Chấp nhận một phần",
    Outcome.REFUSED: "Không chấp nhận",
}
