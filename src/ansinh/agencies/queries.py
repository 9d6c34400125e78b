"""Which office does what at a place on a day, what it followed and what follows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from ansinh.agencies.kinds import AgencyKind, Following, agency_kind, agency_kinds
from ansinh.agencies.models import Agency
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.places.queries import unit_above


@dataclass(frozen=True, slots=True)
class Office:
    """The office of a kind at a unit on a day: derived, never a row."""

    kind: AgencyKind
    unit: Unit

    @property
    def words(self) -> str:
        """``Sở Y tế, Thành phố Hải Phòng``."""
        return f"{self.kind.words}, {self.unit.name}"


@dataclass(frozen=True, slots=True)
class Succession:
    """An office after one that ended, for which of its duties, and how well that is known."""

    office: Office
    following: Following


def office(kind: str, unit: Unit, on: date) -> Office | None:
    """The office of ``kind`` that is responsible for ``unit`` on a day: its own, or that of the lowest unit above it where
    such offices are; nothing where there is none that day. Raises ``NotFound`` for an unknown kind."""
    one = agency_kind(kind)
    if not one.holds_on(on):
        return None
    for level in _up_from(unit.level):
        if level in one.levels and (found := unit_above(unit, on, level)) is not None and found.holds_on(on):
            return Office(one, found)
    return None


_ORDER = (UnitLevel.COMMUNE.value, UnitLevel.DISTRICT.value, UnitLevel.PROVINCE.value)


def _up_from(level: str) -> Iterable[str]:
    return _ORDER[_ORDER.index(level) :] if level in _ORDER else ()


def successor(kind: str, unit: Unit, on: date) -> list[Succession]:
    """The offices at ``unit`` on a day that have the work of ``kind``, through every step after it; of a kind that still is
    there, none."""
    return list(_following(agency_kind(kind), unit, on, frozenset(agency_kind(kind).duties)))


def _following(one: AgencyKind, unit: Unit, on: date, duties: frozenset[str]) -> Iterable[Succession]:
    if one.holds_on(on):
        return
    for following in one.replaced_by:
        taken = duties & frozenset(following.duties)
        if not taken:
            continue
        found = office(following.kind, unit, on)
        if found is not None:
            yield Succession(found, following)
        else:
            yield from _following(agency_kind(following.kind), unit, on, taken)


def kind_responsible(kind: str, on: date, duty: str | None = None) -> AgencyKind:
    """The kind that does on a day what ``kind`` did: itself while it is there, else the first that follows it (for ``duty``,
    where given). A kind without a known successor gives itself."""
    one = agency_kind(kind)
    seen = {one.code}
    while not one.holds_on(on) and (one.valid_until or date.max) < on:
        onward = [
            following
            for following in one.replaced_by
            if (duty is None or duty in following.duties) and following.kind not in seen
        ]
        if not onward:
            break
        one = agency_kind(onward[0].kind)
        seen.add(one.code)
    return one


def predecessors(kind: str) -> list[tuple[AgencyKind, Following]]:
    """The kinds whose work went to ``kind``, with what went."""
    return [
        (one, following)
        for one in agency_kinds().values()
        for following in one.replaced_by
        if following.kind == kind
    ]


def agencies_at(unit_ids: Iterable[int] | None, on: date) -> QuerySet[Agency]:
    """Entered agencies at these units (none: everywhere) that hold on a day."""
    rows = Agency.objects.filter(valid_from__lte=on).exclude(valid_until__lt=on)
    return rows if unit_ids is None else rows.filter(unit__in=sorted(unit_ids))


def agency_by_id(key: int) -> Agency:
    """The entered agency of that id; raises ``NotFound``."""
    found = Agency.objects.select_related("unit", "replaces").filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có cơ quan, đơn vị này."))
    return found
