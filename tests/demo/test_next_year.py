"""The year after a demonstrated one, on a small made place: who was listed is accounted for, and the rules find what was meant."""

import csv
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from tests.demo.judged import judge, rows_of, text_rows

from ansinh.demo.frames import write_table
from ansinh.demo.next_files import Before, write_next_year
from ansinh.demo.people import draw_people
from ansinh.demo.residents import POPULATION_ORDER
from ansinh.demo.shapes import draw_shapes
from ansinh.demo.survey import QUESTIONS_2022, Plan, draw_survey, households_frame, members_frame
from ansinh.kernel.errors import UnusableInput

AS_OF, NEXT = date(2022, 12, 14), date(2023, 12, 14)
STATUSES = {"poor": 150, "near_poor": 170, "left_poor": 40, "left_near": 60, "other": 60}
LISTED = ("poor", "near_poor")
FAMILIES = {
    "elder_alone": 0.3,
    "elder_couple": 0.1,
    "mother_children": 0.2,
    "couple_two": 0.2,
    "elder_adult_child": 0.1,
    "couple_youth": 0.3,
}


def last_year(folder: Path) -> pl.DataFrame:
    """Files of a review of two communes; the statuses its sealed version would tell."""
    rng = np.random.default_rng(7)
    told = [name for name, many in STATUSES.items() for _one in range(many)]
    size = len(told)
    classes = np.array([name if name in LISTED else "not_poor" for name in told])
    people = draw_people(
        rng, draw_shapes(rng, FAMILIES, size), minority=np.zeros(size, dtype=bool), as_of=AS_OF, province="31"
    )
    area = pl.Series(["11473" if place % 3 else "11476" for place in range(size)])
    marks = np.zeros((size, 12), dtype=bool)
    marks[:, 9:] = (classes == "poor")[:, None]
    nothing = np.zeros(size, dtype=bool)
    asked = Plan(
        household_id=pl.Series([f"TN-{code}-{place:05d}" for place, code in enumerate(area, start=1)]),
        area_code=area, village=pl.Series(["Thôn 1"] * size), urban=(area == "11473").to_numpy(), classes=classes,
        capacity=np.ones(size, dtype=bool), works=np.ones(size, dtype=bool), marks=marks,
        open=np.zeros((size, 12), dtype=bool), blanks=np.zeros(size), causes=np.zeros((size, 8), dtype=bool),
        allowance=np.full(size, -1), merit=nothing, sector=np.zeros(size, dtype=np.int64),
    )  # fmt: skip
    house, members = draw_survey(rng, asked, people, QUESTIONS_2022, measured=0.5, conflicts=0.0)
    write_table(folder, "households", households_frame(asked, people, QUESTIONS_2022, house, 2022))
    write_table(folder, "members", members_frame(asked, people, members))
    write_table(folder, "events", pl.DataFrame(schema={"household_id": pl.String, "member_id": pl.String}))
    write_table(
        folder, "villages", pl.DataFrame({"area_code": ["11473", "11476"], "village": ["Thôn 1"] * 2})
    )
    counts = {"households": 900, "persons": 2700, "households_kinh": 890, "households_minority": 10,
              "persons_kinh": 2670, "persons_minority": 30}  # fmt: skip
    rows = [
        {"area_code": code, "date": AS_OF.isoformat(), "source": "x"} | counts
        for code in ("11473.001", "11476.001")
    ]
    write_table(folder, "populations", pl.DataFrame(rows).select(*POPULATION_ORDER))
    return pl.DataFrame({"household_id": asked.household_id, "status": told})


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    folder = tmp_path_factory.mktemp("last")
    out = folder / "2023"
    out.mkdir()
    statuses = last_year(folder)
    before = Before(folder, "311", "vn-2022", AS_OF, statuses)
    expected = write_next_year(out, before, NEXT)
    households, members = rows_of(out / "households.csv"), rows_of(out / "members.csv")
    return SimpleNamespace(
        out=out,
        before=before,
        figures=expected.figures,
        statuses=dict(statuses.rows()),
        events=text_rows(out / "events.csv"),
        results=judge("vn-2022", households, members, NEXT),
    )


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(year, tmp_path):
    write_next_year(tmp_path, year.before, NEXT)
    again = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert again == {path.name: path.read_bytes() for path in year.out.iterdir()}

    write_next_year(tmp_path, year.before, NEXT, seed=1)
    assert (tmp_path / "households.csv").read_bytes() != again["households.csv"]


@pytest.mark.parametrize("status", LISTED)
def test_everybody_listed_stayed_went_to_the_other_list_left_or_is_gone(year, status):
    ends = {name: many for name, many in year.figures.items() if name.startswith(f"{status}:")}
    assert sum(ends.values()) == STATUSES[status]
    assert ends[f"{status}:{status}"] > ends[f"{status}:off"] > 0
    assert f"{status}:undetermined" not in ends


def test_rules_that_never_saw_the_stories_find_them(year):
    """Of the next list: who stayed or came from the other list, who fell back or in, who founded a household."""
    found = {key: row["class"] for key, row in year.results.items()}
    for listed in LISTED:
        told = {}
        for key in (key for key, one in found.items() if one == listed):
            name = year.statuses.get(key, "split")
            told[name] = told.get(name, 0) + 1
        meant = {
            name.split(":")[0]: many for name, many in year.figures.items() if name.endswith(f":{listed}")
        }
        meant.pop("moved", None)
        assert told == meant
    assert {"left_poor:near_poor", "other:near_poor"} < set(year.figures)
    assert any(name.startswith("split:") for name in year.figures)


def test_who_is_gone_is_in_no_survey_and_in_the_events(year):
    ended = {
        row["household_id"]
        for row in year.events
        if row["event"] in ("dissolved", "merged") and not row["member_id"]
    }
    gone = sum(many for name, many in year.figures.items() if name.endswith((":died_out", ":merged")))
    assert len(ended) == gone > 0
    assert not ended & set(year.results)


def test_no_figure_of_the_year_was_printed(year):
    assert not list(year.out.glob("published*"))
    with (year.out / "populations.csv").open(encoding="utf-8") as file:
        assert all("không phải số liệu công bố" in row["source"] for row in csv.DictReader(file))


def test_files_that_lack_approved_households_are_refused_by_number(year, tmp_path):
    lost = Before(
        year.before.folder, "311", "vn-2022", AS_OF,
        pl.DataFrame({"household_id": ["TN-00000-1"], "status": ["poor"]}),
    )  # fmt: skip
    with pytest.raises(UnusableInput, match="1 hộ"):
        write_next_year(tmp_path, lost, NEXT)
    assert not list(tmp_path.iterdir())
