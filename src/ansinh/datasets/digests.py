"""A digest that anybody can compute again: SHA-256 over canonical sorted rows."""

import io
from collections.abc import Sequence
from hashlib import sha256

import polars as pl


def canonical_digest(frame: pl.DataFrame, keys: Sequence[str]) -> str:
    """SHA-256 of the frame as CSV: columns by name, rows by ``keys``, LF, every text quoted, nulls empty and unquoted.

    The same rows give the same digest in whatever order, on whatever machine, from whichever database.
    """
    ordered = frame.select(sorted(frame.columns)).sort(list(keys), nulls_last=False)
    buffer = io.BytesIO()
    ordered.write_csv(buffer, quote_style="non_numeric", null_value="", line_terminator="\n", float_precision=6)
    return sha256(buffer.getvalue()).hexdigest()


def combined_digest(parts: Sequence[str]) -> str:
    """SHA-256 over the digests of the parts, sorted: what a sealed higher place is."""
    return sha256("\n".join(sorted(parts)).encode()).hexdigest()
