"""Running the rules over a round's answers, and laying the result beside each household's past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

import polars as pl

from ansinh.kernel.bulk import read_frame
from ansinh.kernel.progress import Progress
from ansinh.reviews.histories import departures, events_between, member_spans, opening_list
from ansinh.reviews.models import Round
from ansinh.reviews.outcomes import join_histories, recognised, closing
from ansinh.standards.classify import classify_tables
from ansinh.standards.registry import standard
from ansinh.standards.standard import Standard
from ansinh.surveys.queries import answers_of


@dataclass(frozen=True)
class Classified:
    """``rows``: one a household and commune, ready to be written; ``input_digest`` says on which answers."""

    standard: Standard
    rows: pl.DataFrame
    households: int
    input_digest: str


def opening_day(list_year: int) -> date:
    """The day the opening list took effect: 1 January of the year before the list that is made now."""
    return date(list_year - 1, 1, 1)


def classify_answers(
    campaign: Round, code: str, commune_of: Mapping[int, int], decided: pl.DataFrame, progress: Progress
) -> Classified:
    """Classify the current answers of the communes in ``commune_of`` under one standard.

    ``decided``: ``household, decided_class`` that the commune recognised by hand before; kept across runs.
    """
    rules = standard(code)
    units = sorted(commune_of)
    progress("read")
    households, members = answers_of(campaign.period, units)
    progress("classify", 0, households.height)
    results = classify_tables(rules, households, members, campaign.as_of)
    progress("movements")
    rows = _beside_the_past(campaign, code, households, members, results, commune_of, decided)
    seen = households.select(pl.concat_str(pl.col("answer").cast(pl.String)).str.join(",")).item() or ""
    return Classified(rules, rows, households.height, sha256(seen.encode()).hexdigest())


def _beside_the_past(
    campaign: Round,
    code: str,
    households: pl.DataFrame,
    members: pl.DataFrame,
    results: pl.DataFrame,
    commune_of: Mapping[int, int],
    decided: pl.DataFrame,
) -> pl.DataFrame:
    units = sorted(commune_of)
    persons = members.group_by("household_id").agg(pl.len().cast(pl.Int64).alias("persons"))
    now = (
        households.select(
            "household_id",
            "answer",
            "village",
            pl.col("unit_id").replace_strict(commune_of, default=None, return_dtype=pl.Int64).alias("commune"),
            pl.lit(True).alias("answered"),
        )
        .hstack(results.drop("household_id", "standard"))
        .join(persons, on="household_id", how="left")
        .rename({"household_id": "household", "class": "computed_class"})
        .join(decided, on="household", how="left")
        .with_columns(
            recognised(pl.col("computed_class"), pl.col("decided_class").fill_null("")).alias("recognised_class")
        )
        .with_columns(closing("recognised_class").alias("closing_class"))
    )
    since = opening_day(campaign.list_year)
    before = since - timedelta(days=1)
    rows = join_histories(
        now,
        opening_list(campaign.list_year - 1, code, units),
        departures(campaign.list_year - 1, units),
        events_between(before, campaign.as_of),
        member_spans(units, before, campaign.as_of),
        commune_of,
    )
    return rows.filter(pl.col("commune").is_not_null())


def indicator_masks(rows: pl.DataFrame, indicators: Sequence[str]) -> pl.DataFrame:
    """``deprived`` and ``unknown`` as bit masks over the indicators in order (bit 0 the first)."""
    deprived = pl.sum_horizontal(
        [(pl.col(code) == 1).fill_null(False).cast(pl.Int64) * (1 << i) for i, code in enumerate(indicators)]
    )
    unknown = pl.sum_horizontal(
        [(pl.col(code).is_null() & pl.col("here")).cast(pl.Int64) * (1 << i) for i, code in enumerate(indicators)]
    )
    return rows.with_columns(deprived.alias("deprived"), unknown.alias("unknown"))


def decided_by_hand(dossiers: Mapping[int, int], code: str) -> pl.DataFrame:
    """``household, decided_class, reason, recognised_by`` recognised by a person in these dossiers."""
    schema = {"household": pl.String, "decided_class": pl.String, "decided_reason": pl.String, "decided_by": pl.String}
    marks = ", ".join(["%s"] * len(dossiers))
    frame = read_frame(
        "SELECT CAST(household_id AS VARCHAR(36)), recognised_class, reason, recognised_by FROM reviews_outcome "
        f"WHERE standard = %s AND recognised_by <> '' AND dossier_id IN ({marks})",
        [code, *dossiers.values()],
        schema,
    )
    return frame.with_columns(pl.col("household").str.replace_all("-", "")).unique("household")
