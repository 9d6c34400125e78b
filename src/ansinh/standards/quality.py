"""Findings of data quality: two answers that do not go together. They never change a class."""

import numpy as np
import polars as pl

from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.standards.survey import Source, Survey, listed


def labour_findings(survey: Survey, source: Source) -> list[Finding]:
    """Households whose assessed capacity to work differs from what their members say: assessed as able with
    nobody able, or as not able with somebody able. Unanswered is no difference."""
    homes, people = survey.households, survey.members
    if "labour_capacity" not in homes.columns or "able_to_work" not in people.columns or homes.is_empty():
        return []
    able = people["able_to_work"]
    some = np.maximum.reduceat((able == 1).fill_null(False).to_numpy(), survey.starts)
    nobody = np.minimum.reduceat((able == 0).fill_null(False).to_numpy(), survey.starts)
    assessed = homes["labour_capacity"]
    differs = (assessed == 1) & pl.Series(nobody) | (assessed == 0) & pl.Series(some)
    rows = differs.fill_null(False).arg_true().to_numpy().astype(np.intp)
    message = _("Khả năng lao động của hộ khác với trả lời của các thành viên.")
    return listed(
        "labour_capacity_differs", message, source, column="labour_capacity", rows=rows, level=Level.WARNING
    )
