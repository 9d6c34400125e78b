"""Who may write, approve and give back a paper, and what its state allows. Each refusal says what to do next."""

from datetime import date

from ansinh.access.policies import check_may
from ansinh.access.queries import scope_of
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import VIETNAM
from ansinh.kernel.errors import AnSinhError, Refused
from ansinh.kernel.language import _
from ansinh.monitoring.enums import ISSUED, MOVES, PaperState
from ansinh.monitoring.filling import sealed_version
from ansinh.monitoring.models import WrittenMove, WrittenReport
from ansinh.monitoring.words import state_words
from ansinh.places.models import Unit
from ansinh.reviews.decisions.reporting import addressee_of


def check_writes(report: WrittenReport, by: Actor) -> None:
    """Raise ``Refused`` unless ``by`` sends reports of the place and the paper is a draft."""
    check_may(by, P.SEND_REPORTS, report.unit_id)
    if report.state != PaperState.DRAFT.value:
        raise Refused(
            _("Văn bản này {state} nên không sửa được. {next}").format(
                state=state_words(report.state)[1], next=_next_of(report)
            ),
            code="not_a_draft",
        )


def _next_of(report: WrittenReport) -> str:
    if report.state == PaperState.RETURNED.value:
        return _("Hãy bấm «Sửa lại» để soạn tiếp.")
    if report.state == PaperState.SUBMITTED.value:
        return _("Hãy đợi người duyệt duyệt hoặc trả lại.")
    return _("Hãy lập bản thay thế và ghi lý do.")


def check_goes(report: WrittenReport, to: PaperState) -> None:
    """Raise ``Refused`` where no move leads from the state of the paper there."""
    if to not in MOVES[PaperState(report.state)]:
        raise Refused(
            _("Văn bản này {state}, không làm bước này được. Hãy tải lại trang.").format(
                state=state_words(report.state)[1]
            ),
            code="state_does_not_allow",
        )


def check_approves(report: WrittenReport, by: Actor) -> None:
    """Raise ``Refused`` unless ``by`` approves papers of the place, did not write this one, and its figures are still those of
    the newest version."""
    check_may(by, P.APPROVE_REPORTS, report.unit_id)
    check_goes(report, PaperState.RETURNED)
    if by.label in makers_of(report):
        raise Refused(
            _(
                "Người soạn, người trình không tự duyệt văn bản. Hãy để người khác có quyền duyệt làm việc này."
            ),
            code="made_it",
        )


def check_newest(report: WrittenReport) -> None:
    """Raise ``Refused`` where a version was sealed after the figures were filled."""
    if report.version is None and not report.provisional:
        return
    newest = sealed_version(report.unit, report.year)
    if newest is not None and newest.pk != report.version_id:
        raise Refused(
            _(
                "Sau khi điền số liệu đã có phiên bản được phê duyệt mới (phiên bản {number}). Hãy trả lại để người soạn điền lại số "
                "liệu rồi trình lại."
            ).format(number=newest.number),
            code="figures_are_old",
        )


def makers_of(report: WrittenReport) -> set[str]:
    """Who made, wrote again or submitted a paper."""
    rows = WrittenMove.objects.everywhere().filter(
        report=report, to_state__in=[PaperState.DRAFT.value, PaperState.SUBMITTED.value]
    )
    return {report.made_by, *rows.values_list("by", flat=True)}


def place_above(report: WrittenReport) -> Unit | None:
    """The place that an issued paper went to, on its day; nobody here for a province."""
    return above(report.unit, report.made_at.astimezone(VIETNAM).date())


def above(unit: Unit, on: date) -> Unit | None:
    """The place above a unit on a day within its life."""
    return addressee_of(unit, min(on, unit.valid_until or on))


def check_gives_back(report: WrittenReport, by: Actor) -> None:
    """Raise ``Refused`` unless the paper waits for ``by`` to approve it, or was issued to the place ``by`` works at."""
    if report.state == PaperState.SUBMITTED.value:
        check_approves(report, by)
        return
    check_goes(report, PaperState.RETURNED)
    to = place_above(report)
    reached = (
        any(scope_of(by, one).covers(to.pk) for one in (P.SEND_REPORTS, P.APPROVE_REPORTS)) if to else False
    )
    if not reached or by.label in makers_of(report):
        raise Refused(
            _("Chỉ cơ quan nhận văn bản này mới trả lại được. Hãy báo cho {place}.").format(
                place=to.name if to else _("cơ quan nhận")
            ),
            code="not_the_addressee",
        )


def gives_back(report: WrittenReport, by: Actor) -> bool:
    """Whether ``check_gives_back`` would let it pass."""
    return _passes(check_gives_back, report, by)


def approves(report: WrittenReport, by: Actor) -> bool:
    """Whether ``check_approves`` would let it pass."""
    return report.state == PaperState.SUBMITTED.value and _passes(check_approves, report, by)


def writes(report: WrittenReport, by: Actor) -> bool:
    """Whether ``check_writes`` would let it pass."""
    return _passes(check_writes, report, by)


def _passes(check, report: WrittenReport, by: Actor) -> bool:  # type: ignore[no-untyped-def]
    try:
        check(report, by)
    except AnSinhError:
        return False
    return True


def is_issued(report: WrittenReport) -> bool:
    """Whether the paper bears a number and stands."""
    return PaperState(report.state) in ISSUED
