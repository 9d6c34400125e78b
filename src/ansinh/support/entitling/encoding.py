"""Frames of households and members as the columns that rules run on. A column that a frame lacks is one that nobody knows."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.kernel.errors import AnSinhError
from ansinh.standards.engine.axes import FIRST_YEAR, BirthAxis
from ansinh.standards.engine.rules import Level
from ansinh.standards.engine.truth import UNKNOWN, MemberTruth
from ansinh.support.catalogue.conditions import NEED, Condition
from ansinh.support.catalogue.inputs import InputKind, inputs
from ansinh.support.catalogue.numbers import AREA, behind, numbers
from ansinh.support.entitling.evaluate import NO_DAY, Spans
from ansinh.support.entitling.program import CLASS, Numbers, Places, PolicyProgram, Subjects

_SIGNS = {">=": np.greater_equal, "<=": np.less_equal, ">": np.greater, "<": np.less}


class NotSorted(AnSinhError):
    """Members do not lie in the order of their households: a fault of the program."""

    code = "members_not_sorted"


def encoded(
    program: PolicyProgram, households: pl.DataFrame, members: pl.DataFrame, needs: pl.DataFrame
) -> tuple[Subjects, Spans]:
    """Columns of the frames on the program's axes.

    Households: ``household_id, unit`` (place among the units), ``class_since, class_until`` (dates) and inputs; members, in
    the order of the households: ``household_id, person_id, birth_date`` (date) or ``birth_year`` and inputs. Truths are 0, 1 or
    null, codes text, numbers numbers. ``needs``: ``policy, household_id, person_id``. Raises ``NotSorted``.
    """
    home = _homes(households, members)
    asked = program.inputs_asked() | {CLASS, AREA}
    frames = {Level.HOUSEHOLD: households, Level.MEMBER: members}
    columns: dict[Level, dict[str, Places]] = {Level.HOUSEHOLD: {}, Level.MEMBER: {}}
    measured: dict[Level, dict[str, Numbers]] = {Level.HOUSEHOLD: {}, Level.MEMBER: {}}
    for name in asked:
        one = inputs()[name]
        frame = frames[one.level]
        if one.kind is InputKind.NUMBER:
            measured[one.level][name] = _measure(frame, name)
        elif one.kind is InputKind.BIRTH:
            columns[one.level][name] = _births(frame, program.births)
        else:
            columns[one.level][name] = _places(frame, name)
    _compare(program, columns, measured)
    _over_members(program, columns, home, households.height)
    _needs(program, columns, households, members, needs)
    subjects = Subjects(
        household=columns[Level.HOUSEHOLD],
        member=columns[Level.MEMBER],
        household_numbers=measured[Level.HOUSEHOLD],
        member_numbers=measured[Level.MEMBER],
        home=home,
        units=households["unit"].to_numpy().astype(np.intp),
    )
    return subjects, _read_spans(households, members)


def _homes(households: pl.DataFrame, members: pl.DataFrame) -> NDArray[np.intp]:
    """The row of each member's household."""
    ids = households.select("household_id", pl.int_range(pl.len(), dtype=pl.Int64).alias("home"))
    joined = members.select("household_id").join(ids, on="household_id", how="left", maintain_order="left")
    if joined["home"].null_count() or not joined["home"].is_sorted():
        raise NotSorted
    return joined["home"].to_numpy().astype(np.intp)


def _places(frame: pl.DataFrame, name: str) -> Places:
    one = inputs()[name]
    if one.kind is InputKind.TRUTH:
        if name not in frame.columns:
            return np.full(frame.height, UNKNOWN, np.uint8)
        return frame.select(pl.col(name).cast(pl.UInt8) * 2).to_series().fill_null(1).to_numpy()
    codes = tuple(one.codes)
    if name not in frame.columns:
        return np.full(frame.height, len(codes), np.uint8)
    place = {code: number for number, code in enumerate(codes)}
    cells = frame[name].cast(pl.String).replace_strict(place, default=None, return_dtype=pl.UInt8)
    return cells.fill_null(len(codes)).to_numpy()


