"""Named reads of places. Units are public, so no scope; every question has a date."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import connection
from django.db.models import Q, QuerySet

from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _
from ansinh.places.enums import ChangeKind, ShareBasis, UnitLevel
from ansinh.places.errors import UnknownPlace
from ansinh.places.grounds import paths_above, topmost
from ansinh.places.models import Change, Population, Unit
from ansinh.places.restating import Restated, restate
from ansinh.places.spelling import place_fold

POPULATION_SCHEMA = {
    "unit_code": pl.String,
    "households": pl.Int64,
    "persons": pl.Int64,
    "households_kinh": pl.Int64,
    "households_minority": pl.Int64,
    "persons_kinh": pl.Int64,
    "persons_minority": pl.Int64,
    "date": pl.Date,
    "source": pl.String,
}
# The character after the one paths end with.
_AFTER_SLASH = chr(ord("/") + 1)
_COUNTS = [name for name, kind in POPULATION_SCHEMA.items() if kind == pl.Int64]


def unit_at(code: str, on: date, level: str | None = None) -> Unit:
    """The unit that has ``code`` on ``on``. Codes of levels differ in length: a level is only a check.

    Raises ``UnknownPlace``, which says on which dates the code existed.
    """
    rows = Unit.objects.filter(code=code.strip())
    if level is not None:
        rows = rows.filter(level=level)
    unit = rows.on(on).first()
    if unit is None:
        spans = [_span(row) for row in rows.order_by("valid_from")]
        raise UnknownPlace(_unknown(code, on, spans), place=code, on=on.isoformat(), spans=spans)
    return unit


def _unknown(code: str, on: date, spans: list[str]) -> str:
    if not spans:
        return _("Không có đơn vị hành chính nào mang mã {code}.").format(code=code)
    said = _("Ngày {day} không có đơn vị mang mã {code}; mã này có: {spans}.")
    return said.format(day=shown_date(on), code=code, spans="; ".join(spans))


def _span(unit: Unit) -> str:
    until = shown_date(unit.valid_until) if unit.valid_until else _("nay")
    return f"{unit.name} {shown_date(unit.valid_from)}–{until}"


def units_with_code(code: str) -> list[Unit]:
    """Every unit that ever had ``code``, oldest first; parents loaded."""
    return list(Unit.objects.filter(code=code.strip()).select_related("parent").order_by("valid_from"))


def units_under(unit: Unit, on: date, level: str) -> list[Unit]:
    """The units of ``level`` that lie in ``unit`` on ``on``, in the order of their names; a unit of that
    level gives itself. Parents are loaded."""
    rows = Unit.objects.within([unit.path]).on(on).filter(level=level)
    return list(rows.select_related("parent").order_by("sort_key", "code"))


def unit_above(unit: Unit, on: date, level: str) -> Unit | None:
    """The unit of ``level`` in which ``unit`` lies on ``on`` (itself, where it is of that level)."""
    if unit.level == level:
        return Unit.objects.on(on).filter(path=unit.path).first() or unit
    paths = paths_above(unit.path)
    return Unit.objects.on(on).filter(path__in=paths, level=level).first()


def stamp_of_places() -> tuple[int | str, ...]:
    """Differs once a unit or a change was added or taken away: what was found out about places holds for one stamp. Who
    ends or renames a unit does it by an act, which is told apart by its file: ids may be given again after a rollback."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT COALESCE(MAX(id), 0) FROM places_unit), (SELECT COALESCE(MAX(id), 0) FROM places_change), "
            "(SELECT COALESCE((SELECT digest FROM places_act ORDER BY id DESC LIMIT 1), ''))"
        )
        return tuple(cursor.fetchone())


def lineage(unit: Unit, on: date) -> frozenset[int]:
    """Ids of all units, of any date, whose people are in ``unit`` on ``on``.

    Those on its ground at any date, and those that went into it whole, with all that lay under them. A unit
    that was divided counts where a unit above it went whole; one that left the ground before ``on`` does
    not count.
    """
    ids: set[int] = set()
    paths = {unit.path}
    while paths:
        found = set(Unit.objects.within(topmost(paths)).values_list("id", flat=True)) - ids
        ids |= found
        before = _whole_changes(on).filter(new_id__in=found).exclude(old_id__in=ids)
        paths = set(before.values_list("old__path", flat=True))
    return frozenset(_without_those_who_left(ids, on))


