"""The written answer as a paper: filled from the request and its decision, numbered, and handed out in one transaction."""

from datetime import date

from django.db import transaction

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.grievances.actions import answer_in_writing
from ansinh.grievances.enums import REVIEW_KINDS, GrievanceKind, Outcome
from ansinh.grievances.models import Grievance
from ansinh.grievances.moves import Verb
from ansinh.grievances.policies import check_move
from ansinh.households.models import Membership
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.papers.actions import issue_paper
from ansinh.papers.contexts import Answer, Request, RequestedMember
from ansinh.papers.kinds import KindCode
from ansinh.papers.rendering import fill_paper, finished, shown_number_of


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
            paper=shown_number_of(paper.number, paper.suffix),
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


# Circular 17/2016's forms were used until Decision 24/2021 took effect.
_DECISION_24 = date(2021, 9, 1)


def request_form(grievance: Grievance) -> bytes:
    """The form of a request, filled with what is known, as a Word file to be printed and signed: form 01 or 04, until August
    2021 annex 1a or 1b. It is not issued and has no number. Raises ``NotFound`` for what has no form."""
    kind = GrievanceKind(grievance.kind)
    if kind not in REVIEW_KINDS:
        said = _("Loại đơn này không có mẫu trong văn bản quy định. Người gửi viết đơn theo cách của mình.")
        raise NotFound(said, code="no_form")
    leaving, old = kind is GrievanceKind.LEAVE, grievance.received_on < _DECISION_24
    code = {
        (False, False): KindCode.REQUEST_JOIN,
        (True, False): KindCode.REQUEST_LEAVE,
        (False, True): KindCode.REQUEST_JOIN_2016,
        (True, True): KindCode.REQUEST_LEAVE_2016,
    }[leaving, old]
    context = Request(
        addressee=_("Ủy ban nhân dân {place}").format(place=grievance.unit.name),
        head_name=grievance.asker_name,
        residence=grievance.asker_address
        or ", ".join(part for part in (grievance.village, grievance.unit.name) if part),
        phone=grievance.asker_contact,
        members=_members(grievance),
        asks=kind.words,
        reasons=tuple(line.strip() for line in grievance.content.splitlines() if line.strip()),
        requested_on=grievance.received_on,
    )
    filled = fill_paper(kind=code, context=context, unit=grievance.unit, issued_on=grievance.received_on)
    return finished(filled, number=0, check="")


def _members(grievance: Grievance) -> tuple[RequestedMember, ...]:
    """Who is in the household now; relations are written by hand where the register has none."""
    if grievance.household_id is None:
        return ()
    rows = Membership.objects.everywhere().filter(household=grievance.household_id, valid_until__isnull=True)
    people = [row.person for row in rows.select_related("person").order_by("pk")]
    return tuple(
        RequestedMember(
            order=number,
            name=person.full_name,
            birth=shown_date(person.birth_date) or str(person.birth_year or ""),
            relation="",
        )
        for number, person in enumerate(people, start=1)
    )
