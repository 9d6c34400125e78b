"""What an objection does to a dossier: the household is surveyed again, and nothing is settled while one is open."""

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.grievances.models import Grievance
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import NotFound, Refused
from ansinh.kernel.language import _
from ansinh.reviews.models import Dossier
from ansinh.reviews.procedure.enums import WorkReason, WorkState
from ansinh.reviews.procedure.local_clocks import law_of
from ansinh.reviews.procedure.models import Recheck, WorkItem, WorkStep
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import check_step, lock_dossier
from ansinh.reviews.procedure.queries import items_of, open_objections_of, outcomes_of, units_of


@action(EventName.OBJECTION_RECHECKED)
def recheck_objection(*, dossier: Dossier, objection: Grievance, by: Actor) -> Recheck:
    """Survey the household of an open objection again, within the clock that runs from the objection. A household that was
    missed comes onto the work list by it. Raises ``Refused``; ``NotFound`` for an objection to something else."""
    held = lock_dossier(dossier)
    check_step(held, Verb.RECHECK_OBJECTION, by)
    asked = open_objections_of(held).select_related("household").filter(pk=objection.pk).first()
    if asked is None:
        raise NotFound(
            _("Không có phản ánh này đối với danh sách đang niêm yết, hoặc phản ánh đã được trả lời."),
            code="no_such_objection",
        )
    if asked.household is None:
        raise Refused(
            _("Phản ánh này chưa nêu hộ nào. Hãy ghi hộ được phản ánh vào phản ánh trước, rồi mở phúc tra."),
            code="objection_without_household",
        )
    if Recheck.objects.everywhere().filter(objection=asked).exists():
        raise Refused(_("Đã mở phúc tra theo phản ánh này."), code="rechecked_already")
    item = _item_of(held, asked, by)
    before = (
        outcomes_of(held).filter(household=asked.household).values_list("recognised_class", flat=True).first()
    )
    made = Recheck.objects.everywhere().create(
        dossier=held,
        item=item,
        objection=asked,
        class_before=before or "",
        opened_on=today(),
        due=law_of(held, asked.received_on).clock("recheck").last_day(asked.received_on),
        at=now(),
        by=by.label,
    )
    note(
        subject=f"household:{item.household_id}",
        place=held.unit.code,
        dossier=held.pk,
        due=made.due.isoformat(),
    )
    return made


def _item_of(dossier: Dossier, asked: Grievance, by: Actor) -> WorkItem:
    home = asked.household
    assert home is not None
    if home.unit_id not in units_of(dossier):
        raise Refused(
            _("Hộ được phản ánh không cư trú ở {place}.").format(place=dossier.unit.name),
            code="not_of_this_commune",
        )
    item = items_of(dossier).filter(household=home).first()
    if item is None:
        item = WorkItem(
            dossier=dossier,
            unit_id=dossier.unit_id,
            village=home.village,
            household=home,
            head_name=home.head_name,
            head_name_fold=home.head_name_fold,
            head_name_sort=home.head_name_sort,
            reason=WorkReason.OBJECTION.value,
            request=asked,
            late=True,
            added_at=now(),
            added_by=by.label,
        )
    item.state, item.off_reason, item.off_why = WorkState.AGAIN.value, "", ""
    item.save()
    WorkStep.objects.everywhere().create(
        item=item,
        verb=Verb.RECHECK_OBJECTION.value,
        said=f"{asked.number}/{asked.year}",
        at=now(),
        by=by.label,
    )
    return item


def under_objection(dossier: Dossier, item: WorkItem) -> bool:
    """Whether the household is re-checked because of an objection to what is posted now."""
    return Recheck.objects.everywhere().filter(dossier=dossier, item=item).exists()


def check_rechecked(item: WorkItem) -> None:
    """Raise ``Refused`` while the household waits to be surveyed again."""
    if item.state == WorkState.AGAIN.value:
        raise Refused(
            _("Hộ này chưa được phúc tra xong. Hãy lưu phiếu phúc tra trước."), code="recheck_not_done"
        )


def check_none_open(dossier: Dossier) -> None:
    """Raise ``Refused`` while an objection is not answered or a re-check is not done."""
    waiting = open_objections_of(dossier).count()
    if waiting:
        raise Refused(
            _(
                "Còn {count} phản ánh về danh sách niêm yết chưa được trả lời. Hãy giải quyết và trả lời trước."
            ).format(count=waiting),
            code="objections_open",
        )
    rows = items_of(dossier).filter(state=WorkState.AGAIN.value)
    if rows.exists():
        due = Recheck.objects.everywhere().filter(dossier=dossier, item__in=rows).order_by("due").first()
        said = _("Còn {count} hộ chưa phúc tra xong").format(count=rows.count())
        if due is not None:
            said += " " + _("(hạn {day})").format(day=shown_date(due.due))
        raise Refused(said + ".", code="recheck_not_done")
