"""What if the line, the number of deprivations or the indicators were others: who would move, by place.

Nothing is written: the sealed and working results stay as they are. The rules run on the round's current answers under
the standard and under an overlay of it.
"""

from dataclasses import dataclass

import polars as pl

from ansinh.places.models import Unit
from ansinh.reviews.models import Round
from ansinh.reviews.queries import commune_map, communes_at
from ansinh.standards.classify import classify_tables
from ansinh.standards.standard import Overlay, Standard
from ansinh.surveys.queries import answers_of


@dataclass(frozen=True)
class WhatIf:
    """``moves``: ``unit_code, before, after, households`` (every pair of classes); ``movers``: ``household_id`` (the
    source's), ``unit_code, before, after`` of households whose class would change."""

    before: dict[str, int]
    after: dict[str, int]
    moves: pl.DataFrame
    movers: pl.DataFrame


def what_if(campaign: Round, unit: Unit, rules: Standard, overlay: Overlay) -> WhatIf:
    """Classify the answers of ``unit`` in a round under ``rules`` and under ``overlay`` of them.

    Raises ``WrongOverlay`` for a number or indicator that the standard does not have.
    """
    other = rules.with_overlay(overlay)
    communes = communes_at(unit, campaign.as_of)
    codes = {commune.pk: commune.code for commune in communes}
    commune_of = {pk: codes[commune] for pk, commune in commune_map(communes, campaign.as_of).items()}
    households, members = answers_of(campaign.period, sorted(commune_of))
    pair = pl.DataFrame(
        {
            "household_id": households["source_ref"],
            "unit_code": households["unit_id"].replace_strict(commune_of, return_dtype=pl.String),
            "before": classify_tables(rules, households, members, campaign.as_of)["class"],
            "after": classify_tables(other, households, members, campaign.as_of)["class"],
        }
    )
    moves = pair.group_by("unit_code", "before", "after").agg(pl.len().alias("households"))
    return WhatIf(
        dict(pair.group_by("before").len().sort("before").iter_rows()),
        dict(pair.group_by("after").len().sort("after").iter_rows()),
        moves.sort("unit_code", "before", "after"),
        pair.filter(pl.col("before") != pl.col("after")).sort("unit_code", "household_id"),
    )
