"""Named reads of answers as frames: what the rules run on."""

from collections.abc import Sequence

import polars as pl

from ansinh.kernel.bulk import among, as_hex, read_frame_of
from ansinh.surveys.answers import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS

_INTEGERS = {"income_month_per_capita": pl.Int64, "income_score": pl.Int64, "review_year": pl.Int64}
_TEXTS = {
    "village",
    "area_type",
    "head_name",
    "water_source",
    "toilet",
    "primary_sector",
    "causes",
    "relation",
    "sex",
    "birth_date",
    "ethnicity",
    "employment",
    "school_level",
    "highest_level",
}


def _type_of(name: str) -> type[pl.DataType]:
    if name in _INTEGERS:
        return _INTEGERS[name]
    if name == "floor_area_m2":
        return pl.Float64
    return pl.String if name in _TEXTS else pl.Int64


def current_answers(source: str, period: str, refs: Sequence[str]) -> pl.DataFrame:
    """``household_id, answer, revision, content_digest`` of the current answers of ``period`` among ``refs``."""
    schema = {
        "household_id": pl.String,
        "answer": pl.Int64,
        "revision": pl.Int64,
        "content_digest": pl.String,
    }
    rows = read_frame_of(
        "SELECT h.source_ref, a.id, a.revision, a.content_digest FROM surveys_householdanswer a "
        "JOIN households_household h ON h.id = a.household_id "
        "WHERE a.current = TRUE AND a.period = %s AND h.source = %s AND h.source_ref IN ({keys})",
        refs,
        schema,
        before=[period, source],
    )
    return rows


def answers_in_force(period: str, unit_ids: Sequence[int]) -> pl.DataFrame:
    """``answer``: the ids of the current answers of a period at the given units. Read from an index alone."""
    return read_frame_of(
        "SELECT id FROM surveys_householdanswer WHERE current = TRUE AND period = %s AND unit_id IN ({keys})",
        unit_ids,
        {"answer": pl.Int64},
        before=[period],
    )


def answers_of(
    period: str, unit_ids: Sequence[int], only: Sequence[str] | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The current answers of a period at the given units, as survey frames in the order of the answers; ``only`` those
    of the households named by their ids.

    Households: ``household_id`` (hex id), ``source_ref, answer, unit_id`` and the questionnaire's columns. Members:
    ``household_id, member_id, person`` and theirs, in the order of the file.
    """
    schema = {"household_id": pl.String, "source_ref": pl.String, "answer": pl.Int64, "unit_id": pl.Int64}
    schema |= {name: _type_of(name) for name in HOUSEHOLD_COLUMNS}
    named, ids = among("a.household_id", only)
    households = read_frame_of(
        "SELECT CAST(a.household_id AS VARCHAR(36)), h.source_ref, a.id, a.unit_id, "
        + ", ".join(f"a.{name}" for name in HOUSEHOLD_COLUMNS)
        + " FROM surveys_householdanswer a JOIN households_household h ON h.id = a.household_id "
        f"WHERE a.current = TRUE AND a.period = %s {named} AND a.unit_id IN ({{keys}}) ORDER BY a.id",
        unit_ids,
        schema,
        before=[period, *ids],
    ).sort("answer")
    member_schema = {"answer": pl.Int64, "member_id": pl.String, "person": pl.String}
    member_schema |= {name: _type_of(name) for name in MEMBER_COLUMNS}
    members = read_frame_of(
        "SELECT m.answer_id, m.member_ref, CAST(m.person_id AS VARCHAR(36)), "
        + ", ".join(f"m.{name}" for name in MEMBER_COLUMNS)
        + " FROM surveys_memberanswer m JOIN surveys_householdanswer a ON a.id = m.answer_id "
        f"WHERE a.current = TRUE AND a.period = %s {named} AND a.unit_id IN ({{keys}}) ORDER BY m.answer_id, m.id",
        unit_ids,
        member_schema,
        before=[period, *ids],
    ).sort("answer", maintain_order=True)
    households = households.with_columns(as_hex("household_id"))
    members = (
        members.join(households.select("answer", "household_id"), on="answer", maintain_order="left")
        .drop("answer")
        .with_columns(as_hex("person"))
    )
    return households, members
