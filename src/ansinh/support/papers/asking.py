"""The decision on a long run: asked for on a page, made by a job, that whoever asked need not wait for."""

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.support.models import PayDecisionAsk, PayRun
from ansinh.support.paper_links import run_subject
from ansinh.support.papers.issuing import standing
from ansinh.support.papers.pay_decisions import Written, check_written
from ansinh.work.models import Job
from ansinh.work.queue import ask

PAY_DECISION = "support.pay_decision"
_LIVE = (Job.State.WAITING, Job.State.RUNNING)


def being_made(run: PayRun) -> Job | None:
    """The job that makes the decision on a run now, or nothing."""
    asked = list(PayDecisionAsk.objects.everywhere().filter(run=run).values_list("pk", flat=True))
    jobs = Job.objects.filter(kind=PAY_DECISION, state__in=_LIVE, arguments__ask__in=asked)
    return jobs.order_by("-pk").first() if asked else None


@action(EventName.PAY_DECISION_ASKED)
def ask_for_decision(*, run: PayRun, written: Written, by: Actor) -> Job:
    """Ask for the decision on a run to be made by a job.

    Raises what ``issue_pay_decision`` raises of what was written, and ``Refused`` while another job makes one for the run.
    """
    check_written(run, written, by)
    held = PayRun.objects.everywhere().select_for_update(of=("self",)).get(pk=run.pk)
    if being_made(held) is not None:
        said = _(
            "Quyết định của đợt này đang được lập. Hãy xem tiến độ ở trang Công việc, đợi xong rồi hãy lập lại."
        )
        raise Refused(said, code="being_made")
    if standing(held.unit, run_subject(held.pk)) is not None and not written.why.strip():
        said = _("Việc này đã có giấy tờ. Hãy ghi lý do thay thế giấy tờ cũ.")
        raise UnusableInput(said, code="no_reason")
    made = PayDecisionAsk.objects.create(
        run=held,
        grounds="\n".join(written.grounds),
        proposer=written.proposer,
        signatory=written.signatory,
        why=written.why,
        at=now(),
        by=by.label,
    )
    note(subject=run_subject(held.pk), lines=held.lines)
    return ask(PAY_DECISION, {"ask": made.pk}, by=by, unit=held.unit)


def written_in(asked: PayDecisionAsk) -> Written:
    """What was written around the figures."""
    return Written(
        grounds=tuple(asked.grounds.splitlines()),
        proposer=asked.proposer,
        signatory=asked.signatory,
        why=asked.why,
    )
