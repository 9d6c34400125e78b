"""Figures that an authority printed, kept beside ours in the format of published tables; a blank was not
printed."""

from collections.abc import Mapping, Sequence

import polars as pl


def published_frame(
    unit_code: str, unit_name: str, rows: Sequence[tuple[str, str, Mapping[int, str]]]
) -> pl.DataFrame:
    """One row a form: (form, split, {column number: text as printed in plain numbers})."""
    last = max(max(cells) for _form, _split, cells in rows)
    return pl.DataFrame(
        [
            {
                "form": form,
                "unit_code": unit_code,
                "unit_name": unit_name,
                "parent_code": None,
                "split": split or None,
            }
            | {f"c{number}": cells.get(number) for number in range(1, last + 1)}
            for form, split, cells in rows
        ],
        schema=dict.fromkeys(("form", "unit_code", "unit_name", "parent_code", "split"), pl.String)
        | {f"c{number}": pl.String for number in range(1, last + 1)},
    )
