"""Who may be surveyed now, quick identification (Phiếu A), and going back to the survey."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from ansinh.access.doers import doer_name
from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.reviews.enums import DossierState
from ansinh.reviews.models import Dossier, Round
from ansinh.reviews.procedure.enums import WorkReason, WorkState
from ansinh.reviews.procedure.models import (
    QuickIdentification,
    QuickMarker,
    QuickTick,
    Recheck,
    WorkItem,
    WorkStep,
)
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import check_step, lock_dossier, move_dossier, regime_of
from ansinh.reviews.procedure.queries import AT_WORK, items_of, postings_of, unsurveyed
from ansinh.reviews.procedure.regime import regime
from ansinh.surveys.models import HouseholdAnswer

_ASKED = (WorkReason.REQUEST.value, WorkReason.ADDED.value)


def check_may_enter(
    dossier: Dossier, household: Household | None, by: Actor | None = None, *, village: str = ""
) -> WorkItem | None:
    """The item by which a household's answers may be entered now; none in recorded results, which have no work list.

    ``household`` is nothing where the registry has none yet; it would live in ``village``. Raises ``Refused``: the state does
    not allow it, ``by`` may not at that village, the household is not on the work list, or, while the list is posted, nobody
    objected to its result.
    """
    law = regime_of(dossier).is_law
    item = items_of(dossier).filter(household=household).first() if law and household is not None else None
    lives_in = household.village if household is not None else village
    check_step(dossier, Verb.ENTER_ANSWERS, by, village=(item.village if item else lives_in))
    if by is not None and household is not None:
        check_not_close([household.pk], by)
    if not law:
        return None
    if item is None or item.state == WorkState.TAKEN_OFF.value:
        raise Refused(
            _(
                "Hộ này không thuộc danh sách rà soát của {place}. Hãy đề nghị cán bộ giảm nghèo của xã bổ sung hộ vào danh sách, "
                "kèm lý do."
            ).format(place=dossier.unit.name),
            code="not_on_work_list",
        )
    if item.state == WorkState.NOT_SURVEYED.value:
        raise Refused(
            _("Theo Phiếu A, hộ này không khảo sát. Hãy lập lại Phiếu A trước nếu kết quả ấy không đúng."),
            code="not_surveyed_by_quick_form",
        )
    if dossier.state == DossierState.POSTED.value and item.state != WorkState.AGAIN.value:
        raise Refused(
            _(
                "Danh sách đang niêm yết: chỉ phúc tra hộ có phản ánh. Hãy ghi nhận phản ánh và mở phúc tra trước."
            ),
            code="not_under_objection",
        )
    return item


def check_may_recognise(dossier: Dossier, households: Sequence[UUID]) -> None:
    """Classes may be recognised now; while the list is posted only of households that are re-checked. Raises ``Refused``."""
    check_step(dossier, Verb.RECOGNISE)
    if dossier.state != DossierState.POSTED.value:
        return
    rechecked = set(
        Recheck.objects.everywhere()
        .filter(dossier=dossier, item__household__in=households)
        .values_list("item__household_id", flat=True)
    )
    others = len(set(households) - rechecked)
    if others:
        raise Refused(
            _(
                "Danh sách đang niêm yết: chỉ công nhận lại hộ có phản ánh đang phúc tra; {count} hộ đã chọn không phải phúc tra."
            ).format(count=others),
            code="not_under_objection",
        )


def mark_surveyed(item: WorkItem, *, on: date | None, surveyed_by: str, by: Actor, reason: str = "") -> None:
    """Note on the item who surveyed it and when, in the current transaction; who was to be reviewed again has been."""
    if on is not None and on > today():
        raise Refused(_("Ngày khảo sát chưa đến. Hãy ghi ngày đã đến hộ."), code="day_to_come")
    again = item.state == WorkState.AGAIN.value
    item.surveyed_on, item.surveyed_by = on or today(), surveyed_by.strip() or doer_name(by.label)
    item.state = WorkState.TO_REVIEW.value
    item.save(update_fields=["surveyed_on", "surveyed_by", "state"])
    WorkStep.objects.everywhere().create(
        item=item,
        verb=Verb.ENTER_ANSWERS.value,
        said="again" if again else "",
        reason=reason,
        at=now(),
        by=by.label,
    )


def check_takes_file(dossier: Dossier) -> None:
    """Whether files of answers may be taken in for the dossier: while it is surveyed, and not for what is posted, where one
    household at a time is re-checked. Raises ``Refused``."""
    check_step(dossier, Verb.ENTER_ANSWERS)
    if dossier.state == DossierState.POSTED.value:
        raise Refused(
            _(
                "Danh sách của {place} đang niêm yết: phiếu phúc tra nhập ở trang của hộ, không nạp bằng tệp."
            ).format(place=dossier.unit.name),
            code="posted_takes_no_file",
        )


def check_answers_on_list(campaign: Round, units: Collection[int]) -> None:
    """Under a law nobody is surveyed who is not on the work list: raise ``Refused`` with how many answers at these units are
    of such households. Call in the transaction that wrote them."""
    if not regime(campaign.procedure).is_law:
        return
    items = WorkItem.objects.everywhere().filter(
        AT_WORK, dossier__round=campaign, household=OuterRef("household_id")
    )
    answers = HouseholdAnswer.objects.everywhere().filter(
        period=campaign.period, current=True, unit_id__in=units
    )
    stray = answers.filter(~Exists(items)).count()
    if stray:
        raise Refused(
            _(
                "{count} hộ trong tệp không thuộc danh sách rà soát của xã; chưa ghi gì. Hãy bổ sung các hộ ấy vào danh sách kèm lý "
                "do, hoặc bỏ khỏi tệp."
            ).format(count=stray),
            code="not_on_work_list",
        )


def check_all_surveyed(dossier: Dossier) -> None:
    """Nobody of the work list is forgotten: raise ``Refused`` with how many households wait in which villages."""
    if not regime_of(dossier).is_law:
        return
    waiting: dict[str, int] = {}
    for village in unsurveyed(dossier).order_by("village").values_list("village", flat=True):
        waiting[village] = waiting.get(village, 0) + 1
    if waiting:
        said = "; ".join(
            _("{village}: {count} hộ").format(village=name or "–", count=count)
            for name, count in waiting.items()
        )
        raise Refused(
            _(
                "Còn hộ trong danh sách rà soát của {place} chưa có phiếu hoặc phải rà soát lại: {villages}. Hãy nhập phiếu, hoặc "
                "đưa hộ ra khỏi danh sách kèm lý do."
            ).format(place=dossier.unit.name, villages=said),
            code="not_all_surveyed",
        )


def markers_of(unit: Unit, on: date) -> list[QuickMarker]:
    """The signs of Phiếu A that hold for a place: its own and those of the places above it."""
    above = [int(part) for part in unit.path.strip("/").split("/")]
    rows = QuickMarker.objects.filter(unit_id__in={unit.pk, *above})
    return [one for one in rows.order_by("pk") if one.ended_on is None or one.ended_on > on]


@action(EventName.QUICK_MARKER_ENTERED)
def enter_marker(*, unit: Unit, words: str, source: str, verified: bool, by: Actor) -> QuickMarker:
    """Enter one sign of Phiếu A with the text it was taken from."""
    check_may(by, Permission.PREPARE_DOSSIERS, unit.pk)
    if not words.strip() or not source.strip():
        raise Refused(_("Hãy ghi cả dấu hiệu và văn bản, trang, mục đã chép ra."), code="marker_needs_source")
    if QuickMarker.objects.filter(unit=unit, words=words.strip(), ended_on=None).exists():
        raise Refused(_("Dấu hiệu này đã có."), code="marker_there")
    made = QuickMarker.objects.create(
        unit=unit,
        words=words.strip(),
        source=source.strip(),
        verified=verified,
        recorded_at=now(),
        recorded_by=by.label,
    )
    note(subject=f"marker:{made.pk}", place=unit.code, verified=verified)
    return made


@action(EventName.QUICK_MARKER_ENDED)
def end_marker(*, marker: QuickMarker, why: str, by: Actor) -> None:
    """A sign is used no more; what was identified by it stays as it is."""
    check_may(by, Permission.PREPARE_DOSSIERS, marker.unit_id)
    if not why.strip():
        raise Refused(_("Việc này cần một lý do. Hãy ghi rõ căn cứ."), code="reason_missing")
    marker.ended_on, marker.ended_why = today(), why.strip()
    marker.save(update_fields=["ended_on", "ended_why"])
    note(subject=f"marker:{marker.pk}", place=marker.unit.code)


@action(EventName.QUICKLY_IDENTIFIED)
def identify_quickly(
    *, item: WorkItem, markers: Sequence[int], passes: bool, reason: str, by: Actor, on: date | None = None
) -> QuickIdentification:
    """Phiếu A of a household that asked: ``passes`` to the survey, or is not surveyed. A person concludes, the signs are
    only what was seen. Raises ``Refused`` where no sign is entered (the step is skipped), for households of the list in
    force, and for a conclusion without a reason."""
    held = lock_dossier(item.dossier)
    now_is = items_of(held).get(pk=item.pk)
    check_step(held, Verb.IDENTIFY_QUICKLY, by, village=now_is.village)
    if now_is.reason not in _ASKED or now_is.state == WorkState.TAKEN_OFF.value:
        raise Refused(
            _("Phiếu A chỉ dùng cho hộ mới đề nghị; hộ đang trong danh sách thì khảo sát luôn."),
            code="not_for_quick_form",
        )
    known = {one.pk: one for one in markers_of(held.unit, on or today())}
    if not known:
        raise Refused(
            _(
                "Chưa có dấu hiệu nào của Phiếu A được nhập cho địa bàn này: bỏ qua bước này và khảo sát luôn."
            ),
            code="no_markers",
        )
    if not passes and not (reason.strip() and set(markers) & set(known)):
        raise Refused(
            _("Không khảo sát một hộ thì phải đánh dấu ít nhất một dấu hiệu và ghi lý do."),
            code="reason_missing",
        )
    made = QuickIdentification.objects.everywhere().create(
        item=now_is, passes=passes, reason=reason.strip(), on=on or today(), at=now(), by=by.label
    )
    QuickTick.objects.bulk_create(
        QuickTick(identification=made, marker=known[pk]) for pk in sorted(set(markers)) if pk in known
    )
    now_is.state = (WorkState.TO_REVIEW if passes else WorkState.NOT_SURVEYED).value
    now_is.save(update_fields=["state"])
    note(subject=f"household:{now_is.household_id}", place=held.unit.code, dossier=held.pk, passes=passes)
    return made


@action(EventName.SURVEY_REOPENED)
def reopen_survey(*, dossier: Dossier, reason: str, by: Actor) -> Dossier:
    """Go back to the survey before anybody decided, with a reason: what is posted is taken down."""
    held = lock_dossier(dossier)
    check_step(held, Verb.REOPEN_SURVEY, by)
    go_back(held, Verb.REOPEN_SURVEY, reason=reason, by=by)
    return held


@action(EventName.RETURNED_BY_PROVINCE)
def return_by_province(*, dossier: Dossier, reason: str, by: Actor) -> Dossier:
    """The province gives a decided dossier back with its reasons: to be surveyed, met about, posted and decided again."""
    held = lock_dossier(dossier)
    check_step(held, Verb.RETURN_BY_PROVINCE, by)
    go_back(held, Verb.RETURN_BY_PROVINCE, reason=reason, by=by)
    return held


def go_back(held: Dossier, verb: Verb, *, reason: str, by: Actor) -> None:
    """Move a held dossier back by ``verb``, in the current transaction."""
    if not reason.strip():
        raise Refused(_("Việc này cần một lý do. Hãy ghi rõ căn cứ."), code="reason_missing")
    postings_of(held).filter(removed_on=None).update(removed_on=today(), removed_by=by.label, withdrawn=True)
    move_dossier(held, verb, by=by, reason=reason.strip())
    note(subject=f"dossier:{held.pk}", place=held.unit.code, verb=verb.value)
