"""What is done to a request: each verb of the table of moves, in one transaction with its step and its event.

``seen`` is the number of the newest step that the person saw (``steps``): who comes after somebody else is told, and nothing
is written.
"""

from datetime import date
from typing import Any

from django.db.models import F

from ansinh.access.queries import scope_of
from ansinh.accounts.actor import Actor, actor_of
from ansinh.accounts.models import User
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.grievances.clocks import clock_for, clocks
from ansinh.grievances.enums import (
    IMPARTIAL_KINDS,
    OPEN_STATES,
    Channel,
    GrievanceKind,
    GrievanceState,
    Outcome,
)
from ansinh.grievances.making import makers_of
from ansinh.grievances.models import Grievance, GrievanceMove, Intake, Maker
from ansinh.grievances.moves import Verb
from ansinh.grievances.policies import check_may_receive, check_move
from ansinh.grievances.stepping import advance, settle_appealed, step_done, write_step
from ansinh.households.models import Household, Person
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.text import clean, fold, name_sort_key
from ansinh.places.models import Unit
from ansinh.places.queries import lineage

S = GrievanceState


@action(EventName.REQUEST_RECEIVED)
def receive_request(
    *,
    unit: Unit,
    kind: GrievanceKind,
    channel: Channel,
    asker_name: str,
    content: str,
    by: Actor,
    village: str = "",
    received_on: date | None = None,
    household: Household | None = None,
    person: Person | None = None,
    asker_contact: str = "",
    asker_address: str = "",
    missing_papers: str = "",
    about: str = "",
    against: Grievance | None = None,
    late_reason: str = "",
) -> Grievance:
    """Take in a request and start its clock. A paper that is missing is written down and stops nothing.

    Refused: no permission there, a complaint at a village, a day to come, nobody asking or nothing asked, a household of
    another commune, an appeal against nothing or against what is not answered, an appeal after its term without a reason.
    """
    day = received_on or today()
    village = clean(village) or (household.village if household else "")
    check_may_receive(by, kind, unit.pk, village)
    _check_whole(day, clean(asker_name), content.strip())
    if household is not None:
        _check_lives_there(household, unit)
    clock = clock_for(kind, day)
    reason = ""
    if kind is GrievanceKind.APPEAL:
        reason = _check_appeal(against, day, late_reason.strip(), by)
    name = clean(asker_name)
    row = Grievance.objects.create(
        unit=unit,
        village=village,
        year=day.year,
        number=_next_number(unit, day.year),
        kind=kind.value,
        channel=channel.value,
        state=S.RECEIVED.value,
        household=household,
        person=person,
        asker_name=name,
        asker_fold=f" {fold(name)}",
        asker_sort=name_sort_key(name),
        asker_contact=clean(asker_contact),
        asker_address=clean(asker_address),
        content=content.strip(),
        missing_papers=missing_papers.strip(),
        about=about or (against.about if against else ""),
        against=against,
        received_on=day,
        received_at=now(),
        received_by=by.label,
        clock=clock.code if clock else "",
        due_on=clock.due(day) if clock else None,
        acknowledge_by=clock.acknowledge_due(day) if clock else None,
    )
    write_step(row, Verb.RECEIVE, None, S.RECEIVED, by, number=1, day=day, reason=reason)
    _name_makers(row, against)
    if against is not None:
        advance(against, Verb.APPEAL, by, reason=f"{row.number}/{row.year}")
    note(subject=f"grievance:{row.pk}", place=unit.code, kind=kind.value, channel=channel.value)
    return row


@action(EventName.REQUEST_CHECKED)
def check_request(*, grievance: Grievance, by: Actor, seen: int | None = None) -> Grievance:
    """Take it up: what is asked is clear, and whoever asked has a confirmation."""
    return step_done(grievance, Verb.CHECK, by, seen, acknowledged_on=today())