def _measure(frame: pl.DataFrame, name: str) -> Numbers:
    if name not in frame.columns:
        return np.full(frame.height, np.nan)
    return frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _births(frame: pl.DataFrame, axis: BirthAxis) -> Places:
    """Days where they are known whole, years where they are known alone."""
    day = frame["birth_date"].cast(pl.Int32)
    alone = (
        frame["birth_year"].cast(pl.Int32)
        if "birth_year" in frame.columns
        else pl.Series([None] * frame.height, dtype=pl.Int32)
    )
    alone = alone.set(alone < FIRST_YEAR, None).fill_null(-1)
    year = np.where(day.is_not_null().to_numpy(), np.int32(0), alone.to_numpy())
    return axis.places(day.fill_null(0).to_numpy(), year.astype(np.int32)).astype(np.uint8)


def _compare(
    program: PolicyProgram, columns: dict[Level, dict[str, Places]], measured: dict[Level, dict[str, Numbers]]
) -> None:
    """Comparisons of numbers as truths."""
    for one in program.comparisons:
        level = inputs()[one.input].level
        values = measured[level][one.input]
        limit = _limit(one, program, columns[Level.HOUSEHOLD], len(values))
        found = _SIGNS[one.sign](values, limit).astype(np.uint8) * 2
        found[np.isnan(values) | np.isnan(limit)] = UNKNOWN
        columns[level][one.column] = found


def _limit(one: Condition, program: PolicyProgram, household: dict[str, Places], rows: int) -> Numbers:
    """What is compared with: a number of the line itself, or one of law, by area where it has one an area. Of the country:
    a place's own number is no limit of a condition."""
    if not one.number:
        return np.full(rows, float(one.value or 0))
    found = np.full(rows, np.nan)
    for code, name in behind(one.number).items():
        value = next(
            (
                row.parameter.on(program.on)
                for row in numbers()[name].rows_on(program.on)
                if not row.territory
            ),
            np.nan,
        )
        place = list(inputs()[AREA].codes).index(code) if code else None
        here = slice(None) if place is None else household[AREA] == place
        found[here] = value * float(one.value or 1)
    return found


def _over_members(
    program: PolicyProgram, columns: dict[Level, dict[str, Places]], home: NDArray[np.intp], households: int
) -> None:
    """Whether some member is: one who surely is settles it, one unknown member leaves it unknown; nobody lives there: no."""
    starts = np.searchsorted(home, np.arange(households))
    counts = np.bincount(home, minlength=households)
    for one in program.of_members:
        truths = columns[Level.MEMBER][one.input]
        found = np.zeros(households, np.uint8)
        lived = np.flatnonzero(counts)
        if len(lived):
            over = MemberTruth(truths, starts[lived], counts[lived].astype(np.uint32))
            found[lived] = over.any_one()
        columns[Level.HOUSEHOLD][one.column] = found


def _needs(
    program: PolicyProgram,
    columns: dict[Level, dict[str, Places]],
    households: pl.DataFrame,
    members: pl.DataFrame,
    needs: pl.DataFrame,
) -> None:
    """Whether a need of the policy is on record: the household's, and of a person's policy the person's own or the household's.
    What nobody recorded is no need."""
    asked = set(needs["policy"].unique())
    for policy in program.needs:
        if policy not in asked:
            columns[Level.HOUSEHOLD][f"{NEED} {policy}"] = np.zeros(households.height, np.uint8)
            columns[Level.MEMBER][f"{NEED} {policy}"] = np.zeros(members.height, np.uint8)
            continue
        rows = needs.filter(pl.col("policy") == policy)
        homes = households["household_id"].is_in(rows["household_id"].implode()).to_numpy()
        column = f"{NEED} {policy}"
        columns[Level.HOUSEHOLD][column] = (homes * np.uint8(2)).astype(np.uint8)
        if members.height:
            whole = rows.filter(pl.col("person_id").is_null())["household_id"]
            own = members["person_id"].is_in(rows["person_id"].drop_nulls().implode()).to_numpy()
            theirs = members["household_id"].is_in(whole.implode()).to_numpy()
            columns[Level.MEMBER][column] = ((own | theirs) * np.uint8(2)).astype(np.uint8)


def _read_spans(households: pl.DataFrame, members: pl.DataFrame) -> Spans:
    def days(frame: pl.DataFrame, name: str) -> NDArray[np.int32]:
        if name not in frame.columns:
            return np.full(frame.height, NO_DAY, np.int32)
        return frame[name].cast(pl.Date).cast(pl.Int32).fill_null(NO_DAY).to_numpy()

    return Spans(
        days(households, "class_since"), days(households, "class_until"), days(members, "birth_date")
    )
