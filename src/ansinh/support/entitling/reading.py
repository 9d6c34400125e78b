"""What is known on a day of the households at some communes and of who lives in them: lists, survey, facts, needs, as frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from ansinh.access.scope import Scope
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.places.designations import designated_on, said_of
from ansinh.places.enums import DesignationKind
from ansinh.reviews.decisions.enums import AverageState
from ansinh.reviews.decisions.escaped import escaped_within
from ansinh.reviews.decisions.lists import list_on, years_held
from ansinh.standards.adopted import standard_in_use
from ansinh.standards.registry import UnknownStandard
from ansinh.support.facts.queries import complete_lists, facts_on, with_facts
from ansinh.support.needs.queries import needs_on

# The month from which a review of a year may be looked at: before it there are no answers of that year.
_REVIEWS_FROM = 9
_HOUSEHOLDS = {
    "household_id": pl.String,
    "unit_id": pl.Int64,
    "unit_code": pl.String,
    "area_type": pl.String,
    "village": pl.String,
}
_MEMBERS = {
    "household_id": pl.String,
    "person_id": pl.String,
    "birth_date": pl.Date,
    "birth_year": pl.Int32,
    "ethnicity": pl.String,
}
_ANSWERED = {
    "household_id": pl.String,
    "period": pl.String,
    "answer": pl.Int64,
    "income_month_per_capita": pl.Int64,
    "labour_capacity": pl.Int64,
    "has_tv": pl.Int64,
    "has_tablet": pl.Int64,
    "has_smartphone": pl.Int64,
}
_MEMBER_ANSWERED = {
    "answer": pl.Int64,
    "person_id": pl.String,
    "school_level": pl.String,
    "able_to_work": pl.Int64,
    "health_insurance": pl.Int64,
    "monthly_allowance": pl.Int64,
    "merit": pl.Int64,
}
_LINES = {"household_id": pl.String, "standard": pl.String, "deprived": pl.Int64}
_HOUSING = ("housing_quality", "water", "sanitation")


@dataclass(frozen=True)
class Known:
    """Frames as ``encoding.encoded`` reads them; ``units`` are the ids behind ``unit``. Members lie next to their household."""

    on: date
    units: tuple[int, ...]
    households: pl.DataFrame
    members: pl.DataFrame
    needs: pl.DataFrame


def known_of(units: Sequence[int], on: date, *, only: Sequence[str] | None = None) -> Known:
    """What is known of the communes ``units`` (ids), or ``only`` of households (hex ids) that live in them."""
    households = _households(units, on, only)
    ids = households["household_id"].to_list() if only is not None else None
    members = _members(units, on, ids)
    households = _with_class(_with_designations(households, units, on), units, on)
    answers = _answers(units, on, ids)
    household_facts, member_facts = facts_on(units, on, households=ids)
    complete = complete_lists(units, on)
    members = members.join(households.select("household_id", "unit_id"), on="household_id", how="inner")
    households = _with_survey(households, answers, units, ids)
    members = _with_member_survey(members, answers)
    households = _settled(with_facts(households, household_facts, complete, "household"))
    members = _settled(with_facts(members, member_facts, complete, "person"))
    order = households.select("household_id", pl.int_range(pl.len()).alias("at"))
    members = (
        members.join(order, on="household_id", how="inner").sort("at", "person_id").drop("at", "unit_id")
    )
    members = _with_course(members, households, units, on)
    return Known(on, tuple(units), households, members, needs_on(units, on, households=ids))


def _households(units: Sequence[int], on: date, only: Sequence[str] | None) -> pl.DataFrame:
    """Households that live at the units and were not dissolved by the day."""
    statement = (
        "SELECT CAST(h.id AS VARCHAR(36)), h.unit_id, u.code, u.area_type, h.village FROM households_household h "
        "JOIN places_unit u ON u.id = h.unit_id WHERE (h.dissolved_on IS NULL OR h.dissolved_on > %s) "
        "AND (h.formed_on IS NULL OR h.formed_on <= %s) "
    )
    if only is None:
        rows = read_frame_of(
            statement + "AND h.unit_id IN ({keys})", list(units), _HOUSEHOLDS, before=[on, on]
        )
    else:
        rows = read_frame_of(statement + "AND h.id IN ({keys})", list(only), _HOUSEHOLDS, before=[on, on])
    places = {unit: place for place, unit in enumerate(units)}
    return (
        rows.with_columns(as_hex("household_id"))
        .with_columns(
            pl.col("unit_id").replace_strict(places, default=None, return_dtype=pl.Int64).alias("unit")
        )
        .filter(pl.col("unit").is_not_null())
        .sort("unit", "household_id")
    )


def _with_designations(households: pl.DataFrame, units: Sequence[int], on: date) -> pl.DataFrame:
    """What lists say of the commune or village each household lives in: a column a kind, empty where nobody knows."""
    said = designated_on(units, on)
    places = households.select("unit_id", "village").unique()
    known = [
        [kind.value, unit, village, said_of(said[unit, kind.value], village)]
        for unit, village in places.iter_rows()
        for kind in DesignationKind
        if (unit, kind.value) in said
    ]
    schema = {"kind": pl.String, "unit_id": pl.Int64, "village": pl.String, "holds": pl.UInt8}
    rows = pl.DataFrame(known, schema=schema, orient="row")
    for kind in DesignationKind:
        of_kind = rows.filter(pl.col("kind") == kind.value).drop("kind").rename({"holds": kind.value})
        households = households.join(of_kind, on=["unit_id", "village"], how="left", maintain_order="left")
    return households


def _members(units: Sequence[int], on: date, only: Sequence[str] | None) -> pl.DataFrame:
    statement = (
        "SELECT CAST(m.household_id AS VARCHAR(36)), CAST(p.id AS VARCHAR(36)), p.birth_date, p.birth_year, p.ethnicity "
        "FROM households_membership m JOIN households_person p ON p.id = m.person_id "
        "JOIN households_household h ON h.id = m.household_id WHERE (m.valid_from IS NULL OR m.valid_from <= %s) "
        "AND (m.valid_until IS NULL OR m.valid_until >= %s) AND (p.died_on IS NULL OR p.died_on > %s) "
    )
    keyed = "AND h.unit_id IN ({keys})" if only is None else "AND m.household_id IN ({keys})"
    rows = read_frame_of(
        statement + keyed, list(units if only is None else only), _MEMBERS, before=[on, on, on]
    )
    ethnicity = pl.col("ethnicity")
    return (
        rows.with_columns(as_hex("household_id", "person_id"))
        .unique("person_id", keep="last", maintain_order=True)
        .with_columns(
            pl.when(ethnicity != "").then((ethnicity != "Kinh").cast(pl.UInt8)).alias("minority"),
        )
        .drop("ethnicity")
    )


def _with_class(households: pl.DataFrame, units: Sequence[int], on: date) -> pl.DataFrame:
    """The class of the lists of the day: on one, newly escaped, or on none; nobody knows where the commune has no list."""
    listed = list_on(units, on).select(
        pl.col("household").alias("household_id"),
        pl.col("list_name"),
        pl.col("list_class")
        .replace_strict({"poor_income": "income", "poor_deprivation": "deprivation"}, default=None)
        .alias("poor_by"),
        pl.col("since").alias("listed_since"),
    )
    escaped = escaped_within(Scope(frozenset(units), on), on)
    clocks = escaped.filter(pl.col("since") <= on).select("household_id", "was", "since", "until")
    having = sorted(years_held(units, on))
    joined = households.join(listed, on="household_id", how="left").join(
        clocks, on="household_id", how="left"
    )
    on_list = pl.col("list_name").is_not_null()
    return joined.with_columns(
        pl.when(on_list)
        .then("list_name")
        .when(pl.col("was").is_not_null())
        .then(pl.lit("escaped_") + pl.col("was"))
        .when(pl.col("unit_id").is_in(having))
        .then(pl.lit("none"))
        .alias("class"),
        pl.when(on_list).then("listed_since").otherwise("since").alias("class_since"),
        pl.when(~on_list).then("until").alias("class_until"),
        _average(units, on),
    ).drop("list_name", "was", "listed_since", "since", "until")


def _average(units: Sequence[int], on: date) -> pl.Expr:
    """Recognised for the year of the day, by the day; who asked for nothing is not."""
    rows = read_frame_of(
        "SELECT CAST(c.household_id AS VARCHAR(36)) FROM reviews_averagemove m JOIN reviews_averagecase c ON c.id = m.case_id "
        f'WHERE m.to_state = \'{AverageState.RECOGNISED.value}\' AND m."on" >= %s AND m."on" <= %s '
        "AND c.unit_id IN ({keys})",
        list(units),
        {"household_id": pl.String},
        before=[date(on.year, 1, 1), on],
    ).with_columns(as_hex("household_id"))
    return pl.col("household_id").is_in(rows["household_id"].implode()).cast(pl.UInt8).alias("average_living")


def _answers(units: Sequence[int], on: date, only: Sequence[str] | None) -> pl.DataFrame:
    """The newest answered survey of each household known by the day."""
    last = f"{on.year}" if on.month >= _REVIEWS_FROM else f"{on.year - 1}"
    keyed = "a.unit_id IN ({keys})" if only is None else "a.household_id IN ({keys})"
    columns = [name for name in _ANSWERED if name not in ("household_id", "answer", "period")]
    rows = read_frame_of(
        "SELECT CAST(a.household_id AS VARCHAR(36)), a.period, a.id, "
        + ", ".join(f"a.{name}" for name in columns)
        + " FROM surveys_householdanswer a WHERE a.current = TRUE "
        f"AND (a.period <= %s OR (a.period > %s AND a.period <= %s)) AND {keyed}",
        list(units if only is None else only),
        _ANSWERED,
        before=[last, f"{on.year}-", f"{on.year}-{on.month:02d}"],
    )
    newest = rows.sort("period", "answer").unique("household_id", keep="last", maintain_order=True)
    return newest.with_columns(as_hex("household_id"))


def _with_survey(
    households: pl.DataFrame, answers: pl.DataFrame, units: Sequence[int], only: Sequence[str] | None
) -> pl.DataFrame:
    told = answers.drop("period", "answer").with_columns(
        pl.col("labour_capacity", "has_tv", "has_tablet", "has_smartphone").cast(pl.UInt8)
    )
    return households.join(told, on="household_id", how="left").join(
        _deprivations(units, only), on="household_id", how="left"
    )


def _deprivations(units: Sequence[int], only: Sequence[str] | None) -> pl.DataFrame:
    """What the newest review found lacking in the house, its water and its latrine."""
    keyed = "unit_id IN ({keys})" if only is None else "household_id IN ({keys})"
    lines = read_frame_of(
        "SELECT CAST(household_id AS VARCHAR(36)), standard, deprived FROM households_householdline "
        f"WHERE standard <> '' AND {keyed}",
        list(units if only is None else only),
        _LINES,
    ).with_columns(as_hex("household_id"))
    frames = [lines.clear().select("household_id", *(_lacking(None, name) for name in _HOUSING))]
    for (code,), part in lines.group_by("standard"):
        codes = _indicators(str(code))
        frames.append(part.select("household_id", *(_lacking(codes, name) for name in _HOUSING)))
    return pl.concat(frames)


def _indicators(code: str) -> tuple[str, ...]:
    try:
        return standard_in_use(code).codes
    except UnknownStandard:
        return ()


def _lacking(codes: tuple[str, ...] | None, name: str) -> pl.Expr:
    alias = f"deprived_{name}"
    if not codes or name not in codes:
        return pl.lit(None, dtype=pl.UInt8).alias(alias)
    return ((pl.col("deprived") // (1 << codes.index(name))) % 2).cast(pl.UInt8).alias(alias)


def _with_member_survey(members: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    columns = [name for name in _MEMBER_ANSWERED if name not in ("answer", "person_id")]
    rows = read_frame_of(
        "SELECT m.answer_id, CAST(m.person_id AS VARCHAR(36)), "
        + ", ".join(f"m.{name}" for name in columns)
        + " FROM surveys_memberanswer m WHERE m.answer_id IN ({keys})",
        answers["answer"].to_list(),
        _MEMBER_ANSWERED,
    ).with_columns(as_hex("person_id"))
    told = rows.unique("person_id", keep="last", maintain_order=True).select(
        "person_id",
        pl.when(pl.col("school_level") != "").then("school_level").alias("school_level"),
        pl.col("able_to_work", "health_insurance").cast(pl.UInt8),
        pl.col("monthly_allowance").cast(pl.UInt8).alias("survey_allowance"),
        pl.col("merit").cast(pl.UInt8).alias("survey_merit"),
    )
    return members.join(told, on="person_id", how="left")


def _settled(frame: pl.DataFrame) -> pl.DataFrame:
    """A recorded fact stands before what the survey answered; money had every month tells that it is had."""
    made = []
    if "survey_merit" in frame.columns:
        made.append(pl.coalesce("merit", "survey_merit").alias("merit"))
        money = pl.col("social_assistance_monthly")
        had = pl.when(money.is_not_null()).then((money > 0).cast(pl.UInt8))
        made.append(pl.coalesce("social_assistance", had, "survey_allowance").alias("social_assistance"))
        none = pl.coalesce("social_assistance", "survey_allowance") == 0
        made.append(
            pl.when(money.is_null() & none)
            .then(pl.lit(0, dtype=pl.Int64))
            .otherwise(money)
            .alias("social_assistance_monthly")
        )
    return frame.with_columns(made)


def _with_course(
    members: pl.DataFrame, households: pl.DataFrame, units: Sequence[int], on: date
) -> pl.DataFrame:
    """The class of the household on the day a member's course began: benefits of a course outlive the class."""
    begun = members.filter(pl.col("course_from") <= on)["course_from"].unique().sort().to_list()
    names = [pl.DataFrame(schema={"household_id": pl.String, "course_from": pl.Date, "list_name": pl.String})]
    for day in begun:
        rows = list_on(units, day)
        names.append(
            rows.select(
                pl.col("household").alias("household_id"), pl.lit(day).alias("course_from"), "list_name"
            )
        )
    joined = members.join(pl.concat(names), on=["household_id", "course_from"], how="left")
    known = pl.col("course_from").is_not_null() & (pl.col("course_from") <= on)
    began = pl.when(known).then(pl.col("list_name").fill_null("none")).alias("course_began_as")
    return joined.with_columns(began).drop("list_name")
