"""The snapshot asks the same rules: whatever the numbers, the classes are those of a full classification."""

import random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plain.households import AS_OF, random_household

from ansinh.reviews.whatif import compare
from ansinh.reviews.whatif_snapshot import Snapshot, write_snapshot
from ansinh.standards.classify import classify_tables
from ansinh.standards.decisions import CLASSES
from ansinh.standards.registry import standard
from ansinh.standards.standard import Overlay
from ansinh.standards.survey import read_survey

CODES = ("vn-2016", "vn-2022", "vn-2027")
# What a number of law may be changed to, of the size it has.
FACTORS = st.sampled_from([0.5, 0.9, 1, 1.1, 1.25, 2])


def tables(seed: int, count: int = 60) -> tuple[pl.DataFrame, pl.DataFrame]:
    rng = random.Random(seed)
    homes, people = [], []
    for number in range(count):
        home, members = random_household(rng, AS_OF)
        homes.append(home | {"household_id": f"{number:032x}"})
        people += [one | {"household_id": f"{number:032x}"} for one in members]
    return pl.DataFrame(homes, infer_schema_length=None), pl.DataFrame(people, infer_schema_length=None)


def snapshot_of(folder, homes: pl.DataFrame, people: pl.DataFrame) -> Snapshot:
    survey = read_survey(homes, people)
    communes = np.sort(np.arange(homes.height, dtype=np.uint16) % 3)
    facts = {
        "as_of": AS_OF.isoformat(),
        "communes": [[1, "00001", "A"], [2, "00002", "B"], [3, "00003", "C"]],
    }
    write_snapshot(folder, survey, communes=communes, facts=facts)
    return Snapshot(folder)


@st.composite
def overlays(draw, code: str) -> Overlay:
    rules = standard(code)
    names = draw(st.lists(st.sampled_from(sorted(rules.parameters)), max_size=5, unique=True))
    numbers = {}
    for name in names:
        value = rules.parameters[name].value * draw(FACTORS)
        whole = float(rules.parameters[name].value).is_integer()
        numbers[name] = (float(max(1, round(value))) if whole else value, "giả định")
    kept = draw(st.none() | st.lists(st.sampled_from(rules.codes), min_size=1, unique=True).map(tuple))
    return Overlay(numbers=numbers, indicators=kept)


@pytest.mark.parametrize("code", CODES)
def test_classes_are_those_of_a_full_classification_under_any_overlay(tmp_path_factory, code: str) -> None:
    @settings(max_examples=25, deadline=None)
    @given(seed=st.integers(0, 3), overlay=overlays(code))
    def agree(seed: int, overlay: Overlay) -> None:
        homes, people = tables(seed)
        found = kept.get(seed) or snapshot_of(tmp_path_factory.mktemp("s") / "one", homes, people)
        kept[seed] = found
        rules = standard(code)
        other = rules.with_overlay(overlay)
        result = compare(found, rules, other)
        for places, law in ((result.before_places, rules), (result.after_places, other)):
            expected = classify_tables(law, homes, people, AS_OF)
            assert [CLASSES[place].value for place in places] == expected["class"].to_list()
        least, most = found.deprivations(other)
        assert least.tolist() == expected["deprivations_min"].to_list()
        assert most.tolist() == expected["deprivations_max"].to_list()

    kept: dict[int, Snapshot] = {}
    agree()


def test_totals_close_and_every_number_is_its_households(tmp_path) -> None:
    found = snapshot_of(tmp_path / "one", *tables(7, 200))
    rules = standard("vn-2022")
    result = compare(found, rules, rules.with_overlay(Overlay(numbers={"deprivations_for_poor": (1, "")})))
    assert result.table.sum() == 200 == sum(result.before.values()) == sum(result.after.values())
    assert result.moved == len(result.chosen()) > 0
    for commune in range(3):
        for before in range(len(CLASSES)):
            for after in range(len(CLASSES)):
                chosen = result.chosen(
                    communes=[commune], before=[CLASSES[before]], after=[CLASSES[after]], moved=False
                )
                assert len(chosen) == result.table[commune, before, after]


def test_the_same_answers_are_read_once_and_a_half_written_snapshot_is_none(tmp_path) -> None:
    homes, people = tables(1)
    first = snapshot_of(tmp_path / "one", homes, people)
    again = snapshot_of(tmp_path / "one", homes, people)
    assert first.ids(np.array([3])) == again.ids(np.array([3])) == [f"{3:032x}"]
    assert [one.name for one in tmp_path.iterdir()] == ["one"]
