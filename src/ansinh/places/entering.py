"""What an act would do to the units as they are: checked as a whole before anything is written.

A unit that ends or begins only by convention (its change was seen between two snapshots) takes its true day
from the act; every other old unit must exist on the eve of the act and ends with it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from django.db.models import Q, QuerySet

from ansinh.kernel.dates import shown_date
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.places.acts import ActChange, ActFile, NewUnit, Ref
from ansinh.places.enums import ChangeKind, UnitLevel
from ansinh.places.models import Act, Change, Unit

DAY = timedelta(days=1)


@dataclass
class ActPlan:
    """What will be written: last days of old units, first days of units that began by convention, new
    units, and the changes in the file's order; with what is wrong."""

    act: ActFile
    effect: date
    already: bool = False
    ends: dict[Ref, Unit] = field(default_factory=dict)
    redated: dict[Ref, Unit] = field(default_factory=dict)
    staying: dict[Ref, Unit] = field(default_factory=dict)
    begins: dict[Ref, NewUnit] = field(default_factory=dict)
    parents: dict[Ref, Ref] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def acceptable(self) -> bool:
        return not any(finding.level == Level.ERROR for finding in self.findings)


def plan_act(act: ActFile) -> ActPlan:
    """Check ``act`` against the units; three queries and some, whatever its size. Nothing is written."""
    effect = act.facts.get("effect")
    plan = ActPlan(act, effect if type(effect) is date else date.max, findings=list(act.findings))
    if not plan.acceptable:
        return plan
    plan.already = Act.objects.filter(digest=act.digest).exists()
    if plan.already:
        return plan
    rows = _rows_of(plan)
    for change in act.changes:
        if change.old is not None:
            _take_old(plan, change, change.old, rows[change.old])
    for change in act.changes:
        if change.new is not None:
            _take_new(plan, change, change.new, rows[change.new])
    _check_parts(plan)
    _check_parents(plan)
    _check_children(plan)
    _check_days(plan, rows)
    return plan


