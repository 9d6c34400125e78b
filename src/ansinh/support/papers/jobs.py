"""Papers of support that take longer than a page can be waited for."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from ansinh.accounts.actor import Actor
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.papers.drawn import draws_apart, keep_drawn
from ansinh.papers.models import Paper
from ansinh.support.models import PayDecisionAsk
from ansinh.support.papers.asking import PAY_DECISION, written_in
from ansinh.support.papers.pay_decisions import issue_pay_decision
from ansinh.work.models import Job
from ansinh.work.queue import job


def _to_paper(one: Job) -> str:
    if paper := one.result.get("paper"):
        return reverse("papers:paper", kwargs={"paper_id": paper})
    # It was done before its worker was lost: the run shows its paper.
    asked = PayDecisionAsk.objects.everywhere().get(pk=one.arguments["ask"])
    return reverse("delivery:run", kwargs={"run_id": asked.run_id})


@job(PAY_DECISION, words=lambda: _("Lập quyết định chi trả"), once=True, leads_to=_to_paper)
def pay_decision(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Make the decision that somebody asked for, and draw its PDF where it is long; its paper, how many lines it has, whether the PDF is
    drawn. Nothing is written before the one transaction that takes the number."""
    asked = PayDecisionAsk.objects.everywhere().select_related("run__unit").get(pk=arguments["ask"])
    paper = issue_pay_decision(run=asked.run, written=written_in(asked), by=by, progress=progress)
    return {"paper": paper.pk, "lines": asked.run.lines, "drawn": draws_apart(paper) and _is_drawn(paper)}


def _is_drawn(paper: Paper) -> bool:
    """Draw the PDF; whether it could be. What is issued stays issued: a paper too long for a PDF says so where it is opened."""
    try:
        keep_drawn(paper)
    except UnusableInput:
        return False
    return True
