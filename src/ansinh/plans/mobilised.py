"""Rules over communication and training: which communes broadcast, how many persons were trained, the trained of those in post.

Where nobody recorded anything at the place in the time, the answer is that nobody did, and not nought.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ansinh.outreach.campaigns.coverage import coverage
from ansinh.outreach.measures import InPost, in_post_trained, staff_trained, trained_in
from ansinh.outreach.models.enums import StaffRole
from ansinh.places.queries import lineage, lineages
from ansinh.plans.counting import Count, Counted, nothing
from ansinh.plans.enums import Unmeasured
from ansinh.plans.grounds import Grounds
from ansinh.plans.models import Target


def broadcasting(grounds: Grounds, target: Target) -> Counted:
    """Communes of the day that broadcast at least once in its year, over all communes."""
    day = grounds.day_of(target)
    communes = grounds.communes(day)
    found = coverage(communes, date(day.year, 1, 1), day)
    if not any(one.times for one in found):
        return nothing(day, Unmeasured.NOBODY_RECORDED)
    return Counted(
        day, {one.unit.pk: Count(int(one.times > 0), 1) for one in found}, {one.pk: one for one in communes}
    )


def trained(grounds: Grounds, target: Target) -> Counted:
    """Persons (not attendances) who took part in a course since the plan began; of the whole place once each, whatever places of it
    they came from."""
    day, first = grounds.day_of(target), _begun(grounds)
    communes = grounds.communes(day)
    everywhere = trained_in(_ground(grounds, day), first, day)
    if not everywhere.persons:
        return nothing(day, Unmeasured.NOBODY_RECORDED)
    people = lineages(communes, day)
    by_unit = staff_trained({unit for ids in people.values() for unit in ids}, first, day)
    rows = {
        one.pk: Count(sum(by_unit[unit].persons for unit in people[one.pk] if unit in by_unit))
        for one in communes
    }
    return Counted(day, rows, {one.pk: one for one in communes}, whole=Count(everywhere.persons))


def in_post(grounds: Grounds, target: Target, roles: Sequence[str]) -> Counted:
    """Of who held a post of one of the roles on the day, those who took part in a course since the plan began; offices above the
    communes count in the whole."""
    day, first = grounds.day_of(target), _begun(grounds)
    communes = grounds.communes(day)
    by_unit = in_post_trained(_ground(grounds, day), [StaffRole(one) for one in roles], first, day)
    if not by_unit:
        return nothing(day, Unmeasured.NOBODY_RECORDED)
    people = lineages(communes, day)
    rows = {one.pk: _summed(by_unit, people[one.pk]) for one in communes}
    return Counted(day, rows, {one.pk: one for one in communes}, whole=_summed(by_unit, by_unit))


def _summed(by_unit: Mapping[int, InPost], units: Iterable[int]) -> Count:
    found = [by_unit[unit] for unit in units if unit in by_unit]
    return Count(sum(one.trained for one in found), sum(one.persons for one in found))


def _begun(grounds: Grounds) -> date:
    return date(grounds.plan.year_from, 1, 1)


def _ground(grounds: Grounds, day: date) -> frozenset[int]:
    """Every unit, of any date, whose people are the place's: its offices and those below."""
    unit = grounds.plan.unit
    return lineage(unit, min(day, unit.valid_until or day))
