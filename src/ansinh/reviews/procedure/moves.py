"""Every step of a dossier, in one table: from which state, by which verb, to which state, who may, on which conditions,
under which clock, by which article. Policies ask it, and the diagram is printed from it.

A row whose states are the same is work within a state. What no row allows is refused, with the state and what comes next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.reviews.enums import DossierState as S
from ansinh.reviews.procedure.regime import Regime


class Verb(StrEnum):
    """The verbs of the procedure; each is an action of that name."""

    ADD_TO_WORK_LIST = "add_to_work_list"
    TAKE_OFF_WORK_LIST = "take_off_work_list"
    ASSIGN_SURVEYOR = "assign_surveyor"
    CLOSE_WORK_LIST = "close_work_list"
    IDENTIFY_QUICKLY = "identify_quickly"
    ENTER_ANSWERS = "enter_answers"
    CLASSIFY = "classify"
    RECOGNISE = "recognise"
    REOPEN_SURVEY = "reopen_survey"
    HOLD_MEETING = "hold_meeting"
    CONCLUDE_MEETINGS = "conclude_meetings"
    POST_LISTS = "post_lists"
    RECHECK_OBJECTION = "recheck_objection"
    REPOST_HOUSEHOLD = "repost_household"
    SETTLE_POSTING = "settle_posting"
    SUBMIT_FOR_OPINION = "submit_for_opinion"
    GIVE_OPINION = "give_opinion"
    RETURN_BY_DISTRICT = "return_by_district"
    DECIDE_LISTS = "decide_lists"
    APPROVE = "approve"
    RETURN_BY_PROVINCE = "return_by_province"
    CORRECT = "correct"
    WITHDRAW_ANSWERS = "withdraw_answers"

    @property
    def words(self) -> str:
        """What the verb is called, in the reader's language."""
        return str(_VERBS[self])


_VERBS = {
    Verb.ADD_TO_WORK_LIST: later("Đưa hộ vào danh sách rà soát"),
    Verb.TAKE_OFF_WORK_LIST: later("Đưa hộ ra khỏi danh sách rà soát"),
    Verb.ASSIGN_SURVEYOR: later("Phân công rà soát viên"),
    Verb.CLOSE_WORK_LIST: later("Chốt danh sách rà soát"),
    Verb.IDENTIFY_QUICKLY: later("Nhận dạng nhanh (Phiếu A)"),
    Verb.ENTER_ANSWERS: later("Nhập phiếu rà soát"),
    Verb.CLASSIFY: later("Chạy phân loại"),
    Verb.RECOGNISE: later("Công nhận diện của hộ"),
    Verb.REOPEN_SURVEY: later("Quay lại rà soát"),
    Verb.HOLD_MEETING: later("Ghi cuộc họp thôn"),
    Verb.CONCLUDE_MEETINGS: later("Kết thúc họp thôn"),
    Verb.POST_LISTS: later("Niêm yết công khai"),
    Verb.RECHECK_OBJECTION: later("Phúc tra hộ có phản ánh"),
    Verb.REPOST_HOUSEHOLD: later("Niêm yết lại hộ đã phúc tra"),
    Verb.SETTLE_POSTING: later("Kết thúc niêm yết"),
    Verb.SUBMIT_FOR_OPINION: later("Trình xin ý kiến cấp huyện"),
    Verb.GIVE_OPINION: later("Cho ý kiến của cấp huyện"),
    Verb.RETURN_BY_DISTRICT: later("Cấp huyện trả lại hồ sơ"),
    Verb.DECIDE_LISTS: later("Quyết định công nhận danh sách"),
    Verb.APPROVE: later("Phê duyệt và niêm phong"),
    Verb.RETURN_BY_PROVINCE: later("Cấp tỉnh trả lại hồ sơ"),
    Verb.CORRECT: later("Mở lại để đính chính"),
    Verb.WITHDRAW_ANSWERS: later("Rút tệp phiếu đã nạp"),
}

_STATES = {
    S.OPEN: later("đang lập danh sách"),
    S.SURVEYING: later("đang rà soát"),
    S.CLASSIFIED: later("đã phân loại"),
    S.DISCUSSED: later("đã họp thôn"),
    S.POSTED: later("đang niêm yết"),
    S.SETTLED: later("đã hết niêm yết"),
    S.OPINED: later("đã có ý kiến cấp huyện"),
    S.DECIDED: later("đã có quyết định"),
    S.APPROVED: later("đã phê duyệt"),
}


def state_said(state: str) -> str:
    """What a state is called, in the reader's language."""
    return str(_STATES[S(state)])