@action(EventName.REQUEST_PAUSED)
def ask_for_more(*, grievance: Grievance, reason: str, by: Actor, seen: int | None = None) -> Grievance:
    """Ask for what is lacking; the clock stands still, and the reason says why."""
    return step_done(grievance, Verb.ASK_MORE, by, seen, reason=reason, paused_on=today())


@action(EventName.REQUEST_RESUMED)
def information_came(*, grievance: Grievance, reason: str, by: Actor, seen: int | None = None) -> Grievance:
    """What was asked for came, or is given up: the clock goes on, its last day moved by the time it stood still."""
    due, paused = grievance.due_on, grievance.paused_on
    if due is not None and paused is not None:
        due = clocks()[grievance.clock].later(due, paused, today())
    return step_done(grievance, Verb.INFORMATION_CAME, by, seen, reason=reason, paused_on=None, due_on=due)


@action(EventName.REQUEST_TAKEN_UP)
def take_up_request(*, grievance: Grievance, by: Actor, seen: int | None = None) -> Grievance:
    """Begin to look into it."""
    return step_done(grievance, Verb.TAKE_UP, by, seen)


@action(EventName.REQUEST_EXTENDED)
def extend_request(*, grievance: Grievance, reason: str, by: Actor, seen: int | None = None) -> Grievance:
    """Give the answer more time, once, where the law allows it."""
    clock = clocks().get(grievance.clock)
    if clock is None or not clock.extension or grievance.due_on is None:
        raise Refused(
            _("Pháp luật không cho gia hạn loại đơn này. Hãy trả lời trong hạn."), code="no_extension"
        )
    if grievance.extended:
        raise Refused(
            _("Đơn đã được gia hạn một lần, không gia hạn nữa. Hãy trả lời trong hạn."), code="extended_once"
        )
    return step_done(
        grievance,
        Verb.EXTEND,
        by,
        seen,
        reason=reason,
        extended=True,
        due_on=clock.extended(grievance.due_on),
    )


@action(EventName.REQUEST_DECIDED)
def decide_request(
    *, grievance: Grievance, outcome: Outcome, reasons: str, by: Actor, seen: int | None = None
) -> Grievance:
    """Decide, with the reasons that the answer will give. Who made what an appeal is about is refused, and who is of the
    household it is about."""
    if grievance.household_id is not None:
        check_not_close([grievance.household_id], by)
    return step_done(
        grievance, Verb.DECIDE, by, seen, reason=reasons, outcome=outcome.value, reasons=reasons.strip()
    )


@action(EventName.REQUEST_ANSWERED)
def answer_in_writing(
    *,
    grievance: Grievance,
    paper: str,
    handed: str,
    by: Actor,
    day: date | None = None,
    seen: int | None = None,
) -> Grievance:
    """Answer on paper: its number, and how and to whom it was handed. The reasons are those of the decision."""
    if not clean(paper):
        raise Refused(_("Phải trả lời bằng văn bản: hãy ghi số văn bản trả lời."), code="no_paper")
    day = day or today()
    _check_not_to_come(day)
    answered = step_done(
        grievance, Verb.ANSWER, by, seen, reason=handed, paper=clean(paper), day=day, answered_on=day,
        answer_paper=clean(paper),
    )  # fmt: skip
    settle_appealed(grievance, by)
    return answered


@action(EventName.REQUEST_CLOSED)
def close_request(*, grievance: Grievance, by: Actor, seen: int | None = None) -> Grievance:
    """End it: the answer stands."""
    return step_done(grievance, Verb.CLOSE, by, seen)


@action(EventName.REQUEST_WITHDRAWN)
def withdraw_request(*, grievance: Grievance, reason: str, by: Actor, seen: int | None = None) -> Grievance:
    """Whoever asked asks no more. It stays known, with the reason."""
    withdrawn = step_done(grievance, Verb.WITHDRAW, by, seen, reason=reason, paused_on=None)
    settle_appealed(grievance, by)
    return withdrawn


