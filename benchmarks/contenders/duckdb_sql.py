"""The same standard as one SQL statement: SQL's own three values, a group-by and a join."""

from pathlib import Path

import duckdb
from benchmarks.contenders.arguments import run
from benchmarks.contenders.cutoffs import born_by, retirement_months
from benchmarks.synthetic import AS_OF, DEVICES

ANY = ("employment", "nutrition", "health_insurance", "adult_education", "school_attendance", "online")
OWN = ("housing_quality", "housing_area", "water", "sanitation", "information")


def _reached(months: int) -> str:
    return f"birth_date <= DATE '{born_by(AS_OF, months)}'"


def _aged(first: int, under: int) -> str:
    return f"({_reached(12 * first)} AND NOT {_reached(12 * under)})"


def _in(column: str, *codes: str) -> str:
    return f"({column} IN ({', '.join(repr(code) for code in codes)}))"


SCHOOLED_LOWER = ("lower_secondary", "upper_secondary", "vocational", "higher")
SCHOOLED_UPPER = ("upper_secondary", "vocational", "higher")


def _schooled(levels: tuple[str, ...]) -> str:
    return f"({_in('school_level', *levels)} OR {_in('highest_level', *levels)})"


def _member_questions() -> dict[str, str]:
    women, men = (_reached(retirement_months(sex, AS_OF.year)) for sex in "fm")
    working = f"({_reached(180)} AND (NOT {women} OR (sex = 'm' AND NOT {men})))"
    behind = " OR ".join(
        f"({_aged(first, under)} AND {_in('school_level', *levels)})"
        for first, under, levels in (
            (3, 6, ("none",)), (6, 12, ("none", "preschool")), (12, 16, ("none", "preschool", "primary")),
        )
    )  # fmt: skip
    return {
        "employment": f"{working} AND able_to_work = 1 AND {_in('employment', 'seeking', 'no_contract')}",
        "nutrition": f"NOT {_reached(192)} AND malnourished = 1",
        "health_insurance": f"{_reached(72)} AND health_insurance = 0",
        "adult_education": f"(({_aged(16, 18)} AND NOT {_schooled(SCHOOLED_LOWER)})"
        f" OR ({_aged(18, 31)} AND NOT {_schooled(SCHOOLED_UPPER)})) AND trained_on_job = 0",
        "school_attendance": behind,
        "online": "uses_internet = 1",
        "dependant": f"NOT {_reached(192)} OR monthly_allowance = 1",
    }


def _household_questions() -> dict[str, str]:
    wall, column, roof = (f"{name}_durable = 0" for name in ("wall", "column", "roof"))
    clean = ("piped", "borehole", "protected_well", "protected_spring", "rain", "bottled")
    hygienic = ("septic", "pour_flush", "vip", "seat_pit", "double_vault")
    return {
        "housing_quality": f"({wall} AND {column}) OR ({wall} AND {roof}) OR ({column} AND {roof})",
        "housing_area": "floor_area_m2 / n < 8",
        "water": f"NOT {_in('water_source', *clean)}",
        "sanitation": f"NOT {_in('toilet', *hygienic)}",
        "information": f"NOT ({' OR '.join(f'{name} = 1' for name in DEVICES)})",
    }


def _class_in(area: str) -> str:
    line, average, anchor = (1_500_000, 2_250_000, 140) if area == "rural" else (2_000_000, 3_000_000, 175)
    below = f"coalesce(income_score <= {anchor}, income_month_per_capita <= {line})"
    return f"""CASE WHEN {below} IS NULL THEN 'undetermined'
        WHEN {below} THEN CASE WHEN lo >= 3 THEN 'poor' WHEN hi < 3 THEN 'near_poor' ELSE 'undetermined' END
        WHEN income_month_per_capita > {line} AND income_month_per_capita <= {average} THEN 'average'
        ELSE 'not_poor' END"""


def statement(households: Path, members: Path, out: Path) -> str:
    """The whole classification in one statement."""
    asked = ", ".join(f"({sql}) AS {name}" for name, sql in _member_questions().items())
    gathered = ", ".join(
        f"coalesce(bool_or(q_{n}), false) AS s_{n}, bool_or(coalesce(q_{n}, true)) AS p_{n}" for n in ANY
    )
    asked = asked.replace(" AS ", " AS q_")
    own = ", ".join(f"({sql}) AS {name}" for name, sql in _household_questions().items())
    low = [f"s_{n}::INT" for n in ANY if n != "online"] + [
        "(NOT p_online)::INT",
        "(2 * s_dependants > n)::INT",
    ]
    high = [f"p_{n}::INT" for n in ANY if n != "online"] + [
        "(NOT s_online)::INT",
        "(2 * p_dependants > n)::INT",
    ]
    low += [f"coalesce({n}, false)::INT" for n in OWN]
    high += [f"coalesce({n}, true)::INT" for n in OWN]
    return f"""COPY (
      WITH m AS (SELECT household_id, {asked} FROM read_parquet('{members}')),
      g AS (SELECT household_id, count(*) AS n, {gathered},
              count(*) FILTER (q_dependant) AS s_dependants,
              count(*) FILTER (coalesce(q_dependant, true)) AS p_dependants
            FROM m GROUP BY household_id),
      h AS (SELECT *, {own} FROM read_parquet('{households}') JOIN g USING (household_id)),
      c AS (SELECT *, {" + ".join(low)} AS lo, {" + ".join(high)} AS hi FROM h),
      k AS (SELECT *, {_class_in("rural")} AS rural, {_class_in("urban")} AS urban FROM c)
      SELECT household_id,
        CASE WHEN area_type = 'rural' THEN rural WHEN area_type = 'urban' THEN urban
             WHEN rural = urban THEN rural ELSE 'undetermined' END AS class,
        lo::UTINYINT AS deprivations_min, hi::UTINYINT AS deprivations_max
      FROM k) TO '{out}' (FORMAT parquet, COMPRESSION zstd)"""


def classify(households: Path, members: Path, out: Path) -> None:
    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET preserve_insertion_order = false")
    connection.execute(statement(households, members, out))
    connection.close()


if __name__ == "__main__":
    run(classify)
