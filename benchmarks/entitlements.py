"""All policies for every member: who is entitled to what, how much, since when, beside OpenFisca and plain Python.

``python -m benchmarks.entitlements [--households N] [--sample N] [--runs N] [--on YYYY-MM-DD]``. On a sample of complete data (OpenFisca and
the twin know two truth values) each contender says which rule of every policy in force holds of whom; all must count the same.
An Sinh besides chooses, adds up, computes amounts and spans, and does the whole registry, complete and with blanks (of which it
says what is missing). Frames are in memory for all. Processor seconds, median of the runs, in one process, taking turns.
"""

import argparse
import resource
import statistics
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

import django
import numpy as np
import polars as pl
from benchmarks.measure import machine
from django.conf import settings

settings.configure(INSTALLED_APPS=[], USE_I18N=False, USE_TZ=True)
django.setup()

from openfisca_core import entities, periods, taxbenefitsystems, variables  # noqa: E402
from openfisca_core.simulations import SimulationBuilder  # noqa: E402

from ansinh.kernel.dates import add_months  # noqa: E402
from ansinh.standards.engine.rules import Level  # noqa: E402
from ansinh.standards.engine.truth import NO, YES  # noqa: E402
from ansinh.support.catalogue.conditions import Condition, Form  # noqa: E402
from ansinh.support.catalogue.inputs import InputKind, inputs  # noqa: E402
from ansinh.support.catalogue.numbers import behind, number  # noqa: E402
from ansinh.support.catalogue.registry import policies  # noqa: E402
from ansinh.support.entitling.encoding import encoded  # noqa: E402
from ansinh.support.entitling.evaluate import evaluated, territories_asked  # noqa: E402
from ansinh.support.entitling.program import PolicyProgram  # noqa: E402

SEED = 20260101
_LIKELY = {"class": [0.03, 0.04, 0.02, 0.03, 0.88], "disability": [0.96, 0.02, 0.015, 0.005]}
_BLOCK = 80_000
Frames = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


