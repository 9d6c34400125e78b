"""Awards: their criteria by paper, a file proposed by one, appraised, decided by another with number and day."""

from datetime import date

from django.db import IntegrityError, transaction

from ansinh.access.policies import check_may
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean, fold
from ansinh.outreach.models import Award, AwardFile
from ansinh.outreach.models.enums import AwardState, HonouredKind
from ansinh.outreach.policies import check_approves, check_keeps, check_over, said
from ansinh.places.models import Unit
from ansinh.reviews.decisions.escaped import escaped_within
from ansinh.support.delivery.policies import check_reason, check_second_person

_LONGEST = 4_000


@action(EventName.AWARD_WRITTEN)
def write_award(
    *,
    unit: Unit,
    title: str,
    honours: HonouredKind,
    criteria: str,
    paper: str,
    valid_from: date,
    by: Actor,
    valid_until: date | None = None,
) -> Award:
    """Write an award of a place with its criteria as its paper writes them. Raises ``Refused`` without the right there or for one
    that is known; ``UnusableInput`` for what is missing, an end before the beginning."""
    check_keeps(by, unit.pk)
    if valid_until is not None and valid_until < valid_from:
        raise UnusableInput(_("Ngày kết thúc trước ngày bắt đầu."), code="dates_reversed")
    try:
        with transaction.atomic():
            made = Award.objects.create(
                unit=unit,
                title=said(title, _("Hãy ghi tên danh hiệu, hình thức khen."), 200),
                honours=honours.value,
                criteria=_long(criteria, _("Hãy ghi tiêu chí như văn bản viết.")),
                paper=said(paper, _("Hãy ghi văn bản đặt ra tiêu chí."), 160),
                valid_from=valid_from,
                valid_until=valid_until,
                recorded_at=now(),
                recorded_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(_("Hình thức khen này đã được ghi. Hãy mở dòng ấy."), code="award_known") from failure
    note(subject=f"award:{made.pk}", place=unit.code, honours=honours.value)
    return made


@action(EventName.AWARD_PROPOSED)
def propose_award(
    *,
    award: Award,
    unit: Unit,
    year: int,
    achievements: str,
    proposed_on: date,
    by: Actor,
    full_name: str = "",
    honoured_unit: Unit | None = None,
    household: Household | None = None,
) -> AwardFile:
    """Propose a unit, a person or a household (of the commune ``unit``) for an award of a year.

    Raises ``Refused`` without the right there or over the household, for the own household, an award that does not hold that year or
    honours others, who is proposed already; ``UnusableInput`` for what is missing, a day to come.
    """
    check_keeps(by, unit.pk)
    check_over(proposed_on)
    if award.valid_from.year > year or (award.valid_until is not None and award.valid_until.year < year):
        raise Refused(
            _("Hình thức khen này không áp dụng cho năm ấy. Hãy chọn năm khác."), code="year_outside"
        )
    honoured = {
        HonouredKind.UNIT: honoured_unit is not None and household is None,
        HonouredKind.HOUSEHOLD: household is not None and honoured_unit is None,
        HonouredKind.PERSON: household is None and honoured_unit is None and bool(clean(full_name)),
    }[HonouredKind(award.honours)]
    if not honoured:
        raise UnusableInput(
            _("Hãy chọn đúng đối tượng mà hình thức khen này dành cho: địa bàn, cá nhân hoặc hộ."),
            code="honoured_wrong",
        )
    escaped = False
    if household is not None:
        check_may(by, P.SEE_HOUSEHOLDS, household.unit_id, household.village)
        check_not_close([household.pk], by)
        if household.unit_id != unit.pk:
            raise Refused(_("Hộ không ở xã này. Hãy lập hồ sơ ở xã của hộ."), code="elsewhere")
        escaped = has_escaped(household, proposed_on)
        full_name = household.head_name or _("(chưa có tên)")
    elif honoured_unit is not None:
        full_name = honoured_unit.name
    name = said(full_name, _("Hãy ghi tên người được đề nghị khen."), 160)
    try:
        with transaction.atomic():
            made = AwardFile.objects.create(
                award=award,
                unit=unit,
                year=year,
                honoured_unit=honoured_unit,
                household=household,
                full_name=name,
                name_fold=fold(name)[:160],
                escaped=escaped,
                achievements=_long(achievements, _("Hãy ghi thành tích.")),
                proposed_on=proposed_on,
                proposed_at=now(),
                proposed_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(
            _("Đã có hồ sơ đề nghị khen này trong năm. Hãy mở hồ sơ ấy."), code="proposed_already"
        ) from failure
    note(subject=f"award_file:{made.pk}", place=unit.code, honours=award.honours)
    return made


def has_escaped(household: Household, on: date) -> bool:
    """Whether a household came off the lists and its time after that runs on a day."""
    units = frozenset(() if household.unit_id is None else (household.unit_id,))
    rows = escaped_within(Scope(units, on), on)
    return household.pk.hex in set(rows["household_id"].str.replace_all("-", "").to_list())


@action(EventName.AWARD_APPRAISED)
def appraise(*, file: AwardFile, meets: bool, appraisal: str, by: Actor) -> AwardFile:
    """Say whether a file meets the criteria, and why. Raises ``Refused`` without the right there, for who proposed it, the own
    household, a file that was appraised."""
    check_keeps(by, file.unit_id)
    held = _held(file, AwardState.PROPOSED)
    check_second_person(by, [held.proposed_by], _("đã lập hồ sơ này"))
    _check_not_own(held, by)
    held.state, held.appraised_at, held.appraised_by = AwardState.APPRAISED.value, now(), by.label
    held.meets, held.appraisal = meets, _long(appraisal, _("Hãy ghi ý kiến thẩm định."))
    held.save(update_fields=["state", "appraised_at", "appraised_by", "meets", "appraisal"])
    note(subject=f"award_file:{held.pk}", meets=meets)
    return held


@action(EventName.AWARD_DECIDED)
def decide_award(
    *,
    file: AwardFile,
    grant: bool,
    by: Actor,
    decision_no: str = "",
    decided_on: date | None = None,
    reason: str = "",
) -> AwardFile:
    """Grant an award by a decision (number and day), or refuse it with the reason. Raises ``Refused`` without the right to decide, for
    who proposed or appraised the file, the own household, a file that is not appraised or does not meet the criteria."""
    check_approves(by, file.unit_id)
    held = _held(file, AwardState.APPRAISED)
    check_second_person(by, [held.proposed_by, held.appraised_by], _("đã lập hoặc thẩm định hồ sơ này"))
    _check_not_own(held, by)
    held.decided_at, held.decided_by = now(), by.label
    if grant:
        if not held.meets:
            raise Refused(
                _(
                    "Thẩm định nói hồ sơ chưa đạt tiêu chí nên không khen được. Hãy từ chối, hoặc để lập hồ sơ mới."
                ),
                code="criteria_not_met",
            )
        check_over(decided_on or today())
        held.state, held.decided_on = AwardState.GRANTED.value, decided_on or today()
        held.decision_no = said(decision_no, _("Hãy ghi số quyết định khen thưởng."), 60)
    else:
        held.state, held.reason = AwardState.REFUSED.value, check_reason(reason)[:300]
    held.save(update_fields=["state", "decided_at", "decided_by", "decided_on", "decision_no", "reason"])
    note(subject=f"award_file:{held.pk}", granted=grant, reason=held.reason)
    return held


@action(EventName.AWARD_WITHDRAWN)
def withdraw_file(*, file: AwardFile, reason: str, by: Actor) -> AwardFile:
    """Take a file back before it is decided; another may follow. Raises ``Refused`` for one that was decided."""
    check_keeps(by, file.unit_id)
    held = _held(file, AwardState.PROPOSED, AwardState.APPRAISED)
    held.state, held.reason = AwardState.WITHDRAWN.value, check_reason(reason)[:300]
    held.save(update_fields=["state", "reason"])
    note(subject=f"award_file:{held.pk}", reason=held.reason)
    return held


def _held(file: AwardFile, *states: AwardState) -> AwardFile:
    held = AwardFile.objects.everywhere().select_for_update(of=("self",)).get(pk=file.pk)
    if AwardState(held.state) not in states:
        raise Refused(_("Hồ sơ này đang ở bước khác. Hãy tải lại trang."), code="wrong_state")
    return held


def _check_not_own(file: AwardFile, by: Actor) -> None:
    if file.household_id is not None:
        check_not_close([file.household_id], by)


def _long(text: str, words: str) -> str:
    kept = text.strip()
    if not kept:
        raise UnusableInput(words, code="missing")
    return kept[:_LONGEST]
