"""The files of the review of the year after a demonstrated one, from last year's files and the list it made.

Simulated from beginning to end: no paper printed a figure of it, so there is no table of published ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from ansinh.demo.frames import HOUSEHOLD_ORDER, MEMBER_ORDER, write_table
from ansinh.demo.life_events import EVENT_SCHEMA, LifeEvents
from ansinh.demo.next_answers import Answers, Row, grow_older, settle, support_for_a_year
from ansinh.demo.next_people import live_on, may_part, numbers_of
from ansinh.demo.next_stories import OFF, NextYear, draw_next_year
from ansinh.demo.residents import POPULATION_ORDER
from ansinh.demo.survey import CAUSES_2022
from ansinh.demo.years import Expected
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _

_SOURCE = "Số liệu mô phỏng để trình diễn, không phải số liệu công bố: hộ dân cư đến {day}"
_GROWTH, _SPREAD = 0.011, 0.008
_LISTED = ("poor", "near_poor")


@dataclass(frozen=True, slots=True)
class Before:
    """Last year: the folder of its files, the day and place of its review, and ``statuses``: ``household_id, status`` as its
    sealed version has them (``poor``, ``near_poor``, ``left_poor``, ``left_near``, ``other``)."""

    folder: Path
    place: str
    standard: str
    as_of: date
    statuses: pl.DataFrame


def write_next_year(folder: Path, before: Before, as_of: date, seed: int = 2023) -> Expected:
    """Write ``households``, ``members``, ``events`` and ``populations`` of the next review into ``folder``. The same seed writes
    the same bytes. Returns where the answers were meant to lead: households by movement and what became of whom."""
    rng = np.random.default_rng(seed)
    tables = {
        name: _text(before.folder / f"{name}.csv") for name in ("households", "members", "events", "villages")
    }
    homes = {str(row["household_id"]): dict(row) for row in tables["households"].iter_rows(named=True)}
    people: dict[str, list[Row]] = {key: [] for key in homes}
    for row in tables["members"].iter_rows(named=True):
        people[row["household_id"]].append(dict(row))
    statuses = dict(before.statuses.rows())
    _check_known(statuses, homes)
    story = draw_next_year(
        rng, _looked_at(statuses, homes, people), sorted({str(one["area_code"]) for one in homes.values()})
    )
    asked = {key: homes[key] for key in sorted(homes) if key in story.wanted or key in story.gone}
    answers = Answers(asked, {key: people[key] for key in asked}, before.standard, as_of)
    year = LifeEvents(rng, date(as_of.year, 1, 4), date(as_of.year, 12, 1), pl.DataFrame(schema=EVENT_SCHEMA))
    for one in (one for key in asked for one in answers.people[key]):
        grow_older(rng, one, before.as_of, as_of)
    live_on(rng, answers, story, year, numbers_of(tables["members"], tables["events"]))
    _move(rng, answers, story, year, tables["villages"])
    support_for_a_year(rng, answers, story.wanted)
    found = settle(rng, answers, story.wanted)
    _causes(rng, answers, found, statuses)
    _write(folder, answers, year, as_of)
    write_table(folder, "populations", _populations(rng, _text(before.folder / "populations.csv"), as_of))
    return Expected(
        before.place, before.standard, as_of.year, as_of.year + 1, as_of, _figures(statuses, story, found)
    )


def _text(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False)


def _check_known(statuses: dict[str, str], homes: dict[str, Row]) -> None:
    lost = sorted(set(statuses) - set(homes))
    if lost:
        raise UnusableInput(
            _(
                "Tệp của năm trước không có {count} hộ trong kết quả đã phê duyệt, ví dụ {example}. Hãy dựng lại dữ liệu trình diễn ở một "
                "thư mục dữ liệu mới."
            ).format(count=len(lost), example=lost[0])
        )


def _looked_at(statuses: dict[str, str], homes: dict[str, Row], people: dict[str, list[Row]]) -> pl.DataFrame:
    rows = [
        {
            "household_id": key,
            "area_code": homes[key]["area_code"],
            "status": statuses[key],
            "capacity": homes[key]["labour_capacity"],
            "persons": len(people[key]),
            "grown": may_part(people[key]),
        }
        for key in sorted(statuses)
    ]
    return pl.DataFrame(rows)


def _move(
    rng: np.random.Generator, answers: Answers, story: NextYear, year: LifeEvents, villages: pl.DataFrame
) -> None:
    """Moves within the district: id and last year's list keep the old commune, the survey has the new one."""
    urban = {str(home["area_code"]): home["area_type"] for home in answers.homes.values()}
    for key in story.moved:
        home = answers.homes[key]
        origin = str(home["area_code"])
        elsewhere = villages.filter((pl.col("area_code") != origin) & pl.col("area_code").is_in(list(urban)))
        if elsewhere.is_empty():
            continue
        target = elsewhere.row(int(rng.integers(elsewhere.height)), named=True)
        home |= {
            "area_code": target["area_code"],
            "village": target["village"],
            "area_type": urban[target["area_code"]],
        }
        year.moved(key, origin, target["area_code"])