def drawn(households: int, blanks: float) -> Frames:
    """Invented households with 3.6 members, every input of the catalogue, ``blanks`` of the cells empty; 1 % has each need."""
    random = np.random.default_rng(SEED)
    counts = np.clip(random.poisson(2.6, households) + 1, 1, 12)
    members = int(counts.sum())
    ids = pl.Series(np.arange(households)).cast(pl.String).str.zfill(9)
    homes = {"household_id": ids, "unit": np.arange(households) * 300 // households}
    people = {
        "household_id": ids.gather(np.repeat(np.arange(households), counts)),
        "person_id": pl.Series(np.arange(members)).cast(pl.String),
    }
    for one in inputs().values():
        into, rows = (homes, households) if one.level is Level.HOUSEHOLD else (people, members)
        into[one.name] = _column(random, one.name, rows, blanks)
    needed = [one.code for one in policies() if one.need_required]
    wanted = [
        pl.DataFrame({"policy": code, "household_id": ids.sample(fraction=0.01, seed=SEED)})
        for code in needed
    ]
    needs = pl.concat(wanted).with_columns(pl.lit(None, dtype=pl.String).alias("person_id"))
    return pl.DataFrame(homes), pl.DataFrame(people), needs


def _column(random: np.random.Generator, name: str, rows: int, blanks: float) -> pl.Series:
    one = inputs()[name]
    if one.kind is InputKind.BIRTH:
        made = pl.Series(random.integers(-18000, 19000, rows).astype(np.int32)).cast(pl.Date)
    elif one.kind is InputKind.CODE:
        codes = list(one.codes)
        made = pl.Series(random.choice(codes, rows, p=_LIKELY.get(name)), dtype=pl.String)
    elif one.kind is InputKind.TRUTH:
        made = pl.Series((random.random(rows) < 0.1).astype(np.uint8))
    else:
        made = pl.Series(random.choice([0, 1, 30, 49, 60, 81, 900_000, 1_800_000], rows).astype(np.float64))
    return made.set(pl.Series(random.random(rows) < blanks), None) if blanks else made


def _blocks(program: PolicyProgram, frames: Frames) -> Iterator[tuple]:
    """Columns of the frames, a block of households at a time, and in which territories their units are."""
    homes, people, needs = frames
    within = {one: np.full(300, NO, np.uint8) for one in territories_asked(program)}
    owners = people["household_id"].rle_id().to_numpy()
    for start in range(0, homes.height, _BLOCK):
        stop = min(start + _BLOCK, homes.height)
        first, last = np.searchsorted(owners, [start, stop])
        yield (*encoded(program, homes[start:stop], people[int(first) : int(last)], needs), within)


def an_sinh(program: PolicyProgram, frames: Frames) -> dict[str, int]:
    """Rules that hold, counted."""
    truths = dict.fromkeys((one.name for one in program.rules), 0)
    for subjects, _spans, within in _blocks(program, frames):
        for hit in program.run(subjects, within):
            truths[hit.readied.name] += int((hit.truth == YES).sum())
    return truths


def _rows(program: PolicyProgram, frames: Frames) -> int:
    """Rows of the whole result: choice, amounts, spans, what is missing."""
    return sum(evaluated(program, *block).height for block in _blocks(program, frames))


def _limit(condition: Condition, area: str, on: date) -> float:
    if not condition.number:
        return float(condition.value or 0)
    names = behind(condition.number)
    row = next(row for row in number(names.get(area, names.get(""))).rows_on(on) if not row.territory)
    return row.parameter.on(on) * float(condition.value or 1)


def plain(program: PolicyProgram, frames: Frames) -> dict[str, int]:
    """The same rules row by row, as one would write them down."""
    homes, people, needs = frames
    wanted = set(needs.select("policy", "household_id").iter_rows())
    of_home: dict[str, list[dict]] = {}
    for person in people.iter_rows(named=True):
        of_home.setdefault(person["household_id"], []).append(person)
    counts = dict.fromkeys((one.name for one in program.rules), 0)
    for home in homes.iter_rows(named=True):
        members = of_home.get(home["household_id"], [])
        for one in program.rules:
            if one.rule.territory:
                continue
            for person in members if one.of_person else [{}]:
                if all(_holds(c, home | person, members, wanted, program.on) for c in one.rule.conditions):
                    counts[one.name] += 1
    return counts


def _holds(c: Condition, row: dict, members: list[dict], wanted: set, on: date) -> bool:
    if c.form is Form.AGE:
        reached = add_months(row["birth_date"], 12 * int(c.value or 0)) <= on
        return reached == (c.sign == ">=")
    if c.form is Form.CODES:
        return (row[c.input] in c.codes) != c.negated
    if c.form is Form.MEMBER:
        return any(member[c.input] for member in members) != c.negated
    if c.form is Form.NEED:
        return (c.column.partition(" ")[2], row["household_id"]) in wanted
    if c.form is Form.NUMBER:
        limit = _limit(c, row["area_type"], on)
        return {">=": row[c.input] >= limit, "<=": row[c.input] <= limit}[c.sign]
    return bool(row[c.input]) != c.negated


def openfisca(program: PolicyProgram, frames: Frames) -> dict[str, int]:
    """Entities, inputs and one formula a rule, in its own manner."""
    homes, people, needs = frames
    person = entities.build_entity("person", "persons", "", is_person=True)
    household = entities.build_entity(
        "household", "households", "", roles=[{"key": "member", "plural": "members"}]
    )
    system = taxbenefitsystems.TaxBenefitSystem([person, household])
    period = f"{program.on:%Y-%m}"

    def add(name: str, level: Level, kind: type, formula: Callable | None = None) -> None:
        body = {"value_type": kind, "entity": person if level is Level.MEMBER else household}
        body |= {"definition_period": periods.DateUnit.MONTH} | ({"formula": formula} if formula else {})
        system.add_variable(type(name, (variables.Variable,), body))

    kinds = {InputKind.TRUTH: bool, InputKind.CODE: int, InputKind.NUMBER: float, InputKind.BIRTH: int}
    for one in inputs().values():
        add(one.name, one.level, kinds[one.kind])
    for code in program.needs:
        add(f"need_{code}".replace("-", "_"), Level.HOUSEHOLD, bool)
    ruled = [one for one in program.rules if not one.rule.territory]
    for one in ruled:
        add(
            _variable(one.name),
            Level.MEMBER if one.of_person else Level.HOUSEHOLD,
            bool,
            _formula(one, program.on),
        )
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("person", people["person_id"].to_numpy())
    declared = builder.declare_entity("household", homes["household_id"].to_numpy())
    builder.join_with_persons(declared, people["household_id"].to_numpy(), ["member"] * people.height)
    simulation = builder.build(system)
    for one in inputs().values():
        frame = homes if one.level is Level.HOUSEHOLD else people
        simulation.set_input(one.name, period, _numeric(frame[one.name], one.name))
    for code in program.needs:
        having = needs.filter(pl.col("policy") == code)["household_id"]
        simulation.set_input(
            f"need_{code}".replace("-", "_"), period, homes["household_id"].is_in(having.implode()).to_numpy()
        )
    return {one.name: int(simulation.calculate(_variable(one.name), period).sum()) for one in ruled}


def _variable(name: str) -> str:
    return "rule_" + name.replace("/", "_").replace("-", "_")


def _numeric(cells: pl.Series, name: str) -> np.ndarray:
    one = inputs()[name]
    if one.kind is InputKind.CODE:
        return cells.replace_strict(
            {code: at for at, code in enumerate(one.codes)}, return_dtype=pl.Int32
        ).to_numpy()
    if one.kind is InputKind.BIRTH:
        return cells.cast(pl.Int32).to_numpy()
    return cells.cast(pl.Boolean).to_numpy() if one.kind is InputKind.TRUTH else cells.to_numpy()


def _formula(one, on: date) -> Callable:
    def formula(population, period):
        def column(name: str) -> np.ndarray:
            if one.of_person and inputs()[name].level is Level.HOUSEHOLD:
                return population.household(name, period)
            return population(name, period)

        found = True
        for c in one.rule.conditions:
            found = found & _condition(c, population, period, column, one.of_person, on)
        return found

    return formula


def _condition(c: Condition, population, period, column: Callable, of_person: bool, on: date) -> np.ndarray:
    if c.form is Form.AGE:
        # Born on or before the day whose birthday of that age is today.
        last = add_months(on, -12 * int(c.value or 0))
        reached = column("birth_date") <= (last - date(1970, 1, 1)).days
        return reached if c.sign == ">=" else ~reached
    if c.form is Form.CODES:
        codes = list(inputs()[c.input].codes)
        return np.isin(column(c.input), [codes.index(code) for code in c.codes]) != c.negated
    if c.form is Form.MEMBER:
        return population.any(population.members(c.input, period)) != c.negated
    if c.form is Form.NEED:
        name = f"need_{c.column.partition(' ')[2]}".replace("-", "_")
        return population.household(name, period) if of_person else population(name, period)
    if c.form is Form.NUMBER:
        rural = column("area_type") == list(inputs()["area_type"].codes).index("rural")
        limit = np.where(rural, _limit(c, "rural", on), _limit(c, "urban", on))
        return column(c.input) >= limit if c.sign == ">=" else column(c.input) <= limit
    return column(c.input) != c.negated


def _seconds() -> float:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def _timed(work: Callable[[], object]) -> tuple[float, object]:
    began = _seconds()
    found = work()
    return _seconds() - began, found


def main() -> None:
    """Print a table; exit 1 where the contenders count differently."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--households", type=int, default=620_779)
    parser.add_argument("--sample", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--on", type=date.fromisoformat, default=date(2025, 3, 1))
    asked = parser.parse_args()
    began = _seconds()
    program = PolicyProgram(policies(asked.on), asked.on)
    print(machine())
    print(
        f"{len(program.rules)} rules of {len({one.policy.code for one in program.rules})} policies, made ready in {_seconds() - began:.2f} s"
    )
    frames = drawn(asked.sample, 0.0)
    contenders = {
        "an_sinh": lambda: {n: c for n, c in an_sinh(program, frames).items() if n in two_valued},
        "openfisca": lambda: openfisca(program, frames),
        "plain": lambda: {n: c for n, c in plain(program, frames).items() if n in two_valued},
    }
    two_valued = {one.name for one in program.rules if not one.rule.territory}
    told = {name: [_timed(work) for _turn in range(asked.runs)] for name, work in contenders.items()}
    seconds = {name: statistics.median(spent for spent, _found in rows) for name, rows in told.items()}
    agreed = all(found == told["plain"][0][1] for rows in told.values() for _spent, found in rows)
    each = {name: 1e6 * spent / frames[1].height for name, spent in seconds.items()}
    for name in contenders:
        print(f"sample {name}: {seconds[name]:.2f} CPU s, {each[name]:.2f} µs a member")
    print(
        f"rules alone: OpenFisca {each['openfisca'] / each['an_sinh']:.1f}x, plain Python {each['plain'] / each['an_sinh']:.0f}x"
    )
    for blanks in (0.0, 0.2):
        whole = drawn(asked.households, blanks)
        runs = [_timed(partial(_rows, program, whole)) for _turn in range(asked.runs)]
        spent, rows = statistics.median(s for s, _r in runs), runs[0][1]
        own = 1e6 * spent / whole[1].height
        print(
            f"whole, {blanks:.0%} blank: {asked.households:,} households, {whole[1].height:,} members, {rows:,} rows: {spent:.1f} CPU s, "
            f"{own:.2f} µs a member; the rules alone cost OpenFisca {each['openfisca'] / own:.1f}x of it, plain Python {each['plain'] / own:.0f}x"
        )
    print("all count the same" if agreed else "THE CONTENDERS DIFFER")
    sys.exit(not agreed)


if __name__ == "__main__":
    main()
