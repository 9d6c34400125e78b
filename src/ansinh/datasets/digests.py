"""A digest that anybody can compute again: SHA-256 over canonical sorted rows."""

import io
from collections.abc import Sequence
from hashlib import sha256

import polars as pl


def canonical_digest(frame: pl.DataFrame, keys: Sequence[str]) -> str:
    """SHA-256 of the frame as CSV: columns by name, rows by ``keys``, LF, every text quoted, nulls empty and unquoted.

    The same rows give the same digest in whatever order, on whatever machine, from whichever database.
    """
    names = sorted(frame.columns)
    # Rows with equal keys are told apart by all they hold, so that their order never depends on who read them.
    ordered = frame.select(names).sort(
        [*keys, *(name for name in names if name not in keys)], nulls_last=False
    )
    buffer = io.BytesIO()
    ordered.write_csv(
        buffer, quote_style="non_numeric", null_value="", line_terminator="\n", float_precision=6
    )
    return sha256(buffer.getvalue()).hexdigest()


def outcomes_digest(outcomes: pl.DataFrame) -> str:
    """The digest of an outcome frame. A household counts by its id at its source: ids of our own are minted at import,
    and the same data sealed in another system must give the same digest."""
    return canonical_digest(outcomes.drop("household_id"), ["source_ref", "movement"])


def members_digest(members: pl.DataFrame) -> str:
    """The digest of the members of listed households, by the ids of their source as well."""
    return canonical_digest(members.drop("household_id", "person"), ["source_ref", "member_id"])


def cube_digest(cube: pl.DataFrame) -> str:
    """The digest of a cube."""
    return canonical_digest(cube, ["unit_code", "village", "area_type", "standard", "class", "measure"])


def combined_digest(parts: Sequence[str]) -> str:
    """SHA-256 over the digests of the parts, sorted: what a sealed higher place is."""
    return sha256("\n".join(sorted(parts)).encode()).hexdigest()