def _causes(
    rng: np.random.Generator, answers: Answers, found: dict[str, str], statuses: dict[str, str]
) -> None:
    """Who came onto a list says why it is poor; who left has no cause any more."""
    for key, home in answers.homes.items():
        if found.get(key, OFF) not in _LISTED:
            home["causes"] = None
        elif home["causes"] is None:
            able = [code for code in CAUSES_2022 if code != "no_labour"]
            many = 1 + int(rng.random() < 0.4)
            chosen = rng.choice(
                able if home["labour_capacity"] == "1" else ["no_labour", "illness", "other"],
                many,
                replace=False,
            )
            home["causes"] = ";".join(code for code in CAUSES_2022 if code in chosen)


def _write(folder: Path, answers: Answers, year: LifeEvents, as_of: date) -> None:
    keys = sorted(answers.homes)
    homes = [answers.homes[key] | {"review_year": str(as_of.year)} for key in keys]
    for name, rows, order in (
        ("households", homes, HOUSEHOLD_ORDER),
        ("members", [one for key in keys for one in answers.people[key]], MEMBER_ORDER),
    ):
        columns = [column for column in order if column in rows[0]]
        write_table(
            folder, name, pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)).select(columns)
        )
    write_table(folder, "events", year.frame())


def _populations(rng: np.random.Generator, last: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Villages a little larger or smaller than last year, communes as the sums of their villages; minorities as they were."""
    counted = [name for name in POPULATION_ORDER if name.startswith(("households", "persons"))]
    rows = last.with_columns(pl.col(counted).cast(pl.Int64))
    villages = rows.filter(pl.col("area_code").str.contains(".", literal=True))
    grown = rng.normal(1 + _GROWTH, _SPREAD, villages.height)
    for name in ("households", "persons"):
        kinh = (villages[f"{name}_kinh"] * pl.Series(grown)).round(0).cast(pl.Int64)
        villages = villages.with_columns(
            kinh.alias(f"{name}_kinh"), (kinh + pl.col(f"{name}_minority")).alias(name)
        )
    sums = villages.group_by(pl.col("area_code").str.split(".").list.first(), maintain_order=True).agg(
        pl.col(counted).sum()
    )
    told = [
        pl.lit(as_of.isoformat()).alias("date"),
        pl.lit(_SOURCE.format(day=f"{as_of:%d/%m/%Y}")).alias("source"),
    ]
    return pl.concat(
        [frame.select("area_code", *counted).with_columns(told) for frame in (sums, villages)]
    ).select(*POPULATION_ORDER)


def _figures(statuses: dict[str, str], story: NextYear, found: dict[str, str]) -> dict[str, int]:
    """Households by what the answers lead to: ``<status>:<class>``, ``<status>:<how gone>``, ``split:<class>``, ``moved:<class>``."""
    figures: dict[str, int] = {}

    def count(names: Iterable[str]) -> None:
        for name in names:
            figures[name] = figures.get(name, 0) + 1

    count(f"{statuses.get(key, 'split')}:{to}" for key, to in found.items())
    count(f"{statuses[key]}:{how}" for key, how in story.gone.items())
    count(f"moved:{found[key]}" for key in story.moved)
    return figures
