"""The lines of the household list: a copy of the registry in the shape in which it is listed and searched.

Whoever writes to the registry renews the lines of the households concerned in the same transaction. A renewal reads the
registry as it is then and writes what differs, so doing it twice changes nothing and a whole rebuild is the same thing done
for everybody. The columns of classes belong to ``reviews.lines``.
"""

from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from ansinh.access.walls import beyond_walls
from ansinh.households.models import HouseholdLine, HouseholdName, NameWord
from ansinh.kernel.bulk import (
    as_hex,
    delete_rows,
    insert_frame,
    insert_missing,
    read_frame,
    read_frame_of,
    update_frame,
)

_RUN = 20_000
_SHOWN = {
    "household": pl.String,
    "unit_id": pl.Int64,
    "placed_under_id": pl.Int64,
    "source_ref": pl.String,
    "village": pl.String,
    "head_name": pl.String,
    "name_sort": pl.String,
    "dissolved": pl.Int64,
}
_LINE = {**_SHOWN, "names": pl.String, "persons": pl.Int64, "minority": pl.Int64}
KINH = "kinh"


def renew_lines(households: Iterable[object]) -> int:
    """Make the lines and searched names of these households (ids; UUIDs or hex) what the registry says now, in the current
    transaction; how many lines were new or differed. Households that are no more lose theirs."""
    ids = sorted({str(one).replace("-", "") for one in households})
    # A copy follows its household wherever it goes: also out of the places of who moved it there.
    with beyond_walls():
        return sum(_renew(ids[start : start + _RUN]) for start in range(0, len(ids), _RUN))


def forget_lines(household: object) -> None:
    """Take away the line and the searched names of a household that is about to be taken out again."""
    key = [str(household).replace("-", "")]
    delete_rows(HouseholdName, key, "household_id")
    delete_rows(HouseholdLine, key, "household_id")


def rebuild_lines() -> int:
    """``renew_lines`` for everybody."""
    return sum(_renew(run) for run in _everybody())


def _everybody() -> Iterator[Sequence[str]]:
    last = ""
    while True:
        after, parameters = ("WHERE id > %s", [last]) if last else ("", [])
        rows = read_frame(
            f"SELECT CAST(id AS VARCHAR(36)) FROM households_household {after} ORDER BY id LIMIT {_RUN}",
            parameters,
            {"household": pl.String},
        )
        if rows.is_empty():
            return
        ids = rows.select(as_hex("household"))["household"].to_list()
        yield ids
        last = ids[-1]


def _renew(ids: Sequence[str]) -> int:
    wanted, bearing = _lines_of(ids)
    there = read_frame_of(
        "SELECT CAST(household_id AS VARCHAR(36)), unit_id, placed_under_id, source_ref, village, head_name, name_sort, "
        "CASE WHEN dissolved THEN 1 ELSE 0 END, names, persons, "
        "CASE WHEN minority IS NULL THEN NULL WHEN minority THEN 1 ELSE 0 END "
        "FROM households_householdline WHERE household_id IN ({keys})",
        ids,
        _LINE,
    ).with_columns(as_hex("household"))
    fresh = wanted.join(there, on="household", how="anti")
    differing = wanted.join(there, on="household", how="inner", suffix="_was").filter(
        pl.any_horizontal(
            pl.col(name).ne_missing(pl.col(f"{name}_was")) for name in _LINE if name != "household"
        )
    )
    insert_frame(HouseholdLine, _as_table(fresh).rename({"household": "household_id"}))
    update_frame(
        HouseholdLine,
        _as_table(differing.select(list(_LINE))).rename({"household": "id"}),
        key="household_id",
    )
    _renew_names(ids, bearing)
    gone = there.join(wanted, on="household", how="anti")["household"].to_list()
    delete_rows(HouseholdLine, gone, "household_id")
    return fresh.height + differing.height


def _as_table(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.with_columns(pl.col("dissolved") == 1, pl.col("minority") == 1)


def _lines_of(ids: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The lines of households as the registry says, and ``household, unit_id, name`` of every name borne in one."""
    homes = read_frame_of(
        "SELECT CAST(id AS VARCHAR(36)), unit_id, placed_under_id, source_ref, village, head_name, head_name_sort, "
        "CASE WHEN dissolved_on IS NULL THEN 0 ELSE 1 END, head_name_fold FROM households_household WHERE id IN ({keys})",
        ids,
        {**_SHOWN, "head_fold": pl.String},
    ).with_columns(as_hex("household"))
    people = read_frame_of(
        "SELECT CAST(m.household_id AS VARCHAR(36)), m.relation, p.full_name_fold, p.ethnicity "
        "FROM households_membership m JOIN households_person p ON p.id = m.person_id "
        "WHERE m.valid_until IS NULL AND m.household_id IN ({keys})",
        ids,
        {"household": pl.String, "relation": pl.String, "fold": pl.String, "ethnicity": pl.String},
    ).with_columns(as_hex("household"))
    bearing = (
        pl.concat(
            [homes.select("household", pl.col("head_fold").alias("fold")), people.select("household", "fold")]
        )
        .filter(pl.col("fold") != "")
        .select("household", pl.concat_str(pl.lit(" "), "fold").alias("name"))
        .unique()
        .sort("household", "name")
    )
    names = bearing.group_by("household").agg(pl.concat_str(pl.lit("|"), "name").str.join("").alias("names"))
    counted = people.group_by("household").agg(
        pl.len().cast(pl.Int64).alias("persons"),
        pl.col("ethnicity")
        .filter((pl.col("relation") == "head") & (pl.col("ethnicity") != ""))
        .first()
        .alias("of_head"),
    )
    lines = (
        homes.drop("head_fold")
        .join(names, on="household", how="left")
        .join(counted, on="household", how="left")
        .with_columns(
            pl.col("names").fill_null(""),
            pl.col("persons").fill_null(0),
            (pl.col("of_head").str.to_lowercase() != KINH).cast(pl.Int64).alias("minority"),
        )
        .select(list(_LINE))
    )
    return lines, bearing.join(homes.select("household", "unit_id"), on="household", how="left")


def _renew_names(ids: Sequence[str], bearing: pl.DataFrame) -> None:
    there = read_frame_of(
        "SELECT id, CAST(household_id AS VARCHAR(36)), unit_id, name FROM households_householdname WHERE household_id IN ({keys})",
        ids,
        {"id": pl.Int64, "household": pl.String, "unit_id": pl.Int64, "name": pl.String},
    ).with_columns(as_hex("household"))
    same = ["household", "unit_id", "name"]
    delete_rows(HouseholdName, there.join(bearing, on=same, how="anti", nulls_equal=True)["id"].to_list())
    fresh = bearing.join(there, on=same, how="anti", nulls_equal=True)
    insert_frame(
        HouseholdName, fresh.rename({"household": "household_id"}).select("household_id", "unit_id", "name")
    )
    words = (
        fresh.select("name")
        .unique()
        .with_columns(pl.col("name").str.strip_chars_start(" ").str.split(" ").alias("word"))
        .explode("word")
        .unique()
        .sort("word", "name")
    )
    insert_missing(NameWord, words.select("word", "name"))
