"""The plain twin of the tests, one household after another: what no engine at all costs."""

from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
from benchmarks.contenders.arguments import run
from benchmarks.synthetic import AS_OF
from tests.plain.judge import classify as judged


def classify(households: Path, members: Path, out: Path) -> None:
    people = pl.read_parquet(members).with_columns(pl.col("birth_date").cast(pl.String)).to_dicts()
    by_home = {key: list(rows) for key, rows in groupby(people, lambda row: row["household_id"])}
    results: list[dict[str, Any]] = [
        judged("vn-2022", home, by_home[home["household_id"]], AS_OF, with_missing=False)
        for home in pl.read_parquet(households).to_dicts()
    ]
    columns = ["household_id", "class", "deprivations_min", "deprivations_max"]
    pl.DataFrame(results, infer_schema_length=None).select(columns).write_parquet(out)


if __name__ == "__main__":
    run(classify)
