"""Features of a file held against the units of a day: by code, and what does not match is told one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.places.boundaries.reading import BoundaryFile, Feature
from ansinh.places.boundaries.shapes import Shape, simplified
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.places.spelling import place_fold

_LENGTHS = {UnitLevel.PROVINCE: 2, UnitLevel.DISTRICT: 3, UnitLevel.COMMUNE: 5}


@dataclass(frozen=True, slots=True)
class Matched:
    """A unit with the shape that a file gives it."""

    unit: Unit
    shape: Shape


@dataclass(frozen=True, slots=True)
class BoundaryPlan:
    """What a file would write: the matched units, what was found, and how many units of the levels of the file it has not."""

    digest: str
    on: date
    matched: Sequence[Matched]
    findings: Sequence[Finding]
    lacking: int

    @property
    def acceptable(self) -> bool:
        return bool(self.matched) and not any(one.level is Level.ERROR for one in self.findings)


def plan_boundaries(file: BoundaryFile, *, on: date, level: str = "") -> BoundaryPlan:
    """Match the features of a file with the units that hold on ``on`` (of one ``level`` where it is named).

    A feature whose code no unit has then, or that is no area, is told with its code and name and left out; a code that comes
    twice is an error, because nobody knows which of the two is the unit.
    """
    codes = {feature.row: _code(feature.code, level) for feature in file.features}
    rows = Unit.objects.on(on)
    rows = rows.filter(level=level) if level else rows.exclude(level=UnitLevel.VILLAGE)
    units = {unit.code: unit for unit in rows}
    matched: dict[str, Matched] = {}
    findings: list[Finding] = []
    for feature in file.features:
        code = codes[feature.row]
        unit = units.get(code)
        if fault := _fault(feature, code, unit, matched, on):
            findings.append(fault)
            continue
        assert unit is not None
        matched[code] = Matched(unit, simplified(feature.polygons, unit.level))
        if feature.name and place_fold(feature.name) != place_fold(unit.name):
            said = _("Mã {code} trong tệp là «{name}», trong danh mục là «{unit}».")
            findings.append(
                _found(
                    feature, "other_name", Level.WARNING,
                    said.format(code=code, name=feature.name, unit=unit.name),
                )
            )  # fmt: skip
    if not matched:
        said = _(
            "Không đối tượng nào của tệp khớp với một đơn vị. Hãy xem lại --on, --level và thuộc tính chứa mã."
        )
        findings.append(Finding("nothing_matches", Level.ERROR, said))
    levels = {one.unit.level for one in matched.values()}
    lacking = sum(1 for unit in units.values() if unit.level in levels and unit.code not in matched)
    return BoundaryPlan(file.digest, on, list(matched.values()), findings, lacking)


def _code(given: str, level: str) -> str:
    """The code as units have it: a file that kept codes as numbers lost the zeros before them."""
    wanted = _LENGTHS.get(UnitLevel(level), 0) if level else 0
    return given.zfill(wanted) if given.isdecimal() else given


def _fault(
    feature: Feature, code: str, unit: Unit | None, matched: dict[str, Matched], on: date
) -> Finding | None:
    told = {"code": code or "–", "name": feature.name or "–"}
    if unit is None:
        said = _("Đối tượng mã {code}, tên {name}: không có đơn vị mang mã này vào ngày {day}.")
        return _found(feature, "no_unit", Level.WARNING, said.format(**told, day=f"{on:%d/%m/%Y}"))
    if code in matched:
        said = _("Đối tượng mã {code}, tên {name}: mã này đã có ở một đối tượng trước.")
        return _found(feature, "twice", Level.ERROR, said.format(**told))
    if not feature.polygons:
        said = _("Đối tượng mã {code}, tên {name}: không phải là một vùng.")
        return _found(feature, "no_area", Level.WARNING, said.format(**told))
    return None


def _found(feature: Feature, rule: str, level: Level, message: str) -> Finding:
    facts = {"code": feature.code, "name": feature.name}
    return Finding(rule, level, message, row=feature.row, facts=facts)
