"""A survey's two tables, read and checked against the questionnaire and the places of its date."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.accounts.actor import Actor
from ansinh.exchange.areas import held_elsewhere, outside, units_on, unknown_findings
from ansinh.households.officers import check_not_close, refs_close_to
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.reviews.queries import list_year_of
from ansinh.standards.causes import causes_of
from ansinh.standards.quality import area_findings, identity_findings, labour_findings
from ansinh.standards.registry import standard_for_list
from ansinh.standards.survey import Source, read_survey
from ansinh.surveys.actions import SOURCE
from ansinh.work.batches import Checked, batch_digest, stated_encoding
from ansinh.work.tables import Table, read_table

KIND = "survey"


def check_survey(
    households: Path,
    members: Path,
    *,
    period: str,
    as_of: date,
    area: Unit | None,
    scope: Scope = EVERYWHERE,
    encoding: str | None = None,
    by: Actor | None = None,
) -> Checked:
    """Read and check. ``payload``: ``households``, ``members`` (typed), ``units`` and ``communes``.

    A table without ``area_code`` gives households to be placed under ``area``; without that it is refused. ``scope`` is where
    households may be written. ``encoding`` is where somebody says how the texts are written (``encodings.NAMES``). Rows
    about the own household of ``by``, or of kin, are errors.
    """
    homes, people = (read_table(path, encoding=encoding) for path in (households, members))
    at_home, of_people = Source(homes.file, homes.rows), Source(people.file, people.rows)
    survey = read_survey(homes.frame, people.frame, household_source=at_home, member_source=of_people)
    findings = [*homes.findings, *people.findings, *survey.findings]
    if survey.usable:
        findings += labour_findings(survey, at_home)
        causes = causes_of(standard_for_list(list_year_of(period))).codes
        findings += identity_findings(homes.frame, people.frame, at_home, of_people, causes)
    placed = _place(survey.households, homes, as_of, area, scope)
    findings += placed.findings
    findings += held_elsewhere(SOURCE, homes, "household_id", scope)
    findings += _of_kin(homes, by)
    options = {"round": period, "area": area.code if area else ""} | stated_encoding(encoding)
    counts = {"households": survey.households.height, "members": survey.members.height}
    return Checked(
        KIND,
        batch_digest(KIND, [homes.digest, people.digest], options),
        (homes.file, people.file),
        options,
        counts,
        findings,
        {
            "households": placed.households,
            "members": survey.members,
            "units": placed.units,
            "places": placed.places,
        },
    )


def check_of_nobody_close(checked: Checked, by: Actor) -> None:
    """Raise ``Refused`` where a checked survey speaks of the actor's own household or of kin: who takes a file in need not be
    who had it checked."""
    asked = set(checked.payload["households"]["household_id"])
    check_not_close([pk for pk, ref in refs_close_to(by.user_id, SOURCE).items() if ref in asked], by)


def _of_kin(homes: Table, by: Actor | None) -> list[Finding]:
    refs = set(refs_close_to(by.user_id, SOURCE).values()) if by is not None else set()
    if not refs or "household_id" not in homes.columns:
        return []
    said = _(
        "Hộ này là hộ của người nhập tệp, hoặc của người từng chung hộ với người nhập. Hãy bỏ dòng này khỏi tệp và để người "
        "khác khảo sát, nhập phiếu."
    )
    named = homes.frame["household_id"].cast(pl.String).is_in(list(refs)).fill_null(False)
    return [
        Finding(
            "own_household", Level.ERROR, said, homes.file, homes.sheet, int(homes.rows[at]), "household_id"
        )
        for at in named.arg_true()
    ]


@dataclass(frozen=True)
class _Placed:
    """Households with ``area_code`` (blank: of the area named on the command line), where each code is (``area_code,
    unit_id, placed_under``), the places the file belongs to, and what was found."""

    households: pl.DataFrame
    units: pl.DataFrame
    places: list[Unit]
    findings: list[Finding]


_UNIT_SCHEMA = {"area_code": pl.String, "unit_id": pl.Int64, "placed_under": pl.Int64}


def _place(households: pl.DataFrame, homes: Table, as_of: date, area: Unit | None, scope: Scope) -> _Placed:
    if "area_code" not in homes.columns:
        if area is None:
            raise UnusableInput(
                _("{file}: không có cột area_code. Hãy nêu địa bàn bằng --area.").format(file=homes.file)
            )
        codes = pl.Series("area_code", [None] * homes.frame.height, dtype=pl.String)
    else:
        codes = homes.frame["area_code"].cast(pl.String)
    found, unknown = units_on(codes.drop_nulls(), as_of)
    findings = unknown_findings(homes, "area_code", unknown)
    wrong = [code for code, unit in found.items() if unit.level != "commune"]
    said = _("Mã này không phải là mã xã, phường, thị trấn.")
    findings += unknown_findings(homes, "area_code", dict.fromkeys(wrong, said))
    findings += unknown_findings(homes, "area_code", outside(found, scope), rule="outside_scope")
    communes = [unit for unit in found.values() if unit.level == "commune"]
    rows = [(code, unit.pk, None) for code, unit in found.items() if unit.level == "commune"]
    places = list({unit.pk: unit for unit in communes}.values())
    if codes.null_count() and area is not None:
        # A commune is a place to live; under a higher one somebody has yet to place the household.
        rows.append(("", area.pk, None) if area.level == "commune" else ("", None, area.pk))
        places.append(area)
    elif codes.null_count():
        findings += [_blank(homes, i) for i in codes.is_null().arg_true()]
    findings += _area_types(homes, codes, found, area)
    return _Placed(
        households.with_columns(codes.fill_null("").alias("area_code")),
        pl.DataFrame(rows, schema=_UNIT_SCHEMA, orient="row"),
        places,
        findings,
    )


def _area_types(homes: Table, codes: pl.Series, found: dict[str, Unit], area: Unit | None) -> list[Finding]:
    if "area_type" not in homes.columns:
        return []
    of_code = {code: unit.area_type for code, unit in found.items() if unit.area_type}
    if area is not None and area.level == "commune" and area.area_type:
        of_code[""] = area.area_type
    ours = codes.fill_null("").replace_strict(of_code, default=None, return_dtype=pl.String)
    return area_findings(homes.frame["area_type"].cast(pl.String), ours, Source(homes.file, homes.rows))


def _blank(homes: Table, index: int) -> Finding:
    message = _("Thiếu mã xã. Hãy điền, hoặc nêu địa bàn bằng --area để xếp nơi ở sau.")
    return Finding(
        "area_missing", Level.ERROR, message, homes.file, homes.sheet, int(homes.rows[index]), "area_code"
    )
