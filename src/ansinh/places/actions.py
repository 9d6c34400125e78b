"""Named writes of places: units of the country, acts, villages, populations."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.kernel.dates import now, shown_date
from ansinh.kernel.text import clean, same_spelling, sort_key
from ansinh.places.acts import ActFile, read_act
from ansinh.places.designations import DesignationRow, check_designations
from ansinh.places.entering import DAY, ActPlan, changes_to_replace, plan_act
from ansinh.places.enums import ChangeKind, UnitLevel, UnitType
from ansinh.places.errors import ActRefused, DesignationRefused, PopulationRefused
from ansinh.places.loading import insert_base, shipped_acts
from ansinh.places.models import Act, Change, Designation, Population, Unit
from ansinh.places.populations import PopulationRow, check_populations
from ansinh.places.queries import unit_at
from ansinh.places.spelling import place_fold


@action(EventName.UNITS_LOADED)
def load_units(*, by: Actor) -> int:
    """Load the country's units where there are none, and the shipped acts not entered yet.

    Returns the number of units and acts written; nothing, and no event, when all is there. A shipped act that
    contradicts what people have entered themselves is left out: their entry stands.
    """
    written = 0
    if not Unit.objects.exists():
        units, changes = insert_base(by.label)
        note(units=units, changes=changes)
        written += units
    entered = set(Act.objects.values_list("digest", flat=True))
    for path in shipped_acts():
        act = read_act(path)
        if act.digest not in entered and (plan := plan_act(act)).acceptable:
            _write_act(plan, by)
            written += 1
    if not written:
        nothing_changed()
    return written


@action(EventName.ACT_ENTERED)
def enter_act(*, file: Path, by: Actor) -> ActPlan:
    """Enter the act in ``file``: end, begin, date and link its units. The same file again changes nothing.

    Raises ``UnusableAct`` for an unreadable file and ``ActRefused`` with its first finding where the act
    contradicts the units or itself; nothing is written then. Use ``plan_act(read_act(file))`` to look first.
    """
    plan = plan_act(read_act(file))
    if plan.already:
        nothing_changed()
        return plan
    _write_act(plan, by)
    note(subject=f"act:{plan.act.digest[:12]}", changes=len(plan.act.changes), effect=plan.effect.isoformat())
    return plan


def _write_act(plan: ActPlan, by: Actor) -> None:
    if not plan.acceptable:
        first = next(finding for finding in plan.findings if finding.level == "error")
        raise ActRefused(first.message, findings=[finding.as_json() for finding in plan.findings])
    act = _recorded_act(plan.act, by)
    changes_to_replace(plan).delete()
    for unit in plan.ends.values():
        unit.valid_until = plan.effect - DAY
    Unit.objects.bulk_update(plan.ends.values(), ["valid_until"])
    for unit in plan.redated.values():
        unit.valid_from, unit.date_known = plan.effect, True
    Unit.objects.bulk_update(plan.redated.values(), ["valid_from", "date_known"])
    units = _begin_units(plan) | plan.redated | plan.staying
    Change.objects.bulk_create(
        Change(
            act=act,
            kind=change.kind,
            effect=plan.effect,
            date_known=True,
            old=plan.ends[change.old] if change.old else None,
            new=units[change.new] if change.new else None,
            share=change.share,
            share_basis=change.share_basis,
            is_default=change.is_default,
        )
        for change in plan.act.changes
    )
    _carry_villages(plan, act, units)


def _recorded_act(act: ActFile, by: Actor) -> Act:
    facts = act.facts
    return Act.objects.create(
        number=facts.get("number", ""),
        title=facts["title"],
        issuer=facts.get("issuer", ""),
        date=facts.get("date"),
        effect=facts["effect"],
        source=facts.get("source", ""),
        verified=facts.get("verified", False),
        digest=act.digest,
        recorded_at=now(),
        recorded_by=by.label,
    )


def _begin_units(plan: ActPlan) -> dict[tuple[str, str], Unit]:
    """The new units, from the top down: a path needs its parent's, a renamed unit keeps its own."""
    levels = list(UnitLevel)
    renamed = {c.new: plan.ends[c.old] for c in plan.act.changes if c.kind == ChangeKind.RENAME and c.old}
    begun: dict[tuple[str, str], Unit] = {}
    for ref in sorted(plan.begins, key=lambda ref: (levels.index(UnitLevel(ref[0])), ref[1])):
        new, before = plan.begins[ref], renamed.get(ref)
        parent_ref = plan.parents.get(ref)
        parent = begun.get(parent_ref) or plan.redated.get(parent_ref) if parent_ref else None
        if parent is None and parent_ref:
            parent = Unit.objects.on(plan.effect).get(level=parent_ref[0], code=parent_ref[1])
        if parent is None and before is not None:
            parent = before.parent
        unit = Unit(
            code=new.code,
            name=new.name,
            name_fold=place_fold(new.name),
            sort_key=sort_key(new.name),
            level=new.level,
            type=new.type,
            area_type=new.area_type,
            parent=parent,
            path=before.path if before else "",
            valid_from=plan.effect,
            date_known=True,
            lat=new.lat if new.lat is not None or before is None else before.lat,
            lon=new.lon if new.lon is not None or before is None else before.lon,
        )
        begun[ref] = _with_path(unit)
    return begun


def _with_path(unit: Unit) -> Unit:
    """Save a unit; one on new ground gets the path of its parent and its own id."""
    unit.save(force_insert=True)
    if not unit.path:
        unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
        unit.save(update_fields=["path"])
    return unit


