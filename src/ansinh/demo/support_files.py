"""What offices would send about the demonstration's listed households: facts with their papers, needs of a survey and of visits.

Everything here is invented and drawn from one seed. The files are brought in as anybody's would be.
"""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from ansinh.demo.frames import write_table

_SEED = 2023
_WORKING, _OLD = (16, 60), 75
_PENSION = 2_160_000
# What of the people concerned somebody has papers for: invented shares.
_SHARES = {
    "severe": 0.14,
    "very_severe": 0.05,
    "child": 0.02,
    "orphan": 0.015,
    "lonely": 0.7,
    "pension": 0.85,
}
_NEEDS = {"TD-1": 0.35, "TD-2": 0.12, "DN-1": 0.1, "PL-1": 0.03}
_SOURCE = "Số liệu minh họa"


def write_support_files(
    folder: Path, people: pl.DataFrame, *, known_before: date, needed_since: date
) -> None:
    """Write ``facts`` and ``needs`` (CSV, the columns of their imports) into ``folder``; the same people and days, the same bytes.

    ``people``: those who live in listed households: ``household_id, member_id`` (of the survey), ``list_name, relation, age`` (null:
    unknown), ``able_to_work`` (1, 0, null), ``size`` (of the household), ``children`` (under 16), ``adults``, ``capacity`` (of the household,
    1, 0, null).
    """
    rng = np.random.default_rng(_SEED)
    rows = people.sort("household_id", "member_id").with_columns(
        pl.Series("draw", rng.random(people.height)), pl.Series("other", rng.random(people.height))
    )
    write_table(folder, "facts", _facts(rows, known_before))
    write_table(folder, "needs", _needs(rows, needed_since))


def _fact(rows: pl.DataFrame, held: pl.Expr, fact: str, value: str | pl.Expr, paper: str) -> pl.DataFrame:
    said = pl.lit(value) if isinstance(value, str) else value
    return rows.filter(held).select(
        "household_id", "member_id", fact=pl.lit(fact), value=said, source=pl.lit(f"{_SOURCE}: {paper}")
    )


def _facts(rows: pl.DataFrame, day: date) -> pl.DataFrame:
    age, draw, other = pl.col("age"), pl.col("draw"), pl.col("other")
    grown = (age >= _WORKING[0]) & (age < _WORKING[1]) & (pl.col("able_to_work") == 0)
    very, severe = draw < _SHARES["very_severe"], draw < _SHARES["severe"] + _SHARES["very_severe"]
    disabled = (grown & severe) | ((age < _WORKING[0]) & (draw < _SHARES["child"]))
    degree = pl.when(grown & very).then(pl.lit("very_severe")).otherwise(pl.lit("severe"))
    alone = (pl.col("relation") == "head") & (pl.col("adults") == 1)
    parts = [
        _fact(rows, disabled, "disability", degree, "giấy xác nhận khuyết tật"),
        _fact(rows, disabled, "disability_certified", "1", "giấy xác nhận khuyết tật"),
        _fact(
            rows,
            (pl.col("list_name") == "poor") & (age < _WORKING[0]) & (other < _SHARES["orphan"]),
            "orphan",
            "1",
            "giấy chứng tử của cha, mẹ",
        ),
        _fact(
            rows,
            (pl.col("size") == 1) & (age >= _WORKING[1]) & (other < _SHARES["lonely"]),
            "lonely_elderly",
            "1",
            "biên bản xác minh của thôn",
        ),
        _fact(
            rows,
            alone & (pl.col("children") > 0) & (age < _WORKING[1]),
            "single_parent_raising",
            pl.col("children").cast(pl.String),
            "biên bản xác minh của thôn",
        ),
        _fact(
            rows,
            (age >= _OLD) & (other < _SHARES["pension"]),
            "pension_or_insurance_monthly",
            pl.when(draw < 0.3).then(pl.lit(str(_PENSION))).otherwise(pl.lit("0")),
            "danh sách chi trả lương hưu, trợ cấp",
        ),
    ]
    found = pl.concat(parts).with_columns(valid_from=pl.lit(day), valid_until=pl.lit(None, pl.Date))
    ordered = ["household_id", "member_id", "fact", "value", "valid_from", "valid_until", "source"]
    return found.select(ordered).sort("household_id", "member_id", "fact")


def _needs(rows: pl.DataFrame, since: date) -> pl.DataFrame:
    age, draw, other = pl.col("age"), pl.col("draw"), pl.col("other")
    head, able = pl.col("relation") == "head", pl.col("able_to_work") == 1
    works = head & (pl.col("capacity") == 1)
    whole = pl.lit(None, pl.String)
    parts = [
        rows.filter(held).select(
            "household_id", member_id=whom, policy=pl.lit(policy), source=pl.lit(source), remark=pl.lit(remark)
        )
        for policy, held, whom, source, remark in (
            ("TD-1", works & (pl.col("list_name") == "poor") & (draw < _NEEDS["TD-1"]), whole, "survey", "vay vốn chăn nuôi"),
            ("TD-2", works & (pl.col("list_name") == "near_poor") & (draw < _NEEDS["TD-2"]), whole, "survey", "vay vốn buôn bán nhỏ"),
            ("DN-1", able & (age >= 18) & (age < 45) & (other < _NEEDS["DN-1"]), pl.col("member_id"), "survey", "học nghề may, cơ khí"),
            ("PL-1", (pl.col("list_name") == "poor") & (age >= 18) & (draw < _NEEDS["PL-1"]), pl.col("member_id"), "visit", "tư vấn đất đai, hộ tịch"),
        )
    ]  # fmt: skip
    found = pl.concat(parts).with_columns(since=pl.lit(since), until=pl.lit(None, pl.Date))
    ordered = ["household_id", "member_id", "policy", "since", "until", "source", "remark"]
    return found.select(ordered).sort("household_id", "policy", "member_id")


def payer_answer(lines: pl.DataFrame, on: date) -> pl.DataFrame:
    """The payer's file about a released run (``whose, reference, amount``): every thirtieth of those on it could not be paid, and why;
    the others were, over a week that ends ``on``."""
    reasons = {0: "đi vắng, không có người nhận thay", 1: "sai số giấy tờ", 2: "đã chuyển nơi ở"}
    number = pl.col("whose").rank("dense").cast(pl.Int64)
    back = number % 30 == 7
    return lines.select(
        "reference",
        pl.when(back).then(pl.lit("returned")).otherwise(pl.lit("paid")).alias("result"),
        (pl.lit(on - timedelta(days=6)) + pl.duration(days=number % 7)).cast(pl.Date).alias("date"),
        "amount",
        pl.when(back)
        .then((number // 30 % 3).replace_strict(reasons, return_dtype=pl.String))
        .otherwise(pl.lit(""))
        .alias("reason"),
    )
