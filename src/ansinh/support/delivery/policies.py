"""Who may, and what the state of an enrolment or a run allows. Each raises with the reason."""

from collections.abc import Iterable
from datetime import date

from ansinh.access.doers import actor_words
from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.catalogue.policy import Policy
from ansinh.support.models import Enrolment, PayRun
from ansinh.support.models.delivery_enums import EnrolmentState, Rhythm, RunState

RHYTHMS = {"cash_monthly": Rhythm.MONTH, "cash_quarter": Rhythm.QUARTER, "cash_term": Rhythm.TERM}


def rhythm_of(one: Policy) -> Rhythm | None:
    """How often a policy pays; nothing for one that is not paid in runs."""
    return RHYTHMS.get(one.benefit)


def check_paid_in_runs(code: str) -> Policy:
    """The policy, or ``Refused`` where nobody is enrolled on it: it is not money paid again and again."""
    found = policy_in_use(code)
    if rhythm_of(found) is None:
        raise Refused(
            _(
                "Chính sách {code} không chi trả theo kỳ nên không ghi danh hưởng ở đây; hãy ghi ở trang Hỗ trợ đã giao."
            ).format(code=code),
            code="not_paid_in_runs",
        )
    return found


def check_proposes(by: Actor, unit_id: int | None) -> None:
    check_may(by, P.PROPOSE_SUPPORT, unit_id)


def check_approves(by: Actor, unit_id: int | None) -> None:
    check_may(by, P.APPROVE_SUPPORT, unit_id)


def check_second_person(by: Actor, others: Iterable[str], what: str) -> None:
    """Raise ``Refused`` where ``by`` already did the first half. ``what`` says it: "đã đề nghị"."""
    if by.label in set(others):
        raise Refused(
            _(
                "{name} {did} nên không được duyệt. Việc này phải qua hai người: hãy để người khác duyệt."
            ).format(name=actor_words(by), did=what),
            code="second_person_needed",
        )


def check_reason(reason: str) -> str:
    """The reason without blanks around it. Raises ``UnusableInput`` where there is none."""
    if not reason.strip():
        raise UnusableInput(_("Hãy ghi lý do."), code="reason_missing")
    return reason.strip()


def check_active(enrolment: Enrolment) -> None:
    """Raise ``Refused`` unless the enrolment is approved and not stopped."""
    if enrolment.state != EnrolmentState.ACTIVE.value:
        raise Refused(
            _("Việc hưởng này chưa được duyệt hoặc đã thôi hưởng, nên không đổi được. Hãy tải lại trang."),
            code="not_active",
        )


def check_day_within(enrolment: Enrolment, day: date) -> None:
    """Raise ``Refused`` for a day before the enrolment begins."""
    if day < enrolment.valid_from:
        raise Refused(_("Ngày này trước ngày bắt đầu hưởng. Hãy chọn ngày khác."), code="before_beginning")


def check_run_state(run: PayRun, *states: RunState) -> None:
    """Raise ``Refused`` where somebody moved the run meanwhile."""
    if run.state not in states:
        raise Refused(
            _("Đợt chi trả này đã ở bước khác. Hãy tải lại trang để xem ai đã làm gì."), code="wrong_state"
        )
