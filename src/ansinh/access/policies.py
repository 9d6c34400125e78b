"""Who may. A check raises with a reason; its twin answers yes or no. What the state allows is asked elsewhere."""

from datetime import date

from ansinh.access.models import RoleHolding
from ansinh.access.queries import holdings_of, scope_of
from ansinh.access.roles import APPROVING, MAKING, ROLES, SECTOR_AGENCY, Office, Role
from ansinh.accounts.actor import Actor, actor_of
from ansinh.accounts.models import User
from ansinh.accounts.permissions import Permission
from ansinh.agencies.kinds import agency_kind as kind_named
from ansinh.kernel import dates
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.places.queries import lineage


def check_may(
    actor: Actor, permission: Permission, unit_id: int | None = None, village: str | None = None
) -> None:
    """Raise ``Refused`` unless ``actor`` has ``permission`` at the unit, or at that village of it (or anywhere, when none
    is given)."""
    scope = scope_of(actor, permission)
    allowed = scope.covers(unit_id, village) if unit_id is not None else not scope.is_empty
    if not allowed:
        raise Refused(
            _(
                "Tài khoản này không có quyền «{permission}» ở địa bàn này. Hãy đề nghị người quản trị giao quyền."
            ).format(permission=permission.words),
            code="permission_missing",
        )


def may(actor: Actor, permission: Permission, unit_id: int | None = None, village: str | None = None) -> bool:
    """Whether ``check_may`` would let it pass."""
    try:
        check_may(actor, permission, unit_id, village)
    except Refused:
        return False
    return True


def check_manages(by: Actor, unit: Unit | None) -> None:
    """Raise ``Refused`` unless ``by`` manages people at the unit (none: at every place)."""
    scope = scope_of(by, Permission.MANAGE_PEOPLE)
    if not (scope.unit_ids is None or (unit is not None and scope.covers(unit.pk))):
        raise Refused(
            _("Bạn không quản lý người dùng ở địa bàn này. Hãy đề nghị người quản trị của địa bàn ấy."),
            code="permission_missing",
        )


def check_manages_person(by: Actor, user: User) -> None:
    """Raise ``Refused`` unless ``by`` manages people wherever ``user`` holds a role: who could open an account that reaches
    further than one's own would reach further through it."""
    for holding in holdings_of(actor_of(user), dates.today()):
        check_manages(by, holding.unit)


_LEVELS = {
    Office.VILLAGE: {UnitLevel.COMMUNE},
    Office.COMMUNE: {UnitLevel.COMMUNE},
    Office.DISTRICT: {UnitLevel.DISTRICT},
    # In charge of a part of the province, or of all of it.
    Office.PROVINCE: {UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE},
    Office.NATION: {UnitLevel.PROVINCE, None},
    Office.ANY: {UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE, None},
}


def check_office(role: Role, unit: Unit | None, village: str) -> None:
    """Raise ``Refused`` where the unit is not of a level at which the role may be held, or the village is missing or too
    much."""
    if (UnitLevel(unit.level) if unit else None) not in _LEVELS[role.office]:
        raise Refused(
            _("Vai trò «{role}» không giao ở địa bàn này: {where}.").format(
                role=role.words, where=_where(role.office)
            ),
            code="role_not_of_this_level",
        )
    if bool(village) != (role.office is Office.VILLAGE):
        said = (
            _("Vai trò «{role}» phải ghi rõ thôn, tổ dân phố.")
            if role.office is Office.VILLAGE
            else _("Vai trò «{role}» giao cho cả địa bàn, không cho một thôn.")
        )
        raise Refused(said.format(role=role.words), code="role_needs_village")


def check_agency_kind(role: str, agency_kind: str) -> None:
    """Raise ``NotFound`` for a kind of agency that is none, ``Refused`` where the role is not that of a sector agency."""
    if not agency_kind:
        return
    kind = kind_named(agency_kind)
    if role != SECTOR_AGENCY.code:
        raise Refused(
            _("Chỉ vai trò «{role}» mới ghi loại cơ quan ({kind}).").format(
                role=SECTOR_AGENCY.words, kind=kind.words
            ),
            code="agency_kind_not_asked",
        )


def _where(office: Office) -> str:
    return {
        Office.VILLAGE: _("chỉ giao ở một thôn, tổ dân phố của một xã"),
        Office.COMMUNE: _("chỉ giao ở một xã, phường, thị trấn, đặc khu"),
        Office.DISTRICT: _("chỉ giao ở một huyện, đến hết ngày 30/06/2025"),
        Office.PROVINCE: _("chỉ giao ở một tỉnh hoặc một phần của tỉnh"),
        Office.NATION: _("chỉ giao cho cả nước hoặc một tỉnh"),
        Office.ANY: _("không giao ở một thôn"),
    }[office]


def check_two_persons(
    user: User, role: Role, unit: Unit | None, valid_from: date, valid_until: date | None, by: Actor
) -> None:
    """Raise ``Refused`` where somebody gives oneself a role, or would both make and approve at one place and time."""
    if by.user_id == user.pk:
        raise Refused(_("Không ai tự giao vai trò cho mình. Hãy nhờ người quản trị khác."), code="own_role")
    for held in RoleHolding.objects.filter(user=user, revoked_on__isnull=True).select_related("unit"):
        if (
            _make_and_approve(role, ROLES[held.role])
            and _meet_in_time(held, valid_from, valid_until)
            and _meet_in_place(held.unit, unit, valid_from)
        ):
            said = _(
                "Người này giữ vai trò «{held}» tại {place}: người lập và người phê duyệt ở cùng một địa bàn, cùng thời gian "
                "phải là hai người. Hãy kết thúc vai trò ấy trước, hoặc giao cho người khác."
            )
            place = held.unit.name if held.unit else _("cả nước")
            raise Refused(said.format(held=ROLES[held.role].words, place=place), code="makes_and_approves")


def _make_and_approve(one: Role, other: Role) -> bool:
    return bool(
        (one.permissions & MAKING and other.permissions & APPROVING)
        or (one.permissions & APPROVING and other.permissions & MAKING)
    )


def _meet_in_time(held: RoleHolding, valid_from: date, valid_until: date | None) -> bool:
    return (held.valid_until is None or held.valid_until >= valid_from) and (
        valid_until is None or held.valid_from <= valid_until
    )


def _meet_in_place(one: Unit | None, other: Unit | None, on: date) -> bool:
    if one is None or other is None:
        return True
    return not _people_of(one, on).isdisjoint(_people_of(other, on))


def _people_of(unit: Unit, on: date) -> frozenset[int]:
    return lineage(unit, min(max(on, unit.valid_from), unit.valid_until or date.max))
