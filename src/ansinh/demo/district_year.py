"""Thủy Nguyên's year 2022: last year's lists and what happened in the households since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.demo import stories
from ansinh.demo.life_events import LifeEvents, births_frame, newborn
from ansinh.demo.listed import former_rows, listed_rows, persons_when_listed
from ansinh.demo.people import People
from ansinh.demo.shapes import RELATIONS
from ansinh.demo.years import Commune

# A town of the neighbouring district of An Dương: where those who left for outside went, and came from.
_OUTSIDE = "11581"
_OPENING_YEAR = 2022
_DIED, _LEFT, _JOINED = 58, 41, 22


@dataclass(slots=True)
class District:
    """``told``: the story of every household, those still there first. ``listed``: ``household_id,
    area_code, village, place`` in the same order, where they were at the year's beginning; ``households``:
    where they are now."""

    told: NDArray[np.int64]
    listed: pl.DataFrame
    households: pl.DataFrame
    villages: pl.DataFrame
    communes: tuple[Commune, ...]

    def at(self, *names: str) -> list[int]:
        """Rows of the households of the named stories."""
        return np.flatnonzero(stories.of(self.told, *names)).tolist()

    def id(self, row: int) -> str:
        """A household's id."""
        return self.households["household_id"][row]

    def area(self, row: int) -> str:
        """A household's commune now."""
        return self.households["area_code"][row]

    def move(self, row: int, area_code: str, village: str, place: int) -> None:
        """Place a household elsewhere; its id stays."""
        self.households[row, "area_code"] = area_code
        self.households[row, "village"] = village
        self.households[row, "place"] = place


def _unused(rng: np.random.Generator, rows: NDArray[np.int64], used: set[int]) -> Iterator[int]:
    for row in rng.permutation(rows).tolist():
        if row not in used:
            used.add(row)
            yield row


def _moves(rng: np.random.Generator, district: District, year: LifeEvents) -> None:
    """Moves within the district: the id and last year's list keep the old commune, the survey has the new
    one."""
    codes = [commune.code for commune in district.communes]
    for row in district.at("poor_moved_within", "near_moved_within"):
        origin = district.area(row)
        elsewhere = district.villages.filter(pl.col("area_code") != origin)
        target = elsewhere.row(int(rng.integers(elsewhere.height)), named=True)
        district.move(row, target["area_code"], target["village"], codes.index(target["area_code"]))
        year.moved(district.id(row), origin, target["area_code"])
    for row in district.at("poor_moved_in", "near_moved_in"):
        year.moved(district.id(row), _OUTSIDE, district.area(row))


def _unions(
    rng: np.random.Generator, district: District, people: People, year: LifeEvents, used: set[int]
) -> None:
    """Households that split off, and persons alone who moved in with relatives of the same commune."""
    sizes = people.segments.sizes
    last = people.segments.starts + sizes - 1
    stays = stories.of(district.told, "stay_poor", "stay_near")[: sizes.size]
    grown = stays & (sizes >= 2) & (people.age[last] >= 31)
    area = district.households["area_code"].to_numpy()[: sizes.size]
    for row in district.at("poor_from_split", "near_from_split"):
        here = stays & (sizes >= 2) & (area == district.area(row))
        origin = next(_unused(rng, np.flatnonzero(here), used))
        home = district.households.row(origin, named=True)
        district.move(row, home["area_code"], home["village"], home["place"])
        year.split(district.id(row), district.id(origin), int(sizes[row]), int(sizes[origin]) + 1)
    for row in district.at("poor_merged", "near_merged"):
        near_by = np.flatnonzero(grown & (area == district.area(row)))
        into = next(_unused(rng, near_by, used))
        year.merged(district.id(row), district.id(into), int(sizes[into]))


