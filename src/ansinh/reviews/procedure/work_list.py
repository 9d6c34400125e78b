"""The work list: who is reviewed and why, who surveys whom (Decision 24/2021, article 4.1)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q

from ansinh.access.queries import scope_of
from ansinh.accounts.actor import Actor, actor_of
from ansinh.accounts.models import User
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.grievances.enums import GrievanceKind
from ansinh.grievances.models import Grievance
from ansinh.grievances.queries import requests_for_work_list
from ansinh.households.models import Household
from ansinh.households.officers import close_to
from ansinh.households.queries import chunked
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.reviews.histories import opening_list
from ansinh.reviews.models import Dossier
from ansinh.reviews.procedure.enums import OffReason, WorkReason, WorkState
from ansinh.reviews.procedure.models import WorkItem, WorkStep
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import check_step, lock_dossier, move_dossier
from ansinh.reviews.procedure.queries import AT_WORK, items_of, units_of
from ansinh.reviews.queries import list_year_of, within_year

_REASON_OF = {GrievanceKind.REVIEW.value: WorkReason.REQUEST, GrievanceKind.LEAVE.value: WorkReason.LEAVING}
# A household of the list in force leaves it by a decision; off the work list only because it is not there.
_NOT_THERE = (OffReason.MOVED, OffReason.DISSOLVED, OffReason.DUPLICATE)


@dataclass
class DrawnUp:
    """What drawing up added, by reason; ``gone``: listed households that live elsewhere or are dissolved, ``unregistered``:
    requests of households that are not in the registry yet."""

    added: Counter = field(default_factory=Counter)
    gone: int = 0
    unregistered: int = 0


@action(EventName.WORK_LIST_DRAWN_UP)
def draw_up_work_list(*, dossier: Dossier, by: Actor, until: date | None = None) -> DrawnUp:
    """Put on the list who is on the newest list of poor and near-poor (of a review within the year: nobody) and whose
    request came up to ``until``. Who stands on it already stays as it is; who was taken off stays off."""
    held = lock_dossier(dossier)
    check_step(held, Verb.ADD_TO_WORK_LIST, by)
    done, there = DrawnUp(), {key.hex for key in items_of(held).values_list("household_id", flat=True)}
    asked = _requests(held, until or today(), done)
    wanted = {key: (request.reason, request) for key, request in asked.items() if key not in there}
    if not within_year(held.round.period):
        # A listed household that asked to leave is there because it is listed; its request stays beside it.
        wanted |= {key: (WorkReason.LISTED, asked.get(key)) for key in _opening(held) if key not in there}
    homes = _living_here(held, wanted)
    done.gone = sum(1 for key, (why, _r) in wanted.items() if why is WorkReason.LISTED and key not in homes)
    _add(
        held,
        [
            (homes[key], why, request and request.row)
            for key, (why, request) in wanted.items()
            if key in homes
        ],
        by,
    )
    done.added = Counter(wanted[key][0].value for key in homes)
    note(
        subject=f"dossier:{held.pk}",
        place=held.unit.code,
        added=dict(done.added),
        gone=done.gone,
        unregistered=done.unregistered,
    )
    return done


@dataclass(frozen=True)
class _Asked:
    row: Grievance
    reason: WorkReason


def _requests(dossier: Dossier, until: date, done: DrawnUp) -> dict[str, _Asked]:
    """Households that asked, by id in hex, each with its first request."""
    found: dict[str, _Asked] = {}
    for row in requests_for_work_list(units_of(dossier), until):
        if row.kind not in _REASON_OF:
            continue
        if row.household_id is None:
            done.unregistered += 1
        else:
            found.setdefault(row.household_id.hex, _Asked(row, _REASON_OF[row.kind]))
    return found


def _opening(dossier: Dossier) -> list[str]:
    campaign = dossier.round
    frame = opening_list(
        list_year_of(campaign.period) - 1, campaign.standards[0], units_of(dossier), campaign.period
    )
    return frame["household"].unique(maintain_order=True).to_list()


def _living_here(dossier: Dossier, keys: Iterable[str]) -> dict[str, Household]:
    units, found = units_of(dossier), {}
    for run in chunked(sorted(keys)):
        rows = Household.objects.everywhere().filter(
            pk__in=[UUID(key) for key in run], unit_id__in=units, dissolved_on=None
        )
        found |= {one.pk.hex: one for one in rows}
    return found


def _add(
    dossier: Dossier,
    rows: Sequence[tuple[Household, WorkReason, Grievance | None]],
    by: Actor,
    why: str = "",
) -> list[WorkItem]:
    moment, late = now(), dossier.state != "open"
    items = [
        WorkItem(
            dossier=dossier,
            unit_id=dossier.unit_id,
            village=home.village,
            household=home,
            head_name=home.head_name,
            head_name_fold=home.head_name_fold,
            head_name_sort=home.head_name_sort,
            reason=reason.value,
            why=why,
            request=request,
            late=late,
            added_at=moment,
            added_by=by.label,
        )
        for home, reason, request in rows
    ]
    made = WorkItem.objects.everywhere().bulk_create(items, batch_size=500)
    _trace(made, Verb.ADD_TO_WORK_LIST, by, reason=why)
    return made


def _trace(items: Iterable[WorkItem], verb: Verb, by: Actor, *, said: str = "", reason: str = "") -> None:
    moment = now()
    WorkStep.objects.everywhere().bulk_create(
        (
            WorkStep(
                item=item, verb=verb.value, said=said or item.reason, reason=reason, at=moment, by=by.label
            )
            for item in items
        ),
        batch_size=500,
    )


@action(EventName.PUT_ON_WORK_LIST)
def add_to_work_list(
    *,
    dossier: Dossier,
    household: Household,
    why: str,
    by: Actor,
    reason: WorkReason = WorkReason.ADDED,
    request: Grievance | None = None,
) -> WorkItem:
    """Put one household on the list, with a reason; after the list was closed that is a late addition.

    Who was taken off comes back, with a trace. Raises ``Refused``: not a household of the commune, on the list already.
    """
    held = lock_dossier(dossier)
    check_step(held, Verb.ADD_TO_WORK_LIST, by)
    return _added(held, household, why, by, reason, request)


def _added(
    held: Dossier, household: Household, why: str, by: Actor, reason: WorkReason, request: Grievance | None
) -> WorkItem:
    _check_reason(why)
    if household.unit_id not in units_of(held) or household.dissolved_on is not None:
        raise Refused(
            _(
                "Hộ này không cư trú ở {place} hoặc không còn. Hãy xem lại trang của hộ, ghi nơi ở trước."
            ).format(place=held.unit.name),
            code="not_of_this_commune",
        )
    found = items_of(held).filter(household=household).first()
    if found is None:
        (item,) = _add(held, [(household, reason, request)], by, why)
    elif found.state != WorkState.TAKEN_OFF.value:
        raise Refused(_("Hộ này đã có trong danh sách rà soát."), code="on_work_list")
    else:
        item = found
        item.state, item.off_reason, item.off_why = WorkState.TO_REVIEW.value, "", ""
        item.reason, item.why = reason.value, why.strip()
        item.save(update_fields=["state", "off_reason", "off_why", "reason", "why"])
        _trace([item], Verb.ADD_TO_WORK_LIST, by, reason=why.strip())
    note(
        subject=f"household:{household.pk}",
        place=held.unit.code,
        dossier=held.pk,
        added=reason.value,
        late=item.late,
    )
    return item


@action(EventName.TAKEN_OFF_WORK_LIST)
def take_off_work_list(*, item: WorkItem, off_reason: OffReason, why: str, by: Actor) -> WorkItem:
    """Take a household off the list, with its reason. One of the list in force only because it is not there any more: its
    leaving the list of poor households is for the review to decide."""
    held = lock_dossier(item.dossier)
    check_step(held, Verb.TAKE_OFF_WORK_LIST, by)
    _check_reason(why)
    now_is = items_of(held).get(pk=item.pk)
    if now_is.state == WorkState.TAKEN_OFF.value:
        raise Refused(_("Hộ này đã được đưa ra khỏi danh sách trước đó."), code="off_work_list")
    if now_is.reason == WorkReason.LISTED.value and off_reason not in _NOT_THERE:
        raise Refused(
            _(
                "Hộ này đang trong danh sách nghèo, cận nghèo nên phải được rà soát; chỉ đưa ra khi hộ đã chuyển đi, không còn "
                "hoặc trùng. Hãy chọn đúng lý do, hoặc để hộ lại trong danh sách."
            ),
            code="listed_stays",
        )
    now_is.state, now_is.off_reason, now_is.off_why = WorkState.TAKEN_OFF.value, off_reason.value, why.strip()
    now_is.save(update_fields=["state", "off_reason", "off_why"])
    _trace([now_is], Verb.TAKE_OFF_WORK_LIST, by, said=off_reason.value, reason=why.strip())
    note(
        subject=f"household:{now_is.household_id}",
        place=held.unit.code,
        dossier=held.pk,
        taken_off=off_reason.value,
    )
    return now_is


def _check_reason(why: str) -> None:
    if not why.strip():
        raise Refused(_("Việc này cần một lý do. Hãy ghi rõ căn cứ."), code="reason_missing")


def may_survey(user: User, dossier: Dossier, village: str) -> bool:
    """Whether a user enters answers in that village."""
    return user.is_active and scope_of(actor_of(user), Permission.ENTER_ANSWERS).covers(
        dossier.unit_id, village
    )


@action(EventName.SURVEYORS_ASSIGNED)
def assign_surveyor(
    *,
    dossier: Dossier,
    surveyor: User,
    by: Actor,
    village: str | None = None,
    items: Sequence[int] = (),
) -> int:
    """Give a village's households, or the chosen ones, to a surveyor; how many changed.

    Raises ``Refused`` where the surveyor may not enter answers there or is of a chosen household, ``UnusableInput`` where
    nothing is chosen.
    """
    held = lock_dossier(dossier)
    check_step(held, Verb.ASSIGN_SURVEYOR, by)
    rows = items_of(held).filter(AT_WORK)
    if village is not None:
        rows = rows.filter(village=village)
    elif items:
        rows = rows.filter(pk__in=items)
    else:
        raise UnusableInput(_("Chưa chọn thôn hoặc hộ nào. Hãy chọn rồi phân công."), code="nothing_chosen")
    close = close_to(surveyor.pk).all
    if village is None and rows.filter(household__in=close).exists():
        raise Refused(
            _(
                "{name} là người của một hộ đã chọn, hoặc từng chung hộ với người của hộ ấy. Hãy bỏ hộ ấy ra và phân công người "
                "khác."
            ).format(name=surveyor.full_name),
            code="own_household",
        )
    # Of a whole village the surveyor's own household and kin are left for another.
    chosen = list(rows.filter(~Q(surveyor=surveyor)).exclude(household__in=close))
    for name in sorted({one.village for one in chosen}):
        if not may_survey(surveyor, held, name):
            raise Refused(
                _(
                    "Người này không có quyền nhập phiếu ở {village}. Hãy giao vai trò rà soát viên của thôn trước, rồi phân công."
                ).format(village=name or held.unit.name),
                code="not_a_surveyor",
            )
    if not chosen:
        nothing_changed()
        return 0
    for run in chunked([one.pk for one in chosen]):
        items_of(held).filter(pk__in=run).update(surveyor=surveyor)
    _trace(chosen, Verb.ASSIGN_SURVEYOR, by, said=surveyor.full_name[:40])
    note(subject=f"dossier:{held.pk}", place=held.unit.code, surveyor=surveyor.pk, households=len(chosen))
    return len(chosen)


@action(EventName.WORK_LIST_CLOSED)
def close_work_list(*, dossier: Dossier, by: Actor, on: date | None = None) -> Dossier:
    """Close the list: from now on its households are surveyed. Raises ``Refused`` for an empty list and for households that
    nobody was assigned to."""
    held = lock_dossier(dossier)
    check_step(held, Verb.CLOSE_WORK_LIST, by)
    rows = items_of(held).filter(AT_WORK)
    if not rows.exists():
        raise Refused(
            _(
                "Danh sách rà soát chưa có hộ nào. Hãy lập từ danh sách hiện hành và đơn đã nhận, hoặc bổ sung hộ."
            ),
            code="work_list_empty",
        )
    alone = rows.filter(surveyor=None).count()
    if alone:
        raise Refused(
            _("Còn {count} hộ chưa có rà soát viên. Hãy phân công theo thôn, rồi chốt danh sách.").format(
                count=alone
            ),
            code="not_assigned",
        )
    move_dossier(held, Verb.CLOSE_WORK_LIST, by=by, on=on)
    note(subject=f"dossier:{held.pk}", place=held.unit.code, households=rows.count())
    return held


def left_for_another(dossier: Dossier, surveyor: User, village: str) -> int:
    """How many households of a village a surveyor is too close to."""
    rows = items_of(dossier).filter(AT_WORK, village=village)
    return rows.filter(household__in=close_to(surveyor.pk).all).count()
