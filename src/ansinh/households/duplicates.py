"""People who may be one and the same: proposed, never joined by a machine.

Two grounds: equal citizen ids (by their blind index, wherever the two live); and names that read alike
(folded, likeness at least 92 of 100) of people of one birth year in one commune, of the same sex or one
of them blank. Who has two different citizen ids is two people. Within one household only the very same
spelling counts: brothers and sisters often differ by one letter.
"""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process

from ansinh.access.scope import Scope
from ansinh.households.enums import DuplicateBasis
from ansinh.kernel.bulk import as_hex, read_frame, read_frame_of

LIKENESS = 92
_STRIP = 2000
_PEOPLE = {
    "person": pl.String,
    "household": pl.String,
    "unit_id": pl.Int64,
    "name": pl.String,
    "sex": pl.String,
    "birth_year": pl.Int16,
    "index": pl.Binary,
}


def people_within(scope: Scope) -> pl.DataFrame:
    """Members now, at the places of ``scope``: ``person, household, unit_id, name`` (folded), ``sex,
    birth_year, index``."""
    select = (
        "SELECT CAST(p.id AS VARCHAR(36)), CAST(h.id AS VARCHAR(36)), h.unit_id, p.full_name_fold, p.sex, "
        "p.birth_year, p.citizen_id_index FROM households_membership m "
        "JOIN households_person p ON p.id = m.person_id JOIN households_household h ON h.id = m.household_id "
        "WHERE m.valid_until IS NULL AND p.died_on IS NULL"
    )
    if scope.unit_ids is None:
        rows = read_frame(select, [], _PEOPLE, many=True)
    else:
        rows = read_frame_of(f"{select} AND h.unit_id IN ({{keys}})", sorted(scope.unit_ids), _PEOPLE)
    return rows.with_columns(as_hex("person", "household"))


def suspected_pairs(people: pl.DataFrame, commune_of: Mapping[int, int]) -> pl.DataFrame:
    """``left, right`` (ids of people, the smaller first), ``basis, score``: each pair once, citizen ids
    before names.

    ``commune_of`` maps a unit of any date to the commune that holds its people now; a unit it lacks is
    itself.
    """
    placed = people.with_columns(
        pl.col("unit_id").replace(dict(commune_of)).alias("commune")
        if commune_of
        else pl.col("unit_id").alias("commune")
    )
    pairs = pl.concat([_same_citizen_id(placed), _same_name_and_place(placed)])
    return pairs.unique(["left", "right"], keep="first", maintain_order=True).sort("left", "right")


def _pairs(rows: pl.DataFrame, *block: str) -> pl.DataFrame:
    """Each two rows that agree in ``block``, the smaller person id on the left."""
    several = rows.filter(pl.len().over(block) > 1)
    return several.join(several, on=block, suffix="_right").filter(pl.col("person") < pl.col("person_right"))


def _same_citizen_id(people: pl.DataFrame) -> pl.DataFrame:
    known = people.filter(pl.col("index").is_not_null()).select("person", "index")
    return _pairs(known, "index").select(
        pl.col("person").alias("left"),
        pl.col("person_right").alias("right"),
        pl.lit(DuplicateBasis.CITIZEN_ID.value).alias("basis"),
        pl.lit(100, dtype=pl.Int16).alias("score"),
    )


def _same_name_and_place(people: pl.DataFrame) -> pl.DataFrame:
    usable = people.filter(
        (pl.col("name") != "") & pl.col("birth_year").is_not_null() & pl.col("commune").is_not_null()
    ).sort("commune", "birth_year", "person")
    one, other, likeness = _alike(usable)
    pairs = pl.concat(
        [usable[one], usable[other].rename({name: f"{name}_right" for name in usable.columns})],
        how="horizontal",
    ).with_columns(pl.Series("score", likeness, dtype=pl.Int16))
    one_sex = (pl.col("sex") == pl.col("sex_right")) | (pl.col("sex") == "") | (pl.col("sex_right") == "")
    two_ids = (pl.col("index") != pl.col("index_right")).fill_null(False)
    one_home = pl.col("household") == pl.col("household_right")
    return pairs.filter(one_sex & ~two_ids & (~one_home | (pl.col("name") == pl.col("name_right")))).select(
        pl.col("person").alias("left"),
        pl.col("person_right").alias("right"),
        pl.lit(DuplicateBasis.NAME_BIRTH_PLACE.value).alias("basis"),
        "score",
    )


def _alike(people: pl.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row numbers of each two people of one block (commune and year) whose names are alike, and how alike.

    Only one strip of one block's matrix is in memory at a time, however large the commune.
    """
    names = people["name"].to_list()
    blocks = people.select(pl.struct("commune", "birth_year").rle_id()).to_series().to_numpy()
    edges = [*np.flatnonzero(np.diff(blocks, prepend=-1)), len(names)] if names else []
    found = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.uint8))]
    for first, last in pairwise(edges):
        for start in range(first, last - 1, _STRIP):
            strip, block = names[start : min(start + _STRIP, last)], names[start:last]
            scores = process.cdist(strip, block, scorer=fuzz.ratio, score_cutoff=LIKENESS, dtype=np.uint8)
            rows, columns = np.nonzero(np.triu(scores, k=1))
            found.append((rows + start, columns + start, scores[rows, columns]))
    one, other, likeness = zip(*found, strict=True)
    return np.concatenate(one), np.concatenate(other), np.concatenate(likeness)
