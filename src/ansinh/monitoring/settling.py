"""A submitted paper is approved by somebody else and issued, or given back; one that was given back is written again."""

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.monitoring.enums import PaperState
from ansinh.monitoring.models import WrittenReport
from ansinh.monitoring.moving import go, held_by_key, held_row
from ansinh.monitoring.papers import filled_paper, subject_of
from ansinh.monitoring.policies import check_approves, check_gives_back, check_goes, check_newest
from ansinh.papers.actions import issue_filled
from ansinh.papers.rendering import Filled


def approve_paper(*, report: WrittenReport, by: Actor) -> WrittenReport:
    """Approve a submitted paper and issue it with the next number of its place: final, or provisional where its figures are not
    approved. What it follows is superseded.

    Raises ``Refused`` where ``by`` made it or has no such right, where it was not submitted, or a newer version was sealed.
    """
    check_goes(report, PaperState.PROVISIONAL if report.provisional else PaperState.FINAL)
    check_approves(report, by)
    check_newest(report)
    return _approve(report=report, filled=filled_paper(report), by=by)


@action(EventName.WRITTEN_REPORT_APPROVED)
def _approve(*, report: WrittenReport, filled: Filled, by: Actor) -> WrittenReport:
    held = held_row(report)
    to = PaperState.PROVISIONAL if held.provisional else PaperState.FINAL
    check_goes(held, to)
    check_approves(held, by)
    check_newest(held)
    replaced = filled.replaces is not None
    held.paper = issue_filled(
        filled=filled, subject=subject_of(held), title=held.title, by=by, why=held.why if replaced else ""
    )
    WrittenReport.objects.everywhere().filter(pk=held.pk).update(paper=held.paper)
    if held.follows_id:
        followed = held_by_key(held.follows_id)
        go(followed, PaperState.SUPERSEDED, by, held.why)
    return go(held, to, by)


@action(EventName.WRITTEN_REPORT_RETURNED)
def return_paper(*, report: WrittenReport, reason: str, by: Actor) -> WrittenReport:
    """Give a paper back with what is wrong: who approves gives back a submitted one, the place above one that it received.

    Raises ``Refused`` where ``by`` is neither, ``UnusableInput`` without a reason.
    """
    held = held_row(report)
    check_gives_back(held, by)
    if not clean(reason):
        raise UnusableInput(_("Hãy ghi lý do trả lại để nơi lập biết phải sửa gì."), code="no_reason")
    return go(held, PaperState.RETURNED, by, clean(reason))


@action(EventName.WRITTEN_REPORT_REVISED)
def revise_paper(*, report: WrittenReport, by: Actor) -> WrittenReport:
    """Open a paper that was given back before it was issued as a draft again. One that bears a number is followed instead."""
    held = held_row(report)
    check_may(by, P.SEND_REPORTS, held.unit_id)
    check_goes(held, PaperState.DRAFT)
    if held.paper_id is not None:
        raise Refused(
            _("Văn bản này đã có số nên không sửa được. Hãy lập bản thay thế, ghi lý do."),
            code="has_a_number",
        )
    return go(held, PaperState.DRAFT, by)
