"""The comings and goings of the year after a review: what happens to the members of its households, told as events and in the
answers of the next survey alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl

from ansinh.demo.life_events import LifeEvents
from ansinh.demo.names import draw_families, full_names
from ansinh.demo.next_answers import Answers, Row, age_on
from ansinh.demo.next_stories import NextYear

_BORN, _DIED, _LEFT, _JOINED = 46, 52, 34, 18
# A town of the neighbouring district of An Dương: where those went who left for outside.
_OUTSIDE = "11581"
GROWN = 24


@dataclass(slots=True)
class Numbers:
    """The next number of a member in each household: no number of somebody who once was there is given again."""

    last: dict[str, int]

    def next(self, key: str) -> str:
        """A number nobody of the household ever had."""
        self.last[key] = self.last.get(key, 0) + 1
        return str(self.last[key])


def numbers_of(members: pl.DataFrame, events: pl.DataFrame) -> Numbers:
    """From the members of last year's survey and those of whom its events told."""
    told = pl.concat([frame.select("household_id", "member_id") for frame in (members, events)]).drop_nulls()
    most = told.group_by("household_id").agg(pl.col("member_id").cast(pl.Int64).max())
    return Numbers(dict(most.rows()))


def may_part(people: Sequence[Row]) -> bool:
    """Whether a household of three or more has a grown child who can work, the last of its members."""
    return len(people) >= 3 and _may_found(people[-1]) and people[0]["relation"] == "head"


def _may_found(member: Row) -> bool:
    born = member["birth_date"] or ""
    return member["relation"] == "child" and born[:4] <= str(2022 - GROWN) and member["able_to_work"] == "1"


def live_on(
    rng: np.random.Generator, answers: Answers, story: NextYear, year: LifeEvents, numbers: Numbers
) -> None:
    """Everything that happens to the households of ``story``: ``answers`` and ``story`` are changed to what is asked at the end of it."""
    _households_go(rng, answers, story, year, numbers)
    _households_part(answers, story, year, numbers)
    used = {*story.split, *story.moved}
    quiet = [
        key for key in answers.homes if key in story.wanted and story.wanted[key] != "off" and key not in used
    ]
    rows = iter(quiet[place] for place in rng.permutation(len(quiet)).tolist())
    _births(rng, answers, rows, year, numbers)
    _deaths(answers, rows, year)
    _leave_and_join(rng, answers, rows, year, numbers)


def _households_go(
    rng: np.random.Generator, answers: Answers, story: NextYear, year: LifeEvents, numbers: Numbers
) -> None:
    for key, how in story.gone.items():
        home, (alone,) = answers.homes.pop(key), answers.people.pop(key)
        area = str(home["area_code"])
        into = _relatives(rng, answers, story, area) if how == "merged" else None
        if into is not None:
            year.merged(key, into, int(numbers.next(into)))
            answers.people[into].append(
                alone | {"household_id": into, "member_id": str(numbers.last[into]), "relation": "other"}
            )
        elif how == "moved_away":
            year.moved_away(key, 1, area, _OUTSIDE)
        else:
            story.gone[key] = "died_out"
            year.died_out(key)


def _relatives(rng: np.random.Generator, answers: Answers, story: NextYear, area: str) -> str | None:
    """A household of the same commune that stays and in which several live."""
    here = [
        key
        for key, home in answers.homes.items()
        if home["area_code"] == area
        and len(answers.people[key]) > 1
        and story.wanted.get(key, "off") != "off"
    ]
    return here[int(rng.integers(len(here)))] if here else None


def _households_part(answers: Answers, story: NextYear, year: LifeEvents, numbers: Numbers) -> None:
    """A grown child founds a household of its own in the same village, of the class of the one it came from."""
    for place, key in enumerate(story.split, start=1):
        home, gone = answers.homes[key], answers.people[key].pop()
        fresh = f"{key.rsplit('-', 1)[0]}-T{place:04d}"
        answers.homes[fresh] = home | {
            "household_id": fresh,
            "head_name": gone["full_name"],
            "labour_capacity": "1",
        }
        answers.people[fresh] = [gone | {"household_id": fresh, "member_id": "1", "relation": "head"}]
        numbers.last[fresh] = 1
        story.wanted[fresh] = story.wanted[key]
        year.split(fresh, key, 1, int(gone["member_id"] or 0))


