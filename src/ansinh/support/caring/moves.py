"""The steps of a solution, in one visible table: proposed, agreed, under way, done or refused with a reason."""

from dataclasses import dataclass

from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.support.models.planning_enums import SolutionState as S


@dataclass(frozen=True, slots=True)
class Step:
    """From one state to another; ``reason``: it must be said why."""

    source: S
    target: S
    reason: bool = False


STEPS = (
    Step(S.PROPOSED, S.AGREED),
    Step(S.AGREED, S.UNDER_WAY),
    Step(S.UNDER_WAY, S.DONE),
    Step(S.AGREED, S.DONE),
    Step(S.PROPOSED, S.REFUSED, reason=True),
    Step(S.AGREED, S.REFUSED, reason=True),
    Step(S.UNDER_WAY, S.REFUSED, reason=True),
    # What was closed by mistake is opened again, with why.
    Step(S.DONE, S.UNDER_WAY, reason=True),
    Step(S.REFUSED, S.PROPOSED, reason=True),
)


def steps_from(state: str) -> list[Step]:
    """The steps open to a solution in a state."""
    return [one for one in STEPS if one.source == state]


def step(state: str, target: str) -> Step:
    """The line of the table; raises ``Refused`` where there is none."""
    for one in steps_from(state):
        if one.target == target:
            return one
    raise Refused(
        _("Giải pháp {now} không chuyển sang «{to}» được. Hãy tải lại trang.").format(
            now=state_words(state)[1], to=state_words(target)[1]
        ),
        code="state_does_not_allow",
    )


def state_words(state: str) -> tuple[str, str]:
    """Kind of status and words of a state."""
    return {
        S.PROPOSED: ("waiting", _("mới đề xuất")),
        S.AGREED: ("info", _("đã thống nhất")),
        S.UNDER_WAY: ("info", _("đang thực hiện")),
        S.DONE: ("ok", _("đã xong")),
        S.REFUSED: ("neutral", _("không thực hiện")),
    }[S(state)]


def step_words(one: Step) -> str:
    """What a button of a step says."""
    return {
        S.AGREED: _("Thống nhất với hộ"),
        S.UNDER_WAY: _("Mở lại, đang thực hiện") if one.source == S.DONE else _("Bắt đầu thực hiện"),
        S.DONE: _("Đã xong"),
        S.REFUSED: _("Không thực hiện"),
        S.PROPOSED: _("Đề xuất lại"),
    }[one.target]
