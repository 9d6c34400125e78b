"""The file of an act: what a resolution did to which units, in TOML, as a person can write and read it.

    [act]
    number = "30/2026/QH16"          # may be left out when not known
    title = "…"                      # required
    effect = 2026-04-30              # required: the first day
    issuer = "…"  date = 2026-04-24  source = "…"  verified = false

    [[change]]
    kind = "merge"                   # merge, split, move, rename, abolish, create
    old = { level = "commune", code = "11089" }
    new = { level = "commune", code = "11098", name = "Xã Kỳ Sơn", type = "xã", area_type = "rural",
            parent = "298" }                         # on one line in the file: TOML tables do not break
    share = "0.4"  share_basis = "population"  default = true     # of a split, where known

A new unit is described once and then named by level and code alone; so is a unit that was there before and
stays. A rename may leave out ``parent``. Codes of parents are those on the day of effect.
"""

import hashlib
import tomllib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.places.enums import TYPES_OF_LEVEL, AreaType, ChangeKind, ShareBasis, UnitLevel, UnitType
from ansinh.places.errors import UnusableAct

Ref = tuple[str, str]
_TOP_LEVEL = {
    "number": str, "title": str, "issuer": str, "date": date, "effect": date, "source": str, "verified": bool,
}  # fmt: skip
_CHANGE = {"kind", "old", "new", "share", "share_basis", "default"}
_OLD = {"level", "code"}
_NEW = _OLD | {"name", "type", "area_type", "parent", "lat", "lon"}


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that begins with the act. ``parent`` is a code; blank for a province, or as before in a
    rename."""

    level: str
    code: str
    name: str
    type: str
    area_type: str | None
    parent: str
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class ActChange:
    """One change of the file; ``row`` counts them from 1."""

    row: int
    kind: str
    old: Ref | None
    new: Ref | None
    share: Decimal | None
    share_basis: str
    is_default: bool


@dataclass(frozen=True)
class ActFile:
    """An act as its file has it, with what is wrong in the file itself."""

    name: str
    digest: str
    facts: dict[str, Any]
    begins: dict[Ref, NewUnit] = field(default_factory=dict)
    changes: list[ActChange] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_act(path: Path) -> ActFile:
    """The act in ``path``. Raises ``UnusableAct`` where the file is no TOML or has no act; every other
    fault is a finding with the number of its change."""
    try:
        content = path.read_bytes()
        parsed = tomllib.loads(content.decode("utf-8"))
    except OSError as error:
        raise UnusableAct(_("Không mở được tệp văn bản «{file}».").format(file=path.name)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = _("Tệp «{file}» không phải TOML đọc được: {why}").format(file=path.name, why=error)
        raise UnusableAct(message) from error
    facts, changes = parsed.get("act"), parsed.get("change")
    if not isinstance(facts, dict) or not isinstance(changes, list) or not changes:
        raise UnusableAct(_("Tệp «{file}» thiếu phần [act] hoặc [[change]].").format(file=path.name))
    act = ActFile(path.name, hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest(), facts)
    _check_facts(act)
    for row, raw in enumerate(changes, start=1):
        _read_change(act, row, raw)
    return act


def _fault(act: ActFile, row: int, column: str, message: str, rule: str = "unreadable") -> None:
    act.findings.append(Finding(rule, Level.ERROR, message, file=act.name, row=row, column=column))


def _check_facts(act: ActFile) -> None:
    for name in ("title", "effect"):
        if name not in act.facts:
            _fault(act, 0, name, _("Phần [act] thiếu «{name}».").format(name=name), "missing")
    for name, value in act.facts.items():
        if name not in _TOP_LEVEL:
            _fault(act, 0, name, _("Phần [act] không có mục «{name}».").format(name=name))
        elif type(value) is not _TOP_LEVEL[name]:
            _fault(act, 0, name, _("Mục «{name}» của [act] sai kiểu.").format(name=name))


def _read_change(act: ActFile, row: int, raw: Any) -> None:
    if not isinstance(raw, dict) or set(raw) - _CHANGE:
        extra = ", ".join(sorted(set(raw) - _CHANGE)) if isinstance(raw, dict) else "?"
        _fault(act, row, "", _("Thay đổi thứ {row} có mục lạ: {extra}.").format(row=row, extra=extra))
        return
    kind = raw.get("kind")
    if kind not in set(ChangeKind):
        _fault(act, row, "kind", _("Thay đổi thứ {row}: không có loại «{kind}».").format(row=row, kind=kind))
        return
    old, new = _ref(act, row, raw, "old", _OLD), _ref(act, row, raw, "new", _NEW)
    if (old is None) != (kind == ChangeKind.CREATE) or (new is None) != (kind == ChangeKind.ABOLISH):
        message = _("Thay đổi thứ {row}: «create» chỉ có new, «abolish» chỉ có old, loại khác có cả hai.")
        _fault(act, row, "kind", message.format(row=row), "ends")
        return
    share, basis = _share(act, row, kind, raw)
    if new and "name" in raw["new"]:
        _read_new(act, row, kind, raw["new"])
    default = bool(raw.get("default", kind not in {ChangeKind.SPLIT, ChangeKind.CREATE, ChangeKind.ABOLISH}))
    act.changes.append(ActChange(row, kind, old, new, share, basis, default))


def _ref(act: ActFile, row: int, raw: dict[str, Any], side: str, known: set[str]) -> Ref | None:
    value = raw.get(side)
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) - known or value.get("level") not in set(UnitLevel):
        _fault(act, row, side, _("Thay đổi thứ {row}: «{side}» đọc không được.").format(row=row, side=side))
        return None
    return value["level"], str(value.get("code", ""))


def _read_new(act: ActFile, row: int, kind: str, raw: dict[str, Any]) -> None:
    unit = NewUnit(
        level=raw["level"],
        code=str(raw.get("code", "")),
        name=clean(str(raw["name"])),
        type=str(raw.get("type", "")),
        area_type=raw.get("area_type"),
        parent=str(raw.get("parent", "")),
        lat=raw.get("lat"),
        lon=raw.get("lon"),
    )
    for column, wrong in (
        ("code", not _good_code(unit)),
        ("name", not unit.name),
        ("type", unit.type not in {kind.value for kind in TYPES_OF_LEVEL[UnitLevel(unit.level)]}),
        ("area_type", unit.area_type not in {None, *AreaType}),
        ("area_type", _area_type_missing(unit)),
        ("parent", not unit.parent and kind != ChangeKind.RENAME and unit.level != UnitLevel.PROVINCE),
    ):
        if wrong:
            message = _("Thay đổi thứ {row}: đơn vị mới có «{column}» thiếu hoặc sai.")
            _fault(act, row, column, message.format(row=row, column=column), "new_unit")
    if act.begins.setdefault((unit.level, unit.code), unit) != unit:
        message = _("Thay đổi thứ {row}: đơn vị mới {code} được mô tả hai lần khác nhau.")
        _fault(act, row, "new", message.format(row=row, code=unit.code), "new_unit")


def _area_type_missing(unit: NewUnit) -> bool:
    needed = unit.level == UnitLevel.COMMUNE and unit.type != UnitType.DAC_KHU
    return needed and unit.area_type is None


def _good_code(unit: NewUnit) -> bool:
    digits = {UnitLevel.PROVINCE: 2, UnitLevel.DISTRICT: 3, UnitLevel.COMMUNE: 5}
    expected = digits.get(UnitLevel(unit.level))
    return unit.code.isascii() and unit.code.isdigit() and len(unit.code) == expected


def _share(act: ActFile, row: int, kind: str, raw: dict[str, Any]) -> tuple[Decimal | None, str]:
    if kind in {ChangeKind.CREATE, ChangeKind.ABOLISH}:
        return None, ""
    if kind != ChangeKind.SPLIT:
        return Decimal(1), ShareBasis.WHOLE
    if "share" not in raw:
        return None, ""
    basis = raw.get("share_basis", ShareBasis.ACT)
    try:
        share = Decimal(str(raw["share"]))
    except InvalidOperation:
        share = Decimal(0)
    if not 0 < share <= 1 or basis not in {ShareBasis.ACT, ShareBasis.POPULATION, ShareBasis.AREA}:
        message = _(
            "Thay đổi thứ {row}: phần chia phải lớn hơn 0, không quá 1, căn cứ act, population hoặc area."
        )
        _fault(act, row, "share", message.format(row=row), "share")
        return None, ""
    return share, basis
