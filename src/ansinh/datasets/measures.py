"""What the official forms count, each as a yes/no expression over the outcome frame.

One registry serves the cube (how many) and the way back (which households): a cell opens to exactly the rows that were
counted in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

_LISTED = ("poor", "near_poor")
# Not a literal: a literal would be summed once a group, not once a row.
_ALWAYS = pl.col("class").is_not_null()


@dataclass(frozen=True, slots=True)
class Measure:
    """``test`` says which rows count; ``households`` and ``persons`` how much each adds (default 1 and its persons)."""

    name: str
    test: pl.Expr
    households: pl.Expr
    persons: pl.Expr


def _measure(
    name: str, test: pl.Expr, persons: str | None = "persons", households: pl.Expr | None = None
) -> Measure:
    amount = pl.lit(0, dtype=pl.Int64) if persons is None else pl.col(persons).cast(pl.Int64)
    return Measure(
        name, test.fill_null(False), pl.lit(1, dtype=pl.Int64) if households is None else households, amount
    )


def class_measures(
    indicators: Sequence[str], causes: Sequence[str], ethnicities: Sequence[str]
) -> list[Measure]:
    """Measures counted by recognised class: form 1 and forms 4 to 13."""
    yes = {name: pl.col(name) == 1 for name in ("minority", "merit", "no_labour_capacity")}
    none_of_them = ~(pl.any_horizontal(*yes.values()).fill_null(False))
    sure = pl.sum_horizontal([(pl.col(code) == 1).fill_null(False).cast(pl.Int64) for code in indicators])
    listed_causes = pl.col("causes").fill_null("").str.split(";")
    measures = [
        _measure("total", _ALWAYS),
        _measure("poor_income", pl.col("class_detail") == "poor_income"),
        _measure("poor_deprivation", pl.col("class_detail") == "poor_deprivation"),
        _measure(
            "agricultural",
            (pl.col("class") == "average")
            & pl.col("primary_sector").is_not_null()
            & (pl.col("primary_sector") != "other"),
        ),
        _measure("deprivations", _ALWAYS, None, sure),
        # Households by the ethnic group of the head, persons by their own.
        Measure(
            "kinh",
            _ALWAYS,
            (pl.col("minority") == 0).fill_null(False).cast(pl.Int64),
            pl.col("persons_kinh").cast(pl.Int64),
        ),
        Measure(
            "minority",
            _ALWAYS,
            (pl.col("minority") == 1).fill_null(False).cast(pl.Int64),
            pl.col("persons_minority").cast(pl.Int64),
        ),
        _measure("merit", yes["merit"]),
        _measure("no_labour_capacity", yes["no_labour_capacity"]),
        _measure("other_group", none_of_them),
        _measure("female_head", pl.col("head_sex") == "f"),
        _measure("children", pl.col("children") > 0, "children"),
        _measure("children:health_insurance", pl.col("children_no_insurance") > 0, "children_no_insurance"),
        _measure("children:nutrition", pl.col("children_malnourished") > 0, "children_malnourished"),
        _measure(
            "children:school_attendance", pl.col("children_not_at_school") > 0, "children_not_at_school"
        ),
    ]
    measures += [_measure(f"indicator:{code}", pl.col(code) == 1) for code in indicators]
    measures += [_measure(f"cause:{code}", listed_causes.list.contains(code)) for code in causes]
    measures += [_measure(f"ethnicity:{name}", pl.col("head_ethnicity") == name) for name in ethnicities]
    return measures


def flow_measures() -> Mapping[str, list[Measure]]:
    """Measures of forms 2 and 3, by the list they belong to (``poor``, ``near_poor``)."""
    belongs = {
        "poor": ("stay_poor", "poor_to_near", "poor_out", "relapse_poor", "new_poor"),
        "near_poor": ("near_to_poor", "stay_near", "near_out", "relapse_near", "new_near"),
    }
    flows = {}
    for name in _LISTED:
        opened, closed = pl.col("opening_class") == name, pl.col("class") == name
        movement = pl.col("movement")
        still_there = opened & (movement != "other_out")
        flows[name] = [
            _measure("opening", opened, "opening_persons"),
            *(_measure(f"movement:{code}", movement == code) for code in belongs[name]),
            _measure("movement:other_out", opened & (movement == "other_out"), "opening_persons"),
            _measure("movement:other_in", closed & (movement == "other_in")),
            _measure(
                "persons_gained",
                still_there & (pl.col("persons_gained") > 0),
                "persons_gained",
                pl.lit(0, pl.Int64),
            ),
            _measure(
                "persons_lost",
                still_there & (pl.col("persons_lost") > 0),
                "persons_lost",
                pl.lit(0, pl.Int64),
            ),
        ]
    return flows
