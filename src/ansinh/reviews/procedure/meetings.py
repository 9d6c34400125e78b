"""The villages' meetings (Decision 24/2021, article 4.3): who attended, what was voted of each household, what passed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.papers.actions import issue_paper
from ansinh.papers.contexts import MeetingMinutes, Participant
from ansinh.papers.contexts import Vote as PrintedVote
from ansinh.papers.kinds import KindCode
from ansinh.reviews.enums import ListClass
from ansinh.reviews.models import Dossier, Outcome
from ansinh.reviews.procedure.enums import Capacity, WorkState
from ansinh.reviews.procedure.models import Attendee, Meeting, Supervision, Vote, WorkItem, WorkStep
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import check_step, lock_dossier, move_dossier, regime_of
from ansinh.reviews.procedure.queries import (
    AT_WORK,
    DISCUSSED,
    about,
    items_of,
    meetings_of,
    outcomes_of,
    to_discuss,
    villages_of,
)
from ansinh.reviews.procedure.surveying import check_all_surveyed
from ansinh.reviews.progress import check_answers_classified
from ansinh.reviews.words import class_words, movement_words, period_words

# Without these the village's people did not meet; the others are invited.
_NEEDED = (Capacity.COMMITTEE, Capacity.OFFICER, Capacity.REVIEWERS, Capacity.REVIEWED)


@dataclass(frozen=True)
class Said:
    """What the meeting said of one household."""

    agree: int
    disagree: int
    opinion: str = ""


@dataclass(frozen=True)
class Present:
    """Who attended, in which capacity."""

    capacity: Capacity
    name: str
    position: str = ""


@dataclass(frozen=True)
class Held:
    """A meeting as its minutes hold it. ``votes`` by the item's number; ``agenda`` one subject a line."""

    village: str
    held_on: date
    started: str
    ended: str
    place: str
    chair: str
    chair_position: str
    secretary: str
    representative: str
    present: int
    households_present: int
    agenda: str
    opinions: str
    attendees: Sequence[Present]
    votes: Mapping[int, Said]


def passes(agree: int, present: int, share: int) -> bool:
    """Whether at least ``share`` percent of those present agreed: exactly that share passes."""
    return agree * 100 >= share * present