class Condition(StrEnum):
    """What must hold beside the state; the action checks it and its refusal names what is missing."""

    LIST_NOT_EMPTY = "list_not_empty"
    EVERY_VILLAGE_ASSIGNED = "every_village_assigned"
    ON_WORK_LIST = "on_work_list"
    REASON_GIVEN = "reason_given"
    EVERY_HOUSEHOLD_SURVEYED = "every_household_surveyed"
    ANSWERS_CLASSIFIED = "answers_classified"
    NONE_UNDETERMINED = "none_undetermined"
    EVERY_VILLAGE_AGREED = "every_village_agreed"
    EVERY_PLACE_NAMED = "every_place_named"
    POSTING_OVER = "posting_over"
    NO_OBJECTION_OPEN = "no_objection_open"
    RECHECKED_POSTED_AGAIN = "rechecked_posted_again"
    UNDER_OBJECTION = "under_objection"
    SUBMITTED = "submitted"
    NUMBER_AND_DAY = "number_and_day"
    NOBODY_WAITS = "nobody_waits"

    @property
    def words(self) -> str:
        return str(_CONDITIONS[self])


_CONDITIONS = {
    Condition.LIST_NOT_EMPTY: later("danh sách rà soát có ít nhất một hộ"),
    Condition.EVERY_VILLAGE_ASSIGNED: later("hộ nào cũng có rà soát viên"),
    Condition.ON_WORK_LIST: later("hộ thuộc danh sách rà soát"),
    Condition.REASON_GIVEN: later("nêu lý do"),
    Condition.EVERY_HOUSEHOLD_SURVEYED: later(
        "mọi hộ trong danh sách đã có phiếu hoặc có lý do không khảo sát"
    ),
    Condition.ANSWERS_CLASSIFIED: later("mọi phiếu đã qua phân loại"),
    Condition.NONE_UNDETERMINED: later("không còn hộ chưa xác định"),
    Condition.EVERY_VILLAGE_AGREED: later("mọi thôn đã họp, mọi hộ đạt tỷ lệ đồng ý"),
    Condition.EVERY_PLACE_NAMED: later("niêm yết ở đủ các nơi quy định"),
    Condition.POSTING_OVER: later("đã hết thời hạn niêm yết"),
    Condition.NO_OBJECTION_OPEN: later("không còn phản ánh chưa giải quyết"),
    Condition.RECHECKED_POSTED_AGAIN: later("hộ phúc tra có kết quả khác đã được niêm yết lại đủ thời hạn"),
    Condition.UNDER_OBJECTION: later("hộ đang có phản ánh phải phúc tra"),
    Condition.SUBMITTED: later("đã trình cấp huyện"),
    Condition.NUMBER_AND_DAY: later("có số và ngày quyết định"),
    Condition.NOBODY_WAITS: later("không còn hộ của danh sách cũ chưa rà soát"),
}
C = Condition


@dataclass(frozen=True)
class Move:
    """One row. ``step`` names the article in the regime's ``steps``, ``clock`` one of its ``clocks``. ``law``: of a regime of
    the law, else of recorded results. ``district``: only where the district gives an opinion (``True``) or gives none
    (``False``); ``None`` either way."""

    source: S
    verb: Verb
    target: S
    permission: P
    conditions: tuple[Condition, ...] = ()
    step: str = ""
    clock: str = ""
    law: bool = True
    district: bool | None = None

    @property
    def stays(self) -> bool:
        """Whether it is work within a state."""
        return self.source == self.target

    @property
    def back(self) -> bool:
        """Whether it leads back to an earlier state."""
        return ORDER.index(self.target) < ORDER.index(self.source)

    def holds_under(self, regime: Regime, *, in_year: bool) -> bool:
        """Whether a round of that regime has this row."""
        if self.law != regime.is_law:
            return False
        return self.district is None or self.district == regime.asks_district(in_year=in_year)


ORDER = tuple(S)


def _within(
    states: Sequence[S], verb: Verb, permission: P, *conditions: Condition, step: str
) -> Iterator[Move]:
    for state in states:
        yield Move(state, verb, state, permission, conditions, step)


_AFTER_SURVEY = (S.CLASSIFIED, S.DISCUSSED, S.POSTED, S.OPINED)

