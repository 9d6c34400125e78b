"""Giving and ending roles. Rights are asked for at every request; besides, whoever's roles change signs in anew."""

from datetime import date

from ansinh.access.models import RoleHolding
from ansinh.access.policies import check_agency_kind, check_manages, check_office, check_two_persons
from ansinh.access.queries import forget_rights
from ansinh.access.roles import ROLES, Office
from ansinh.accounts.actor import Actor
from ansinh.accounts.models import User
from ansinh.accounts.second_factors import end_access
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel import dates
from ansinh.kernel.dates import shown_date
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.places.models import Unit

DISTRICTS_ENDED = date(2025, 6, 30)


@action(EventName.ROLE_GIVEN)
def give_role(
    *,
    user: User,
    role: str,
    unit: Unit | None,
    valid_from: date,
    by: Actor,
    village: str = "",
    valid_until: date | None = None,
    agency_kind: str = "",
) -> RoleHolding:
    """Give ``user`` a role at ``unit`` (none: everywhere; a village's role at its commune) from a date on.

    Raises ``NotFound`` for an unknown role, ``Refused`` for oneself, at a place that is not the role's, after districts ended,
    beside a role that may not be in the same hands, outside of the giver's places; ``UnusableInput`` for dates that end
    before they begin.
    """
    if role not in ROLES:
        raise NotFound(_("Không có vai trò «{role}».").format(role=role))
    # Of two roles given at once, one sees the other.
    User.objects.select_for_update().get(pk=user.pk)
    check_agency_kind(role, agency_kind)
    village, until = clean(village), _until(role, valid_from, valid_until)
    check_manages(by, unit)
    check_office(ROLES[role], unit, village)
    check_two_persons(user, ROLES[role], unit, valid_from, until, by)
    if RoleHolding.objects.filter(
        user=user, role=role, unit=unit, village=village, agency_kind=agency_kind, valid_until__isnull=True
    ).exists():
        raise Refused(_("Người này đang giữ vai trò ấy ở địa bàn ấy."), code="role_held")
    note(subject=f"user:{user.pk}", place=unit.code if unit else "", role=role)
    holding = RoleHolding.objects.create(
        user=user,
        role=role,
        unit=unit,
        village=village,
        agency_kind=agency_kind,
        valid_from=valid_from,
        valid_until=until,
        given_by=by.label,
        given_at=dates.now(),
    )
    end_access(user)
    forget_rights()
    return holding


def _until(role: str, valid_from: date, valid_until: date | None) -> date | None:
    """The last day: a district's roles end with the districts."""
    if ROLES[role].office is Office.DISTRICT:
        if valid_from > DISTRICTS_ENDED:
            said = _("Cấp huyện kết thúc ngày {day}: sau ngày này không giao vai trò cấp huyện.")
            raise Refused(said.format(day=shown_date(DISTRICTS_ENDED)), code="districts_ended")
        valid_until = min(valid_until or DISTRICTS_ENDED, DISTRICTS_ENDED)
    if valid_until is not None and valid_until < valid_from:
        raise UnusableInput(_("Ngày cuối không được trước ngày bắt đầu."), code="dates_reversed")
    return valid_until


@action(EventName.ROLE_ENDED)
def end_role(
    *, holding: RoleHolding, valid_until: date, by: Actor, reason: str = "", at_once: bool = False
) -> RoleHolding:
    """End a held role with the last day it holds; or ``at_once``, so that it no longer holds from this moment on.

    Raises ``Refused`` for a role that ended already and outside of the giver's places, ``UnusableInput`` for a last day
    before the first.
    """
    holding = (
        RoleHolding.objects.select_for_update(of=("self",)).select_related("user", "unit").get(pk=holding.pk)
    )
    check_manages(by, holding.unit)
    today = dates.today()
    if holding.revoked_on is not None or (holding.valid_until is not None and holding.valid_until < today):
        raise Refused(_("Vai trò này đã kết thúc."), code="role_over")
    if at_once:
        valid_until = max(today, holding.valid_from)
        holding.revoked_on = today
    if valid_until < holding.valid_from:
        raise UnusableInput(_("Ngày cuối không được trước ngày bắt đầu."), code="dates_reversed")
    note(
        subject=f"user:{holding.user_id}",
        place=holding.unit.code if holding.unit else "",
        role=holding.role,
        reason=clean(reason),
    )
    holding.valid_until = valid_until
    holding.save(update_fields=["valid_until", "revoked_on"])
    end_access(holding.user)
    forget_rights()
    return holding
