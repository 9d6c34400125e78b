"""The one table of what may happen to a request: from where, to where, by which verb, by whom, what becomes of the clock.

``policies`` asks it, the page /requests/procedure and ``docs/requests.md`` print it, and no state changes without a row of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ansinh.accounts.permissions import Permission as P
from ansinh.grievances.enums import OPEN_STATES, GrievanceKind
from ansinh.grievances.enums import GrievanceState as S
from ansinh.kernel.web.forms import later


class ClockMove(StrEnum):
    """What a verb does to the clock of the answer."""

    NONE = ""
    STARTS = "starts"
    STOPS = "stops"
    GOES_ON = "goes_on"
    EXTENDED = "extended"
    ENDS = "ends"


class Verb(StrEnum):
    RECEIVE = "receive"
    CHECK = "check"
    ASK_MORE = "ask_more"
    INFORMATION_CAME = "information_came"
    TAKE_UP = "take_up"
    DECIDE = "decide"
    ANSWER = "answer"
    CLOSE = "close"
    APPEAL = "appeal"
    SETTLE_APPEAL = "settle_appeal"
    WITHDRAW = "withdraw"
    ASSIGN = "assign"
    NOTE = "note"
    EXTEND = "extend"
    LINK_HOUSEHOLD = "link_household"


@dataclass(frozen=True)
class Move:
    """One row. ``permissions``: any of them at the place. ``needs_reason``: it is not done without words that say why."""

    verb: Verb
    from_state: S | None
    to_state: S
    permissions: frozenset[P]
    needs_reason: bool = False
    clock: ClockMove = ClockMove.NONE


_DESK = frozenset({P.RECEIVE_REQUESTS, P.DECIDE_REQUESTS})
_CHAIR = frozenset({P.DECIDE_REQUESTS})


def _within(verb: Verb, states: frozenset[S], **named: Any) -> Iterator[Move]:
    """A verb that leaves the state as it is, in each of these states."""
    for state in S:
        if state in states:
            yield Move(verb, state, state, _DESK, **named)


MOVES: tuple[Move, ...] = (
    Move(Verb.RECEIVE, None, S.RECEIVED, frozenset({P.RECEIVE_REQUESTS}), clock=ClockMove.STARTS),
    Move(Verb.CHECK, S.RECEIVED, S.CHECKED, _DESK),
    Move(Verb.ASK_MORE, S.CHECKED, S.WAITING, _DESK, needs_reason=True, clock=ClockMove.STOPS),
    Move(Verb.ASK_MORE, S.IN_REVIEW, S.WAITING, _DESK, needs_reason=True, clock=ClockMove.STOPS),
    Move(Verb.INFORMATION_CAME, S.WAITING, S.CHECKED, _DESK, needs_reason=True, clock=ClockMove.GOES_ON),
    Move(Verb.TAKE_UP, S.CHECKED, S.IN_REVIEW, _DESK),
    Move(Verb.DECIDE, S.IN_REVIEW, S.DECIDED, _CHAIR, needs_reason=True),
    Move(Verb.ANSWER, S.DECIDED, S.ANSWERED, _DESK, needs_reason=True, clock=ClockMove.ENDS),
    Move(Verb.CLOSE, S.ANSWERED, S.CLOSED, _DESK),
    Move(Verb.APPEAL, S.ANSWERED, S.APPEALED, frozenset({P.RECEIVE_REQUESTS})),
    Move(Verb.APPEAL, S.CLOSED, S.APPEALED, frozenset({P.RECEIVE_REQUESTS})),
    Move(Verb.SETTLE_APPEAL, S.APPEALED, S.CLOSED, frozenset({P.HEAR_APPEALS})),
    *(
        Move(Verb.WITHDRAW, state, S.WITHDRAWN, _DESK, needs_reason=True, clock=ClockMove.ENDS)
        for state in S
        if state in OPEN_STATES
    ),
    *_within(Verb.ASSIGN, OPEN_STATES),
    *_within(Verb.NOTE, frozenset(S), needs_reason=True),
    *_within(Verb.EXTEND, frozenset({S.CHECKED, S.IN_REVIEW}), needs_reason=True, clock=ClockMove.EXTENDED),
    *_within(Verb.LINK_HOUSEHOLD, OPEN_STATES),
)

VERB_WORDS = {
    Verb.RECEIVE: later("Tiếp nhận"),
    Verb.CHECK: later("Kiểm tra, thụ lý"),
    Verb.ASK_MORE: later("Yêu cầu bổ sung"),
    Verb.INFORMATION_CAME: later("Đã có bổ sung"),
    Verb.TAKE_UP: later("Đưa vào xem xét"),
    Verb.DECIDE: later("Quyết định"),
    Verb.ANSWER: later("Trả lời bằng văn bản"),
    Verb.CLOSE: later("Kết thúc"),
    Verb.APPEAL: later("Ghi khiếu nại tiếp"),
    Verb.SETTLE_APPEAL: later("Đã giải quyết khiếu nại tiếp"),
    Verb.WITHDRAW: later("Người đề nghị rút"),
    Verb.ASSIGN: later("Giao người xử lý"),
    Verb.NOTE: later("Ghi chú"),
    Verb.EXTEND: later("Gia hạn"),
    Verb.LINK_HOUSEHOLD: later("Gắn với hộ"),
}
CLOCK_WORDS = {
    ClockMove.NONE: "",
    ClockMove.STARTS: later("bắt đầu tính"),
    ClockMove.STOPS: later("dừng"),
    ClockMove.GOES_ON: later("tính tiếp"),
    ClockMove.EXTENDED: later("gia hạn một lần"),
    ClockMove.ENDS: later("kết thúc"),
}


def move_of(verb: Verb, state: S | None) -> Move | None:
    """The row for a verb in a state, or nothing."""
    return next((move for move in MOVES if move.verb is verb and move.from_state is state), None)


def permissions_for(move: Move, kind: GrievanceKind) -> frozenset[P]:
    """Who may: an appeal is heard, from its check to its answer, above who decided."""
    if kind is GrievanceKind.APPEAL and move.verb not in {
        Verb.RECEIVE,
        Verb.WITHDRAW,
        Verb.NOTE,
        Verb.LINK_HOUSEHOLD,
    }:
        return frozenset({P.HEAR_APPEALS})
    return move.permissions


def as_mermaid() -> str:
    """The states and the moves between them as Mermaid's text."""
    lines = ["stateDiagram-v2"]
    for move in MOVES:
        if move.from_state is not move.to_state:
            lines.append(f"    {move.from_state or '[*]'} --> {move.to_state}: {move.verb}")
    return "\n".join([*lines, "    closed --> [*]", "    withdrawn --> [*]"])


def as_document() -> str:
    """``docs/requests.md``: the diagram and the table, as they are. A test compares."""
    rows = [
        f"| {move.from_state or ''} | {move.verb} | {move.to_state} | {', '.join(sorted(move.permissions))} | "
        f"{'yes' if move.needs_reason else ''} | {move.clock} |"
        for move in MOVES
    ]
    head = ["| from | verb | to | any of | reason | clock |", "|---|---|---|---|---|---|"]
    return "\n".join(
        [
            "# Requests, objections, complaints and appeals",
            "",
            "Made from `grievances/moves.py`; the page `/requests/procedure` shows the same in the reader's language. An appeal is",
            "checked, decided and answered by who holds `hear_appeals` at the place and made nothing of what it is about. Terms of",
            "answers stand in `grievances/clocks.toml`.",
            "",
            "```mermaid",
            as_mermaid(),
            "```",
            "",
            *head,
            *rows,
            "",
        ]
    )
