"""Members of the steering committee and sponsors of a commune: entered, ended with a reason."""

from datetime import date

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.models import User
from ansinh.accounts.permissions import Permission
from ansinh.agencies.kinds import agency_kind
from ansinh.agencies.models import Agency
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, shown_date
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean, name_sort_key
from ansinh.places.models import Unit
from ansinh.support.models import BoardMember, Sponsor
from ansinh.support.models.planning_enums import SponsorKind


@action(EventName.BOARD_MEMBER_ENTERED)
def enter_board_member(
    *,
    unit: Unit,
    full_name: str,
    office: str,
    valid_from: date,
    by: Actor,
    village: str = "",
    user: User | None = None,
) -> BoardMember:
    """Enter a member of a commune's steering committee, in charge of a village (blank: of none).

    Raises ``Refused`` without the right over the whole commune or for a member who is there already; ``UnusableInput`` without
    name or office.
    """
    check_may(by, Permission.PLAN_SUPPORT, unit.pk)
    full_name, office, village = clean(full_name), clean(office), clean(village)
    if not full_name or not office:
        raise UnusableInput(_("Hãy ghi họ tên và chức vụ của thành viên."), code="name_missing")
    known = BoardMember.objects.everywhere().filter(unit=unit, full_name=full_name, village=village)
    if known.filter(valid_until=None).exists():
        raise Refused(
            _("Thành viên này đã được ghi phụ trách thôn ấy. Hãy kết thúc lần ghi trước."),
            code="member_known",
        )
    note(place=unit.code)
    return BoardMember.objects.create(
        unit=unit,
        village=village,
        full_name=full_name,
        name_sort=name_sort_key(full_name),
        office=office,
        user=user,
        valid_from=valid_from,
        recorded_at=now(),
        recorded_by=by.label,
    )


@action(EventName.BOARD_MEMBER_ENDED)
def end_board_member(*, member: BoardMember, valid_until: date, reason: str, by: Actor) -> None:
    """Say until when somebody was in charge and why it ended. Plans keep the name until another is assigned."""
    check_may(by, Permission.PLAN_SUPPORT, member.unit_id)
    note(place=member.unit.code, subject=f"board_member:{member.pk}")
    _end(member, valid_until, reason, by)


@action(EventName.SPONSOR_ENTERED)
def enter_sponsor(
    *,
    unit: Unit,
    kind: SponsorKind,
    valid_from: date,
    by: Actor,
    agency: Agency | None = None,
    office_kind: str = "",
    full_name: str = "",
) -> Sponsor:
    """Enter who helps poor households of a commune: an entered agency, an office of the State, a well-off household or a
    person. Raises ``UnusableInput`` where what names the sponsor does not fit its kind, ``Refused`` without the right."""
    check_may(by, Permission.PLAN_SUPPORT, unit.pk)
    full_name = clean(full_name)
    named = {
        SponsorKind.AGENCY: agency is not None,
        SponsorKind.OFFICE: bool(office_kind),
        SponsorKind.HOUSEHOLD: bool(full_name),
        SponsorKind.PERSON: bool(full_name),
    }[kind]
    if not named:
        raise UnusableInput(_("Hãy ghi rõ ai đỡ đầu: cơ quan nào, hoặc họ tên."), code="sponsor_unnamed")
    if kind is SponsorKind.OFFICE:
        agency_kind(office_kind)
    by_name = kind in {SponsorKind.HOUSEHOLD, SponsorKind.PERSON}
    note(place=unit.code, kind=kind.value)
    return Sponsor.objects.create(
        unit=unit,
        kind=kind.value,
        agency=agency if kind is SponsorKind.AGENCY else None,
        office_kind=office_kind if kind is SponsorKind.OFFICE else "",
        full_name=full_name if by_name else "",
        valid_from=valid_from,
        recorded_at=now(),
        recorded_by=by.label,
    )


@action(EventName.SPONSOR_ENDED)
def end_sponsor(*, sponsor: Sponsor, valid_until: date, reason: str, by: Actor) -> None:
    """Say until when a sponsor helped and why it ended."""
    check_may(by, Permission.PLAN_SUPPORT, sponsor.unit_id)
    note(place=sponsor.unit.code, subject=f"sponsor:{sponsor.pk}")
    _end(sponsor, valid_until, reason, by)


def _end(row: BoardMember | Sponsor, last: date, reason: str, by: Actor) -> None:
    reason = clean(reason)
    if not reason:
        raise UnusableInput(_("Hãy ghi lý do."), code="reason_missing")
    if row.valid_until is not None:
        raise Refused(
            _("Đã kết thúc ngày {day}.").format(day=shown_date(row.valid_until)), code="ended_before"
        )
    if last < row.valid_from:
        raise UnusableInput(
            _("Ngày cuối trước ngày bắt đầu {day}.").format(day=shown_date(row.valid_from)),
            code="dates_reversed",
        )
    row.valid_until, row.end_reason, row.ended_by = last, reason[:200], by.label
    row.save(update_fields=["valid_until", "end_reason", "ended_by"])


def sponsor_words(sponsor: Sponsor) -> str:
    """The sponsor's name as people read it."""
    kind = SponsorKind(sponsor.kind)
    if kind is SponsorKind.AGENCY:
        return sponsor.agency.name
    if kind is SponsorKind.OFFICE:
        return f"{agency_kind(sponsor.office_kind).words}, {sponsor.unit.name}"
    return sponsor.full_name


def sponsor_kind_words(kind: str) -> str:
    """A kind of sponsor in words."""
    return {
        SponsorKind.AGENCY: _("doanh nghiệp, tổ chức"),
        SponsorKind.OFFICE: _("cơ quan, đoàn thể"),
        SponsorKind.HOUSEHOLD: _("hộ khá, giàu"),
        SponsorKind.PERSON: _("cá nhân"),
    }[SponsorKind(kind)]
