"""Targets of a plan entered, corrected and withdrawn by hand. What a correction changes stays beside it, column by column."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.datasets.models import Version
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.plans.enums import AllotmentState, Relation, TargetKind, Unmeasured, ValueUnit
from ansinh.plans.grounds import FIRST
from ansinh.plans.measuring import split_rule
from ansinh.plans.models import Allotment, Plan, Section, Target, TargetChange
from ansinh.plans.rule_shapes import SHAPES

_SHARES = {ValueUnit.PERCENT, ValueUnit.POINTS}
_UNITS: dict[TargetKind, set[ValueUnit]] = {
    TargetKind.COUNT_CHANGE: {ValueUnit.HOUSEHOLDS, ValueUnit.PERSONS, ValueUnit.UNITS, ValueUnit.PERCENT},
    TargetKind.RATE_CHANGE: {ValueUnit.POINTS},
    TargetKind.RATIO: {ValueUnit.PERCENT},
    TargetKind.VOLUME: set(ValueUnit) - _SHARES - {ValueUnit.NONE},
    TargetKind.LEVEL: set(ValueUnit) - {ValueUnit.POINTS, ValueUnit.NONE},
}
"""What each kind of promise counts; a direction and an event may count anything or nothing."""

# What is counted otherwise once one of these is another.
_COUNTING = {"kind", "unit", "rule", "baseline", "baseline_version"}


@dataclass(frozen=True, slots=True)
class Promise:
    """A target as somebody types it. ``baseline``: a sealed version of the plan's own ground and standard; without one ``period`` may be
    ``grounds.FIRST`` (the first that will be sealed) or what the target has already. ``rule`` or ``unmeasured`` with its words,
    one of both."""

    kind: TargetKind
    indicator: str
    level: str
    relation: Relation = Relation.NONE
    value: Decimal | None = None
    unit: ValueUnit = ValueUnit.NONE
    definition: str = ""
    need_filter: str = ""
    denominator: str = ""
    data_source: str = ""
    deadline: date | None = None
    rule: str = ""
    baseline: Version | None = None
    period: str = ""
    unmeasured: Unmeasured | None = None
    unmeasured_words: str = ""
    quote: str = ""
    parent: Target | None = None


@action(EventName.TARGET_ENTERED)
def enter_target(*, plan: Plan, promise: Promise, by: Actor) -> Target:
    """Add a target to a plan. Raises ``Refused`` without the right at the plan's place; ``UnusableInput`` where kind, number, unit,
    rule and baseline do not go together, or the quote does not stand in the plan."""
    check_may(by, P.KEEP_PLANS, plan.unit_id)
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    values = _values(held, promise)
    last = held.targets.aggregate(last=Max("position"))["last"]
    made = Target.objects.create(
        plan=held, position=0 if last is None else last + 1, recorded_at=now(), recorded_by=by.label, **values
    )
    note(subject=f"target:{made.pk}", place=held.unit.code, kind=made.kind, rule=made.rule)
    return made


@action(EventName.TARGET_CORRECTED)
def correct_target(*, target: Target, promise: Promise, reason: str, seen: int, by: Actor) -> Target:
    """Correct a target; ``seen``: how many changes it had when its person looked. Each column that becomes another leaves a row with the
    reason; readings made by another rule are no longer shown.

    Raises ``Refused`` without the right, for a withdrawn target, where nothing is another or somebody changed it meanwhile;
    ``UnusableInput`` without a reason and as ``enter_target``.
    """
    held = _held(target, by)
    why = _reason(reason)
    if held.changes.count() != seen:
        raise Refused(
            _("Có người vừa sửa chỉ tiêu này. Hãy tải lại trang, xem chỗ đã sửa, rồi sửa lại."),
            code="changed_meanwhile",
        )
    values = _values(held.plan, promise, held.baseline)
    changed = {name: value for name, value in values.items() if getattr(held, name) != value}
    if not changed:
        raise Refused(_("Không có gì khác với điều đang ghi."), code="nothing_changed")
    at = now()
    rows = [
        TargetChange(
            target=held,
            column=name,
            before=_text(getattr(held, name)),
            after=_text(value),
            reason=why,
            at=at,
            by=by.label,
        )
        for name, value in changed.items()
    ]
    TargetChange.objects.bulk_create(rows)
    if _COUNTING & set(changed):
        changed["counted_since"] = at
    for name, value in changed.items():
        setattr(held, name, value)
    held.save(update_fields=list(changed))
    note(subject=f"target:{held.pk}", place=held.plan.unit.code, reason=why, columns=sorted(changed))
    return held


@action(EventName.TARGET_WITHDRAWN)
def withdraw_target(*, target: Target, reason: str, by: Actor) -> Target:
    """A target holds no more, with the reason; it stays to be read. Raises ``Refused`` while an allotment of it is in force."""
    held = _held(target, by)
    why = _reason(reason)
    open_states = [AllotmentState.DRAFT, AllotmentState.APPROVED, AllotmentState.SENT]
    if Allotment.objects.filter(target=held, state__in=open_states).exists():
        raise Refused(
            _("Chỉ tiêu này đang được giao cho cấp dưới. Hãy kết thúc bảng giao trước, rồi rút chỉ tiêu."),
            code="allotted",
        )
    held.withdrawn_on, held.withdrawn_by, held.withdrawn_reason = today(), by.label, why
    held.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_reason"])
    note(subject=f"target:{held.pk}", place=held.plan.unit.code, reason=why)
    return held


def _held(target: Target, by: Actor) -> Target:
    held = Target.objects.select_for_update(of=("self",)).select_related("plan__unit").get(pk=target.pk)
    check_may(by, P.KEEP_PLANS, held.plan.unit_id)
    if held.withdrawn_on is not None:
        raise Refused(_("Chỉ tiêu này đã rút. Hãy ghi chỉ tiêu mới."), code="withdrawn")
    return held


def _reason(reason: str) -> str:
    why = clean(reason)[:300]
    if not why:
        raise UnusableInput(_("Hãy ghi lý do."), code="reason_missing")
    return why


def _text(value: Any) -> str:
    """A value as a change keeps it: what a person reads of it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _values(plan: Plan, promise: Promise, kept: str = "") -> dict[str, Any]:
    """The columns of a promise. Raises ``UnusableInput`` where they do not go together."""
    _check_kind(promise)
    _check_rule(plan, promise, kept)
    texts = {
        one.name: clean(getattr(promise, one.name))[: _long(one.name)]
        for one in fields(promise)
        if isinstance(getattr(promise, one.name), str) and one.name in _TEXTS
    }
    if not texts["indicator"]:
        raise UnusableInput(_("Hãy ghi chỉ tiêu nói về điều gì."), code="no_indicator")
    if promise.deadline is not None and promise.deadline.year < plan.year_from:
        raise UnusableInput(_("Hạn trước khi kế hoạch bắt đầu. Hãy xem lại năm."), code="deadline_before")
    if promise.parent is not None and promise.parent.plan_id != plan.parent_id:
        raise UnusableInput(_("Chỉ tiêu cấp trên phải thuộc kế hoạch cấp trên."), code="other_parent")
    return texts | {
        "kind": promise.kind.value,
        "relation": promise.relation.value,
        "value": promise.value,
        "unit": promise.unit.value,
        "deadline": promise.deadline,
        "level": promise.level,
        "rule": promise.rule,
        "baseline": promise.baseline.period if promise.baseline else promise.period,
        "baseline_version": promise.baseline,
        "unmeasured": promise.unmeasured.value if promise.unmeasured else "",
        "section": _section_of(plan, texts["quote"]),
        "parent": promise.parent,
    }


