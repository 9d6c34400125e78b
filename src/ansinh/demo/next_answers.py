"""Last year's answers a year later: who is older, what was mended and what broke, until the answers lead to a household's class.

Answers are text as in the files, blank where nobody answered. The rules themselves say where a household stands; nothing here
knows a threshold of theirs but the levels of school by age.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from ansinh.demo.dwellings import DEVICES
from ansinh.demo.incomes import BLANK, draw_incomes
from ansinh.demo.next_stories import OFF
from ansinh.demo.schooling import ATTENDED, COMPLETED
from ansinh.standards.classify import classify_tables
from ansinh.standards.registry import standard

Row = dict[str, str | None]
_DURABLE = ("wall_durable", "column_durable", "roof_durable")
# How often a year of support mends what a household lacks. Nobody is given a smaller share of dependants.
_MENDED = {
    "employment": 0.12, "nutrition": 0.3, "health_insurance": 0.55, "adult_education": 0.08, "school_attendance": 0.3,
    "housing_quality": 0.16, "housing_area": 0.05, "water": 0.25, "sanitation": 0.18, "telecom": 0.14, "information": 0.2,
}  # fmt: skip
_POOR_FROM, _ROUNDS = 3, 16


@dataclass(slots=True)
class Answers:
    """Households by id and their members, of one standard and day."""

    homes: dict[str, Row]
    people: dict[str, list[Row]]
    standard: str
    as_of: date

    def classified(self, keys: Sequence[str]) -> dict[str, dict]:
        """What the rules say of the named households: the rows of the result table by id."""
        if not keys:
            return {}
        homes = pl.DataFrame([self.homes[key] for key in keys], infer_schema_length=None)
        people = pl.DataFrame([one for key in keys for one in self.people[key]], infer_schema_length=None)
        found = classify_tables(standard(self.standard), homes, people, self.as_of)
        return {row["household_id"]: row for row in found.iter_rows(named=True)}


def age_on(member: Row, day: date) -> int | None:
    """Whole years on a day; nothing where no day of birth is known."""
    born = member["birth_date"] or ""
    if len(born) != len("2023-01-01"):
        return None
    told = date.fromisoformat(born)
    return day.year - told.year - ((day.month, day.day) < (told.month, told.day))


def due_level(age: int) -> str:
    """The level of school of an age under 18."""
    return ATTENDED[sum(age >= start for start in (3, 6, 12, 16))]


def grow_older(rng: np.random.Generator, member: Row, before: date, now: date) -> None:
    """A year of school and work for one member, in place. Who was behind stays behind; an answer nobody gave stays blank."""
    then, age = age_on(member, before), age_on(member, now)
    if then is None or age is None or age > 18 or then == age:
        return
    level = member["school_level"]
    if level is not None and age < 18 and due_level(then) != due_level(age):
        kept_up = then < 3 or ATTENDED.index(level) >= ATTENDED.index(due_level(then))
        goes_on = rng.random() < (0.8 if age == 16 else 0.97)
        if kept_up:
            member["highest_level"] = {12: "primary", 16: "lower_secondary"}.get(age, member["highest_level"])
            member["school_level"] = due_level(age) if goes_on else "none"
    if age == 16:
        member["malnourished"] = None
    if age == 18 and level is not None:
        if level in ("upper_secondary", "vocational", "higher"):
            done = COMPLETED.index(member["highest_level"] or "none")
            member["highest_level"] = COMPLETED[max(done, COMPLETED.index("upper_secondary"))]
        member["school_level"] = "higher" if rng.random() < 0.3 and level != "none" else "none"


def _set(rows: Sequence[Row], column: str, value: str) -> bool:
    for row in rows:
        row[column] = value
    return bool(rows)


def _mend_members(people: list[Row], code: str, day: date) -> bool:
    ages = [(one, age_on(one, day)) for one in people]
    if code == "employment":
        for one in people:
            if one["able_to_work"] is None:
                one["able_to_work"] = "1"
        return _set(
            [one for one in people if one["employment"] in (None, "seeking", "no_contract")],
            "employment",
            "self",
        )
    if code == "nutrition":
        return _set([one for one, age in ages if age is not None and age < 16], "malnourished", "0")
    if code == "health_insurance":
        return _set(people, "health_insurance", "1")
    if code == "adult_education":
        return _set([one for one, age in ages if age is not None and 16 <= age <= 30], "trained_on_job", "1")
    if code == "school_attendance":
        pupils = [(one, age) for one, age in ages if age is not None and 3 <= age < 16]
        for one, age in pupils:
            one["school_level"] = due_level(age)
        return bool(pupils)
    if code == "dependants":
        return _set([one for one in people if one["monthly_allowance"] is None], "monthly_allowance", "0")
    grown = [one for one, age in ages if age is None or age >= 8]
    return _set(grown[:1], "uses_internet", "1")


def mend(home: Row, people: list[Row], code: str, day: date) -> bool:
    """Take away what makes a household lack an indicator, or answer what nobody had; whether anything could be done."""
    if code == "housing_quality":
        return all(_set([home], name, "1") for name in _DURABLE)
    if code == "housing_area":
        return _set([home], "floor_area_m2", str(round(9.5 * len(people), 1)))
    if code == "water":
        return _set([home], "water_source", "piped")
    if code == "sanitation":
        return _set([home], "toilet", "septic")
    if code == "information":
        return _set([home], "has_smartphone", "1")
    return _mend_members(people, code, day)


def _break_members(rng: np.random.Generator, people: list[Row], code: str, day: date) -> bool:
    ages = [(one, age_on(one, day)) for one in people]
    chosen: list[Row] = []
    if code == "employment":
        chosen = [
            one for one, age in ages if one["able_to_work"] == "1" and age is not None and 18 <= age < 55
        ]
        return _set(chosen[:1], "employment", "seeking" if rng.random() < 0.7 else "no_contract")
    if code == "nutrition":
        return _set([one for one, age in ages if age is not None and age < 16][:1], "malnourished", "1")
    if code == "health_insurance":
        chosen = [one for one, age in ages if age is None or age >= 6]
        return _set(chosen[-1:], "health_insurance", "0")
    return _set(people, "uses_internet", "0")


def worsen(rng: np.random.Generator, home: Row, people: list[Row], code: str, day: date) -> bool:
    """Make a household lack an indicator; whether it can."""
    if code == "housing_quality":
        return all(_set([home], name, "0") for name in _DURABLE[:2])
    if code == "water":
        return _set([home], "water_source", "unprotected_well")
    if code == "sanitation":
        return _set([home], "toilet", "none" if rng.random() < 0.3 else "other")
    if code == "information":
        return all(_set([home], name, "0") for name in DEVICES)
    return _break_members(rng, people, code, day)


_BREAKABLE = (
    "employment", "health_insurance", "telecom", "information", "sanitation", "water", "housing_quality", "nutrition",
)  # fmt: skip


def draw_side(
    rng: np.random.Generator, answers: Answers, wanted: Mapping[str, str], keys: Sequence[str]
) -> None:
    """Points and incomes of the named households on the side of the line where they are meant to stand, in place."""
    homes = [answers.homes[key] for key in keys]
    above = np.where(rng.random(len(keys)) < 0.5, "average", "not_poor")
    meant = np.array([wanted[key] for key in keys], dtype=object)
    classes = np.where(meant == OFF, above, meant).astype(str)
    urban = np.array([home["area_type"] == "urban" for home in homes], dtype=bool)
    drawn = draw_incomes(rng, answers.standard, classes, urban, measured=0.55, conflicts=0.0)
    for home, score, income in zip(homes, drawn.score.tolist(), drawn.income.tolist(), strict=True):
        home["income_score"] = None if score == BLANK else str(score)
        home["income_month_per_capita"] = None if income == BLANK else str(income)


def support_for_a_year(rng: np.random.Generator, answers: Answers, wanted: Mapping[str, str]) -> None:
    """Mend some of what listed households lack, never so much that one who is meant to stay poor is poor no more; in place."""
    keys = [key for key, meant in wanted.items() if meant != OFF]
    for key, row in answers.classified(keys).items():
        spare = row["deprivations_min"] - (_POOR_FROM if wanted[key] == "poor" else 0)
        for code, odds in _MENDED.items():
            if spare > 0 and row[code] == 1 and rng.random() < odds:
                spare -= mend(answers.homes[key], answers.people[key], code, answers.as_of)


def settle(rng: np.random.Generator, answers: Answers, wanted: Mapping[str, str]) -> dict[str, str]:
    """Change answers until the rules find each household where it is meant to be, in place. The class found for each: ``off``
    for any on no list."""
    found: dict[str, str] = {}
    todo = list(wanted)
    for _turn in range(_ROUNDS):
        rows = answers.classified(todo)
        found |= {
            key: row["class"] if row["class"] in ("poor", "near_poor", "undetermined") else OFF
            for key, row in rows.items()
        }
        todo = [key for key in todo if found[key] != wanted[key]]
        if not todo:
            break
        side = [
            key for key in todo if rows[key]["income_side"] != ("above" if wanted[key] == OFF else "below")
        ]
        draw_side(rng, answers, wanted, side)
        for key in todo:
            if wanted[key] != OFF:
                _push(rng, answers, key, rows[key], wanted[key])
    return found


def _push(rng: np.random.Generator, answers: Answers, key: str, row: Mapping, meant: str) -> None:
    home, people = answers.homes[key], answers.people[key]
    if meant == "poor":
        missing = _POOR_FROM - row["deprivations_min"]
        for code in rng.permutation(_BREAKABLE).tolist():
            if missing > 0 and row[code] != 1:
                missing -= worsen(rng, home, people, code, answers.as_of)
        return
    extra = row["deprivations_max"] - (_POOR_FROM - 1)
    # What nobody answered is asked before anything is mended.
    codes: list[str] = rng.permutation([*_MENDED, "dependants"]).tolist()
    for code in sorted(codes, key=lambda one: row[one] is not None):
        if extra > 0 and row[code] != 0:
            extra -= mend(home, people, code, answers.as_of)
