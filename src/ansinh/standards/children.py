"""Children of households and what they lack, as form 11 counts them."""

from datetime import date

import polars as pl

from ansinh.kernel.dates import add_months
from ansinh.standards.classify import Classified
from ansinh.standards.engine.truth import YES

# A child is under 16 (Law on Children 2016, article 1); form 11 counts no others.
CHILD_MONTHS = 16 * 12


def children_facts(classified: Classified, as_of: date) -> pl.DataFrame:
    """One row a household: ``household_id, children, children_no_insurance, children_malnourished,
    children_not_at_school``.

    Only what is sure counts: a child without a birth year is not counted, one whose year alone is known when it is
    under 16 even if born on 1 January. "Not at the right school" is the standard's own reading of each member.
    """
    members = classified.survey.members
    text = (
        members["birth_date"].cast(pl.String)
        if "birth_date" in members.columns
        else pl.Series([None] * len(members))
    )
    first_day = text.str.slice(0, 10).str.pad_end(10, " ").str.strip_chars()
    born = (
        pl.select(pl.when(first_day.str.len_chars() == 4).then(first_day + "-01-01").otherwise(first_day))
        .to_series()
        .str.to_date("%Y-%m-%d", strict=False)
    )
    child = (born > add_months(as_of, -CHILD_MONTHS)).fill_null(False)
    truths = classified.outcome.member_truths
    no = pl.Series([False] * len(members), dtype=pl.Boolean)

    def sure(name: str) -> pl.Series:
        return pl.Series(truths[name] == YES) if name in truths else no

    def answered_no(name: str) -> pl.Series:
        return (members[name] == 0).fill_null(False) if name in members.columns else no

    facts = pl.DataFrame(
        {
            "household_id": members["household_id"],
            "children": child,
            "children_no_insurance": child & answered_no("health_insurance"),
            "children_malnourished": child & sure("is_malnourished_child"),
            "children_not_at_school": child & sure("misses_school"),
        }
    )
    return facts.group_by("household_id", maintain_order=True).agg(pl.all().sum().cast(pl.Int64))
