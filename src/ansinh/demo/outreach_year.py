"""The work beside support in a demonstration: the fund and gifts, communication, staff and training, awards, an inspection, the bank,
the settlement of cards. Done by invented officers through the actions that everybody has; a part that is there is left, one that was
broken off is done again as a whole."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from ansinh.accounts.actor import Actor, actor_of
from ansinh.datasets.models import Version
from ansinh.demo.building import Place
from ansinh.demo.officers import users_of
from ansinh.demo.outreach_awards import give_awards, inspect
from ansinh.demo.outreach_fund import keep_the_fund
from ansinh.demo.outreach_people import outreach_people
from ansinh.demo.outreach_staff import spread_the_word, staff_and_train, train_one_of_each
from ansinh.demo.outreach_summary import outreach_summary
from ansinh.demo.support_bank import lend
from ansinh.demo.support_settlement import settle_cards
from ansinh.demo.support_year import Days, shown_communes
from ansinh.households.models import Household, HouseholdLine
from ansinh.kernel.dates import today
from ansinh.kernel.progress import Progress
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.places.queries import lineage, lineages, unit_at
from ansinh.support.models import HouseholdPlan

# So many listed households are given something; so many that came off the lists are proposed for an award.
_GIVEN, _HONOURED = 28, 4
# In so many communes of a province people are in post.
_STAFFED = 40


def run_outreach_year(
    place: Place, version: Version, days: Days | None, *, by: Actor, progress: Progress
) -> dict[str, Any]:
    """Do what a place's year holds beside support, ``days`` being those of its year of support (none: no such year); the summary. The
    books are of the year of its last 1 July: by then houses were built."""
    progress("outreach")
    district = unit_at(place.code, place.as_of)
    if days is None:
        _of_the_plans(place, district, by)
    else:
        _beside_support(place, district, version, days, by)
    return outreach_summary(district, communes_on(district, last_day_of(district)))


def _of_the_plans(place: Place, district: Unit, by: Actor) -> None:
    """What the plans of the place are measured on in the year of its list, and who is in post now in some of its communes."""
    maker = actor_of(users_of(place, by=by)[0])
    then, last = date(int(place.period) + 1, 12, 31), last_day_of(district)
    communes = communes_on(district, then)
    spread_the_word(district, communes, then, maker)
    train_one_of_each(district, communes, then, maker)
    here = communes_on(district, last)[:_STAFFED]
    staff_and_train(district, here, (), since=date(last.year, 1, 1), day=last, by=maker)


def _beside_support(place: Place, district: Unit, version: Version, days: Days, by: Actor) -> None:
    people, communes = outreach_people(place, by=by), shown_communes(place)
    year = days.last.year if days.last >= date(days.last.year, 7, 1) else days.last.year - 1
    keep_the_fund(district, communes, _listed(communes), year, people)
    day = last_day_of(district)
    below = communes_on(district, day)
    spread_the_word(district, below, day, people.maker)
    below, villages = _first_with_villages(below, communes, day)
    staff_and_train(district, below, villages, since=date(day.year, 1, 1), day=days.last, by=people.maker)
    give_awards(district, communes, _came_off(communes), year, people)
    inspect(district, communes[1:3], version, year, days.last, people)
    lend(communes[0], district, days.last, people)
    settle_cards(district, days.month.first, people)


def last_day_of(district: Unit) -> date:
    """The last day on which the place, or what it went into as a whole, had communes: today while it has."""
    ends = Unit.objects.filter(pk__in=lineage(district, today()), level=UnitLevel.COMMUNE.value)
    return max(min(one or today(), today()) for one in ends.values_list("valid_until", flat=True))


def communes_on(district: Unit, day: date) -> list[Unit]:
    """The communes of the place on a day, whatever it is called then."""
    rows = Unit.objects.on(day).filter(pk__in=lineage(district, day), level=UnitLevel.COMMUNE.value)
    return list(rows.order_by("sort_key", "pk"))


def _first_with_villages(
    below: Sequence[Unit], communes: Sequence[Unit], day: date
) -> tuple[list[Unit], list[str]]:
    """The communes, first the one in which plans were drawn up, and the villages of that one."""
    people = lineages(below, day)
    first = next((one for one in below if communes[0].pk in people[one.pk]), below[0])
    plans = HouseholdPlan.objects.everywhere().filter(unit=communes[0]).order_by("village")
    villages = [one for one in plans.values_list("village", flat=True).distinct() if one]
    return [first, *(one for one in below if one.pk != first.pk)], villages


def _listed(communes: Sequence[Unit]) -> list[Household]:
    """Some households of the lists, of each commune in turn."""
    rows = HouseholdLine.objects.everywhere().filter(unit__in=communes, dissolved=False, list_class="poor")
    return _in_turn(list(rows.order_by("pk").values_list("unit_id", "pk")), _GIVEN)


def _came_off(communes: Sequence[Unit]) -> list[Household]:
    """Some households that the review took off the lists."""
    rows = HouseholdLine.objects.everywhere().filter(unit__in=communes, dissolved=False, movement="poor_out")
    return _in_turn(list(rows.order_by("pk").values_list("unit_id", "pk")), _HONOURED)


def _in_turn(pairs: Sequence[tuple[int, UUID]], most: int) -> list[Household]:
    of_unit: dict[int, list[UUID]] = {}
    for unit, key in pairs:
        of_unit.setdefault(unit, []).append(key)
    ranked = sorted((at, unit, key) for unit, keys in of_unit.items() for at, key in enumerate(keys))
    keys = [key for _at, _unit, key in ranked[:most]]
    found = Household.objects.everywhere().select_related("unit").in_bulk(keys)
    return [found[key] for key in keys]