def _named(rng: np.random.Generator, family: str, female: bool) -> str:
    name = full_names(rng, draw_families(rng, 1), np.array([female]))[0]
    return " ".join([family, *name.split()[1:]])


def _newcomer(key: str, number: str, name: str, female: bool, **answers: str | None) -> Row:
    nobody = {
        "citizen_id": None,
        "malnourished": None,
        "merit": "0",
        "trained_on_job": "0",
        "monthly_allowance": "0",
    }
    found = {"household_id": key, "member_id": number, "full_name": name, "sex": "f" if female else "m"}
    return nobody | found | answers


def _births(
    rng: np.random.Generator, answers: Answers, rows: Iterator[str], year: LifeEvents, numbers: Numbers
) -> None:
    for key in _first(rows, _BORN, lambda one: _has_young_couple(answers, one)):
        people, day, female = answers.people[key], year.some_day(), bool(rng.random() < 0.485)
        child = _newcomer(
            key, numbers.next(key), _named(rng, str(people[0]["full_name"]).split()[0], female), female,
            relation="child", birth_date=day.isoformat(), ethnicity=people[0]["ethnicity"], able_to_work="0",
            employment="none", malnourished="0", health_insurance="1", school_level="none", highest_level="none",
            uses_internet="0", uses_phone="0",
        )  # fmt: skip
        people.append(child)
        year.add(key, "born", day, member=int(child["member_id"] or 0))


def _has_young_couple(answers: Answers, key: str) -> bool:
    people = answers.people[key]
    ages = [age_on(one, answers.as_of) for one in people if one["relation"] in ("head", "spouse")]
    return len(ages) == 2 and all(age is not None and 20 <= age < 43 for age in ages)


def _first(rows: Iterator[str], many: int, fits) -> Iterator[str]:
    """The first ``many`` of the rows that fit; who does not fit is passed over."""
    while many:
        key = next((one for one in rows if fits(one)), None)
        if key is None:
            return
        many -= 1
        yield key


def _deaths(answers: Answers, rows: Iterator[str], year: LifeEvents) -> None:
    """An old member dies; where it was the head, husband or wife comes after."""
    for key in _first(rows, _DIED, lambda one: _old_one(answers.people[one]) is not None):
        people, day = answers.people[key], year.some_day()
        place = _old_one(people)
        gone = people.pop(place if place is not None else -1)
        year.add(key, "died", day, member=int(gone["member_id"] or 0))
        if gone["relation"] == "head":
            heir = people[0]
            heir["relation"], answers.homes[key]["head_name"] = "head", heir["full_name"]
            year.add(key, "head_changed", day + timedelta(days=0), member=int(heir["member_id"] or 0))


def _old_one(people: Sequence[Row]) -> int | None:
    """The place of a member of about 70 or more who does not live alone; of a head only with husband or wife next to it."""
    for place, one in reversed(list(enumerate(people))):
        old = (one["birth_date"] or "9999")[:4] <= "1953"
        if old and len(people) > 1 and (place > 0 or people[1]["relation"] == "spouse"):
            return place
    return None


def _leave_and_join(
    rng: np.random.Generator, answers: Answers, rows: Iterator[str], year: LifeEvents, numbers: Numbers
) -> None:
    for key in _first(rows, _LEFT, lambda one: may_part(answers.people[one])):
        gone = answers.people[key].pop()
        year.add(key, "left", year.some_day(), member=int(gone["member_id"] or 0))
    for key in _first(rows, _JOINED, lambda one: len(answers.people[one]) > 1):
        female = bool(rng.random() < 0.6)
        family = ("Nguyễn", "Trần", "Phạm", "Đỗ", "Bùi")[int(rng.integers(5))]
        born = (
            f"{int(rng.integers(1984, 1999))}-{int(rng.integers(1, 13)):02d}-{int(rng.integers(1, 28)):02d}"
        )
        one = _newcomer(
            key, numbers.next(key), _named(rng, family, female), female, relation="other", birth_date=born,
            ethnicity="Kinh", able_to_work="1", employment="self", health_insurance="1", school_level="none",
            highest_level="upper_secondary", uses_internet="1", uses_phone="1",
        )  # fmt: skip
        answers.people[key].append(one)
        year.add(key, "joined", year.some_day(), member=int(one["member_id"] or 0))
