"""OpenFisca-core: entities, variables and formulas in its own manner. It knows no third truth value, so it
reads only complete data."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from benchmarks.contenders.arguments import run
from benchmarks.contenders.cutoffs import born_by, retirement_months
from benchmarks.synthetic import AS_OF, DEVICES, EMPLOYMENT, SCHOOL, TOILETS, WATER
from openfisca_core import entities, periods, taxbenefitsystems, variables
from openfisca_core.simulations import Simulation, SimulationBuilder

PERIOD = f"{AS_OF:%Y-%m}"
PERSON = entities.build_entity("person", "persons", "", is_person=True)
HOUSEHOLD = entities.build_entity(
    "household", "households", "", roles=[{"key": "member", "plural": "members"}]
)
RANK = {name: min(position, 4) + (name == "higher") for position, name in enumerate(SCHOOL)}
CODES = {
    "sex": {"m": 0, "f": 1},
    "area_type": {"rural": 0, "urban": 1},
    "employment": {name: position for position, name in enumerate(EMPLOYMENT)},
    "school_level": RANK,
    "highest_level": RANK,
    "water_source": {name: position for position, name in enumerate(WATER)},
    "toilet": {name: position for position, name in enumerate(TOILETS)},
}
PERSON_INPUTS = (
    "sex", "birth_day", "able_to_work", "employment", "monthly_allowance", "malnourished", "health_insurance",
    "school_level", "highest_level", "trained_on_job", "uses_internet",
)  # fmt: skip
HOUSEHOLD_INPUTS = (
    "area_type", "income_month_per_capita", "income_score", "wall_durable", "column_durable", "roof_durable",
    "floor_area_m2", "water_source", "toilet", *DEVICES,
)  # fmt: skip
CLASSES = np.array(["poor", "near_poor", "average", "not_poor"])


def _reached(birth: np.ndarray, months: int) -> np.ndarray:
    return birth <= (born_by(AS_OF, months) - date(1970, 1, 1)).days


def _without_work(person, period):
    birth = person("birth_day", period)
    retirement = [_reached(birth, retirement_months(sex, AS_OF.year)) for sex in "mf"]
    retired = np.where(person("sex", period) == CODES["sex"]["m"], *retirement)
    without = np.isin(
        person("employment", period), [EMPLOYMENT.index("seeking"), EMPLOYMENT.index("no_contract")]
    )
    return _reached(birth, 180) & ~retired & (person("able_to_work", period) == 1) & without


def _dependant(person, period):
    return ~_reached(person("birth_day", period), 192) | (person("monthly_allowance", period) == 1)


def _malnourished_child(person, period):
    return ~_reached(person("birth_day", period), 192) & (person("malnourished", period) == 1)


def _uninsured(person, period):
    return _reached(person("birth_day", period), 72) & (person("health_insurance", period) == 0)


def _unschooled(person, period):
    birth = person("birth_day", period)
    level = np.maximum(person("school_level", period), person("highest_level", period))
    needed = np.where(_reached(birth, 216), 4, 3)
    of_age = _reached(birth, 192) & ~_reached(birth, 372)
    return of_age & (level < needed) & (person("trained_on_job", period) == 0)


def _behind(person, period):
    birth, level = person("birth_day", period), person("school_level", period)
    needed = np.where(_reached(birth, 144), 3, np.where(_reached(birth, 72), 2, 1))
    return _reached(birth, 36) & ~_reached(birth, 192) & (level < needed)


def _online(person, period):
    return person("uses_internet", period) == 1


MEMBER_RULES = {
    "without_work": _without_work,
    "dependant": _dependant,
    "malnourished_child": _malnourished_child,
    "uninsured": _uninsured,
    "unschooled": _unschooled,
    "behind": _behind,
    "online": _online,
}


def _deprivations(household, period):
    def any_member(name):
        return household.any(household.members(name, period))

    size = household.nb_persons()
    weak = sum(household(name, period) == 0 for name in ("wall_durable", "column_durable", "roof_durable"))
    devices = sum(household(name, period) == 1 for name in DEVICES)
    found = [
        *(any_member(name) for name in MEMBER_RULES if name not in ("dependant", "online")),
        2 * household.sum(household.members("dependant", period)) > size,
        ~any_member("online"),
        weak >= 2,
        household("floor_area_m2", period) / size < 8,
        household("water_source", period) >= WATER.index("unprotected_well"),
        household("toilet", period) >= TOILETS.index("other"),
        devices == 0,
    ]
    return sum(each.astype(np.int32) for each in found)


def _class_index(household, period):
    urban = household("area_type", period) == CODES["area_type"]["urban"]
    income = household("income_month_per_capita", period)
    line, average = np.where(urban, 2_000_000, 1_500_000), np.where(urban, 3_000_000, 2_250_000)
    below = household("income_score", period) <= np.where(urban, 175, 140)
    by_count = np.where(household("deprivations", period) >= 3, 0, 1)
    return np.where(below, by_count, np.where((income > line) & (income <= average), 2, 3))


def _variable(name, entity, value_type, formula=None):
    body = {
        "value_type": value_type,
        "entity": entity,
        "definition_period": periods.DateUnit.MONTH,
        "label": name,
    }
    if formula is not None:
        body["formula"] = lambda population, period, parameters=None: formula(population, period)
    return type(name, (variables.Variable,), body)


def _system() -> taxbenefitsystems.TaxBenefitSystem:
    system = taxbenefitsystems.TaxBenefitSystem([PERSON, HOUSEHOLD])
    for name in PERSON_INPUTS:
        system.add_variable(_variable(name, PERSON, int))
    for name in HOUSEHOLD_INPUTS:
        system.add_variable(_variable(name, HOUSEHOLD, float if name == "floor_area_m2" else int))
    for name, rule in MEMBER_RULES.items():
        system.add_variable(_variable(name, PERSON, bool, rule))
    system.add_variable(_variable("deprivations", HOUSEHOLD, int, _deprivations))
    system.add_variable(_variable("class_index", HOUSEHOLD, int, _class_index))
    return system


def _as_numbers(frame: pl.DataFrame, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    columns = [
        pl.col(name).replace_strict(CODES[name], return_dtype=pl.Int32) if name in CODES else pl.col(name)
        for name in names
    ]
    return {name: column.to_numpy() for name, column in frame.select(columns).to_dict().items()}


def _simulation(households: pl.DataFrame, members: pl.DataFrame) -> Simulation:
    """Build: two populations, who belongs to which, and every input."""
    builder = SimulationBuilder()
    system = _system()
    builder.create_entities(system)
    builder.declare_person_entity("person", np.arange(members.height))
    runs = members["household_id"].rle().struct.unnest()
    population = builder.declare_entity("household", np.arange(households.height))
    belongs = np.repeat(np.arange(households.height), runs["len"].to_numpy())
    builder.join_with_persons(population, belongs, roles=np.repeat("member", members.height))
    simulation = builder.build(system)
    people = members.with_columns(birth_day=pl.col("birth_date").to_physical())
    inputs = _as_numbers(people, PERSON_INPUTS) | _as_numbers(households, HOUSEHOLD_INPUTS)
    for name, values in inputs.items():
        simulation.set_input(name, PERIOD, values)
    return simulation


def classify(households: Path, members: Path, out: Path) -> None:
    homes, people = pl.read_parquet(households), pl.read_parquet(members)
    simulation = _simulation(homes, people)
    deprivations = simulation.calculate("deprivations", PERIOD).astype(np.uint8)
    classes = CLASSES[simulation.calculate("class_index", PERIOD)]
    pl.DataFrame(
        {
            "household_id": homes["household_id"],
            "class": classes,
            "deprivations_min": deprivations,
            "deprivations_max": deprivations,
        }
    ).write_parquet(out)


if __name__ == "__main__":
    run(classify)