def _rows_of(plan: ActPlan) -> dict[Ref, list[Unit]]:
    refs = {ref for change in plan.act.changes for ref in (change.old, change.new) if ref}
    refs |= {ref for unit in plan.act.begins.values() if (ref := _parent_ref(unit.parent))}
    codes = {code for _level, code in refs}
    rows: dict[Ref, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.filter(code__in=codes).order_by("valid_from"):
        rows[unit.level, unit.code].append(unit)
    return rows


def _parent_ref(code: str) -> Ref | None:
    levels = {2: UnitLevel.PROVINCE, 3: UnitLevel.DISTRICT, 5: UnitLevel.COMMUNE}
    return (levels[len(code)].value, code) if len(code) in levels else None


def _fault(plan: ActPlan, row: int, column: str, rule: str, message: str) -> None:
    plan.findings.append(Finding(rule, Level.ERROR, message, file=plan.act.name, row=row, column=column))


def _take_old(plan: ActPlan, change: ActChange, ref: Ref, rows: list[Unit]) -> None:
    eve = plan.effect - DAY
    held = next((unit for unit in rows if unit.holds_on(eve)), None)
    if held is None:
        message = _("Thay đổi thứ {row}: ngày {day} không có đơn vị {code} ({level}).")
        said = message.format(row=change.row, day=shown_date(eve), code=ref[1], level=ref[0])
        _fault(plan, change.row, "old", "old_unknown", said)
    elif held.valid_until is not None and held.valid_until != eve and not _ends_by_convention(held):
        message = _("Thay đổi thứ {row}: đơn vị {code} đã kết thúc ngày {day} theo một văn bản khác.")
        said = message.format(row=change.row, code=ref[1], day=shown_date(held.valid_until))
        _fault(plan, change.row, "old", "old_ended", said)
    else:
        plan.ends[ref] = held


def _ends_by_convention(unit: Unit) -> bool:
    """Ended, and no act says so: every change that tells of the end was seen only between two snapshots."""
    return unit.valid_until is not None and not unit.changes_out.filter(date_known=True).exists()


def _begins_later_by_convention(unit: Unit, effect: date) -> bool:
    """Whether the unit was first seen in a snapshot on or after ``effect``: the true day cannot be later."""
    seen = not unit.date_known and effect <= unit.valid_from
    return seen and unit.changes_in.filter(date_known=False).exists()


def _take_new(plan: ActPlan, change: ActChange, ref: Ref, rows: list[Unit]) -> None:
    begun = next((unit for unit in rows if _begins_later_by_convention(unit, plan.effect)), None)
    holding = next((unit for unit in rows if unit.holds_on(plan.effect)), None)
    described = plan.act.begins.get(ref)
    if begun is not None and (described is None or described.name == begun.name):
        plan.redated[ref] = begun
    elif described is not None:
        if any(u.valid_until is None or u.valid_until >= plan.effect for u in rows) and ref not in plan.ends:
            message = _("Thay đổi thứ {row}: mã {code} còn thuộc một đơn vị khác vào ngày hiệu lực.")
            _fault(plan, change.row, "new", "code_in_use", message.format(row=change.row, code=ref[1]))
        plan.begins[ref] = described
    elif holding is not None and ref not in plan.ends:
        plan.staying[ref] = holding
    else:
        message = _("Thay đổi thứ {row}: đơn vị mới {code} chưa được mô tả và không có sẵn.")
        _fault(plan, change.row, "new", "new_unknown", message.format(row=change.row, code=ref[1]))
    if change.kind == ChangeKind.RENAME and change.old is not None and change.old[0] != ref[0]:
        message = _("Thay đổi thứ {row}: đổi tên không đổi cấp.")
        _fault(plan, change.row, "new", "rename_level", message.format(row=change.row))


def _check_parts(plan: ActPlan) -> None:
    """The parts of one old unit make it whole: one part alone, or a split whose known shares sum to 1."""
    parts: dict[Ref, list[ActChange]] = defaultdict(list)
    for change in plan.act.changes:
        if change.old is not None:
            parts[change.old].append(change)
    for ref, changes in parts.items():
        shares = [change.share for change in changes]
        row = changes[0].row
        if len(changes) > 1 and any(change.kind != ChangeKind.SPLIT for change in changes):
            message = _("Đơn vị {code} đi về nhiều nơi thì mọi thay đổi của nó phải là split.")
            _fault(plan, row, "kind", "parts_kind", message.format(code=ref[1]))
        elif len(changes) > 1 and None not in shares and sum(s for s in shares if s) != Decimal(1):
            message = _("Các phần chia của đơn vị {code} không cộng thành 1.")
            _fault(plan, row, "share", "parts_sum", message.format(code=ref[1]))
        elif len(changes) > 1 and None in shares and any(shares):
            message = _("Đơn vị {code}: hoặc mọi phần chia đều ghi, hoặc không phần nào.")
            _fault(plan, row, "share", "parts_some", message.format(code=ref[1]))
        if sum(change.is_default for change in changes) > 1:
            message = _("Đơn vị {code} có hơn một phần mặc định.")
            _fault(plan, row, "default", "parts_default", message.format(code=ref[1]))


def _check_parents(plan: ActPlan) -> None:
    rows = {change.new: change.row for change in plan.act.changes if change.new}
    renamed = {change.new: change.old for change in plan.act.changes if change.kind == ChangeKind.RENAME}
    for ref, unit in plan.begins.items():
        parent = _parent_ref(unit.parent)
        if parent is None:
            if ref[0] != UnitLevel.PROVINCE and ref not in renamed:
                said = _("Đơn vị mới {code} có mã cấp trên không đọc được.").format(code=ref[1])
                _fault(plan, rows[ref], "parent", "parent_unknown", said)
            continue
        plan.parents[ref] = parent
        if parent in plan.begins or parent in plan.redated:
            continue
        known = Unit.objects.on(plan.effect).filter(level=parent[0], code=parent[1])
        if parent in plan.ends or not known.exists():
            message = _("Đơn vị mới {code}: ngày hiệu lực không có đơn vị cấp trên {parent}.")
            _fault(
                plan, rows[ref], "parent", "parent_unknown", message.format(code=ref[1], parent=unit.parent)
            )


def _check_children(plan: ActPlan) -> None:
    """Whoever lies under a unit that ends must end too, or the unit must only be renamed."""
    renamed = {change.old for change in plan.act.changes if change.kind == ChangeKind.RENAME}
    ended = {unit.pk for unit in plan.ends.values()}
    gone = [unit for ref, unit in plan.ends.items() if ref not in renamed and ref[0] != UnitLevel.COMMUNE]
    for unit in gone:
        left = Unit.objects.filter(path__startswith=unit.path).exclude(Q(pk__in=ended) | Q(path=unit.path))
        count = left.on(plan.effect).exclude(level=UnitLevel.VILLAGE).count()
        if count:
            message = _("Đơn vị {code} kết thúc nhưng còn {count} đơn vị bên dưới chưa nêu trong văn bản.")
            _fault(plan, 0, "old", "children_left", message.format(code=unit.code, count=count))


def _check_days(plan: ActPlan, rows: dict[Ref, list[Unit]]) -> None:
    """After the act no code of a level is held by two units on one day."""
    ended = {unit.pk for unit in plan.ends.values()}
    redated = {unit.pk for unit in plan.redated.values()}
    for ref in set(plan.begins) | set(plan.redated) | set(plan.ends):
        spans = [
            (
                plan.effect if unit.pk in redated else unit.valid_from,
                plan.effect - DAY if unit.pk in ended else unit.valid_until or date.max,
            )
            for unit in rows[ref]
        ]
        spans += [(plan.effect, date.max)] if ref in plan.begins else []
        spans.sort()
        late = any(until < first for first, until in spans)
        if late or any(until >= first for (_f, until), (first, _u) in pairwise(spans)):
            message = _("Ngày của đơn vị {code} sẽ chồng lên nhau; văn bản cần nêu cả đơn vị cũ cùng mã.")
            _fault(plan, 0, "old", "days_overlap", message.format(code=ref[1]))


def changes_to_replace(plan: ActPlan) -> QuerySet[Change]:
    """Changes known only from snapshots that the act's own changes now tell exactly."""
    old_ids = [unit.pk for unit in plan.ends.values()]
    return Change.objects.filter(old_id__in=old_ids, date_known=False)
