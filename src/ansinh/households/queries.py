"""Named reads of the registry as frames."""

from collections.abc import Iterable, Sequence

import polars as pl

from ansinh.kernel.bulk import read_frame

_CHUNK = 5000


def _hex(column: str) -> pl.Expr:
    """UUIDs as 32 hex digits: SQLite keeps them so, PostgreSQL gives objects."""
    return pl.col(column).str.replace_all("-", "")


def chunked(values: Sequence[str], size: int = _CHUNK) -> Iterable[Sequence[str]]:
    """``values`` in runs short enough for the parameters of one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def households_by_ref(source: str, refs: Sequence[str]) -> pl.DataFrame:
    """Households of ``source`` known under ``refs``: ``household, source_ref, unit_id, village, head_name``."""
    schema = {
        "household": pl.String,
        "source_ref": pl.String,
        "unit_id": pl.Int64,
        "village": pl.String,
        "head_name": pl.String,
    }
    frames = [pl.DataFrame(schema=schema)]
    for run in chunked(refs):
        marks = ", ".join(["%s"] * len(run))
        frames.append(
            read_frame(
                "SELECT CAST(id AS VARCHAR(36)), source_ref, unit_id, village, head_name FROM households_household "
                f"WHERE source = %s AND source_ref IN ({marks})",
                [source, *run],
                schema,
            )
        )
    return pl.concat(frames).with_columns(_hex("household"))


def open_memberships(households: Sequence[str]) -> pl.DataFrame:
    """Members now: ``membership, household, person, member_ref, valid_from`` of the given households (hex ids)."""
    schema = {
        "membership": pl.Int64,
        "household": pl.String,
        "person": pl.String,
        "member_ref": pl.String,
        "valid_from": pl.Date,
    }
    frames = [pl.DataFrame(schema=schema)]
    for run in chunked(households):
        marks = ", ".join(["%s"] * len(run))
        frames.append(
            read_frame(
                "SELECT id, CAST(household_id AS VARCHAR(36)), CAST(person_id AS VARCHAR(36)), member_ref, valid_from "
                f"FROM households_membership WHERE valid_until IS NULL AND household_id IN ({marks})",
                list(run),
                schema,
            )
        )
    return pl.concat(frames).with_columns(_hex("household"), _hex("person"))


def names_of(persons: Sequence[str]) -> pl.DataFrame:
    """``person`` (hex id) and ``full_name`` of people already reached through a scope."""
    schema = {"person": pl.String, "full_name": pl.String}
    frames = [pl.DataFrame(schema=schema)]
    for run in chunked(persons):
        marks = ", ".join(["%s"] * len(run))
        frames.append(
            read_frame(
                f"SELECT CAST(id AS VARCHAR(36)), full_name FROM households_person WHERE id IN ({marks})",
                list(run),
                schema,
            )
        )
    return pl.concat(frames).with_columns(_hex("person"))
