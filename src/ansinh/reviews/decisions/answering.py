"""Requests that a decision answers (QĐ 24/2021, article 5): recognised by the decision itself, refused by a letter with reasons.

A request is answered once. Of a household that the dossier says nothing about nothing is answered: its request waits for the
next review.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.grievances.actions import answer_request
from ansinh.grievances.enums import GrievanceKind
from ansinh.grievances.enums import Outcome as Answered
from ansinh.grievances.models import Grievance
from ansinh.grievances.queries import requests_for_work_list
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.papers.actions import issue_filled
from ansinh.papers.contexts import Refusal
from ansinh.papers.kinds import KindCode
from ansinh.papers.rendering import Filled, fill_paper, shown_number_of
from ansinh.reviews.decisions.coming import list_of, rows_to_decide
from ansinh.reviews.decisions.contexts import grounds_of
from ansinh.reviews.decisions.models import Decision
from ansinh.reviews.models import Outcome
from ansinh.reviews.queries import commune_map
from ansinh.reviews.result_list import deprived_words
from ansinh.reviews.words import class_words
from ansinh.standards.adopted import standard_in_use

_ANSWERED_HERE = (GrievanceKind.REVIEW, GrievanceKind.LEAVE)


@dataclass(frozen=True)
class Answer:
    """A request and what the decision says of its household: whether it got what it asked for, and why."""

    request: Grievance
    granted: bool
    reasons: str


def answers_of(decision: Decision) -> list[Answer]:
    """The open requests that a decision (reached through a scope before) answers, the oldest first."""
    dossier = decision.dossier
    units = sorted(commune_map([dossier.unit], dossier.round.as_of))
    rows = {row.household_id: row for row in rows_to_decide(dossier) if row.answer_id is not None}
    found = []
    for request in requests_for_work_list(units, decision.day):
        row = rows.get(request.household_id)
        if row is not None and GrievanceKind(request.kind) in _ANSWERED_HERE:
            found.append(_answer(request, row, decision))
    return found


def _answer(request: Grievance, row: Outcome, decision: Decision) -> Answer:
    listed = list_of(row) in ("poor", "near_poor")
    granted = listed if request.kind == GrievanceKind.REVIEW.value else not listed
    said = _("Kết quả rà soát: {result} (Quyết định số {number}).").format(
        result=class_words(row.recognised_class).lower(), number=decision.paper_number
    )
    standard = standard_in_use(decision.standard)
    lacks = deprived_words(row, standard)
    if lacks:
        said += " " + _("Chỉ số thiếu hụt: {indicators}.").format(indicators=lacks)
    elif row.recognised_class:
        said += " " + _("Hộ không thiếu hụt chỉ số nào.")
    return Answer(request, granted, f"{said} {row.reason}".strip())


def answer_requests(*, decision: Decision, by: Actor) -> dict[str, int]:
    """Answer what the decision answers: ``granted, refused``. Again, it finds nothing to do. Letters are filled before the
    transaction that numbers them."""
    check_may(by, Permission.ISSUE_PAPERS, decision.unit_id)
    answers = answers_of(decision)
    letters = {one.request.pk: _letter(one, decision) for one in answers if not one.granted}
    return _write(decision=decision, answers=answers, letters=letters, by=by)


def _letter(answer: Answer, decision: Decision) -> Filled:
    request = answer.request
    joins = request.kind == GrievanceKind.REVIEW.value
    context = Refusal(
        addressee=request.asker_name,
        address=", ".join(part for part in (request.village, decision.unit.name) if part),
        request=_("công nhận hộ nghèo, hộ cận nghèo")
        if joins
        else _("công nhận thoát nghèo, thoát cận nghèo"),
        received_on=request.received_on,
        grounds=grounds_of(decision.dossier.round.procedure),
        result=_("không đủ điều kiện được công nhận") if joins else _("chưa đủ điều kiện ra khỏi danh sách"),
        reasons=(answer.reasons,),
        appeal=_(
            "Nếu không đồng ý, ông (bà) gửi đơn đến Ủy ban nhân dân xã hoặc thực hiện quyền khiếu nại theo quy định của pháp luật."
        ),
        signatory=decision.signatory,
    )
    return fill_paper(kind=KindCode.REFUSAL, context=context, unit=decision.unit, issued_on=today())


@action(EventName.REQUESTS_ANSWERED_BY_DECISION)
def _write(
    *, decision: Decision, answers: Sequence[Answer], letters: dict[int, Filled], by: Actor
) -> dict[str, int]:
    result = {"granted": 0, "refused": 0}
    for one in answers:
        number = decision.paper_number
        if not one.granted:
            paper = issue_filled(
                filled=letters[one.request.pk],
                subject=f"grievance:{one.request.pk}",
                title=_("Trả lời đơn số {number}/{year}").format(
                    number=one.request.number, year=one.request.year
                ),
                by=by,
            )
            number = shown_number_of(paper.number, paper.suffix)
        answer_request(
            grievance=one.request,
            outcome=Answered.UPHELD if one.granted else Answered.REFUSED,
            reasons=one.reasons,
            paper=number,
            by=by,
        )
        result["granted" if one.granted else "refused"] += 1
    if not answers:
        nothing_changed()
    note(subject=f"decision:{decision.pk}", place=decision.unit.code, **result)
    return result
