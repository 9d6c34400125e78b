"""Posts of a place, and who takes up and leaves one."""

from datetime import date

from django.db import IntegrityError, transaction

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean, fold, name_sort_key
from ansinh.outreach.models import StaffPerson, StaffPosting, StaffPosts
from ansinh.outreach.models.enums import StaffRole
from ansinh.outreach.policies import check_keeps, said
from ansinh.places.models import Unit
from ansinh.support.delivery.policies import check_reason

_OLDEST = 1900


@action(EventName.STAFF_POSTS_SET)
def set_posts(
    *, unit: Unit, role: StaffRole, posts: int, valid_from: date, paper: str, by: Actor
) -> StaffPosts:
    """Say how many posts of a role a place has from a day on, by which paper; the former number stays for the days before. Raises
    ``Refused`` without the right there or for a day that has its number; ``UnusableInput`` for a number below nothing, no paper."""
    check_keeps(by, unit.pk)
    if posts < 0:
        raise UnusableInput(_("Số người được giao không được âm."), code="number_wrong")
    try:
        with transaction.atomic():
            made = StaffPosts.objects.create(
                unit=unit,
                role=role.value,
                posts=posts,
                valid_from=valid_from,
                paper=said(paper, _("Hãy ghi văn bản giao biên chế, số lượng."), 160),
                recorded_at=now(),
                recorded_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(
            _("Ngày này đã có số người được giao của việc ấy. Hãy ghi từ một ngày khác."), code="posts_known"
        ) from failure
    note(subject=f"staff_posts:{made.pk}", place=unit.code, role=role.value, posts=posts)
    return made


def person_named(*, unit: Unit, full_name: str, birth_year: int | None, by: Actor) -> StaffPerson:
    """The person of that name and year of birth at a place, entered where not known; only actions call it, in their transaction.
    Raises ``UnusableInput`` without a name or for a year that nobody is born in."""
    name = said(full_name, _("Hãy ghi họ tên."), 120)
    year = birth_year or 0
    if year and not _OLDEST <= year <= today().year:
        raise UnusableInput(_("Năm sinh không đúng."), code="birth_year_wrong")
    found, _made = StaffPerson.objects.everywhere().get_or_create(
        unit=unit,
        name_fold=fold(name)[:120],
        birth_year=year,
        defaults={
            "full_name": name,
            "name_sort": name_sort_key(name)[:640],
            "recorded_at": now(),
            "recorded_by": by.label,
        },
    )
    return found


@action(EventName.STAFF_POSTED)
def post_person(
    *,
    unit: Unit,
    full_name: str,
    role: StaffRole,
    valid_from: date,
    by: Actor,
    birth_year: int | None = None,
    village: str = "",
) -> StaffPosting:
    """Somebody takes up a post of a role at a place (a village's head: of which village).

    Raises ``Refused`` without the right there, for who holds it those days; ``UnusableInput`` without a name, for a village that is
    missing or too much, a day to come.
    """
    check_keeps(by, unit.pk)
    village = clean(village)[:120]
    if (role is StaffRole.VILLAGE_HEAD) != bool(village):
        raise UnusableInput(
            _("Trưởng thôn, tổ trưởng thì ghi thôn, tổ; việc khác thì để trống."), code="village_wrong"
        )
    if valid_from > today():
        raise UnusableInput(_("Ngày ở tương lai. Hãy ghi khi người ấy đã nhận việc."), code="future_date")
    person = person_named(unit=unit, full_name=full_name, birth_year=birth_year, by=by)
    rows = StaffPosting.objects.everywhere().filter(
        person=person, unit=unit, village=village, role=role.value
    )
    if rows.exclude(valid_until__lt=valid_from).exists():
        raise Refused(
            _("Người này đang giữ việc ấy trong những ngày đó. Hãy ghi ngày thôi việc của lần trước."),
            code="posted_already",
        )
    try:
        with transaction.atomic():
            made = StaffPosting.objects.create(
                person=person,
                unit=unit,
                village=village,
                role=role.value,
                valid_from=valid_from,
                recorded_at=now(),
                recorded_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(_("Vừa có người ghi việc này. Hãy tải lại trang."), code="posted_already") from failure
    note(subject=f"staff_posting:{made.pk}", place=unit.code, role=role.value)
    return made


@action(EventName.STAFF_POSTING_ENDED)
def end_posting(*, posting: StaffPosting, valid_until: date, reason: str, by: Actor) -> StaffPosting:
    """Say until when somebody held a post and why it ended. Raises ``Refused`` for what ended before; ``UnusableInput`` for a day
    before the beginning or to come, no reason."""
    check_keeps(by, posting.unit_id)
    held = StaffPosting.objects.everywhere().select_for_update(of=("self",)).get(pk=posting.pk)
    if held.valid_until is not None:
        raise Refused(
            _("Đã kết thúc ngày {day}.").format(day=shown_date(held.valid_until)), code="ended_before"
        )
    if not held.valid_from <= valid_until <= today():
        raise UnusableInput(
            _("Ngày cuối không trước ngày bắt đầu {day} và không ở tương lai.").format(
                day=shown_date(held.valid_from)
            ),
            code="day_outside",
        )
    held.valid_until, held.end_reason, held.ended_by = valid_until, check_reason(reason)[:200], by.label
    held.save(update_fields=["valid_until", "end_reason", "ended_by"])
    note(subject=f"staff_posting:{held.pk}", reason=held.end_reason)
    return held
