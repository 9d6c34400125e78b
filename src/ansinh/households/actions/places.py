"""Where a household lives: moved, or placed for the first time."""

from datetime import date

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.enums import LifeEventKind
from ansinh.households.models import Household, LifeEvent, Placement
from ansinh.households.policies import (
    check_changeable,
    check_commune_on,
    check_living,
    check_may_edit,
    check_no_overlap,
    check_reason,
)
from ansinh.households.spans import begin_placement, end_placement, held, tell
from ansinh.households.undoing import kept
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.places.queries import lineage


@action(EventName.HOUSEHOLD_MOVED)
@kept
def move_household(
    *, household: Household, unit: Unit, day: date, by: Actor, village: str = "", reason: str = ""
) -> LifeEvent:
    """The household lives at ``unit`` (and ``village``) from ``day`` on.

    Refused: no permission where it lives now, dissolved, not yet placed, a future day, a day not after
    the last move, the same place, a unit that is no commune of that day.
    """
    home = held(household)
    check_changeable(by, home, day)
    check_commune_on(unit, day)
    before = home.unit
    if before is None:
        raise Refused(
            _("Hộ này chưa được xếp vào xã nào. Hãy xếp hộ vào xã trước khi ghi chuyển đi."),
            code="not_placed",
        )
    if (before.pk, home.village) == (unit.pk, village):
        raise Refused(_("Hộ này đang ở đúng nơi ấy; không có gì thay đổi."), code="same_place")
    end_placement(home, day)
    begin_placement(home, unit, village, day, by)
    note(subject=f"household:{home.pk}", place=unit.code, reason=reason, moved_from=before.code)
    return tell(home, LifeEventKind.MOVED, day, by, units=(before, unit), reason=reason)


@action(EventName.HOUSEHOLD_PLACED)
@kept
def place_household(
    *, household: Household, unit: Unit, by: Actor, village: str = "", day: date | None = None
) -> Household:
    """A household that waits gets its commune, since ``day`` or since before we knew.

    Refused: no permission at the commune, already placed, outside of the place it waits under.
    """
    home = held(household)
    check_may_edit(by, home)
    check_may(by, Permission.EDIT_HOUSEHOLDS, unit.pk)
    check_living(home)
    check_commune_on(unit, day or today())
    if home.unit_id is not None:
        raise Refused(_("Hộ này đã có xã. Nếu hộ chuyển nơi ở, hãy ghi chuyển đi."), code="already_placed")
    if home.placed_under is not None and unit.pk not in lineage(home.placed_under, day or today()):
        raise Refused(
            _("{place} không thuộc {above}, nơi hộ này chờ xếp. Hãy chọn xã khác.").format(
                place=unit.name, above=home.placed_under.name
            ),
            code="outside_waiting_place",
        )
    begin_placement(home, unit, village or home.village, day, by)
    note(subject=f"household:{home.pk}", place=unit.code)
    return home


@action(EventName.PLACEMENT_CORRECTED)
@kept
def correct_placement(
    *,
    placement: Placement,
    unit: Unit,
    village: str,
    valid_from: date | None,
    valid_until: date | None,
    reason: str,
    by: Actor,
) -> Placement:
    """What was recorded of a place was wrong: a new row replaces it, the old one stays and is no longer in
    force.

    Refused: no reason, corrected before, dates the wrong way round or in the future, a unit that is no
    commune of the first day, a span that overlaps another placement.
    """
    home = held(placement.household)
    check_may_edit(by, home)
    reason = check_reason(reason)
    old = Placement.objects.everywhere().get(pk=placement.pk)
    if not old.in_force:
        raise Refused(_("Dòng này đã được sửa trước đó. Hãy sửa dòng mới nhất."), code="replaced_already")
    _check_span(valid_from, valid_until)
    check_commune_on(unit, valid_from or valid_until or today())
    check_no_overlap(old, valid_from, valid_until)
    old.in_force = False
    old.save(update_fields=["in_force"])
    new = Placement.objects.create(
        household=home,
        unit=unit,
        village=village,
        valid_from=valid_from,
        valid_until=valid_until,
        recorded_at=now(),
        recorded_by=by.label,
        replaces=old,
    )
    if valid_until is None:
        home.unit, home.village = unit, village
        home.save(update_fields=["unit", "village"])
    note(subject=f"household:{home.pk}", place=unit.code, reason=reason, replaces=old.pk)
    return new


def _check_span(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise Refused(
            _("Ngày cuối {last} trước ngày đầu {first}. Hãy kiểm tra lại.").format(
                first=shown_date(first), last=shown_date(last)
            ),
            code="dates_reversed",
        )
    if max(first or date.min, last or date.min) > today():
        raise Refused(_("Không ghi nơi ở có ngày còn ở tương lai."), code="future_date")