def _carry_villages(plan: ActPlan, act: Act, units: Mapping[tuple[str, str], Unit]) -> None:
    """Villages follow a commune that went whole, under new codes; under a divided one they end without
    successor, since which part they went to is not in the act."""
    for change in plan.act.changes:
        if change.old is None or change.old[0] != UnitLevel.COMMUNE or change.kind == ChangeKind.RENAME:
            continue
        old = plan.ends[change.old]
        villages = list(Unit.objects.filter(parent__path=old.path, level=UnitLevel.VILLAGE).on(plan.effect))
        Unit.objects.filter(pk__in=[village.pk for village in villages]).update(valid_until=plan.effect - DAY)
        whole = change.share == 1 and change.new is not None
        for village in villages if whole else []:
            moved = _new_village(units[change.new], village.name, village.type, plan.effect)
            Change.objects.create(
                act=act,
                kind=ChangeKind.MOVE,
                effect=plan.effect,
                date_known=True,
                old=village,
                new=moved,
                share=1,
                share_basis="whole",
                is_default=True,
            )


def _new_village(commune: Unit, name: str, kind: str, on: date) -> Unit:
    prefix = f"{commune.code}."
    last = Unit.objects.filter(level=UnitLevel.VILLAGE, code__startswith=prefix).order_by("-code").first()
    number = int(last.code.removeprefix(prefix)) + 1 if last else 1
    village = Unit(
        code=f"{prefix}{number:03d}",
        name=name,
        name_fold=place_fold(name),
        sort_key=sort_key(name),
        level=UnitLevel.VILLAGE,
        type=kind,
        area_type=commune.area_type,
        parent=commune,
        path="",
        valid_from=on,
        date_known=True,
    )
    return _with_path(village)


_VILLAGE_WORDS = {"thôn": UnitType.THON, "tổ dân phố": UnitType.TO_DAN_PHO}


@action(EventName.VILLAGES_REGISTERED)
def register_villages(
    *, commune: Unit, names: Sequence[str], on: date | None = None, by: Actor
) -> list[Unit]:
    """The villages of ``commune`` with these names, in the order given; those not there yet are registered
    with codes ``<commune>.<nnn>``, from ``on`` (default: the commune's own first day). Two spellings of a
    name are one.
    """
    first_day = on or commune.valid_from
    held = Unit.objects.filter(parent__path=commune.path, level=UnitLevel.VILLAGE, valid_until__isnull=True)
    known = {same_spelling(village.name): village for village in held}
    before = len(known)
    found = []
    for name in names:
        key = same_spelling(name)
        if key not in known:
            words = (kind for word, kind in _VILLAGE_WORDS.items() if clean(name).casefold().startswith(word))
            known[key] = _new_village(commune, clean(name), next(words, UnitType.OTHER), first_day)
        found.append(known[key])
    if len(known) == before:
        nothing_changed()
    else:
        note(place=commune.code, villages=len(known) - before)
    return found


@action(EventName.POPULATIONS_RECORDED)
def record_populations(*, rows: Sequence[PopulationRow], by: Actor) -> int:
    """Record populations; the number of rows written. A row equal to what is recorded changes nothing,
    another count of the same unit, date and source is added and replaces the one before.

    Raises ``PopulationRefused`` with findings by row where one cannot be taken; nothing is written then.
    """
    findings = check_populations(rows)
    if findings:
        raise PopulationRefused(findings[0].message, findings=[finding.as_json() for finding in findings])
    written = 0
    for row in rows:
        unit = unit_at(row.area_code, row.date)
        latest = Population.objects.filter(
            unit=unit, date=row.date, source=row.source, replaced_by__isnull=True
        ).first()
        counts = row.counts()
        if latest is not None and all(getattr(latest, name) == value for name, value in counts.items()):
            continue
        Population.objects.create(
            unit=unit,
            date=row.date,
            source=row.source,
            recorded_at=now(),
            recorded_by=by.label,
            replaces=latest,
            **counts,
        )
        written += 1
    if written:
        note(rows=written, dates=sorted({shown_date(row.date) for row in rows}))
    else:
        nothing_changed()
    return written


@action(EventName.PLACES_DESIGNATED)
def designate_places(*, rows: Sequence[DesignationRow], by: Actor) -> int:
    """Record what lists say of communes and villages; the number of rows written. A row equal to what is recorded changes
    nothing; other words of the same place, kind and first day are added and replace those before.

    Raises ``DesignationRefused`` with findings by row where one cannot be taken; nothing is written then.
    """
    findings = check_designations(rows)
    if findings:
        raise DesignationRefused(findings[0].message, findings=[finding.as_json() for finding in findings])
    written = 0
    for row in rows:
        unit = unit_at(row.area_code, row.valid_from)
        village = clean(row.village or "")
        said = {"holds": row.holds, "valid_until": row.valid_until, "source": clean(row.source)}
        latest = Designation.objects.filter(
            unit=unit, village=village, kind=row.kind, valid_from=row.valid_from, replaced_by__isnull=True
        ).first()
        if latest is not None and all(getattr(latest, name) == value for name, value in said.items()):
            continue
        Designation.objects.create(
            unit=unit,
            village=village,
            kind=row.kind,
            valid_from=row.valid_from,
            recorded_at=now(),
            recorded_by=by.label,
            replaces=latest,
            **said,
        )
        written += 1
    if written:
        note(rows=written, kinds=sorted({row.kind for row in rows}))
    else:
        nothing_changed()
    return written


__all__ = ["designate_places", "enter_act", "load_units", "record_populations", "register_villages"]
