"""Who may change the registry, and what the state of a household allows. Each refusal says what to do
next."""

from datetime import date

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.households.models import Household, Membership, Placement, SuspectedDuplicate
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit


def check_may_edit(by: Actor, household: Household) -> None:
    """Raise ``Refused`` unless ``by`` may edit households at the place of this one."""
    check_may(
        by, Permission.EDIT_HOUSEHOLDS, household.unit_id or household.placed_under_id, household.village
    )


def check_may_decide(by: Actor, units: set[int | None]) -> None:
    """Raise ``Refused`` unless ``by`` may decide duplicates at every place concerned."""
    for unit in units:
        check_may(by, Permission.DECIDE_DUPLICATES, unit)


def check_living(household: Household) -> None:
    """A dissolved household changes no more."""
    if household.dissolved_on is not None:
        raise Refused(
            _(
                "Hộ này đã kết thúc ngày {day}; không ghi thêm biến động. Hãy chọn hộ khác hoặc lập hộ mới."
            ).format(day=shown_date(household.dissolved_on)),
            code="household_dissolved",
        )


def check_day(household: Household, day: date) -> None:
    """An event is not in the future and not before its household was formed."""
    if day > today():
        raise Refused(
            _("Ngày {day} còn ở tương lai. Hãy ghi biến động khi đã xảy ra.").format(day=shown_date(day)),
            code="future_date",
        )
    if household.formed_on is not None and day < household.formed_on:
        raise Refused(
            _("Ngày {day} trước ngày lập hộ {formed}. Hãy kiểm tra lại ngày của biến động.").format(
                day=shown_date(day), formed=shown_date(household.formed_on)
            ),
            code="before_formation",
        )


def check_changeable(by: Actor, household: Household, day: date) -> None:
    """Permission, state and date of one event of one household."""
    check_may_edit(by, household)
    check_living(household)
    check_day(household, day)


def check_commune_on(unit: Unit, day: date) -> None:
    """A household lives in a commune that exists on the day."""
    if unit.level != UnitLevel.COMMUNE.value:
        raise Refused(
            _("{place} không phải là xã, phường, đặc khu. Hãy chọn đơn vị cấp xã.").format(place=unit.name),
            code="not_a_commune",
        )
    if not unit.holds_on(day):
        raise Refused(
            _("{place} (mã {code}) không tồn tại vào ngày {day}. Hãy chọn đơn vị có vào ngày ấy.").format(
                place=unit.name, code=unit.code, day=shown_date(day)
            ),
            code="unit_not_on_day",
        )


def check_after(day: date, begun: date | None) -> None:
    """A span cannot end before it began: the event must come after the last one of its kind."""
    if begun is not None and day <= begun:
        raise Refused(
            _(
                "Ngày {day} không sau ngày {begun} của lần ghi trước. Hãy sửa lần ghi trước nếu nó sai."
            ).format(day=shown_date(day), begun=shown_date(begun)),
            code="not_after_last",
        )


def check_not_head(membership: Membership) -> None:
    """The head does not go while others stay without a head."""
    if membership.relation == "head":
        raise Refused(
            _("Thành viên này là chủ hộ. Hãy đổi chủ hộ trước, rồi ghi biến động này."),
            code="is_head",
        )


def check_reason(reason: str) -> str:
    """The trimmed reason; a decision without one is refused."""
    if not reason.strip():
        raise Refused(_("Quyết định này cần một lý do. Hãy ghi rõ căn cứ."), code="reason_missing")
    return reason.strip()


def check_undecided(suspicion: SuspectedDuplicate) -> None:
    """What a person decided stays decided."""
    if suspicion.decision != "open":
        raise Refused(
            _("Nghi vấn trùng này đã được quyết định ({decision}).").format(decision=suspicion.decision),
            code="already_decided",
        )


def check_no_overlap(placement: Placement, first: date | None, last: date | None) -> None:
    """The span that would replace ``placement`` overlaps no other placement of the household in force."""
    others = Placement.objects.everywhere().filter(household=placement.household_id, in_force=True)
    for other in others.exclude(pk=placement.pk):
        begins_before_its_end = other.valid_until is None or first is None or first <= other.valid_until
        ends_after_its_beginning = last is None or other.valid_from is None or last >= other.valid_from
        if begins_before_its_end and ends_after_its_beginning:
            raise Refused(
                _("Khoảng thời gian này trùng với một nơi ở khác của hộ. Hãy sửa nơi ở kia trước."),
                code="placements_overlap",
            )
