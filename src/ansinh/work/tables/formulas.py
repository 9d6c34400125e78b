"""Text that a spreadsheet would run: marked on the way out, and unmarked on the way back, without loss.

A cell whose first sign, after any apostrophes and white space, could begin a formula gets one apostrophe more when a
CSV is written and loses one when a CSV is read. The two are each other's inverse for every text, so a phone number
``+84…`` or a debt ``-500000`` kept as text comes back as it was. (ASVS 1.2.10.)
"""

import polars as pl

# = + - @ and their full-width forms, and the signs by which older spreadsheets begin a command.
_SIGNS = r"=+\-@|%＝＋－＠"
_SKIPPED = r"\s\x00-\x1F\x7F\u{85}\u{A0}\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}\u{FEFF}"
DANGEROUS = rf"^'*(?:[\t\r]|[{_SKIPPED}]*[{_SIGNS}])"
MARKED = rf"^'+(?:[\t\r]|[{_SKIPPED}]*[{_SIGNS}])"


def marked(text: pl.Expr) -> pl.Expr:
    """The text column with an apostrophe before each cell that could begin a formula."""
    return pl.when(text.str.contains(DANGEROUS)).then(pl.concat_str(pl.lit("'"), text)).otherwise(text)


def unmarked(column: pl.Series) -> pl.Series:
    """The text column as it was before ``marked``."""
    at = column.str.contains(MARKED)
    if not at.any():
        return column
    return pl.select(pl.when(at).then(column.str.slice(1)).otherwise(column)).to_series().alias(column.name)
