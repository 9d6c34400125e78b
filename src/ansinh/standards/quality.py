"""Findings of data quality: two answers that do not go together. They never change a class."""

from collections.abc import Collection, Mapping

import numpy as np
import polars as pl

from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.identifiers import citizen_id_wellformed
from ansinh.kernel.language import _
from ansinh.standards.ethnicities import is_official
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


def area_findings(answered: pl.Series, own: pl.Series, source: Source) -> list[Finding]:
    """A warning for each row whose ``area_type`` differs from its commune's on the date (``own``, null where that is not
    known): the answer counts as given."""
    said = _("Khác với khu vực của xã vào ngày rà soát ({area_type}); câu trả lời trong phiếu được giữ.")
    differs = answered.is_in(["rural", "urban"]) & (answered != own)
    findings = []
    for area_type in ("rural", "urban"):
        rows = (differs & (own == area_type)).fill_null(False).arg_true().to_numpy().astype(np.intp)
        findings += listed(
            "area_type_differs",
            said.format(area_type=area_type),
            source,
            column="area_type",
            rows=rows,
            level=Level.WARNING,
        )
    return findings


def identity_findings(
    homes: pl.DataFrame, people: pl.DataFrame, at_home: Source, of_people: Source, causes: Collection[str]
) -> list[Finding]:
    """Ids, ethnic groups and causes that are not as the format has them. They are kept and marked, and block nothing.

    Frames as they lie in their files; ``causes``: the codes of the standard that makes the list.
    """
    found: list[Finding] = []
    if "citizen_id" in people.columns:
        ids = people["citizen_id"].cast(pl.String)
        known = {value: citizen_id_wellformed(value) for value in ids.drop_nulls().unique()}
        message = _("Số định danh không có dạng 12 chữ số; vẫn được giữ.")
        found += _marked(ids, known, "citizen_id_form", message, of_people, "citizen_id")
    if "ethnicity" in people.columns:
        groups = people["ethnicity"].cast(pl.String)
        known = {value: is_official(value) for value in groups.drop_nulls().unique()}
        message = _("Không phải tên một trong 54 dân tộc; vẫn được giữ.")
        found += _marked(groups, known, "unknown_ethnicity", message, of_people, "ethnicity")
    if "causes" in homes.columns:
        listed_causes = homes["causes"].cast(pl.String)
        known = {
            value: all(code.strip() in causes for code in value.split(";") if code.strip())
            for value in listed_causes.drop_nulls().unique()
        }
        message = _(
            "Nguyên nhân không có trong danh mục của chuẩn ({codes}); vẫn được giữ nhưng không có cột trong biểu 10."
        )
        found += _marked(
            listed_causes, known, "unknown_cause", message.format(codes=", ".join(causes)), at_home, "causes"
        )
    return found


def _marked(
    cells: pl.Series, known: Mapping[str, bool], rule: str, message: str, source: Source, column: str
) -> list[Finding]:
    """A warning for every row whose cell is not known to be right."""
    strange = [value for value, right in known.items() if not right]
    rows = cells.is_in(strange).fill_null(False).arg_true().to_numpy().astype(np.intp)
    return listed(rule, message, source, column=column, rows=rows, level=Level.WARNING)