def share_of(agree: int, present: int) -> Decimal:
    """The share that agreed, in percent with two decimals."""
    return (Decimal(agree * 100) / Decimal(present)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@action(EventName.MEETING_HELD)
def hold_meeting(*, dossier: Dossier, held: Held, by: Actor) -> Meeting:
    """Record a village's meeting with its votes, and issue its minutes.

    Every household that is to be discussed is voted on. Whoever at least the minimum share agreed to has passed; the others
    are reviewed again and met about again. Raises ``Refused`` or ``UnusableInput``: the state does not allow it, answers came
    after the classification, somebody of the village waits for a survey, a needed capacity is missing, votes do not add up.
    """
    dossier = lock_dossier(dossier)
    check_step(dossier, Verb.HOLD_MEETING, by, village=held.village)
    check_answers_classified(dossier.round, [dossier])
    outcomes = _to_vote_on(dossier, held)
    _check(held, outcomes)
    share = regime_of(dossier).meeting_share
    assert share is not None, "a law has a share"
    number = meetings_of(dossier).filter(village=held.village).count() + 1
    votes = [
        Vote(
            item=item,
            proposed_class=outcome.recognised_class,
            movement=outcome.movement,
            agree=held.votes[item.pk].agree,
            disagree=held.votes[item.pk].disagree,
            passed=passes(held.votes[item.pk].agree, held.present, share.value),
            opinion=held.votes[item.pk].opinion.strip(),
        )
        for item, outcome in outcomes
    ]
    minutes = _minutes(dossier, held, number, votes)
    paper = issue_paper(
        kind=KindCode.MEETING_MINUTES.value,
        context=minutes,
        unit=dossier.unit,
        subject=about(dossier),
        title=_("Biên bản họp {village} lần {number}, kỳ rà soát {period}").format(
            village=held.village or dossier.unit.name, number=number, period=dossier.round.period
        ),
        by=by,
    )
    meeting = Meeting.objects.everywhere().create(
        dossier=dossier,
        unit_id=dossier.unit_id,
        village=held.village,
        number=number,
        held_on=held.held_on,
        started=held.started,
        ended=held.ended,
        place=held.place,
        chair=held.chair,
        chair_position=held.chair_position,
        secretary=held.secretary,
        representative=held.representative,
        present=held.present,
        households_present=held.households_present,
        share=share.value,
        agenda=held.agenda,
        opinions=held.opinions,
        paper=paper,
        recorded_at=now(),
        recorded_by=by.label,
    )
    Attendee.objects.everywhere().bulk_create(
        Attendee(meeting=meeting, capacity=one.capacity.value, name=one.name, position=one.position)
        for one in held.attendees
    )
    for vote in votes:
        vote.meeting = meeting
    Vote.objects.everywhere().bulk_create(votes)
    _carry(votes, meeting, by)
    failed = sum(not vote.passed for vote in votes)
    note(
        subject=f"dossier:{dossier.pk}",
        place=dossier.unit.code,
        meeting=meeting.pk,
        number=number,
        present=held.present,
        passed=len(votes) - failed,
        failed=failed,
    )
    return meeting


def _to_vote_on(dossier: Dossier, held: Held) -> list[tuple[WorkItem, Outcome]]:
    """The village's households to be discussed, with their results; refuses where one waits to be surveyed again."""
    items = {one.household_id: one for one in items_of(dossier).filter(AT_WORK, village=held.village)}
    if not items:
        raise Refused(
            _("Danh sách rà soát không có hộ nào ở {village}.").format(village=held.village or "–"),
            code="no_household_there",
        )
    waiting = [one for one in items.values() if one.state == WorkState.AGAIN.value]
    if waiting:
        raise Refused(
            _(
                "Còn {count} hộ của {village} phải rà soát lại sau cuộc họp trước. Hãy rà soát lại các hộ ấy, rồi họp lại."
            ).format(count=len(waiting), village=held.village or dossier.unit.name),
            code="review_again_first",
        )
    rows = to_discuss(dossier, held.village).order_by("household__head_name_sort", "pk")
    return [(items[one.household_id], one) for one in rows]


def _check(held: Held, outcomes: Sequence[tuple[WorkItem, Outcome]]) -> None:
    if held.held_on > today():
        raise UnusableInput(_("Ngày họp chưa đến. Biên bản chỉ ghi sau khi đã họp."))
    if held.present < 1 or not 0 <= held.households_present <= held.present:
        raise UnusableInput(_("Số người dự họp, số đại diện hộ không đúng. Hãy kiểm tra lại."))
    lacking = [one for one in _NEEDED if one not in {who.capacity for who in held.attendees}]
    if lacking:
        raise UnusableInput(
            _("Biên bản còn thiếu thành phần: {who}. Hãy ghi người dự họp theo từng thành phần.").format(
                who=", ".join(one.words for one in lacking)
            ),
            code="attendance_incomplete",
        )
    unsaid = [item for item, _outcome in outcomes if item.pk not in held.votes]
    if unsaid:
        raise UnusableInput(
            _(
                "Còn {count} hộ chưa ghi kết quả biểu quyết. Hãy ghi số đồng ý, không đồng ý của từng hộ."
            ).format(count=len(unsaid)),
            code="votes_missing",
        )
    for said in held.votes.values():
        if said.agree < 0 or said.disagree < 0 or said.agree + said.disagree > held.present:
            raise UnusableInput(
                _("Số đồng ý cộng không đồng ý ({votes}) nhiều hơn số người dự họp ({present}).").format(
                    votes=said.agree + said.disagree, present=held.present
                ),
                code="votes_exceed",
            )


def _carry(votes: Sequence[Vote], meeting: Meeting, by: Actor) -> None:
    """What the votes mean for each household: agreed to as it is, or to be reviewed again."""
    moment = now()
    for vote in votes:
        if vote.passed:
            vote.item.agreed_class = vote.proposed_class
        else:
            vote.item.state = WorkState.AGAIN.value
        vote.item.save(update_fields=["agreed_class", "state"])
    WorkStep.objects.everywhere().bulk_create(
        WorkStep(
            item=vote.item,
            verb=Verb.HOLD_MEETING.value,
            said="passed" if vote.passed else "failed",
            reason=vote.opinion,
            at=moment,
            by=by.label,
        )
        for vote in votes
    )


def _minutes(dossier: Dossier, held: Held, number: int, votes: Sequence[Vote]) -> MeetingMinutes:
    passed = sum(vote.passed for vote in votes)
    failed = len(votes) - passed
    conclusion = _("Cuộc họp thống nhất kết quả rà soát của {count} hộ.").format(count=passed)
    if failed:
        conclusion += " " + _("{count} hộ chưa đạt tỷ lệ đồng ý: rà soát lại và họp lại.").format(
            count=failed
        )
    return MeetingMinutes(
        period=period_words(dossier.round.period),
        village=held.village or dossier.unit.name,
        meeting_day=held.held_on,
        started=held.started,
        ended=held.ended,
        meeting_place=held.place,
        chair=held.chair,
        chair_position=held.chair_position,
        secretary=held.secretary,
        household_representative=held.representative,
        participants=tuple(
            Participant(name=one.name, position=one.position or one.capacity.words) for one in held.attendees
        ),
        present=held.present,
        households_present=held.households_present,
        agenda=tuple(line.strip() for line in held.agenda.splitlines() if line.strip()),
        votes=tuple(
            PrintedVote(
                order=order,
                head_name=vote.item.head_name,
                proposed=proposed_words(vote.proposed_class, vote.movement),
                agree=vote.agree,
                disagree=vote.disagree,
                share=share_of(vote.agree, held.present),
                result=_("Thống nhất") if vote.passed else _("Rà soát lại, họp lại"),
                opinion=vote.opinion,
            )
            for order, vote in enumerate(votes, start=1)
        ),
        opinions=tuple(line.strip() for line in held.opinions.splitlines() if line.strip()),
        agreed=passed,
        refused=failed,
        conclusion=conclusion,
        repeats=_("Họp lại lần {number}").format(number=number) if number > 1 else "",
    )


def proposed_words(class_name: str, movement: str) -> str:
    """What a meeting or a posted list says of a household: its class and, where it has one, its movement."""
    said = class_words(class_name)
    return f"{said} ({movement_words(movement)})" if movement else said


@dataclass(frozen=True)
class VillageMeetings:
    """Where a village stands: its meetings, what is left to discuss, who waits to be reviewed again."""

    village: str
    meetings: Sequence[Meeting]
    left: int
    again: int

    @property
    def done(self) -> bool:
        return bool(self.meetings) and not self.left and not self.again


def village_meetings(dossier: Dossier, only: Sequence[str] | None = None) -> list[VillageMeetings]:
    """Every village of the work list with how far its meetings are: three reads whatever their number."""
    held: dict[str, list[Meeting]] = {}
    for one in meetings_of(dossier).select_related("paper"):
        held.setdefault(one.village, []).append(one)
    items = items_of(dossier).filter(AT_WORK)
    left: dict[str, int] = {}
    rows = list(items.values_list("household_id", "village", "agreed_class"))
    where = {household: village for household, village, _agreed in rows}
    agreed = {household: class_name for household, _village, class_name in rows}
    results = outcomes_of(dossier).filter(DISCUSSED).values_list("household_id", "recognised_class")
    for household, recognised in results:
        if household in where and agreed[household] != recognised:
            left[where[household]] = left.get(where[household], 0) + 1
    again: dict[str, int] = {}
    for village in items.filter(state=WorkState.AGAIN.value).values_list("village", flat=True):
        again[village] = again.get(village, 0) + 1
    return [
        VillageMeetings(name, held.get(name, []), left.get(name, 0), again.get(name, 0))
        for name in villages_of(dossier)
        if only is None or name in only
    ]


def check_concluded(dossier: Dossier) -> None:
    """What keeps the meetings from being over: raise ``Refused`` with the first reason and what to do."""
    check_all_surveyed(dossier)
    check_answers_classified(dossier.round, [dossier])
    unclear = outcomes_of(dossier).filter(recognised_class=ListClass.UNDETERMINED.value).count()
    if unclear:
        raise Refused(
            _(
                "Còn {count} hộ chưa xác định được diện. Hãy bổ sung phiếu, hoặc công nhận một diện kèm lý do ở trang kết quả."
            ).format(count=unclear),
            code="undetermined",
        )
    unmet = [one.village or dossier.unit.name for one in village_meetings(dossier) if not one.done]
    if unmet:
        raise Refused(
            _("Chưa xong họp thôn: {villages}. Hãy ghi cuộc họp, hoặc rà soát lại rồi họp lại.").format(
                villages=", ".join(unmet)
            ),
            code="villages_not_agreed",
        )


@action(EventName.MEETINGS_CONCLUDED)
def conclude_meetings(*, dossier: Dossier, by: Actor, on: date | None = None) -> Dossier:
    """Every village met and agreed: the results are ready to be posted, from the day of the last meeting unless another is
    named. Raises ``Refused`` with what is left where."""
    held = lock_dossier(dossier)
    check_step(held, Verb.CONCLUDE_MEETINGS, by)
    check_concluded(held)
    last = max((one.held_on for one in meetings_of(held)), default=None)
    move_dossier(held, Verb.CONCLUDE_MEETINGS, by=by, on=on or last)
    note(subject=f"dossier:{held.pk}", place=held.unit.code, villages=len(villages_of(held)))
    return held


@action(EventName.REVIEW_SUPERVISED)
def supervise(
    *, dossier: Dossier, text: str, on: date, by: Actor, meeting: Meeting | None = None
) -> Supervision:
    """What the Fatherland Front saw, of the dossier or of one meeting. It stays as it was written."""
    check_may(by, Permission.SUPERVISE_REVIEWS, dossier.unit_id)
    if not text.strip():
        raise UnusableInput(_("Hãy ghi nội dung giám sát."))
    if on > today():
        raise UnusableInput(_("Ngày giám sát chưa đến."))
    made = Supervision.objects.everywhere().create(
        dossier=dossier, meeting=meeting, on=on, text=text.strip(), at=now(), by=by.label
    )
    note(subject=f"dossier:{dossier.pk}", place=dossier.unit.code, meeting=meeting.pk if meeting else None)
    return made
