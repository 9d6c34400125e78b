"""What stands beside the figures of a version: gaps in support, targets, money, lateness; each only for who may see it there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ansinh.access.policies import may
from ansinh.access.queries import permissions_of, scope_of
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.budgets.queries import Overview, overview
from ansinh.datasets.models import Version
from ansinh.kernel.dates import today
from ansinh.places.models import Unit
from ansinh.places.queries import lineage
from ansinh.plans.queries import issued_plans, newest_readings, plans_within
from ansinh.plans.views.plans import kept
from ansinh.portal.lagging import LateRound, late_rounds
from ansinh.support.gaps.queries import kinds_counted
from ansinh.support.gaps.words import kind_words


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target of the place for the year, its newest reading, whether that keeps it."""

    target: Any
    reading: Any
    kept: bool | None


@dataclass(frozen=True)
class Beside:
    """Nothing where a person may not see it, empty where there is nothing."""

    gaps: Sequence[tuple[str, str, int]] | None
    targets: Sequence[TargetLine] | None
    money: Overview | None
    late: Sequence[LateRound] | None


def beside(version: Version, actor: Actor) -> Beside:
    """All four for the place of a version. A fixed number of reads, whatever the place."""
    unit = version.unit
    people = _people_of(unit)
    held = permissions_of(actor)
    return Beside(
        _gaps(actor, people) if P.SEE_HOUSEHOLDS in held else None,
        _targets(actor, version) if P.PRINT_FORMS in held else None,
        _money(actor, unit, int(version.period[:4])) if may(actor, P.VIEW_BUDGETS, unit.pk) else None,
        late_rounds(scope_of(actor, P.WATCH_PROGRESS).both(people)) if P.WATCH_PROGRESS in held else None,
    )


def _people_of(unit: Unit) -> Scope:
    """Every unit, of any date, whose people are of this one while it holds."""
    return Scope(lineage(unit, min(today(), unit.valid_until or today())))


def _gaps(actor: Actor, people: Scope) -> list[tuple[str, str, int]]:
    """Households by kind of gap as the last search counted them, promises beyond the law left out."""
    counted = kinds_counted(scope_of(actor, P.SEE_HOUSEHOLDS).both(people))
    return [
        (kind, kind_words(kind)[1], many) for (kind, promise), many in sorted(counted.items()) if not promise
    ]


def _targets(actor: Actor, version: Version) -> list[TargetLine]:
    scope = scope_of(actor, P.PRINT_FORMS)
    year = int(version.period[:4])
    plans = issued_plans(plans_within(scope)).filter(
        unit__path=version.unit.path, year_from__lte=year, year_until__gte=year
    )
    lines = []
    for plan in plans.order_by("-year_from", "pk"):
        newest = newest_readings(plan, scope)
        for target in plan.targets.filter(withdrawn_on=None).order_by("position"):
            reading = newest.whole.get(target.pk)
            lines.append(TargetLine(target, reading, kept(target, reading) if reading else None))
    return lines


def _money(actor: Actor, unit: Unit, year: int) -> Overview:
    return overview(actor, unit, year)