_TEXTS = {
    "indicator",
    "definition",
    "need_filter",
    "denominator",
    "data_source",
    "unmeasured_words",
    "quote",
}


def _long(name: str) -> int | None:
    return Target._meta.get_field(name).max_length


def _check_kind(promise: Promise) -> None:
    """What each of the seven kinds must say, and may not."""
    kind = promise.kind
    numbered = promise.value is not None
    if kind is TargetKind.DIRECTION:
        if numbered or promise.relation is not Relation.NONE:
            raise UnusableInput(
                _("Chỉ tiêu chỉ nêu hướng thì không có con số. Có con số thì chọn loại khác."),
                code="direction_with_number",
            )
        return
    if kind is TargetKind.EVENT and promise.deadline is None:
        raise UnusableInput(_("Việc có thời hạn thì phải ghi hạn."), code="event_without_day")
    if kind is TargetKind.EVENT and not numbered:
        if promise.relation is not Relation.NONE:
            raise UnusableInput(_("Đã chọn mức so sánh thì phải ghi con số."), code="no_number")
        return
    if not numbered or promise.relation is Relation.NONE:
        raise UnusableInput(
            _(
                "Loại chỉ tiêu này phải có con số và mức so sánh (dưới, không quá, đúng, từ … trở lên, trên). Văn bản không nêu số "
                "thì chọn «chỉ nêu hướng»."
            ),
            code="no_number",
        )
    if kind in _UNITS and promise.unit not in _UNITS[kind]:
        raise UnusableInput(
            _("Đơn vị của con số không hợp với loại chỉ tiêu. Hãy chọn đơn vị khác hoặc loại khác."),
            code="unit_of_another_kind",
        )
    if kind is TargetKind.RATIO and not clean(promise.denominator):
        raise UnusableInput(
            _("Tỷ lệ bao phủ phải nói mẫu số là ai, và lọc theo nhu cầu nếu văn bản nói vậy."),
            code="no_denominator",
        )
    assert promise.value is not None
    if promise.value < 0 or (promise.unit in _SHARES and promise.value > _WHOLE):
        raise UnusableInput(_("Con số phải từ 0; tỷ lệ không quá 100."), code="number_outside")


