"""Programmes of places for houses, and their deadline put elsewhere."""

from datetime import date

from django.db import IntegrityError, transaction

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.places.models import Unit
from ansinh.places.queries import lineage
from ansinh.support.catalogue.adopted import policies_in_use, policy_in_use
from ansinh.support.catalogue.policy import Policy
from ansinh.support.models import HousingDeadline, HousingProgramme

PURPOSE = "housing"


def housing_policies() -> list[Policy]:
    """The policies for houses: who is housed under one of them was housed."""
    return [one for one in policies_in_use() if one.purpose == PURPOSE]


def covers(programme: HousingProgramme, home: Household) -> bool:
    """Whether a household lives on the ground of the programme's place, also where that place was merged since."""
    if home.unit is None:
        return False
    return any(path.startswith(programme.unit.path) for path in _grounds(home.unit))


def _grounds(unit: Unit) -> set[str]:
    """The ground of a commune, and of those whose people went into it."""
    ids = lineage(unit, unit.valid_until or today())
    return {unit.path, *Unit.objects.filter(pk__in=ids).values_list("path", flat=True)}


def programmes_at(unit: Unit) -> list[HousingProgramme]:
    """The programmes of the places a commune lies in, or whose people it took over; the newest first."""
    paths = _grounds(unit)
    rows = HousingProgramme.objects.select_related("unit").order_by("-begins_on", "-pk")
    return [one for one in rows if any(path.startswith(one.unit.path) for path in paths)]


def programme_called(key: int) -> HousingProgramme:
    """A programme; it tells of nobody, so it needs no scope. Raises ``NotFound``."""
    found = HousingProgramme.objects.select_related("unit").filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có chương trình nhà ở này."))
    return found


@action(EventName.HOUSING_PROGRAMME_WRITTEN)
def write_programme(
    *,
    unit: Unit,
    policy: str,
    name: str,
    act: str,
    begins_on: date,
    deadline: date,
    by: Actor,
    new_amount: int | None = None,
    repair_amount: int | None = None,
) -> HousingProgramme:
    """Write down a programme of a place with its act and deadline; ``new_amount`` and ``repair_amount`` in đồng as the act says
    them, nothing where it does not.

    Raises ``Refused`` without the right there, for a policy that is not for houses, for the same act twice;
    ``UnusableInput`` for no name or act, or a deadline before the beginning.
    """
    check_may(by, P.PROPOSE_SUPPORT, unit.pk)
    found = policy_in_use(policy)
    if found.purpose != PURPOSE:
        raise Refused(
            _("Chính sách {code} không phải về nhà ở. Hãy chọn chính sách nhà ở.").format(code=policy),
            code="not_housing",
        )
    if not clean(name) or not clean(act):
        raise UnusableInput(_("Hãy ghi tên chương trình và số văn bản."), code="no_act")
    if deadline < begins_on:
        raise UnusableInput(_("Hạn hoàn thành trước ngày bắt đầu."), code="dates_reversed")
    try:
        with transaction.atomic():
            made = HousingProgramme.objects.create(
                unit=unit,
                policy=found.code,
                name=clean(name)[:160],
                act=clean(act)[:160],
                begins_on=begins_on,
                deadline=deadline,
                new_amount=new_amount,
                repair_amount=repair_amount,
                recorded_at=now(),
                recorded_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(
            _("Văn bản này đã có chương trình ở địa bàn này. Hãy mở chương trình ấy."), code="programme_known"
        ) from failure
    note(subject=f"housing_programme:{made.pk}", place=unit.code, policy=found.code)
    return made


@action(EventName.HOUSING_DEADLINE_MOVED)
def move_deadline(*, programme: HousingProgramme, deadline: date, reason: str, by: Actor) -> HousingProgramme:
    """Put the deadline of a programme elsewhere, with the act or the reason; the former ones stay in sight.

    Raises ``Refused`` without the right there; ``UnusableInput`` without a reason, for the same day or one before the
    beginning.
    """
    check_may(by, P.PROPOSE_SUPPORT, programme.unit_id)
    held = HousingProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if not clean(reason):
        raise UnusableInput(_("Hãy ghi văn bản hoặc lý do đổi hạn."), code="reason_missing")
    if deadline == held.deadline or deadline < held.begins_on:
        raise UnusableInput(_("Hạn mới phải khác hạn cũ và không trước ngày bắt đầu."), code="day_outside")
    HousingDeadline.objects.create(
        programme=held, deadline=deadline, reason=clean(reason)[:300], at=now(), by=by.label
    )
    held.deadline = deadline
    held.save(update_fields=["deadline"])
    note(subject=f"housing_programme:{held.pk}", reason=clean(reason)[:300])
    return held
