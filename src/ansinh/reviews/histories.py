"""What a household's past says, as frames: the opening list, earlier departures by decision, events since.

Each reads the past of every household of some units, or ``only`` of those named by their ids: after a correction of one
household the same rules find the same movement without the rest of its commune being read.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from ansinh.kernel.bulk import among, as_hex, read_frame
from ansinh.places.models import Change, Unit
from ansinh.reviews.movements import two_lists

_LEFT_BY_KIND = {"poor_out": "poor", "near_out": "near_poor", "poor_to_near": "poor"}
# By these a household left the lists: by its class, or because it is no more there (only decisions write the last one).
LEAVING = ("poor_out", "near_out", "other_out")
_HOUSEHOLD = "CAST(household_id AS VARCHAR(36))"


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


# An entry of a sealed version holds while no newer version of the same unit, period and standard is sealed; one of a decision
# until what was decided is sealed for the first time, or another decision takes its place (a correction holds once it is
# sealed); entries of other years' files hold as they are. ``e`` is the entry.
NEWEST_VERSIONS = "SELECT MAX(id) FROM datasets_version GROUP BY unit_id, period, standard"
DECISIONS_IN_FORCE = (
    "SELECT MAX(c.id) FROM reviews_decision c WHERE NOT EXISTS (SELECT 1 FROM datasets_version w "
    "WHERE w.unit_id = c.unit_id AND w.period = c.period) GROUP BY c.dossier_id"
)
IN_FORCE = (
    "(CASE WHEN e.version_id IS NOT NULL THEN e.version_id IN "
    f"({NEWEST_VERSIONS}) WHEN e.decision_id IS NOT NULL THEN e.decision_id IN ({DECISIONS_IN_FORCE}) ELSE TRUE END)"
)
_OPENING_SCHEMA = {
    "household": pl.String,
    "unit_id": pl.Int64,
    "village": pl.String,
    "list_class": pl.String,
    "kind": pl.String,
    "listed_persons": pl.Int64,
}


def opening_list(
    list_year: int,
    standard: str,
    unit_ids: Sequence[int],
    answered: str,
    *,
    within_year: bool = False,
    only: Sequence[str] | None = None,
) -> pl.DataFrame:
    """The list that a review starts from: ``household, unit_id, village, opening_class, listed_persons``.

    Households listed at the units, and those listed elsewhere whom the period ``answered`` found at the units. Rows by
    which a household left are no opening. A yearly review starts from the list as the year began: of several rows the one
    that took effect first, without what reviews within the year added. One within the year (``within_year``) starts
    from the list as it is now: the row that took effect last.
    """
    added = "" if within_year else "AND COALESCE(v.period, d.period, '') NOT LIKE %s "
    named, ids = among("e.household_id", only)
    rows = read_frame(
        "SELECT CAST(e.household_id AS VARCHAR(36)), e.unit_id, e.village, e.list_class, e.kind_of_entry, e.persons "
        "FROM reviews_listentry e LEFT JOIN datasets_version v ON v.id = e.version_id "
        "LEFT JOIN reviews_decision d ON d.id = e.decision_id "
        f"WHERE e.list_year = %s AND e.standard = %s {named} AND {IN_FORCE} {added}"
        f"AND (e.unit_id IN ({_marks(unit_ids)}) OR e.household_id IN (SELECT household_id FROM surveys_householdanswer "
        f"WHERE current = TRUE AND period = %s AND unit_id IN ({_marks(unit_ids)}))) "
        "ORDER BY e.effective_from IS NOT NULL, e.effective_from, e.id",
        [list_year, standard, *ids, *([] if within_year else ["%-%"]), *unit_ids, answered, *unit_ids],
        _OPENING_SCHEMA,
    )
    left = pl.col("kind").is_in(LEAVING)
    on_list = rows.with_columns(as_hex("household")).with_columns(
        pl.when(left).then(pl.lit("")).otherwise(two_lists("list_class")).alias("opening_class")
    )
    if not within_year:
        on_list = on_list.filter(pl.col("opening_class") != "")
    return (
        on_list.unique("household", keep="last" if within_year else "first", maintain_order=True)
        .filter(pl.col("opening_class") != "")
        .drop("list_class", "kind")
    )


def divided_units(unit_ids: Sequence[int], on: date) -> set[int]:
    """Those of the units that are no more on a day and went whole into no other: their people are in several places."""
    ended = set(
        Unit.objects.filter(pk__in=unit_ids, valid_until__isnull=False, valid_until__lt=on).values_list(
            "pk", flat=True
        )
    )
    whole = Change.objects.filter(old_id__in=ended, share=1, effect__lte=on, new__isnull=False)
    return ended - set(whole.values_list("old_id", flat=True))


def answered_elsewhere(
    list_year: int, standard: str, unit_ids: Sequence[int], period: str, only: Sequence[str] | None = None
) -> pl.DataFrame:
    """``household``: listed at the units in a year, and answered in the period at another commune."""
    named, ids = among("household_id", only)
    rows = read_frame(
        f"SELECT DISTINCT {_HOUSEHOLD} FROM surveys_householdanswer WHERE current = TRUE AND period = %s {named} "
        f"AND unit_id IS NOT NULL AND unit_id NOT IN ({_marks(unit_ids)}) AND household_id IN (SELECT household_id "
        f"FROM reviews_listentry WHERE list_year = %s AND standard = %s AND unit_id IN ({_marks(unit_ids)}))",
        [period, *ids, *unit_ids, list_year, standard, *unit_ids],
        {"household": pl.String},
    )
    return rows.with_columns(as_hex("household"))


def departures(
    list_year: int, unit_ids: Sequence[int], answered: str, only: Sequence[str] | None = None
) -> pl.DataFrame:
    """Households that once left a list by decision up to a list year: ``household, left_poor, left_near``.

    Leaving is a decision, not an absence from the next list (decision record 0004). Under whatever standard it was:
    there is no time limit.
    """
    named, ids = among("e.household_id", only)
    rows = read_frame(
        "SELECT CAST(e.household_id AS VARCHAR(36)), e.list_year, e.list_class, e.kind_of_entry, e.decision_no "
        f"FROM reviews_listentry e WHERE e.list_year <= %s {named} AND {IN_FORCE} AND e.household_id IN "
        "(SELECT household_id FROM surveys_householdanswer "
        f"WHERE current = TRUE AND period = %s AND unit_id IN ({_marks(unit_ids)}))",
        [list_year, *ids, answered, *unit_ids],
        {
            "household": pl.String,
            "list_year": pl.Int64,
            "list_class": pl.String,
            "kind": pl.String,
            "decision_no": pl.String,
        },
    )
    return left_by_decision(rows.with_columns(as_hex("household")))


def left_by_decision(rows: pl.DataFrame) -> pl.DataFrame:
    """``household, left_poor, left_near`` from list rows (``household, list_year, list_class, kind, decision_no``).

    A row left a list when its kind says so (``poor_out``, ``near_out``; ``poor_to_near`` for the poor list), or when it
    carries a decision and its class is off the lists (``average``, ``not_poor``): then it left what the household was on
    by its latest earlier row.
    """
    rows = rows.with_columns(
        pl.when(pl.col("kind").is_in(LEAVING)).then(pl.lit("")).otherwise(two_lists("list_class")).alias("on")
    )
    named = rows.with_columns(pl.col("kind").replace_strict(_LEFT_BY_KIND, default=None).alias("left"))
    unnamed = rows.filter(
        pl.col("list_class").is_in(["average", "not_poor"])
        & ~pl.col("kind").is_in(LEAVING)
        & (pl.col("decision_no") != "")
    )
    earlier = (
        unnamed.join(rows.filter(pl.col("on") != ""), on="household", suffix="_was")
        .filter(pl.col("list_year_was") < pl.col("list_year"))
        .sort("list_year_was", maintain_order=True)
        .unique(["household", "list_year"], keep="last", maintain_order=True)
    )
    every = pl.concat(
        [named.select("household", "left"), earlier.select("household", pl.col("on_was").alias("left"))]
    )
    return every.group_by("household").agg(
        (pl.col("left") == "poor").any().alias("left_poor"),
        (pl.col("left") == "near_poor").any().alias("left_near"),
    )


def events_between(after: date, until: date, only: Sequence[str] | None = None) -> pl.DataFrame:
    """Life events in (after, until]: ``household, member_ref, kind, date, other_household, from_unit, to_unit``; of a
    household also those told of another that it was split from or joined with."""
    named, ids = among("household_id", only)
    other, _same = among("other_household_id", only)
    told = f"AND ({named.removeprefix('AND ')} OR {other.removeprefix('AND ')})" if named else ""
    rows = read_frame(
        f"SELECT {_HOUSEHOLD}, member_ref, kind, date, CAST(other_household_id AS VARCHAR(36)), from_unit_id, to_unit_id "
        f"FROM households_lifeevent WHERE date > %s AND date <= %s {told} ORDER BY date, id",
        [after, until, *ids, *ids],
        {
            "household": pl.String,
            "member_ref": pl.String,
            "kind": pl.String,
            "date": pl.Date,
            "other_household": pl.String,
            "from_unit": pl.Int64,
            "to_unit": pl.Int64,
        },
    )
    return rows.with_columns(as_hex("household", "other_household"))


def member_spans(
    unit_ids: Sequence[int], after: date, until: date, only: Sequence[str] | None = None
) -> pl.DataFrame:
    """Per household: ``opening_members`` (members at the opening), ``gained`` and ``lost`` since.

    A member whose membership begins, or who was born, after the opening was gained; one whose membership ended since
    was lost. Someone who came and went in between counts on neither side.
    """
    named, ids = among("m.household_id", only)
    rows = read_frame(
        "SELECT CAST(m.household_id AS VARCHAR(36)), m.valid_from, m.valid_until, p.birth_date "
        "FROM households_membership m JOIN households_person p ON p.id = m.person_id "
        "JOIN households_household h ON h.id = m.household_id "
        f"WHERE (m.valid_until IS NULL OR m.valid_until > %s) {named} AND h.id IN ("
        f"SELECT household_id FROM reviews_listentry WHERE unit_id IN ({_marks(unit_ids)}))",
        [after, *ids, *unit_ids],
        {"household": pl.String, "valid_from": pl.Date, "valid_until": pl.Date, "birth_date": pl.Date},
    )
    began = pl.max_horizontal("valid_from", "birth_date")
    came = (began > pl.lit(after)).fill_null(False)
    went = (pl.col("valid_until") <= pl.lit(until)).fill_null(False)
    known = (
        rows.with_columns(as_hex("household"))
        .group_by("household")
        .agg(
            (~came).sum().cast(pl.Int64).alias("opening_members"),
            (came & ~went).sum().cast(pl.Int64).alias("gained"),
            (~came & went).sum().cast(pl.Int64).alias("lost"),
        )
    )
    return pl.concat([known, _never_met(after, until, only)]).group_by("household").agg(pl.all().sum())


def _never_met(after: date, until: date, only: Sequence[str] | None) -> pl.DataFrame:
    """People of whom only events tell (they died or left before any survey named them): there at the opening, lost
    since. Whoever also came within the span counts on neither side; who went with the whole household did not leave it."""
    named, ids = among("e.household_id", only)
    rows = read_frame(
        "SELECT CAST(e.household_id AS VARCHAR(36)), e.member_ref, e.kind, e.date FROM households_lifeevent e "
        "LEFT JOIN households_membership m ON m.household_id = e.household_id AND m.member_ref = e.member_ref "
        "AND e.member_ref <> '' "
        f"WHERE e.date > %s AND e.date <= %s AND m.id IS NULL AND e.kind <> 'head_changed' {named}",
        [after, until, *ids],
        {"household": pl.String, "member_ref": pl.String, "kind": pl.String, "date": pl.Date},
    )
    told = rows.with_columns(as_hex("household"))
    whole = told.filter(pl.col("member_ref") == "").select("household", "kind", "date")
    people = (
        told.filter(pl.col("member_ref") != "")
        .join(whole, on=["household", "kind", "date"], how="anti")
        .group_by("household", "member_ref")
        .agg(pl.col("kind").is_in(["born", "joined"]).any().alias("came"))
        .filter(~pl.col("came"))
    )
    return people.group_by("household").agg(
        pl.len().cast(pl.Int64).alias("opening_members"),
        pl.lit(0, dtype=pl.Int64).alias("gained"),
        pl.len().cast(pl.Int64).alias("lost"),
    )
