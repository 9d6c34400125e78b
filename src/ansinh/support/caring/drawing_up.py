"""Plans of a commune's poor and near-poor households drawn up at once: what each lacks and can do, and what the table says."""

from datetime import date

import polars as pl

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.bulk import as_hex, fresh_ids, insert_frame, read_frame_of
from ansinh.kernel.dates import now, shown_date
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.reviews.decisions.lists import list_on
from ansinh.standards.adopted import standard_in_use
from ansinh.support.caring.table import solutions_for
from ansinh.support.models import HouseholdPlan, PlanSolution
from ansinh.support.models.planning_enums import PlanGroup, SolutionState

_LINES = {
    "household": pl.String,
    "village": pl.String,
    "standard": pl.String,
    "deprived": pl.Int64,
}
_CAPACITY = {
    "household": pl.String,
    "period": pl.String,
    "labour_capacity": pl.Int64,
    "causes": pl.String,
    "able": pl.Int64,
    "unable": pl.Int64,
    "persons": pl.Int64,
}


@action(EventName.PLANS_DRAWN_UP)
def draw_up_plans(*, unit: Unit, units: frozenset[int], year: int, on: date, by: Actor) -> int:
    """Draw up the plans of a year for every household on the lists of a commune that has none yet; how many.

    ``units`` are the ids under which the commune's households are registered (its lineage). Raises ``Refused`` without the
    right over the whole commune, or where nobody is on a list that day.
    """
    check_may(by, Permission.PLAN_SUPPORT, unit.pk)
    listed = list_on(sorted(units), on)
    if listed.is_empty():
        raise Refused(
            _("Ngày {day} {place} không có hộ nào trong danh sách hộ nghèo, hộ cận nghèo.").format(
                day=shown_date(on), place=unit.name
            ),
            code="nobody_listed",
        )
    new = _without_plan(listed, year)
    note(place=unit.code, year=year, plans=new.height)
    if new.is_empty():
        return 0
    plans = _plans(new, year, on, by)
    insert_frame(HouseholdPlan, plans.drop("codes"))
    insert_frame(PlanSolution, _solutions(plans))
    return plans.height


def _without_plan(listed: pl.DataFrame, year: int) -> pl.DataFrame:
    known = read_frame_of(
        "SELECT CAST(household_id AS VARCHAR(36)) FROM support_householdplan WHERE year = %s "
        "AND household_id IN ({keys})",
        listed["household"].to_list(),
        {"household": pl.String},
        before=[year],
    )
    return listed.join(known.with_columns(as_hex("household")), on="household", how="anti")


def _plans(listed: pl.DataFrame, year: int, on: date, by: Actor) -> pl.DataFrame:
    told = standing_of(listed["household"].to_list())
    rows = listed.select("household", "unit_id", "list_name").join(told, on="household", how="left")
    return rows.select(
        pl.Series("id", fresh_ids(HouseholdPlan, rows.height), dtype=pl.Int64),
        pl.col("household").alias("household_id"),
        "unit_id",
        pl.col("village").fill_null(""),
        pl.lit(year, dtype=pl.Int64).alias("year"),
        "list_name",
        pl.col("group").fill_null(PlanGroup.UNKNOWN.value),
        pl.col("standard").fill_null(""),
        pl.col("codes").fill_null([]).list.join(";").alias("deprived"),
        pl.col("causes").fill_null("").alias("cause_codes"),
        pl.lit(on).alias("drawn_on"),
        pl.lit(now()).alias("recorded_at"),
        pl.lit(by.label).alias("recorded_by"),
        pl.col("codes").fill_null([]),
    )


def standing_of(households: list[str]) -> pl.DataFrame:
    """What is known of households (hex ids) now: ``household, village, standard, codes`` (list of the indicators they are surely
    deprived in), ``group, causes``."""
    lines = read_frame_of(
        "SELECT CAST(household_id AS VARCHAR(36)), village, standard, deprived FROM households_householdline "
        "WHERE household_id IN ({keys})",
        households,
        _LINES,
    ).with_columns(as_hex("household"))
    return lines.with_columns(
        pl.Series(
            "codes",
            [_codes(standard, mask) for standard, mask in lines.select("standard", "deprived").rows()],
            dtype=pl.List(pl.String),
        )
    ).join(_capacities(households), on="household", how="left")


def _codes(standard: str, mask: int) -> list[str]:
    if not standard:
        return []
    found = standard_in_use(standard).indicators
    return [one.code for place, one in enumerate(found) if mask >> place & 1]


def _capacities(households: list[str]) -> pl.DataFrame:
    """``household, group, causes`` from the newest answers: what the commune said of the household; where it said nothing, what
    the members' answers say together."""
    rows = read_frame_of(
        "SELECT CAST(a.household_id AS VARCHAR(36)), a.period, a.labour_capacity, a.causes, "
        "SUM(CASE WHEN m.able_to_work = 1 THEN 1 ELSE 0 END), SUM(CASE WHEN m.able_to_work = 0 THEN 1 ELSE 0 END), "
        "COUNT(m.id) FROM surveys_householdanswer a LEFT JOIN surveys_memberanswer m ON m.answer_id = a.id "
        "WHERE a.current = TRUE AND a.household_id IN ({keys}) "
        "GROUP BY a.id, a.household_id, a.period, a.labour_capacity, a.causes",
        households,
        _CAPACITY,
    ).with_columns(as_hex("household"))
    newest = rows.sort("period").unique("household", keep="last", maintain_order=True)
    said, able = pl.col("labour_capacity"), pl.col("able") > 0
    nobody = (pl.col("unable") == pl.col("persons")) & (pl.col("persons") > 0)
    return newest.select(
        "household",
        pl.when(said == 0)
        .then(pl.lit(PlanGroup.NO_CAPACITY.value))
        .when((said == 1) | able)
        .then(pl.lit(PlanGroup.CAPACITY.value))
        .when(nobody)
        .then(pl.lit(PlanGroup.NO_CAPACITY.value))
        .otherwise(pl.lit(PlanGroup.UNKNOWN.value))
        .alias("group"),
        "causes",
    )


def _solutions(plans: pl.DataFrame) -> pl.DataFrame:
    rows = [
        (plan, one.code, one.condition)
        for plan, group, codes in plans.select("id", "group", "codes").rows()
        for one in solutions_for(PlanGroup(group), codes)
    ]
    found = pl.DataFrame(
        rows, schema={"plan_id": pl.Int64, "code": pl.String, "condition": pl.String}, orient="row"
    )
    return found.with_columns(
        pl.lit("").alias("own_words"), pl.lit(SolutionState.PROPOSED.value).alias("state")
    )