MOVES: tuple[Move, ...] = (
    # 1. The list of who is reviewed.
    *_within(
        (S.OPEN, S.SURVEYING), Verb.ADD_TO_WORK_LIST, P.PREPARE_DOSSIERS, C.REASON_GIVEN, step="work_list"
    ),
    *_within(
        (S.OPEN, S.SURVEYING), Verb.TAKE_OFF_WORK_LIST, P.PREPARE_DOSSIERS, C.REASON_GIVEN, step="work_list"
    ),
    *_within(
        (S.OPEN, S.SURVEYING, S.CLASSIFIED, S.POSTED),
        Verb.ASSIGN_SURVEYOR,
        P.PREPARE_DOSSIERS,
        step="work_list",
    ),
    Move(
        S.OPEN,
        Verb.CLOSE_WORK_LIST,
        S.SURVEYING,
        P.PREPARE_DOSSIERS,
        (C.LIST_NOT_EMPTY, C.EVERY_VILLAGE_ASSIGNED),
        "work_list",
    ),
    # 2. The survey.
    *_within((S.SURVEYING,), Verb.IDENTIFY_QUICKLY, P.ENTER_ANSWERS, C.ON_WORK_LIST, step="identification"),
    *_within((S.SURVEYING, S.CLASSIFIED), Verb.ENTER_ANSWERS, P.ENTER_ANSWERS, C.ON_WORK_LIST, step="survey"),
    Move(
        S.SURVEYING,
        Verb.CLASSIFY,
        S.CLASSIFIED,
        P.RUN_CLASSIFICATION,
        (C.EVERY_HOUSEHOLD_SURVEYED,),
        "survey",
    ),
    *_within((S.CLASSIFIED,), Verb.CLASSIFY, P.RUN_CLASSIFICATION, C.EVERY_HOUSEHOLD_SURVEYED, step="survey"),
    *_within((S.CLASSIFIED,), Verb.RECOGNISE, P.RECOGNISE_CLASSES, C.REASON_GIVEN, step="survey"),
    # 3. The villages' meetings. Who fails is reviewed again and met about again: the dossier stays.
    *_within((S.CLASSIFIED,), Verb.HOLD_MEETING, P.HOLD_MEETINGS, C.ANSWERS_CLASSIFIED, step="meeting"),
    Move(
        S.CLASSIFIED,
        Verb.CONCLUDE_MEETINGS,
        S.DISCUSSED,
        P.PREPARE_DOSSIERS,
        (C.EVERY_HOUSEHOLD_SURVEYED, C.ANSWERS_CLASSIFIED, C.NONE_UNDETERMINED, C.EVERY_VILLAGE_AGREED),
        "meeting",
    ),
    # 4. Posting, objections, re-check.
    Move(
        S.DISCUSSED,
        Verb.POST_LISTS,
        S.POSTED,
        P.PREPARE_DOSSIERS,
        (C.EVERY_PLACE_NAMED,),
        "posting",
        "posting",
    ),
    Move(
        S.POSTED,
        Verb.RECHECK_OBJECTION,
        S.POSTED,
        P.PREPARE_DOSSIERS,
        (C.UNDER_OBJECTION,),
        "posting",
        "recheck",
    ),
    *_within((S.POSTED,), Verb.ENTER_ANSWERS, P.ENTER_ANSWERS, C.UNDER_OBJECTION, step="posting"),
    *_within(
        (S.POSTED,), Verb.RECOGNISE, P.RECOGNISE_CLASSES, C.UNDER_OBJECTION, C.REASON_GIVEN, step="posting"
    ),
    Move(
        S.POSTED,
        Verb.REPOST_HOUSEHOLD,
        S.POSTED,
        P.PREPARE_DOSSIERS,
        (C.UNDER_OBJECTION,),
        "posting",
        "reposting",
    ),
    Move(
        S.POSTED,
        Verb.SETTLE_POSTING,
        S.SETTLED,
        P.PREPARE_DOSSIERS,
        (C.POSTING_OVER, C.NO_OBJECTION_OPEN, C.RECHECKED_POSTED_AGAIN),
        "posting",
    ),
    # 5. The district's opinion, where there is a district.
    Move(
        S.SETTLED,
        Verb.SUBMIT_FOR_OPINION,
        S.SETTLED,
        P.PREPARE_DOSSIERS,
        (),
        "opinion",
        "opinion",
        district=True,
    ),
    Move(S.SETTLED, Verb.GIVE_OPINION, S.OPINED, P.GIVE_OPINION, (C.SUBMITTED,), "opinion", district=True),
    Move(
        S.SETTLED,
        Verb.RETURN_BY_DISTRICT,
        S.SURVEYING,
        P.GIVE_OPINION,
        (C.SUBMITTED, C.REASON_GIVEN),
        "opinion",
        district=True,
    ),
    # 6. The decision of the chair of the commune.
    Move(
        S.SETTLED,
        Verb.DECIDE_LISTS,
        S.DECIDED,
        P.DECIDE_LISTS,
        (C.NUMBER_AND_DAY,),
        "decision",
        district=False,
    ),
    Move(
        S.OPINED, Verb.DECIDE_LISTS, S.DECIDED, P.DECIDE_LISTS, (C.NUMBER_AND_DAY,), "decision", district=True
    ),
    # 7. The province seals, or gives back.
    Move(
        S.DECIDED,
        Verb.APPROVE,
        S.APPROVED,
        P.APPROVE_ROUNDS,
        (C.NUMBER_AND_DAY, C.NOBODY_WAITS, C.ANSWERS_CLASSIFIED),
        "approval",
    ),
    Move(S.DECIDED, Verb.RETURN_BY_PROVINCE, S.SURVEYING, P.APPROVE_ROUNDS, (C.REASON_GIVEN,), "approval"),
    Move(S.APPROVED, Verb.CORRECT, S.SURVEYING, P.APPROVE_ROUNDS, (C.REASON_GIVEN,), "approval"),
    # Back to the survey, by the commune itself, before anybody decided.
    *(
        Move(
            state,
            Verb.REOPEN_SURVEY,
            S.SURVEYING,
            P.PREPARE_DOSSIERS,
            (C.REASON_GIVEN,),
            "survey",
            district=True if state is S.OPINED else None,
        )
        for state in _AFTER_SURVEY
    ),
    Move(S.CLASSIFIED, Verb.WITHDRAW_ANSWERS, S.SURVEYING, P.IMPORT_FILES, (), "survey"),
    *_within((S.OPEN, S.SURVEYING), Verb.WITHDRAW_ANSWERS, P.IMPORT_FILES, step="survey"),
    # Recorded results: taken in, computed, sealed.
    *(
        Move(state, verb, target, permission, conditions, law=False)
        for state, verb, target, permission, conditions in (
            (S.OPEN, Verb.ENTER_ANSWERS, S.OPEN, P.ENTER_ANSWERS, ()),
            (S.OPEN, Verb.CLASSIFY, S.CLASSIFIED, P.RUN_CLASSIFICATION, ()),
            (S.OPEN, Verb.RECOGNISE, S.OPEN, P.RECOGNISE_CLASSES, (C.REASON_GIVEN,)),
            (S.OPEN, Verb.WITHDRAW_ANSWERS, S.OPEN, P.IMPORT_FILES, ()),
            (S.CLASSIFIED, Verb.ENTER_ANSWERS, S.CLASSIFIED, P.ENTER_ANSWERS, ()),
            (S.CLASSIFIED, Verb.CLASSIFY, S.CLASSIFIED, P.RUN_CLASSIFICATION, ()),
            (S.CLASSIFIED, Verb.RECOGNISE, S.CLASSIFIED, P.RECOGNISE_CLASSES, (C.REASON_GIVEN,)),
            (S.CLASSIFIED, Verb.WITHDRAW_ANSWERS, S.OPEN, P.IMPORT_FILES, ()),
            (
                S.CLASSIFIED,
                Verb.APPROVE,
                S.APPROVED,
                P.APPROVE_ROUNDS,
                (C.NOBODY_WAITS, C.ANSWERS_CLASSIFIED),
            ),
            (S.APPROVED, Verb.CORRECT, S.OPEN, P.APPROVE_ROUNDS, (C.REASON_GIVEN,)),
        )
    ),
)


