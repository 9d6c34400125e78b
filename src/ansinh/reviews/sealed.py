"""What a sealed version holds: the outcome frame and the members of listed households, from the working tables."""

from collections.abc import Sequence

import polars as pl

from ansinh.households.queries import names_of
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.reviews.enums import KEPT
from ansinh.reviews.models import Dossier, Round
from ansinh.reviews.outcomes import member_facts
from ansinh.standards.children import children_facts
from ansinh.standards.classify import classify_survey
from ansinh.standards.standard import Standard
from ansinh.standards.survey import read_survey
from ansinh.surveys.queries import answers_of

_OUTCOME_SCHEMA = {
    "dossier": pl.Int64,
    "household": pl.String,
    "source_ref": pl.String,
    "answer": pl.Int64,
    "village": pl.String,
    "computed_class": pl.String,
    "recognised_class": pl.String,
    "reason": pl.String,
    "income_side": pl.String,
    "deprived": pl.Int64,
    "unknown": pl.Int64,
    "opening_class": pl.String,
    "opening_persons": pl.Int64,
    "persons": pl.Int64,
    "persons_gained": pl.Int64,
    "persons_lost": pl.Int64,
    "movement": pl.String,
    "movement_reason": pl.String,
}


def outcome_rows(dossiers: Sequence[int], standard: str) -> pl.DataFrame:
    """The working outcomes of dossiers under a standard, with the household's id at its source."""
    rows = read_frame_of(
        "SELECT o.dossier_id, CAST(o.household_id AS VARCHAR(36)), h.source_ref, o.answer_id, h.village, "
        "o.computed_class, o.recognised_class, o.reason, o.income_side, o.deprived, o.unknown, o.opening_class, "
        "o.opening_persons, o.persons, o.persons_gained, o.persons_lost, o.movement, o.movement_reason "
        "FROM reviews_outcome o JOIN households_household h ON h.id = o.household_id "
        "WHERE o.standard = %s AND o.dossier_id IN ({keys})",
        dossiers,
        _OUTCOME_SCHEMA,
        before=[standard],
    )
    return rows.with_columns(as_hex("household"))


def waiting(rows: pl.DataFrame) -> dict[int, int]:
    """How many listed households of each dossier nobody went to see and no event explains; empty where none waits."""
    unseen = rows.filter(pl.col("answer").is_null() & (pl.col("movement_reason") == "not_reviewed"))
    return dict(unseen.group_by("dossier").len().iter_rows())


def open_questions(outcomes: pl.DataFrame) -> dict[str, int]:
    """Sealed households about whom nobody decided: ``undetermined`` on no list, ``kept_until_decided`` on theirs."""
    open_ones = outcomes.filter(pl.col("computed_class") == "undetermined")
    return {
        "undetermined": open_ones.filter(pl.col("class") == "undetermined").height,
        "kept_until_decided": open_ones.filter(pl.col("reason") == KEPT).height,
    }


def sealed_frames(
    campaign: Round, rules: Standard, rows: pl.DataFrame, dossiers: Sequence[Dossier], units: Sequence[int]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The outcome frame and the members frame of the version, as ``docs/building.md`` lays them down."""
    households, members = answers_of(campaign.period, list(units))
    communes = pl.DataFrame(
        {
            "dossier": [d.pk for d in dossiers],
            "unit_code": [d.unit.code for d in dossiers],
            "unit_area_type": [d.unit.area_type or "" for d in dossiers],
        }
    )
    told = rows.join(_told(campaign, rules, households, members), on="answer", how="left")
    outcomes = _outcome_frame(told.join(communes, on="dossier", how="left"), rules)
    listed = outcomes.filter(pl.col("class").is_in(["poor", "near_poor"])).select(
        "household_id", "source_ref"
    )
    sealed_members = members.join(listed.unique("household_id"), on="household_id", maintain_order="left")
    return outcomes, _named(sealed_members)


def _told(campaign: Round, rules: Standard, households: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """What the answers say of each household and its members, by ``answer``."""
    classified = classify_survey(rules, read_survey(households, members), campaign.as_of)
    facts = member_facts(members).join(
        children_facts(classified, campaign.as_of), on="household_id", how="left"
    )
    return households.select(
        "answer",
        "household_id",
        "area_type",
        "labour_capacity",
        "primary_sector",
        "causes",
        pl.col("village").alias("village_said"),
    ).join(facts.drop("persons"), on="household_id", how="left")


def _outcome_frame(told: pl.DataFrame, rules: Standard) -> pl.DataFrame:
    return told.with_columns(_indicator_columns(rules.codes)).select(
        pl.col("household").alias("household_id"),
        "source_ref",
        "unit_code",
        pl.coalesce("village_said", "village").fill_null("").alias("village"),
        pl.coalesce("area_type", "unit_area_type").alias("area_type"),
        pl.lit(rules.code).alias("standard"),
        _plain_class("recognised_class").alias("class"),
        pl.col("recognised_class").alias("class_detail"),
        "computed_class",
        "reason",
        "income_side",
        "movement",
        "movement_reason",
        "opening_class",
        pl.col("persons").fill_null(0),
        "opening_persons",
        "persons_gained",
        "persons_lost",
        "head_ethnicity",
        "head_sex",
        "minority",
        "merit",
        (1 - pl.col("labour_capacity")).alias("no_labour_capacity"),
        "primary_sector",
        "causes",
        pl.col(
            "persons_kinh",
            "persons_minority",
            "children",
            "children_no_insurance",
            "children_malnourished",
            "children_not_at_school",
        ).fill_null(0),
        *rules.codes,
    )


def _plain_class(column: str) -> pl.Expr:
    return (
        pl.when(pl.col(column).is_in(["poor_income", "poor_deprivation"]))
        .then(pl.lit("poor"))
        .otherwise(pl.col(column))
    )


def _indicator_columns(indicators: Sequence[str]) -> list[pl.Expr]:
    """1 surely deprived, 0 surely not, null unknown or not reviewed."""
    return [
        pl.when(pl.col("answer").is_null() | ((pl.col("unknown") // (1 << i)) % 2 == 1))
        .then(None)
        .otherwise((pl.col("deprived") // (1 << i)) % 2)
        .cast(pl.Int8)
        .alias(code)
        for i, code in enumerate(indicators)
    ]


def _named(members: pl.DataFrame) -> pl.DataFrame:
    """Members with their names, for the list forms: names stand with the person, not with the answer."""
    named = members.join(
        names_of(members["person"].to_list()), on="person", how="left", maintain_order="left"
    )
    return named.select(
        "household_id",
        "source_ref",
        "member_id",
        "person",
        "full_name",
        "sex",
        "birth_date",
        "ethnicity",
        "relation",
        "merit",
    )