def _members_come_and_go(
    rng: np.random.Generator,
    district: District,
    people: People,
    *,
    year: LifeEvents,
    used: set[int],
    as_of: date,
) -> None:
    """Deaths, and members who left or joined, in households that were on the list, stay, and had no birth."""
    parts = people.segments
    count = parts.sizes.size
    was_listed = (stories.opening(district.told) != "")[:count]
    born = was_listed[parts.owner] & newborn(people, as_of)
    used.update(parts.owner[born].tolist())
    # Moves and splits tell their own story: only those who stayed in their commune lose or gain members here.
    steady = was_listed & ~stories.of(district.told, "poor_moved_within", "near_moved_within")[:count]
    rows = _unused(rng, np.flatnonzero(steady), used)
    for _turn in range(_DIED):
        row, day = next(rows), year.some_day()
        year.add(district.id(row), "died", day, member=int(parts.sizes[row]) + 1)
        if rng.random() < 0.3:
            year.add(district.id(row), "head_changed", day, member=1)
    for _turn in range(_LEFT):
        row = next(rows)
        year.add(district.id(row), "left", year.some_day(), member=int(parts.sizes[row]) + 1)
    spouse = parts.any(people.relation == RELATIONS.index("spouse"))
    for row in [at for at in rows if spouse[at]][:_JOINED]:
        joined = np.flatnonzero(
            (parts.owner == row) & (people.relation == RELATIONS.index("spouse"))
        ).tolist()
        year.add(district.id(row), "joined", year.some_day(), member=int(parts.number[joined[0]]) + 1)


def district_events(
    rng: np.random.Generator, district: District, people: People, as_of: date
) -> pl.DataFrame:
    """The year's ``events``. Places the households that moved or split off: ``district`` is changed."""
    listed = (stories.opening(district.told) != "")[: people.segments.sizes.size]
    births = births_frame(district.households["household_id"], people, listed, as_of)
    year = LifeEvents(rng, date(as_of.year, 1, 4), date(as_of.year, 12, 1), births)
    used: set[int] = set()
    _moves(rng, district, year)
    _unions(rng, district, people, year, used)
    for row in district.at("poor_died_out", "near_died_out"):
        year.died_out(district.id(row))
    for row in district.at("poor_moved_away", "near_moved_away"):
        year.moved_away(district.id(row), int(rng.integers(1, 5)), district.area(row), _OUTSIDE)
    _members_come_and_go(rng, district, people, year=year, used=used, as_of=as_of)
    return year.frame()


def _persons(district: District, people: People, events: pl.DataFrame) -> pl.Series:
    now = np.zeros(district.told.size, dtype=np.int64)
    now[: people.segments.sizes.size] = people.segments.sizes
    return persons_when_listed(district.listed.select("household_id", pl.Series("persons", now)), events)


def district_lists(
    rng: np.random.Generator, district: District, people: People, events: pl.DataFrame
) -> pl.DataFrame:
    """The list of 2022 under Decree 07/2021, and lists under Decision 59/2015 for those who were on them.

    The list of 2022 is the first under its standard: how its households came onto it is not told (blank)."""
    opening = stories.opening(district.told)
    places = district.listed
    persons = _persons(district, people, events).filter(pl.Series(opening != ""))
    listed = places.filter(pl.Series(opening != ""))
    kind = pl.repeat(None, listed.height, dtype=pl.String, eager=True)
    classes = pl.Series(opening[opening != ""].astype(object), dtype=pl.String)
    parts = [
        listed_rows(
            listed,
            list_year=_OPENING_YEAR,
            standard="vn-2022",
            classes=classes,
            kind=kind,
            persons=persons,
        )
    ]
    for name, former in (("relapse_poor", "poor"), ("relapse_near", "near_poor")):
        where = places.filter(pl.Series(stories.of(district.told, name)))
        parts.append(former_rows(rng, where, former, standard="vn-2016", last_year=2021))
    # Three who fell off the lists without a decision: recognised now, they are new, not relapsed.
    forgotten = places.filter(pl.Series(stories.of(district.told, "new_near"))).head(3)
    parts.append(
        former_rows(rng, forgotten, "near_poor", standard="vn-2016", last_year=2021, left_by_decision=False)
    )
    return pl.concat(parts).sort("list_year", "household_id", "class")