@action(EventName.REQUEST_ASSIGNED)
def assign_request(*, grievance: Grievance, to: User, by: Actor, seen: int | None = None) -> Grievance:
    """Give it to somebody who takes in, decides or hears requests at its place."""
    handling = (P.RECEIVE_REQUESTS, P.DECIDE_REQUESTS, P.HEAR_APPEALS)
    whose = actor_of(to)
    if not to.is_active or not any(
        scope_of(whose, one).covers(grievance.unit_id, grievance.village) for one in handling
    ):
        raise Refused(_("Người này không xử lý đơn ở địa bàn này. Hãy chọn người khác."), code="not_theirs")
    return step_done(grievance, Verb.ASSIGN, by, seen, reason=to.full_name, assigned_to=to)


@action(EventName.REQUEST_NOTED)
def note_on_request(*, grievance: Grievance, text: str, by: Actor) -> Grievance:
    """Write down what was found or said; notes are kept and never changed."""
    return step_done(grievance, Verb.NOTE, by, None, reason=text)


@action(EventName.REQUEST_LINKED)
def link_household(
    *,
    grievance: Grievance,
    household: Household,
    by: Actor,
    person: Person | None = None,
    seen: int | None = None,
) -> Grievance:
    """Say which household of the commune it is about, and which person: at first nobody may have known."""
    _check_lives_there(household, grievance.unit)
    if (
        person is not None
        and not household.memberships.model.objects.everywhere()
        .filter(household=household, person=person)
        .exists()
    ):
        raise Refused(_("Người này không thuộc hộ đã chọn. Hãy chọn lại."), code="not_a_member")
    linked = step_done(grievance, Verb.LINK_HOUSEHOLD, by, seen, household=household, person=person)
    note(household=household.pk.hex)
    return linked


@action(EventName.REQUEST_RESULT_NOTED)
def note_review_result(*, grievance: Grievance, text: str, by: Actor) -> Grievance:
    """For reviews: what the survey, the meeting or the decision of the round said of this request."""
    return step_done(grievance, Verb.NOTE, by, None, reason=text)


# The steps between where a request stands and its answer, in order.
_TO_ANSWER = (
    (S.WAITING, Verb.INFORMATION_CAME),
    (S.RECEIVED, Verb.CHECK),
    (S.CHECKED, Verb.TAKE_UP),
    (S.IN_REVIEW, Verb.DECIDE),
    (S.DECIDED, Verb.ANSWER),
)


@action(EventName.REQUEST_CONCLUDED)
def answer_request(
    *, grievance: Grievance, outcome: Outcome, reasons: str, paper: str, by: Actor, day: date | None = None
) -> Grievance:
    """For reviews: answer a request from whatever step it is at, because the round decided it. Each step is kept.

    ``by`` may decide requests at the place, or issue its papers (the decision itself is the round's). Refused: another kind
    than a request or an objection, no reasons, no paper, what is answered or withdrawn already.
    """
    if GrievanceKind(grievance.kind) in IMPARTIAL_KINDS:
        raise Refused(
            _("Khiếu nại không kết thúc cùng đợt rà soát. Hãy giải quyết theo các bước của đơn."),
            code="not_here",
        )
    if S(grievance.state) not in OPEN_STATES:
        raise Refused(_("Đơn này đã được trả lời hoặc đã rút. Hãy mở đơn để xem."), code="answered_already")
    if not reasons.strip() or not clean(paper):
        raise Refused(_("Phải trả lời bằng văn bản có lý do: hãy ghi lý do và số văn bản."), code="no_reason")
    if not any(scope_of(by, one).covers(grievance.unit_id) for one in (P.DECIDE_REQUESTS, P.ISSUE_PAPERS)):
        said = _(
            "Tài khoản này không có quyền «{permission}» ở địa bàn này. Hãy đề nghị người quản trị giao quyền."
        )
        raise Refused(said.format(permission=P.ISSUE_PAPERS.words), code="permission_missing")
    day = day or today()
    _check_not_to_come(day)
    fixed: dict[Verb, dict[str, Any]] = {
        Verb.INFORMATION_CAME: {"paused_on": None, "reason": reasons},
        Verb.CHECK: {"acknowledged_on": day},
        Verb.DECIDE: {"reason": reasons, "outcome": outcome.value, "reasons": reasons.strip()},
        Verb.ANSWER: {
            "reason": paper,
            "paper": clean(paper),
            "answered_on": day,
            "answer_paper": clean(paper),
        },
    }
    for state, verb in _TO_ANSWER:
        if grievance.state == state.value:
            advance(grievance, verb, by, day=day, **fixed.get(verb, {}))
    note(subject=f"grievance:{grievance.pk}", place=grievance.unit.code, outcome=outcome.value)
    return grievance


