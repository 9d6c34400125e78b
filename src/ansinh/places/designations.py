"""What lists say of communes and villages (extremely difficult, poor): rows as they come, and who lives where on a day.

A commune made later has what all it was made of had; where those differ nobody knows.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.kernel.text import same_spelling
from ansinh.places.enums import DesignationKind, UnitLevel
from ansinh.places.errors import UnknownPlace
from ansinh.places.models import Change, Designation, Unit
from ansinh.places.queries import unit_at

Said = dict[str, bool | None]
"""By village (blank: the whole commune): yes, no, or nobody knows."""


@dataclass(frozen=True, slots=True)
class DesignationRow:
    """One row of the format; ``row`` is its row in the file."""

    area_code: str
    kind: str
    holds: bool
    valid_from: date
    source: str
    village: str | None = None
    valid_until: date | None = None
    row: int = 0


def check_designations(rows: Sequence[DesignationRow]) -> list[Finding]:
    """What keeps rows from being recorded: an unknown place or one that is not a commune, a kind nobody knows, an end before
    the beginning, no source, two rows of one place, kind and first day."""
    findings: list[Finding] = []
    seen: set[tuple[str, str, str, date]] = set()
    for row in rows:
        key = (row.area_code, same_spelling(row.village or ""), row.kind, row.valid_from)
        if key in seen:
            said = _("Nơi, loại và ngày bắt đầu này đã có ở một dòng trước.")
            findings.append(_fault(row, "area_code", "twice", said))
        seen.add(key)
        if row.kind not in set(DesignationKind):
            said = _("Không có loại địa bàn «{kind}». Hãy ghi một trong: {kinds}.")
            kinds = ", ".join(DesignationKind)
            findings.append(_fault(row, "kind", "unknown_kind", said.format(kind=row.kind, kinds=kinds)))
        if not row.source.strip():
            findings.append(_fault(row, "source", "source_missing", _("Thiếu văn bản nêu danh sách.")))
        if row.valid_until is not None and row.valid_until < row.valid_from:
            said = _("Ngày kết thúc trước ngày bắt đầu.")
            findings.append(_fault(row, "valid_until", "ends_before", said))
        findings += _place_faults(row)
    return findings


def _place_faults(row: DesignationRow) -> list[Finding]:
    try:
        unit = unit_at(row.area_code, row.valid_from)
    except UnknownPlace as error:
        return [_fault(row, "area_code", "unknown_place", error.message)]
    if unit.level != UnitLevel.COMMUNE:
        said = _("Chỉ ghi cho xã, phường, thị trấn, đặc khu (hoặc một thôn của xã).")
        return [_fault(row, "area_code", "not_a_commune", said)]
    return []


def _fault(row: DesignationRow, column: str, rule: str, message: str) -> Finding:
    return Finding(rule, Level.ERROR, message, row=row.row, column=column)


def designated_on(units: Sequence[int], on: date) -> dict[tuple[int, str], Said]:
    """What lists in force on a day say of communes (ids, of any date): ``(unit, kind)`` to what is said by village."""
    paths = dict(Unit.objects.filter(pk__in=units).values_list("pk", "path"))
    olds = _made_of(set(paths.values()), on)
    told = _told({*paths.values(), *(path for parts in olds.values() for path in parts)}, on)
    found = {}
    for unit, path in paths.items():
        for kind in DesignationKind:
            if said := _followed(path, kind, told, olds, frozenset()):
                found[unit, kind.value] = said
    return found


def grounds_of(unit: Unit) -> set[str]:
    """The ground of a commune and those it was made of, step by step."""
    olds = _made_of({unit.path}, unit.valid_from)
    return {unit.path, *(path for parts in olds.values() for path in parts)}


def _told(paths: set[str], on: date) -> dict[tuple[str, str], Said]:
    rows = (
        Designation.objects.filter(unit__path__in=paths, replaced_by__isnull=True, valid_from__lte=on)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
        .order_by("valid_from", "id")
        .values_list("unit__path", "kind", "village", "holds")
    )
    told: dict[tuple[str, str], Said] = defaultdict(dict)
    for path, kind, village, holds in rows:
        told[path, kind][same_spelling(village)] = holds
    return told


def _made_of(paths: set[str], on: date) -> dict[str, set[str]]:
    """From the ground of a commune to the grounds it was made of, by the day, step by step."""
    olds: dict[str, set[str]] = {}
    asked = set(paths)
    while asked:
        changes = Change.objects.filter(
            effect__lte=on, new__path__in=asked, old__isnull=False, new__level=UnitLevel.COMMUNE
        )
        step: dict[str, set[str]] = defaultdict(set)
        for old, new in changes.values_list("old__path", "new__path"):
            if old != new:
                step[new].add(old)
        olds |= step
        asked = {path for parts in step.values() for path in parts} - olds.keys()
    return olds


def _followed(
    path: str,
    kind: str,
    told: dict[tuple[str, str], Said],
    olds: dict[str, set[str]],
    passed: frozenset[str],
) -> Said:
    """What is said of a ground itself; otherwise what is said alike of all it was made of, and of their villages."""
    if said := told.get((path, kind)):
        return dict(said)
    if path in passed:
        return {}
    parts = [_followed(old, kind, told, olds, passed | {path}) for old in sorted(olds.get(path, ()))]
    if not parts:
        return {}
    found: Said = {}
    for village in {name for part in parts for name in part if name}:
        # Two villages of one name, from two communes, may differ.
        values = {part[village] for part in parts if village in part}
        found[village] = values.pop() if len(values) == 1 and all(village in part for part in parts) else None
    whole = {part.get("") for part in parts}
    found[""] = whole.pop() if len(whole) == 1 else None
    return found if any(value is not None for value in found.values()) else {}


def said_of(said: Said, village: str) -> bool | None:
    """Of one village: what is said of it, otherwise of the whole commune."""
    name = same_spelling(village)
    return said[name] if name in said else said.get("")
