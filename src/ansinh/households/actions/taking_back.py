"""A change done by hand is taken back: the rows become what they were, and the trace of both stays."""

from collections.abc import Sequence

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.lines import forget_lines, renew_lines
from ansinh.households.models import ChangedRow, Household, RegistryChange
from ansinh.households.policies import check_may_decide, check_may_edit, check_reason
from ansinh.households.spans import held
from ansinh.households.undoing import TABLES, Values, table_named, typed, values_of
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _


class LaterWorkRests(Refused):
    """Something later rests on what would be taken back."""

    code = "later_work"


def _rests() -> LaterWorkRests:
    return LaterWorkRests(
        _(
            "Đã có dữ liệu ghi sau dựa trên thay đổi này (phiếu, danh sách hoặc một thay đổi khác). "
            "Hãy hoàn tác thay đổi sau trước, hoặc ghi một thay đổi mới cho đúng."
        )
    )


@action(EventName.CHANGE_TAKEN_BACK)
def take_back_change(*, change: RegistryChange, reason: str, by: Actor) -> RegistryChange:
    """Every row that ``change`` touched is again as it was before; what it added goes.

    Refused: no reason, no permission at every household concerned, taken back before, a row no longer as the change left
    it, something that rests on a row it added.
    """
    reason = check_reason(reason)
    one = RegistryChange.objects.select_for_update().get(pk=change.pk)
    if one.taken_back_at is not None:
        raise Refused(_("Thay đổi này đã được hoàn tác trước đó."), code="taken_back_already")
    _check_allowed(one, by)
    rows = list(one.rows.all())
    try:
        with transaction.atomic():
            _restore(rows)
    except (ProtectedError, IntegrityError) as resting:
        raise _rests() from resting
    renew_lines(ref for ref in (one.household_ref, one.other_ref) if ref)
    one.taken_back_at, one.taken_back_by, one.taken_back_reason = now(), by.label, reason
    one.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
    note(
        subject=f"household:{one.household_ref}", reason=reason, change=one.pk, verb=one.verb, rows=len(rows)
    )
    return one


def _check_allowed(change: RegistryChange, by: Actor) -> None:
    refs = [ref for ref in (change.household_ref, change.other_ref) if ref]
    homes = [held(home) for home in Household.objects.everywhere().filter(pk__in=refs).order_by("pk")]
    for home in homes:
        check_may_edit(by, home)
    if change.suspicion_id is not None:
        check_may_decide(by, {home.unit_id or home.placed_under_id for home in homes} or {None})


def _restore(rows: Sequence[ChangedRow]) -> None:
    """What was added goes first, so that what it took the place of can stand there again."""
    order = {model._meta.model_name: place for place, model in enumerate(TABLES)}
    found = [(row, _as_left(row)) for row in sorted(rows, key=lambda row: order[row.table])]
    late = {"person", "household"}
    for row, record in found:
        if row.before is None and row.table not in late:
            record.delete()
    for row, record in found:
        if row.before is not None:
            _write(record, row.before)
    for row, record in found:
        if row.before is None and row.table in late:
            if isinstance(record, Household):
                forget_lines(record.pk)
            record.delete()


def _as_left(row: ChangedRow) -> models.Model:
    model = table_named(row.table)
    manager = model._default_manager.all()
    rows = manager.everywhere() if hasattr(manager, "everywhere") else manager
    record = rows.select_for_update().filter(pk=row.row).first()
    if record is None or values_of(record) != row.after:
        raise _rests()
    return record


def _write(record: models.Model, before: Values) -> None:
    for name, value in typed(type(record), before).items():
        setattr(record, name, value)
    record.save(force_update=True)