_WHOLE = 100


def _check_rule(plan: Plan, promise: Promise, kept: str) -> None:
    """One of a rule and a reason; a rule that starts from a baseline has one, sealed, of the plan's own ground and standard."""
    if bool(promise.rule) == (promise.unmeasured is not None):
        raise UnusableInput(
            _("Hãy chọn một trong hai: cách tính, hoặc lý do chưa tính được."), code="rule_or_reason"
        )
    starts = bool(promise.rule) and SHAPES[split_rule(promise.rule)[0]].starts
    if promise.baseline is None and promise.period not in {"", FIRST, kept}:
        raise UnusableInput(_("Kỳ xuất phát phải chọn từ các kết quả đã niêm phong."), code="baseline_typed")
    if starts and promise.baseline is None and not promise.period:
        raise UnusableInput(
            _(
                "Cách tính này so với một kỳ đã niêm phong. Hãy chọn kỳ; chưa có kỳ nào thì chọn lý do «chưa có kết quả của kỳ xuất phát»."
            ),
            code="no_baseline",
        )
    version = promise.baseline
    if version is not None and (version.unit.path != plan.unit.path or version.standard != plan.standard):
        raise UnusableInput(
            _("Kỳ xuất phát phải là kết quả đã phê duyệt của chính địa bàn và chuẩn của kế hoạch."),
            code="other_baseline",
        )
    if (promise.unit is ValueUnit.POINTS) and promise.rule and not promise.rule.startswith("rate_fall:"):
        raise UnusableInput(
            _("Điểm phần trăm chỉ tính được bằng cách «tỷ lệ giảm bao nhiêu điểm»."),
            code="points_need_a_fall",
        )


def _section_of(plan: Plan, quote: str) -> Section | None:
    """The section in which the quote stands. Raises ``UnusableInput`` where the plan has its text and none has it."""
    if not quote:
        return None
    sections = list(plan.sections.order_by("position"))
    found = next((one for one in sections if quote in clean(one.text)), None)
    if found is None and any(one.text for one in sections):
        raise UnusableInput(
            _("Lời trích không có nguyên văn trong kế hoạch. Hãy chép đúng từng chữ, hoặc để trống."),
            code="quote_not_found",
        )
    return found
