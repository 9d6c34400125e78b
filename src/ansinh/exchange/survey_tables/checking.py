"""A survey's two tables, read and checked against the questionnaire and the places of its date."""

from datetime import date
from pathlib import Path

import polars as pl

from ansinh.exchange.areas import units_on, unknown_findings
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.standards.survey import Source, read_survey
from ansinh.work.batches import Checked, batch_digest
from ansinh.work.tables import Table, read_table

KIND = "survey"


def check_survey(households: Path, members: Path, *, period: str, as_of: date, area: Unit | None) -> Checked:
    """Read and check. ``payload``: ``households``, ``members`` (typed), ``units`` and ``communes``.

    A table without ``area_code`` gives households to be placed under ``area``; without that it is refused.
    """
    homes, people = read_table(households), read_table(members)
    survey = read_survey(
        homes.frame,
        people.frame,
        household_source=Source(homes.file, homes.rows),
        member_source=Source(people.file, people.rows),
    )
    findings = [*homes.findings, *people.findings, *survey.findings]
    units, communes, more = _units(homes, as_of, area)
    findings += more
    options = {"round": period, "area": area.code if area else ""}
    counts = {"households": survey.households.height, "members": survey.members.height}
    return Checked(
        KIND,
        batch_digest(KIND, [homes.digest, people.digest], options),
        (homes.file, people.file),
        options,
        counts,
        findings,
        {
            "households": survey.households
            if "area_code" in homes.columns
            else _without_area(survey.households),
            "members": survey.members,
            "units": units,
            "communes": communes,
        },
    )


def _without_area(households: pl.DataFrame) -> pl.DataFrame:
    return households.with_columns(pl.lit("", dtype=pl.String).alias("area_code"))


def _units(homes: Table, as_of: date, area: Unit | None) -> tuple[pl.DataFrame, list[Unit], list[Finding]]:
    schema = {"area_code": pl.String, "unit_id": pl.Int64, "placed_under": pl.Int64}
    if "area_code" not in homes.columns:
        if area is None:
            raise UnusableInput(
                _("{file}: không có cột area_code. Hãy nêu địa bàn bằng --area.").format(file=homes.file)
            )
        return pl.DataFrame([("", None, area.pk)], schema=schema, orient="row"), [], []
    codes = homes.frame["area_code"].cast(pl.String)
    found, unknown = units_on(codes.drop_nulls(), as_of)
    findings = unknown_findings(homes, "area_code", unknown)
    findings += [_blank(homes, i) for i in codes.is_null().arg_true()] if area is None else []
    communes = [unit for unit in found.values() if unit.level == "commune"]
    wrong = [code for code, unit in found.items() if unit.level != "commune"]
    said = _("Mã này không phải là mã xã, phường, thị trấn.")
    findings += unknown_findings(homes, "area_code", dict.fromkeys(wrong, said))
    rows = [(unit.code, unit.pk, None) for unit in communes]
    return pl.DataFrame(rows, schema=schema, orient="row"), communes, findings


def _blank(homes: Table, index: int) -> Finding:
    message = _("Thiếu mã xã. Hãy điền, hoặc nêu địa bàn bằng --area để xếp nơi ở sau.")
    return Finding(
        "area_missing", Level.ERROR, message, homes.file, homes.sheet, int(homes.rows[index]), "area_code"
    )