def lineages(units: Iterable[Unit], on: date) -> dict[int, frozenset[int]]:
    """``lineage`` of many units at once: unit id → ids, from two reads whatever their number. One alone is asked by itself: its
    ground is a handful of units of fifteen thousand."""
    units = list(units)
    if len(units) == 1:
        return {units[0].pk: lineage(units[0], on)}
    rows = sorted(Unit.objects.values_list("path", "id"))
    paths_of_all = [path for path, _id in rows]
    path_of = {unit_id: path for path, unit_id in rows}

    def under(path: str) -> set[int]:
        """What lies on the ground of ``path``: its neighbours in the order of paths, up to the first that begins otherwise."""
        first = bisect_left(paths_of_all, path)
        last = bisect_left(paths_of_all, path[:-1] + _AFTER_SLASH)
        return {unit_id for _path, unit_id in rows[first:last]}

    before: dict[int, set[int]] = defaultdict(set)
    gone_to: dict[int, set[int]] = defaultdict(set)
    for old, new in _whole_changes(on).values_list("old_id", "new_id"):
        before[new].add(old)
        gone_to[old].add(new)
    found = {}
    for unit in units:
        ids: set[int] = set()
        paths = {unit.path}
        while paths:
            fresh = set().union(*map(under, paths)) - ids
            ids |= fresh
            paths = {path_of[old] for new in fresh for old in before.get(new, ()) if old not in ids}
        found[unit.pk] = frozenset(_kept(ids, {old: gone_to[old] for old in ids if old in gone_to}))
    return found


def _whole_changes(on: date) -> QuerySet[Change]:
    """Changes up to ``on`` by which all people of the old unit are in the new one."""
    return Change.objects.filter(effect__lte=on, share=1)


def _without_those_who_left(ids: set[int], on: date) -> set[int]:
    gone_to: dict[int, set[int]] = {}
    for old, new in _whole_changes(on).filter(old_id__in=ids).values_list("old_id", "new_id"):
        gone_to.setdefault(old, set()).add(new)
    return _kept(ids, gone_to)


def _kept(ids: set[int], gone_to: dict[int, set[int]]) -> set[int]:
    kept = set(ids)
    while left := {old for old, news in gone_to.items() if old in kept and not news & kept}:
        kept -= left
    return kept


@dataclass(frozen=True, slots=True)
class Successor:
    """Where a unit's people are: a unit, the share of them (where known) and what it rests on."""

    unit: Unit
    share: float | None
    share_basis: str
    is_default: bool
    change: str
    effect: date
    date_known: bool


def successors(unit: Unit, on: date) -> list[Successor]:
    """The units that hold ``unit``'s people on ``on``; itself while it exists. Shares multiply along the way
    and are null where a step's share is not known. A district that ended without a successor of its own has
    those of its communes, shares unknown."""
    found: dict[int, Successor] = {}
    start = Successor(unit, 1.0, ShareBasis.WHOLE, True, "", unit.valid_from, unit.date_known)
    _follow(start, on, found)
    return sorted(found.values(), key=lambda s: (not s.is_default, s.unit.sort_key, s.unit.code))


def _follow(reached: Successor, on: date, found: dict[int, Successor]) -> None:
    unit = reached.unit
    if unit.holds_on(on) or unit.valid_from > on:
        before = found.get(unit.pk)
        found[unit.pk] = reached if before is None else _joined(before, reached)
        return
    changes = list(Change.objects.filter(old=unit, effect__lte=on).select_related("new", "new__parent"))
    onward = [change for change in changes if change.new is not None]
    if onward:
        for change in onward:
            _follow(_step(reached, change), on, found)
        return
    for child in _children_at_the_end(unit):
        kind = ChangeKind.ABOLISH.value
        _follow(Successor(child, None, "", False, kind, reached.effect, reached.date_known), on, found)


def _children_at_the_end(unit: Unit) -> Sequence[Unit]:
    if unit.level != UnitLevel.DISTRICT or unit.valid_until is None:
        return []
    return Unit.objects.within([unit.path]).on(unit.valid_until).filter(level=UnitLevel.COMMUNE)


def _step(reached: Successor, change: Change) -> Successor:
    known = reached.share is not None and change.share is not None
    share = reached.share * float(change.share) if known else None
    whole = reached.share_basis == ShareBasis.WHOLE
    basis = (change.share_basis if whole else reached.share_basis) if known else ""
    return Successor(
        unit=change.new,
        share=share,
        share_basis=basis,
        is_default=reached.is_default and change.is_default,
        change=reached.change if reached.change == ChangeKind.ABOLISH else change.kind,
        effect=change.effect,
        date_known=change.date_known and (reached.date_known or not reached.change),
    )


