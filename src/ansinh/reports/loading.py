"""A form's context out of a sealed version: its cube, its populations, its rows, its words."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from ansinh.datasets.models import Version
from ansinh.datasets.queries import cube_of, members_of, outcomes_of
from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _
from ansinh.kernel.text import same_spelling, sort_key
from ansinh.places.models import Unit
from ansinh.places.queries import units_under
from ansinh.places.summed_populations import populations_with_sums
from ansinh.reports.context import (
    DatasetVersion,
    FormContext,
    Place,
    ReportingUnit,
    ReviewRound,
    StandardWords,
)
from ansinh.standards.adopted import standard_in_use
from ansinh.standards.causes import causes_of

LISTS = (14, 15)
_BELOW = {"commune": ("village",), "district": ("commune",), "province": ("district", "commune")}


def context_of(version: Version, *, lists: bool = False) -> FormContext:
    """Everything the forms of a version are made from. ``lists`` adds the rows of people (forms 14 and 15)."""
    unit, on = version.unit, version.as_of
    rows = _rows(unit, on)
    places = [Place(row.code, row.name) for row in rows]
    by_village = unit.level == "commune"
    cube = cube_of(version)
    if by_village:
        places, row_of = with_named_villages(unit.code, places, cube["village"].unique().to_list())
    else:
        row_of = _communes_in(rows, on)
    people = outcomes_of(version) if lists else None
    return FormContext(
        unit=_reporting_unit(unit),
        rows=places,
        round=_review_round(version),
        standard=words_of(version.standard),
        version=DatasetVersion(str(version.number), version.digest, version.sealed_at),
        cube=cube,
        populations=populations_with_sums([unit, *rows], on, until=_last_day(version)),
        row_of=row_of,
        row_key="village" if by_village else "unit_code",
        unit_set=_("đơn vị hành chính tại ngày {day}").format(day=shown_date(on)),
        outcome=people,
        members=None if people is None else _list_members(version, people),
    )


def _rows(unit: Unit, on: date) -> Sequence[Unit]:
    """The places under the reporting unit: districts of a province of the time, else communes; villages of a commune."""
    for level in _BELOW[unit.level]:
        found = [row for row in units_under(unit, on, level) if row.pk != unit.pk]
        if found:
            return sorted(found, key=lambda row: row.code)
    return []


def with_named_villages(
    commune: str, registered: Sequence[Place], named: Sequence[str | None]
) -> tuple[list[Place], dict[str, str]]:
    """The rows of a commune's forms, and which row each name of a village belongs to.

    Two spellings of a name are one village. A village that the survey names and nobody registered has a row of
    its own, with a code after the last registered one, in the order of the names.
    """
    code_of = {same_spelling(place.name): place.code for place in registered}
    names = sorted({name for name in named if name}, key=sort_key)
    ends = [place.code.removeprefix(f"{commune}.") for place in registered]
    number = max((int(end) for end in ends if end.isdecimal() and len(end) < len(commune)), default=0)
    rows = list(registered)
    for name in names:
        if same_spelling(name) not in code_of:
            number += 1
            rows.append(Place(f"{commune}.{number:03d}", name))
            code_of[same_spelling(name)] = rows[-1].code
    return rows, {name: code_of[same_spelling(name)] for name in names}


def _last_day(version: Version) -> date:
    """Until when a population is one of the review's year: a yearly review takes the figures at the year's end."""
    if "-" in version.period:
        return version.as_of
    return max(version.as_of, date(int(version.period), 12, 31))


def _communes_in(rows: Sequence[Unit], on: date) -> dict[str, str]:
    """Which row each commune belongs to: itself, or the district it lies in."""
    belongs = {}
    for row in rows:
        communes = [row] if row.level == "commune" else units_under(row, on, "commune")
        belongs |= {commune.code: row.code for commune in communes}
    return belongs


def _reporting_unit(unit: Unit) -> ReportingUnit:
    parent = unit.parent
    return ReportingUnit(
        code=unit.code,
        name=unit.name,
        level=unit.level,
        authority=_("ỦY BAN NHÂN DÂN {place}").format(place=unit.name.upper()),
        superior=_("ỦY BAN NHÂN DÂN {place}").format(place=parent.name.upper()) if parent else "",
        parent_code=parent.code if parent else "",
    )


def _review_round(version: Version) -> ReviewRound:
    year, _dash, month = version.period.partition("-")
    return ReviewRound(int(year), version.as_of, version.list_year, int(month) if month else None)


def words_of(code: str) -> StandardWords:
    """The standard ``code`` in words, as forms name its indicators and causes."""
    rules, causes = standard_in_use(code), causes_of(code)
    doubtful = list(rules.unverified)
    if causes.known != "T":
        doubtful.append(_("danh mục nguyên nhân nghèo"))
    return StandardWords(
        code=rules.code,
        indicators=[(one.code, one.name.vi, one.name.en) for one in rules.indicators],
        causes=causes.causes,
        unverified=doubtful,
    )


def _list_members(version: Version, people: pl.DataFrame) -> pl.DataFrame:
    """Members of the list forms, numbered within their household in the order of the survey."""
    members = members_of(version)
    return (
        members.with_columns(
            pl.int_range(1, pl.len() + 1).over("household_id").alias("member_no"),
            pl.col("birth_date")
            .cast(pl.String)
            .str.slice(0, 4)
            .cast(pl.Int32, strict=False)
            .alias("birth_year"),
        )
        .select("household_id", "member_no", "full_name", "sex", "birth_year", "ethnicity", "relation")
        .join(people.select("household_id").unique(), on="household_id", how="semi", maintain_order="left")
    )
