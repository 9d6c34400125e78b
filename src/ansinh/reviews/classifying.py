"""Running the rules over a round's answers, and laying the result beside each household's past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.progress import Progress
from ansinh.places.models import Unit
from ansinh.reviews.enums import KEPT
from ansinh.reviews.histories import (
    answered_elsewhere,
    departures,
    divided_units,
    events_between,
    member_spans,
    opening_list,
)
from ansinh.reviews.models import ListEntry, Round
from ansinh.reviews.outcomes import Past, closing, join_histories, recognised
from ansinh.reviews.queries import standard_before, within_year
from ansinh.standards.adopted import standard_in_use
from ansinh.standards.classify import classify_tables
from ansinh.standards.registry import standard_for_list
from ansinh.standards.standard import Standard
from ansinh.surveys.queries import answers_of


@dataclass(frozen=True)
class Classified:
    """``rows``: one a household and commune, ready to be written; ``answered``: the answers (``household, answer``) they rest
    on."""

    standard: Standard
    rows: pl.DataFrame
    answered: pl.DataFrame


def opening_day(list_year: int) -> date:
    """The day a year's list takes effect: 1 January."""
    return date(list_year, 1, 1)


def classify_answers(
    campaign: Round,
    code: str,
    commune_of: Mapping[int, int],
    decided: pl.DataFrame,
    progress: Progress,
    only: Sequence[str] | None = None,
) -> Classified:
    """Classify the current answers of the communes in ``commune_of`` under one standard; ``only`` those of the named
    households, whose rows are then the same as in a run over everybody.

    ``decided``: what ``decided_by_hand`` gives; kept across runs. Who was only confirmed as computed is confirmed no more
    where the computed class changed.
    """
    rules = standard_in_use(code)
    units = sorted(commune_of)
    progress("read")
    households, members = answers_of(campaign.period, units, only)
    households = with_area_types(households, commune_of)
    progress("classify", 0, households.height)
    results = classify_tables(rules, households, members, campaign.as_of)
    progress("movements")
    past = past_of(campaign, code, commune_of, only)
    rows = _beside_the_past(campaign, past, households, members, results, decided)
    return Classified(rules, rows, households.select(pl.col("household_id").alias("household"), "answer"))


def with_area_types(households: pl.DataFrame, commune_of: Mapping[int, int]) -> pl.DataFrame:
    """Answers whose ``area_type`` is blank get the commune's; the stored answer stays as it was given."""
    types = Unit.objects.filter(pk__in=set(commune_of.values())).values_list("pk", "area_type")
    by_commune = {pk: area_type or None for pk, area_type in types}
    of_unit = {unit: by_commune.get(commune) for unit, commune in commune_of.items()}
    own = pl.col("unit_id").replace_strict(of_unit, default=None, return_dtype=pl.String)
    return households.with_columns(pl.coalesce("area_type", own).alias("area_type"))


def _beside_the_past(
    campaign: Round,
    past: Past,
    households: pl.DataFrame,
    members: pl.DataFrame,
    results: pl.DataFrame,
    decided: pl.DataFrame,
) -> pl.DataFrame:
    persons = members.group_by("household_id").agg(pl.len().cast(pl.Int64).alias("persons"))
    now = (
        households.select(
            "household_id",
            "answer",
            "village",
            pl.col("unit_id")
            .replace_strict(past.commune_of, default=None, return_dtype=pl.Int64)
            .alias("commune"),
            pl.lit(True).alias("answered"),
        )
        .hstack(results.drop("household_id", "standard"))
        .join(persons, on="household_id", how="left")
        .rename({"household_id": "household", "class": "computed_class"})
        .join(decided, on="household", how="left")
        .with_columns(_still_decided(*(name for name in decided.columns if name != "household")))
        .with_columns(
            recognised(pl.col("computed_class"), pl.col("decided_class").fill_null("")).alias(
                "recognised_class"
            )
        )
        .with_columns(closing("recognised_class").alias("closing_class"))
    )
    rows = join_histories(now, past).filter(pl.col("commune").is_not_null())
    if within_year(campaign.period):
        # A review within the year looks only at who asked for it, and at who is gone.
        rows = rows.filter(pl.col("here") | (pl.col("went_by") != "not_reviewed"))
    return rows


