"""T13: what a person is, and in which order the rows stand, changes no class; no rule asks for it.

10,000 households, shared out over the standards, each flipped in six ways.
"""

import random

import polars as pl
import pytest
from tests.plain.households import AS_OF, random_household
from tests.plain.test_engine_agrees import frame

from ansinh.standards.classify import classify_tables
from ansinh.standards.engine.rules import Graph, Level, RefusedRule, Rule
from ansinh.standards.registry import standard
from ansinh.standards.standard import Standard

STANDARDS = ("vn-2016", "vn-2022", "vn-2027")
# Never asked by a rule. Sex alone is: the age of retirement is another for men and women (Decree 135/2020).
PROTECTED = {
    "full_name",
    "citizen_id",
    "ethnicity",
    "head_name",
    "household_id",
    "member_id",
}
BY_LAW = {"lacks_work", "of_working_age", "deprived_employment"}
_PERSON = {"full_name", "citizen_id", "ethnicity"}
_ETHNICITIES = ["Kinh", "Tày", "Thái", "Mường", "Khmer", "Mông", "Dao", "Gia Rai", "Ê Đê", "Chăm"]
Case = tuple[pl.DataFrame, pl.DataFrame]


def cases(count: int, seed: int) -> Case:
    """Households and their members, with names, ethnic groups and citizen ids."""
    rng = random.Random(seed)
    homes, people = [], []
    for number in range(count):
        home, rows = random_household(rng, AS_OF, household_id=f"H{number:06d}")
        homes.append(home)
        people += rows
    members = frame(people).with_columns(
        pl.Series("full_name", [f"Người {rng.randrange(999)}" for _one in people]),
        pl.Series("ethnicity", [rng.choice(_ETHNICITIES) for _one in people]),
        pl.Series("citizen_id", [f"{rng.randrange(10**12):012d}" for _one in people]),
    )
    return frame(homes), members


def classes(rules: Standard, case: Case) -> pl.DataFrame:
    """Everything that was decided, by household; remarks on how the cells are written are not a decision."""
    decided = classify_tables(rules, *case, AS_OF).drop("warnings").sort("household_id")
    # What is missing is named in the order of the rows.
    return decided.with_columns(pl.col("missing").str.split(";").list.sort().list.join(";"))


def another_group(case: Case) -> Case:
    other = dict(zip(_ETHNICITIES, [*_ETHNICITIES[1:], _ETHNICITIES[0]], strict=True))
    return case[0], case[1].with_columns(pl.col("ethnicity").replace_strict(other))


def another_name(case: Case) -> Case:
    return case[0], case[1].with_columns(pl.col("full_name").str.reverse())


def without_ids(case: Case) -> Case:
    return case[0], case[1].with_columns(pl.lit(None, pl.String).alias("citizen_id"))


def without_the_column(case: Case) -> Case:
    return case[0], case[1].drop(_PERSON)


def another_order(case: Case) -> Case:
    """Households and members in any order: the reader lays members beside their household."""
    homes, people = (table.sample(fraction=1, shuffle=True, seed=5) for table in case)
    return homes, people


def another_sex(case: Case) -> Case:
    return case[0], case[1].with_columns(pl.col("sex").replace({"m": "f", "f": "m"}))


def another_sex_where_no_law_asks(case: Case) -> Case:
    """The sex of whoever is surely a child or surely retired."""
    born = pl.col("birth_date").str.slice(0, 4).cast(pl.Int32)
    asked = born.is_null() | born.is_between(AS_OF.year - 65, AS_OF.year - 14)
    flipped = pl.when(asked).then("sex").otherwise(pl.col("sex").replace({"m": "f", "f": "m"}))
    return case[0], case[1].with_columns(flipped.alias("sex"))


FLIPS = (another_group, another_name, without_ids, without_the_column, another_order)


def changed(rules: Standard, case: Case, flip) -> int:
    """How many households are decided otherwise once flipped."""
    before, after = classes(rules, case), classes(rules, flip(case))
    assert before["household_id"].equals(after["household_id"])
    return int((before.hash_rows() != after.hash_rows()).sum())


def _nothing_changes(count: int) -> None:
    for seed, code in enumerate(STANDARDS):
        rules, case = standard(code), cases(count // len(STANDARDS), seed)
        sexes = another_sex if code == "vn-2016" else another_sex_where_no_law_asks
        assert case[1]["birth_date"].str.slice(0, 4).cast(pl.Int32).drop_nulls().min() < AS_OF.year - 66
        found = {flip.__name__: changed(rules, case, flip) for flip in (*FLIPS, sexes)}
        assert set(found.values()) == {0}, (code, found)


def test_who_somebody_is_changes_no_class_in_ten_thousand_households():
    _nothing_changes(10_000)


@pytest.mark.parametrize("code", STANDARDS)
def test_no_rule_asks_who_somebody_is(code: str):
    graph = standard(code).graph
    asked = {name: set(graph.questions_of(name)) for name in graph.rules}
    assert {name: found & PROTECTED for name, found in asked.items() if found & PROTECTED} == {}
    assert {name for name, found in asked.items() if "sex" in found} <= BY_LAW


def test_a_rule_that_does_ask_is_found():
    """The control: the law's own question of sex changes classes, and these flips would tell."""
    assert changed(standard("vn-2022"), cases(1_000, 1), another_sex) > 0


@pytest.mark.parametrize("asked", sorted(PROTECTED))
def test_a_rule_that_asks_who_somebody_is_is_refused_before_the_first_household(asked: str):
    graph = standard("vn-2022").graph
    wrong = Rule("lacks_work", Level.MEMBER, lambda *answers: answers[0], ("of_working_age", asked))
    with pytest.raises(RefusedRule, match=asked):
        Graph(graph.rules | {"lacks_work": wrong}, graph.questions, graph.numbers)