def _check_whole(day: date, name: str, content: str) -> None:
    _check_not_to_come(day)
    if not name:
        raise Refused(_("Hãy ghi họ tên người gửi; không có giấy tờ thì ghi theo lời khai."), code="no_name")
    if not content:
        raise Refused(_("Hãy ghi nội dung người gửi trình bày."), code="no_content")


def _check_lives_there(household: Household, unit: Unit) -> None:
    """A household recorded at what the commune was made of lives there too; one that waits to be placed may."""
    known = {None, unit.pk, *lineage(unit, unit.valid_until or today())}
    if household.unit_id not in known:
        raise Refused(_("Hộ này không ở xã đã chọn. Hãy chọn lại hộ hoặc xã."), code="other_commune")


def _check_not_to_come(day: date) -> None:
    if day > today():
        said = _("Ngày {day} còn ở tương lai. Hãy ghi khi việc đã xảy ra.")
        raise Refused(said.format(day=shown_date(day)), code="future_date")


def _check_appeal(against: Grievance | None, day: date, late_reason: str, by: Actor) -> str:
    """The reason of lateness, if it came late. What is answered may be appealed by whoever takes in requests there."""
    if against is None or against.answered_on is None:
        said = _("Khiếu nại kết quả cần chọn đơn đã được trả lời. Hãy mở đơn ấy rồi ghi khiếu nại từ đó.")
        raise Refused(said, code="against_nothing")
    check_move(against, Verb.APPEAL, by)
    clock = clock_for(GrievanceKind.APPEAL, day)
    within = clock.file_within if clock else 0
    if within and (day - against.answered_on).days > within and not late_reason:
        said = _(
            "Đã quá {days} ngày từ ngày trả lời. Nếu có trở ngại khách quan, hãy ghi lý do gửi muộn rồi ghi nhận."
        )
        raise Refused(said.format(days=within), code="late_appeal")
    return late_reason


def _next_number(unit: Unit, year: int) -> int:
    """The next number of the place's year; the row is held until the transaction ends, so no number is given twice."""
    intake, _new = Intake.objects.everywhere().get_or_create(unit=unit, year=year)
    Intake.objects.everywhere().filter(pk=intake.pk).update(last=F("last") + 1)
    return Intake.objects.everywhere().get(pk=intake.pk).last


def _name_makers(row: Grievance, against: Grievance | None) -> None:
    """Who may not decide it: who made what it is about, and who decided or answered what it appeals against."""
    users = set(makers_of(row.about))
    if against is not None:
        steps = GrievanceMove.objects.everywhere().filter(grievance=against, user__isnull=False)
        users |= set(steps.filter(verb__in=[Verb.DECIDE, Verb.ANSWER]).values_list("user_id", flat=True))
        users |= set(Maker.objects.everywhere().filter(grievance=against).values_list("user_id", flat=True))
    Maker.objects.bulk_create(Maker(grievance=row, user_id=user) for user in sorted(users))
