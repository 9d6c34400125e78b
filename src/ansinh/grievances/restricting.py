"""Restriction of uses: what was granted to somebody who asked to restrict, to stop or not to have data used (Law 91/2025/QH15).

A restriction keeps a household's rows out of exports, of analyses and of what other programs read. The review, the lists and the
papers that the law asks for go on: without them nobody would be helped.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.grievances.enums import GrievanceKind, GrievanceState, Outcome
from ansinh.grievances.models import DataRestriction, Grievance
from ansinh.households.models import Household
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.work.downloads import withholds


class Use(StrEnum):
    """What may be restricted."""

    EXPORT = "export"
    ANALYTICS = "analytics"
    SHARING = "sharing"

    @property
    def words(self) -> str:
        return {
            Use.EXPORT: _("xuất ra tệp"),
            Use.ANALYTICS: _("phân tích, thử số liệu"),
            Use.SHARING: _("chia sẻ cho chương trình, cơ quan khác"),
        }[self]


RESTRICTING = frozenset({GrievanceKind.DATA_RESTRICT, GrievanceKind.DATA_WITHDRAW, GrievanceKind.DATA_OBJECT})
_GRANTED = frozenset({Outcome.UPHELD.value, Outcome.PARTLY.value})
_DECIDED = frozenset({GrievanceState.DECIDED, GrievanceState.ANSWERED, GrievanceState.CLOSED})


def check_may_restrict(grievance: Grievance, by: Actor) -> None:
    """Raise ``Refused`` for another kind of request, one that was not granted, one that names no household, or without the
    right to decide requests there."""
    check_may(by, Permission.DECIDE_REQUESTS, grievance.unit_id)
    if GrievanceKind(grievance.kind) not in RESTRICTING:
        raise Refused(
            _("Chỉ hạn chế theo đơn yêu cầu hạn chế, rút lại đồng ý hoặc phản đối việc xử lý dữ liệu."),
            code="not_a_restriction",
        )
    if grievance.outcome not in _GRANTED or GrievanceState(grievance.state) not in _DECIDED:
        raise Refused(
            _(
                "Đơn chưa được quyết định chấp nhận. Hãy quyết định đơn, ghi lý do, rồi hạn chế theo quyết định ấy."
            ),
            code="not_granted",
        )
    if grievance.household_id is None:
        raise Refused(_("Hãy gắn đơn với hộ trước."), code="no_household")


def may_restrict(grievance: Grievance, by: Actor) -> bool:
    """Whether ``check_may_restrict`` would let it pass."""
    try:
        check_may_restrict(grievance, by)
    except Refused:
        return False
    return True


@action(EventName.DATA_RESTRICTED)
def restrict_uses(*, grievance: Grievance, uses: Collection[Use], by: Actor) -> list[DataRestriction]:
    """Put the restriction that a decided request granted in force, from today; a use that is restricted by it stays so.

    Raises as ``check_may_restrict`` does, and ``UnusableInput`` where no use is named.
    """
    check_may_restrict(grievance, by)
    if not uses:
        raise UnusableInput(_("Hãy chọn ít nhất một việc bị hạn chế."), code="no_use")
    known = {one.use for one in in_force_of(grievance)}
    made = [
        DataRestriction.objects.create(
            grievance=grievance,
            household_id=grievance.household_id,
            unit_id=grievance.unit_id,
            village=grievance.village,
            use=use.value,
            since=today(),
            made_at=now(),
            made_by=by.label,
        )
        for use in sorted(set(uses))
        if use.value not in known
    ]
    note(
        subject=f"household:{grievance.household_id}",
        place=grievance.unit.code,
        request=grievance.pk,
        uses=[one.use for one in made],
    )
    return made


@action(EventName.DATA_RESTRICTION_ENDED)
def end_restrictions(*, grievance: Grievance, reason: str, by: Actor) -> int:
    """End what a request had restricted, with the reason; how many uses. Raises ``NotFound`` where nothing is in force."""
    check_may(by, Permission.DECIDE_REQUESTS, grievance.unit_id)
    if not reason.strip():
        raise UnusableInput(_("Hãy ghi lý do kết thúc hạn chế."), code="no_reason")
    rows = in_force_of(grievance)
    if not rows:
        raise NotFound(_("Đơn này không có hạn chế nào đang hiệu lực."), code="no_restriction")
    keys = [one.pk for one in rows]
    DataRestriction.objects.everywhere().filter(pk__in=keys).update(
        ended_on=today(), ended_at=now(), ended_by=by.label, end_reason=reason.strip()
    )
    note(
        subject=f"household:{grievance.household_id}",
        place=grievance.unit.code,
        request=grievance.pk,
        uses=[one.use for one in rows],
        reason=reason.strip(),
    )
    return len(keys)


def in_force_of(grievance: Grievance) -> list[DataRestriction]:
    """What a request (reached through a scope before) restricts now."""
    return list(
        DataRestriction.objects.everywhere().filter(grievance=grievance, ended_on=None).order_by("use")
    )


def restrictions_of(household: Household) -> list[DataRestriction]:
    """What is restricted of a household reached through a scope before."""
    rows = DataRestriction.objects.everywhere().filter(household=household, ended_on=None)
    return list(rows.select_related("grievance").order_by("since", "use"))


def restricted_from(use: Use) -> frozenset[str]:
    """Ids, in hex, of the households that may not be used so. Ids alone, for who keeps them out."""
    rows = DataRestriction.objects.everywhere().filter(use=use.value, ended_on=None)
    return frozenset(key.hex for key in rows.values_list("household_id", flat=True))


def check_may_share(household: Household) -> None:
    """Raise ``Refused`` where a household may not be read by other programs."""
    found = [one for one in restrictions_of(household) if one.use == Use.SHARING.value]
    if found:
        raise Refused(
            _(
                "Hộ này được hạn chế chia sẻ dữ liệu từ ngày {day} theo đơn số {number}/{year}. Chương trình khác không đọc được; "
                "người có quyền đăng nhập để xem."
            ).format(
                day=shown_date(found[0].since),
                number=found[0].grievance.number,
                year=found[0].grievance.year,
            ),
            code="sharing_restricted",
        )


@withholds
def restricted_rows(rows: Sequence[Any]) -> list[bool]:
    """Which rows of a list are of households that may not be exported."""
    kept_in = restricted_from(Use.EXPORT)
    return [bool(kept_in) and _household_of(row) in kept_in for row in rows]


def _household_of(row: Any) -> str:
    """The household a row is about, in hex; blank for what is about none."""
    if isinstance(row, Household):
        return row.pk.hex
    if isinstance(row, dict):
        key = row.get("household_id") or row.get("household")
    else:
        key = getattr(row, "household_id", None)
    return key.hex if isinstance(key, UUID) else str(key or "").replace("-", "")