def _still_decided(*columns: str) -> list[pl.Expr]:
    """A class recognised with a reason stays; one confirmed as computed only while that is what is computed."""
    overtaken = (pl.col("decided_reason") == "") & (pl.col("decided_class") != pl.col("computed_class"))
    return [
        pl.when(overtaken.fill_null(False)).then(None).otherwise(pl.col(name)).alias(name) for name in columns
    ]


def past_of(
    campaign: Round, code: str, commune_of: Mapping[int, int], only: Sequence[str] | None = None
) -> Past:
    """What the registry and the lists say about the households of the communes before this round."""
    units = sorted(commune_of)
    in_year = within_year(campaign.period)
    list_year = campaign.list_year if in_year else campaign.list_year - 1
    before = opening_day(list_year) - timedelta(days=1)
    openings = opening_list(list_year, code, units, campaign.period, within_year=in_year, only=only)
    listed_at = openings["unit_id"].drop_nulls().unique().to_list()
    return Past(
        openings,
        departures(list_year, units, campaign.period, only),
        events_between(before, campaign.as_of, only),
        member_spans(units, before, campaign.as_of, only),
        answered_elsewhere(list_year, code, units, campaign.period, only),
        commune_of,
        divided_units(listed_at, campaign.as_of),
        first_list=not in_year and _makes_first_list(code, campaign.list_year, units),
    )


def _makes_first_list(code: str, list_year: int, units: Sequence[int]) -> bool:
    """Whether no list under the standard is older: it is in force for this list and was not for the one before; or it is
    a place's own, and the communes have no list under it yet."""
    base, _plus, place = code.partition("+")
    if place:
        return (
            not ListEntry.objects.everywhere()
            .filter(standard=code, list_year__lt=list_year, unit__in=units)
            .exists()
        )
    return standard_for_list(list_year) == base != standard_before(list_year)


def indicator_masks(rows: pl.DataFrame, indicators: Sequence[str]) -> pl.DataFrame:
    """``deprived`` and ``unknown`` as bit masks over the indicators in order (bit 0 the first)."""
    deprived = pl.sum_horizontal(
        [(pl.col(code) == 1).fill_null(False).cast(pl.Int64) * (1 << i) for i, code in enumerate(indicators)]
    )
    unknown = pl.sum_horizontal(
        [
            (pl.col(code).is_null() & pl.col("here")).cast(pl.Int64) * (1 << i)
            for i, code in enumerate(indicators)
        ]
    )
    return rows.with_columns(deprived.alias("deprived"), unknown.alias("unknown"))


def outcome_table(found: Classified, dossiers: Mapping[int, int]) -> pl.DataFrame:
    """The rows of the table of outcomes, the unit of ``dossiers`` being their commune."""
    return indicator_masks(found.rows, found.standard.codes).select(
        pl.col("commune").replace_strict(dict(dossiers), return_dtype=pl.Int64).alias("dossier_id"),
        pl.col("household").alias("household_id"),
        pl.col("answer").alias("answer_id"),
        pl.lit(found.standard.code).alias("standard"),
        *(pl.col(name).fill_null("") for name in ("computed_class", "recognised_class")),
        pl.when("kept").then(pl.lit(KEPT)).otherwise(pl.col("decided_reason").fill_null("")).alias("reason"),
        pl.col("decided_by").fill_null("").alias("recognised_by"),
        pl.col("income_side").fill_null(""),
        "deprived",
        "unknown",
        pl.col("warnings").fill_null(""),
        pl.col("missing").fill_null(""),
        "opening_class",
        "opening_persons",
        pl.when(pl.col("here")).then("persons").alias("persons"),
        "persons_gained",
        "persons_lost",
        "movement",
        pl.when(pl.col("here"))
        .then(pl.col("movement_reason"))
        .otherwise(pl.col("went_by"))
        .alias("movement_reason"),
    )


def decided_by_hand(dossiers: Mapping[int, int], code: str) -> pl.DataFrame:
    """``household, decided_class, reason, recognised_by`` recognised by a person in these dossiers."""
    schema = {
        "household": pl.String,
        "decided_class": pl.String,
        "decided_reason": pl.String,
        "decided_by": pl.String,
    }
    frame = read_frame_of(
        "SELECT CAST(household_id AS VARCHAR(36)), recognised_class, reason, recognised_by FROM reviews_outcome "
        "WHERE standard = %s AND recognised_by <> '' AND dossier_id IN ({keys})",
        list(dossiers.values()),
        schema,
        before=[code],
    )
    return frame.with_columns(as_hex("household")).unique("household")
