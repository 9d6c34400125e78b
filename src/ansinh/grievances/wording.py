"""Words of a request for people: its number, where its clock stands, each of its steps."""

from datetime import date
from typing import Any

from ansinh.access.doers import doer_words
from ansinh.grievances.clocks import clocks
from ansinh.grievances.enums import OPEN_STATES, GrievanceState, Outcome
from ansinh.grievances.models import Grievance, GrievanceMove
from ansinh.grievances.moves import VERB_WORDS, Verb
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.language import _

_SOON = 3


def number_words(row: Grievance) -> str:
    return f"{row.number}/{row.year}"


def is_open(row: Grievance) -> bool:
    """Whether an answer is still owed."""
    return GrievanceState(row.state) in OPEN_STATES


def is_late(row: Grievance, on: date | None = None) -> bool:
    """Whether the answer is owed, the clock runs and its last day is over."""
    return is_open(row) and row.paused_on is None and row.due_on is not None and row.due_on < (on or today())


def state_sign(row: Grievance) -> tuple[str, str]:
    """The state: its sign and words."""
    state = GrievanceState(row.state)
    kinds = {
        GrievanceState.RECEIVED: "info",
        GrievanceState.WAITING: "waiting",
        GrievanceState.ANSWERED: "ok",
        GrievanceState.CLOSED: "ok",
        GrievanceState.APPEALED: "warning",
        GrievanceState.WITHDRAWN: "neutral",
    }
    return kinds.get(state, "info"), state.words


def clock_sign(row: Grievance) -> tuple[str, str]:
    """Where the clock of the answer stands: its sign and words."""
    due, on = row.due_on, today()
    if row.state == GrievanceState.WITHDRAWN:
        return "neutral", _("Không còn tính hạn")
    if due is None:
        return "neutral", _("Chưa rõ thời hạn trong văn bản")
    if row.answered_on is not None:
        if row.answered_on <= due:
            return "ok", _("Trả lời đúng hạn")
        return "error", _("Trả lời chậm {days} ngày").format(days=(row.answered_on - due).days)
    if row.paused_on is not None:
        return "waiting", _("Dừng tính từ {day}").format(day=shown_date(row.paused_on))
    if due < on:
        return "error", _("Quá hạn {days} ngày").format(days=(on - due).days)
    if (due - on).days <= _SOON:
        return "warning", _("Còn {days} ngày").format(days=(due - on).days)
    return "info", _("Còn {days} ngày").format(days=(due - on).days)


def outcome_sign(row: Grievance) -> tuple[str, str] | None:
    """How it was decided, if it was."""
    if not row.outcome:
        return None
    outcome = Outcome(row.outcome)
    return {"upheld": "ok", "partly": "warning", "refused": "neutral"}[outcome.value], outcome.words


def step_shown(move: GrievanceMove) -> dict[str, Any]:
    """One step for the timeline."""
    verb = Verb(move.verb)
    title = str(VERB_WORDS[verb])
    if move.outcome:
        title = f"{title}: {Outcome(move.outcome).words}"
    if move.paper:
        title = f"{title}: {move.paper}"
    texts = [move.reason] if move.reason else []
    if verb in {Verb.INFORMATION_CAME, Verb.EXTEND} and move.due_on:
        texts.append(_("Hạn trả lời mới: {day}").format(day=shown_date(move.due_on)))
    kinds = {Verb.ANSWER: "ok", Verb.CLOSE: "ok", Verb.ASK_MORE: "waiting", Verb.WITHDRAW: "warning"}
    return {
        "when": shown_date(move.day),
        "title": title,
        "text": " · ".join(texts),
        "by": doer_words(move.by, move.day),
        "kind": kinds.get(verb, "neutral"),
    }


def clock_facts(row: Grievance) -> dict[str, Any]:
    """The term of the answer with its article, and whether anybody read it."""
    clock = clocks().get(row.clock)
    return {
        "sign": clock_sign(row),
        "due": row.due_on,
        "acknowledge_by": row.acknowledge_by,
        "acknowledged_on": row.acknowledged_on,
        "acknowledge_late": row.acknowledge_by is not None
        and (row.acknowledged_on or today()) > row.acknowledge_by
        and row.state != GrievanceState.WITHDRAWN,
        "article": clock.article if clock else "",
        "unverified": clock.unverified if clock else False,
        "note": clock.note if clock else "",
        "extended": row.extended,
    }