def moves_of(regime: Regime, *, in_year: bool) -> list[Move]:
    """The rows of a round of that regime, in the order of the table."""
    return [one for one in MOVES if one.holds_under(regime, in_year=in_year)]


def states_of(regime: Regime, *, in_year: bool) -> list[S]:
    """The states a dossier of that regime passes, in order."""
    rows = moves_of(regime, in_year=in_year)
    reached = {one.source for one in rows} | {one.target for one in rows}
    return [state for state in ORDER if state in reached]


def move_for(regime: Regime, state: str, verb: Verb, *, in_year: bool) -> Move | None:
    """The row that lets ``verb`` be done in ``state``; none where it may not."""
    rows = moves_of(regime, in_year=in_year)
    return next((one for one in rows if one.source == state and one.verb == verb), None)


def onward(regime: Regime, state: str, *, in_year: bool) -> list[Move]:
    """The rows that lead onward from ``state``."""
    rows = moves_of(regime, in_year=in_year)
    return [one for one in rows if one.source == state and not one.stays and not one.back]


def refusal(regime: Regime, state: str, verb: Verb, *, place: str, in_year: bool) -> str:
    """Why ``verb`` may not be done in ``state``, and what comes next."""
    rows = moves_of(regime, in_year=in_year)
    if not any(one.verb == verb for one in rows):
        return _("Quy trình «{regime}» không có bước «{verb}» (hồ sơ {place}).").format(
            regime=regime.said, verb=verb.words, place=place
        )
    following = [one.verb.words for one in onward(regime, state, in_year=in_year)]
    following = following or [one.verb.words for one in rows if one.source == state and one.back]
    said = _("Hồ sơ {place} {state}: chưa hoặc không còn làm được việc «{verb}».").format(
        place=place, state=state_said(state), verb=verb.words
    )
    if following:
        said += " " + _("Việc tiếp theo: {next}.").format(next=", ".join(f"«{one}»" for one in following))
    return said
