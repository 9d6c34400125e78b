"""Courses, who took part in them, and files of participants: every row of a file is good, or none is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from ansinh.access.policies import may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.outreach.arriving import NO_FILE, FromFile
from ansinh.outreach.models import Course, Participant, StaffPerson, StaffPosting, TakenFile
from ansinh.outreach.models.enums import StaffRole
from ansinh.outreach.policies import check_keeps, check_over, check_stands, said
from ansinh.outreach.staff.posting import person_named
from ansinh.places.models import Unit
from ansinh.support.delivery.policies import check_reason


@action(EventName.COURSE_WRITTEN)
def write_course(
    *,
    unit: Unit,
    topic: str,
    provider: str,
    begins_on: date,
    ends_on: date,
    days: int,
    by: Actor,
    paper: str = "",
) -> Course:
    """Write a course that was held: topic, who taught, days. Raises ``Refused`` without the right there or for one that is known;
    ``UnusableInput`` for what is missing, days that do not fit its span, an end to come."""
    check_keeps(by, unit.pk)
    check_over(ends_on)
    if ends_on < begins_on or not 1 <= days <= (ends_on - begins_on).days + 1:
        raise UnusableInput(
            _("Số ngày học phải từ 1 và không quá số ngày từ ngày mở đến ngày bế giảng."), code="days_wrong"
        )
    try:
        with transaction.atomic():
            made = Course.objects.create(
                unit=unit,
                topic=said(topic, _("Hãy ghi nội dung của lớp."), 200),
                provider=said(provider, _("Hãy ghi đơn vị tổ chức, giảng dạy."), 160),
                begins_on=begins_on,
                ends_on=ends_on,
                days=days,
                paper=clean(paper)[:160],
                recorded_at=now(),
                recorded_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(_("Lớp này đã được ghi. Hãy mở lớp ấy."), code="course_known") from failure
    note(subject=f"course:{made.pk}", place=unit.code, days=days)
    return made


@dataclass(frozen=True)
class Attending:
    """One who took part: from a place, by name; ``role`` where the person holds one, ``days`` of none: the whole course."""

    unit: Unit
    full_name: str
    birth_year: int | None = None
    role: StaffRole | None = None
    days: int | None = None
    certificate: str = ""


@action(EventName.PARTICIPANT_RECORDED)
def record_participant(*, course: Course, one: Attending, by: Actor) -> Participant:
    """Write that somebody took part. Raises ``Refused`` without the right at the person's place, for who is there already or a number
    of a certificate that another has; ``UnusableInput`` for a name that is missing, more days than the course had."""
    made = _written(course, one, by)
    note(subject=f"course:{course.pk}", place=one.unit.code)
    return made


@action(EventName.PARTICIPANTS_TAKEN_IN)
def take_in_participants(
    *, course: Course, rows: Sequence[Attending], by: Actor, source: FromFile = NO_FILE
) -> int:
    """Write the checked rows of a file, all or none; how many. The file is remembered, so that its rows can be taken back together.
    Raises as ``record_participant`` does, naming the row."""
    if not rows:
        raise UnusableInput(_("Tệp không có dòng nào."), code="no_rows")
    taken = TakenFile.objects.create(
        unit_id=course.unit_id if may(by, P.KEEP_OUTREACH, course.unit_id) else rows[0].unit.pk,
        course=course,
        file_name=source.name,
        digest=source.digest,
        rows=len(rows),
        taken_at=now(),
        taken_by=by.label,
    )
    for number, one in enumerate(rows, start=1):
        try:
            _written(course, one, by, taken)
        except (Refused, UnusableInput) as failure:
            raise type(failure)(
                _("Dòng {row}: {why} Chưa ghi dòng nào.").format(row=number, why=failure.message),
                code=failure.code,
            ) from failure
    note(subject=f"course:{course.pk}", rows=len(rows), file=taken.pk)
    return len(rows)


def _written(course: Course, one: Attending, by: Actor, taken: TakenFile | None = None) -> Participant:
    check_keeps(by, one.unit.pk)
    days = course.days if one.days is None else one.days
    if not 1 <= days <= course.days:
        raise UnusableInput(
            _("Số ngày dự từ 1 đến {days} ngày của lớp.").format(days=course.days), code="days_wrong"
        )
    person = person_named(unit=one.unit, full_name=one.full_name, birth_year=one.birth_year, by=by)
    try:
        with transaction.atomic():
            return Participant.objects.create(
                course=course,
                person=person,
                unit=one.unit,
                role=one.role.value if one.role is not None else _role_held(person, course.begins_on),
                days=days,
                certificate=clean(one.certificate)[:60],
                taken=taken,
                recorded_at=now(),
                recorded_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(
            _("Người này đã có trong lớp, hoặc số chứng nhận đã cấp cho người khác của lớp."),
            code="participant_known",
        ) from failure


def _role_held(person: StaffPerson, day: date) -> str:
    rows = StaffPosting.objects.everywhere().filter(person=person, valid_from__lte=day)
    held = rows.exclude(valid_until__lt=day).order_by("valid_from", "pk").first()
    return held.role if held is not None else ""


@action(EventName.PARTICIPANT_WITHDRAWN)
def withdraw_participant(*, participant: Participant, reason: str, by: Actor) -> Participant:
    """Who was written wrongly counts no more and stays with the reason."""
    check_keeps(by, participant.unit_id)
    held = Participant.objects.everywhere().select_for_update(of=("self",)).get(pk=participant.pk)
    check_stands(held.withdrawn_at)
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = now(), by.label, check_reason(reason)[:300]
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    note(subject=f"course:{held.course_id}", reason=held.withdrawn_reason)
    return held
