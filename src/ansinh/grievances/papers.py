"""The written answer as a paper: filled from the request and its decision, numbered, and handed out in one transaction."""

from datetime import date

from django.db import transaction

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.grievances.actions import answer_in_writing
from ansinh.grievances.enums import GrievanceKind, Outcome
from ansinh.grievances.models import Grievance
from ansinh.grievances.moves import Verb
from ansinh.grievances.policies import check_move
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.papers.actions import issue_paper
from ansinh.papers.contexts import Answer
from ansinh.papers.kinds import KindCode


def subject_of(grievance: Grievance) -> str:
    """How papers name the request they are about."""
    return f"grievance:{grievance.pk}"


def answer_with_paper(
    *,
    grievance: Grievance,
    handed: str,
    checked: str,
    by: Actor,
    day: date | None = None,
    seen: int | None = None,
) -> Grievance:
    """Issue the written answer with the reasons of the decision and note that it was handed out; neither without the other.

    Refused as ``answer_in_writing`` refuses, and where ``by`` does not issue papers there.
    """
    check_move(grievance, Verb.ANSWER, by)
    check_may(by, Permission.ISSUE_PAPERS, grievance.unit_id)
    day = day or today()
    with transaction.atomic():
        paper = issue_paper(
            kind=KindCode.ANSWER,
            context=_context(grievance, checked),
            unit=grievance.unit,
            subject=subject_of(grievance),
            title=_about(grievance),
            by=by,
            issued_on=day,
        )
        return answer_in_writing(
            grievance=grievance,
            paper=f"{paper.number}{paper.suffix}",
            handed=handed,
            by=by,
            day=day,
            seen=seen,
        )


def _about(grievance: Grievance) -> str:
    """What the paper is about; of no name, because titles stand in registers."""
    words = GrievanceKind(grievance.kind).words
    return _("trả lời: {what} (đơn số {number}/{year})").format(
        what=words[:1].lower() + words[1:], number=grievance.number, year=grievance.year
    )


def _context(grievance: Grievance, checked: str) -> Answer:
    address = grievance.asker_address or ", ".join(
        part for part in (grievance.village, grievance.unit.name) if part
    )
    appeal = _(
        "Nếu không đồng ý với nội dung trả lời này, ông (bà) có quyền khiếu nại theo quy định của pháp luật về khiếu nại."
    )
    return Answer(
        addressee=grievance.asker_name,
        address=address,
        about=_about(grievance),
        received_on=grievance.received_on,
        content=grievance.content,
        checked=tuple(line.strip() for line in checked.splitlines() if line.strip()),
        result=Outcome(grievance.outcome).words,
        reasons=tuple(line.strip() for line in grievance.reasons.splitlines() if line.strip()),
        next_step=appeal,
    )
