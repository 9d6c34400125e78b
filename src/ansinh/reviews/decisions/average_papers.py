"""Papers of households of average living standard: the list that hangs, the decision with its list, the refusal.

Several requests of a commune go together: posted by one list, recognised by one decision. The steps are those of ``average``;
a paper and its steps are written in one transaction.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import OuterRef, Subquery

from ansinh.access.policies import check_may
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import shown_date
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.papers.actions import issue_paper
from ansinh.papers.contexts import AverageDecision, ListedHousehold, PostingList
from ansinh.papers.contexts import Refusal as RefusalContext
from ansinh.papers.kinds import KindCode
from ansinh.papers.models import Paper
from ansinh.papers.rendering import shown_number_of
from ansinh.reviews.decisions.average import check_move, clock_of, move_case
from ansinh.reviews.decisions.contexts import CARRIED_OUT_BY, grounds_of
from ansinh.reviews.decisions.enums import AverageState
from ansinh.reviews.decisions.models import AverageCase, AverageMove
from ansinh.reviews.procedure.regime import regime_on

P = Permission


def to_post(scope: Scope) -> list[AverageCase]:
    """The requests whose income is known and that wait to be posted, within a scope."""
    return _cases(scope, AverageState.SURVEYED)


def to_decide(scope: Scope) -> list[AverageCase]:
    """The posted and re-checked requests, within a scope, each with ``until``: the last day of its posting."""
    return _cases(scope, AverageState.POSTED, AverageState.RECHECKED)


def _cases(scope: Scope, *states: AverageState) -> list[AverageCase]:
    posted = AverageMove.objects.everywhere().filter(case=OuterRef("pk"), verb="post").order_by("-pk")
    rows = AverageCase.objects.within(scope).filter(state__in=[one.value for one in states])
    rows = rows.select_related("household", "unit").annotate(until=Subquery(posted.values("until")[:1]))
    return list(rows.order_by("unit__sort_key", "village", "household__head_name_sort", "pk"))


def post_cases(*, cases: Sequence[AverageCase], on: date, feedback_to: str, by: Actor) -> Paper:
    """Make the list of several requests that hangs at the commune from a day on, and note the posting of each.

    Raises as ``move_case`` does, and ``UnusableInput`` for none or for requests of several communes.
    """
    unit = _one_commune(cases)
    for one in cases:
        check_move(one, "post", by)
    context = PostingList(
        period=_("năm {year}").format(year=on.year),
        posted_from=on,
        posted_until=clock_of("agricultural_posting", on, unit).last_day(on),
        households=_listed(cases),
        feedback_to=feedback_to,
    )
    with transaction.atomic():
        paper = issue_paper(
            kind=KindCode.POSTING_LIST.value,
            context=context,
            unit=unit,
            subject=_subject(on.year),
            title=_("Danh sách niêm yết hộ có mức sống trung bình từ ngày {day}").format(day=shown_date(on)),
            by=by,
        )
        for one in cases:
            move_case(case=one, verb="post", on=on, by=by, paper=paper)
    return paper


def decide_cases(*, cases: Sequence[AverageCase], on: date, signatory: str, by: Actor) -> Paper:
    """Recognise several requests of a commune by one numbered decision with its list (article 6).

    Raises as ``move_case`` does: the posting still runs, the income does not allow it, who made a request decides it.
    """
    unit = _one_commune(cases)
    check_may(by, P.ISSUE_PAPERS, unit.pk)
    for one in cases:
        check_move(one, "recognise", by)
    context = AverageDecision(
        year=str(on.year),
        grounds=_grounds(on),
        effective_from=on,
        carried_out_by=CARRIED_OUT_BY,
        households=_listed(cases),
        signatory=signatory,
    )
    with transaction.atomic():
        paper = issue_paper(
            kind=KindCode.AVERAGE_DECISION.value,
            context=context,
            unit=unit,
            subject=_subject(on.year),
            title=_("Công nhận {count} hộ có mức sống trung bình năm {year}").format(
                count=len(cases), year=on.year
            ),
            by=by,
            issued_on=on,
        )
        number = shown_number_of(paper.number, paper.suffix)
        for one in cases:
            move_case(case=one, verb="recognise", on=on, by=by, paper_number=number, paper=paper)
    return paper


def refuse_case(*, case: AverageCase, on: date, reason: str, by: Actor, signatory: str = "") -> Paper:
    """Refuse a request in writing, with its reason. Raises as ``move_case`` does."""
    check_may(by, P.ISSUE_PAPERS, case.unit_id)
    check_move(case, "refuse", by)
    if not reason.strip():
        raise UnusableInput(_("Bước này cần ghi lý do."))
    context = RefusalContext(
        addressee=case.household.head_name or _("(chưa có tên)"),
        address=", ".join(part for part in (case.village, case.unit.name) if part),
        request=_("công nhận hộ có mức sống trung bình"),
        received_on=case.requested_on,
        grounds=_grounds(on),
        result=_("không đủ điều kiện được công nhận"),
        reasons=(reason.strip(),),
        appeal=_(
            "Nếu không đồng ý, ông (bà) gửi đơn đến Ủy ban nhân dân xã hoặc thực hiện quyền khiếu nại theo quy định của pháp luật."
        ),
        signatory=signatory,
    )
    with transaction.atomic():
        paper = issue_paper(
            kind=KindCode.REFUSAL.value,
            context=context,
            unit=case.unit,
            subject=f"average_case:{case.pk}",
            title=_("Không công nhận hộ có mức sống trung bình"),
            by=by,
            issued_on=on,
        )
        number = shown_number_of(paper.number, paper.suffix)
        move_case(case=case, verb="refuse", on=on, by=by, reason=reason, paper_number=number, paper=paper)
    return paper


def _one_commune(cases: Sequence[AverageCase]):
    if not cases:
        raise UnusableInput(_("Hãy chọn ít nhất một hộ."), code="no_case")
    if len({one.unit_id for one in cases}) > 1:
        raise Refused(
            _("Các hộ đã chọn ở nhiều xã. Hãy lọc theo xã: mỗi xã có văn bản riêng."), code="several_communes"
        )
    return cases[0].unit


def _subject(year: int) -> str:
    return f"average:{year}"


def _grounds(on: date) -> tuple[str, ...]:
    law = regime_on(on)
    return grounds_of(law.code) if law is not None else ()


def _listed(cases: Sequence[AverageCase]) -> tuple[ListedHousehold, ...]:
    return tuple(
        ListedHousehold(
            order=order,
            head_name=one.household.head_name or _("(chưa có tên)"),
            village=one.village,
            persons=None,
            result=_("Mức sống trung bình"),
        )
        for order, one in enumerate(cases, start=1)
    )