def _joined(one: Successor, other: Successor) -> Successor:
    known = one.share is not None and other.share is not None
    share = one.share + other.share if known else None
    return Successor(
        unit=one.unit,
        share=share,
        share_basis=(one.share_basis if one.share_basis == other.share_basis else "") if known else "",
        is_default=one.is_default or other.is_default,
        change=one.change,
        effect=max(one.effect, other.effect),
        date_known=one.date_known and other.date_known,
    )


def search(text: str, on: date, level: str | None = None, limit: int = 50) -> list[Unit]:
    """Units on ``on`` whose name holds ``text``, without regard to tones, marks and capitals; best first:
    the whole name, then a beginning, then a word within; higher levels first. ``Xã Kỳ Sơn, Hải Phòng``
    narrows to units under places so named. A code finds its unit."""
    wanted, *above = [place_fold(part) for part in text.split(",")]
    if not wanted:
        return []
    rows = Unit.objects.on(on).select_related("parent")
    if level is not None:
        rows = rows.filter(level=level)
    if wanted.isdigit() and len(wanted) > 1:
        exact = list(rows.filter(code=wanted))
        if exact:
            return exact
    matches = list(rows.filter(name_fold__contains=wanted))
    for name in filter(None, above):
        paths = list(Unit.objects.on(on).filter(name_fold__contains=name).values_list("path", flat=True))
        matches = [unit for unit in matches if any(unit.path.startswith(path) for path in paths)]
    return sorted(matches, key=lambda unit: _rank(unit, wanted))[:limit]


def _rank(unit: Unit, wanted: str) -> tuple[int, int, str, str]:
    full = unit.name_fold
    bare = full.removeprefix(place_fold(unit.type.removesuffix(" trung ương"))).strip()
    if wanted in (bare, full):
        place = 0
    elif bare.startswith(wanted + " ") or full.startswith(wanted + " "):
        place = 1
    elif f" {wanted} " in f" {full} ":
        place = 2
    else:
        place = 3 if bare.startswith(wanted) else 4
    return place, list(UnitLevel).index(UnitLevel(unit.level)), unit.sort_key, unit.code


def population_at(units: Iterable[Unit], on: date) -> pl.DataFrame:
    """The latest population of each unit on or before ``on``, one row a unit that has one, with date and
    source.

    Columns: ``POPULATION_SCHEMA``. Rows recorded for the same ground under an earlier name count; of
    several sources of one day the one recorded last speaks.
    """
    by_path = {unit.path: unit.code for unit in units}
    rows: dict[str, Population] = {}
    # A row without any count puts the one it replaces out of force.
    recorded = Population.objects.filter(
        Q(*((f"{name}__isnull", False) for name in _COUNTS), _connector=Q.OR),
        replaced_by__isnull=True,
        date__lte=on,
        unit__path__in=list(by_path),
    )
    for row in recorded.select_related("unit").order_by("date", "recorded_at", "id"):
        rows[row.unit.path] = row
    columns = [name for name in POPULATION_SCHEMA if name != "unit_code"]
    values = [[by_path[path], *(getattr(row, name) for name in columns)] for path, row in rows.items()]
    return pl.DataFrame(values, schema=POPULATION_SCHEMA, orient="row").sort("unit_code")


def unknown_places() -> tuple[list[Unit], list[Unit], list[Change]]:
    """What the data does not know: units that ended without a known successor, communes whose area type is
    open, and changes of which only a convention gives the day."""
    ended = Unit.objects.filter(valid_until__isnull=False, changes_out__isnull=True).order_by("code")
    open_area = Unit.objects.filter(level=UnitLevel.COMMUNE, area_type__isnull=True, valid_until__isnull=True)
    undated = Change.objects.filter(date_known=False).select_related("old", "new").order_by("effect", "id")
    return list(ended), list(open_area.order_by("code")), list(undated)


__all__ = [
    "POPULATION_SCHEMA",
    "Restated",
    "Successor",
    "lineage",
    "lineages",
    "population_at",
    "restate",
    "search",
    "successors",
    "unit_above",
    "unit_at",
    "units_under",
    "units_with_code",
    "unknown_places",
]
