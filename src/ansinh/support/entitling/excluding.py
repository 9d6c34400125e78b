"""Policies that exclude one another: of those that one person or household is entitled to, the one that gives more."""

from collections.abc import Iterable, Iterator

import polars as pl

from ansinh.support.catalogue.policy import Policy


def excludes(one: Policy, other: Policy) -> bool:
    """Whether nobody has both, whichever of the two says so."""
    return other.code in one.exclusive_with or one.code in other.exclusive_with


def pairs_of(policies: Iterable[Policy]) -> Iterator[tuple[str, str]]:
    """Codes of the policies of which nobody has both, in the catalogue's order, each pair once."""
    listed = list(policies)
    for place, one in enumerate(listed):
        for other in listed[place + 1 :]:
            if excludes(one, other):
                yield one.code, other.code


def without_excluded(found: pl.DataFrame, policies: Iterable[Policy]) -> pl.DataFrame:
    """``found`` (``policy, of_person, row, yes, amount`` ...) without what its subject may not have beside something else: the
    higher amount stays, of equal or unknown amounts the policy that stands first. What is not sure excludes nothing."""
    for first, second in pairs_of(policies):
        whose = ["of_person", "row"]
        worth = pl.col("amount").fill_null(-1)
        sides = [
            found.filter(pl.col("yes") & (pl.col("policy") == code)).select(*whose, worth.alias("worth"))
            for code in (first, second)
        ]
        both = sides[0].join(sides[1], on=whose, suffix="_second")
        lost = both.select(
            *whose,
            pl.when(pl.col("worth_second") > pl.col("worth"))
            .then(pl.lit(first))
            .otherwise(pl.lit(second))
            .alias("policy"),
        )
        if not lost.is_empty():
            out = lost.with_columns(yes=pl.lit(value=True))
            found = found.join(
                out.with_columns(pl.col("policy").cast(found.schema["policy"])),
                on=["policy", *whose, "yes"],
                how="anti",
                maintain_order="left",
            )
    return found
