"""In which order houses are built where money is short: data with how well it is known, not law."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from ansinh.kernel.language import current_language
from ansinh.standards.words import Words
from ansinh.support.entitling.reading import Known

_FILE = Path(__file__).with_suffix(".toml")
OTHER = "other"
_HARD = ("mild", "severe", "very_severe")


@dataclass(frozen=True)
class Order:
    """The groups in their order, with the words of each, and where the order is from."""

    groups: dict[str, Words]
    known: str
    source: Words

    @property
    def verified(self) -> bool:
        """Whether somebody read the text it is from."""
        return self.known == "T"

    @property
    def words(self) -> str:
        """Where it is from, in the reader's language."""
        return self.source.in_language(current_language())

    @property
    def in_words(self) -> list[str]:
        """The groups in their order, in the reader's language."""
        return [one.in_language(current_language()) for one in self.groups.values()]


@cache
def order() -> Order:
    """The order as it stands in the file beside this."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    groups = {one["code"]: Words(one["vi"], one["en"]) for one in raw["group"]}
    return Order(groups, raw["source"]["known"], Words(raw["source"]["vi"], raw["source"]["en"]))


def place_of(group: str) -> int:
    """The place of a group in the order, from 1; of one that is there no more the last."""
    codes = list(order().groups)
    return codes.index(group) + 1 if group in codes else len(codes)


def groups_of(known: Known) -> dict[str, str]:
    """Household (hex) to the first group it is surely in. What nobody knows puts nobody before another."""
    people = known.members.group_by("household_id").agg(
        ((pl.col("merit").fill_null(0) > 0) | (pl.col("martyr_relative").fill_null(0) > 0))
        .any()
        .alias("merit"),
        (pl.col("minority").fill_null(0) > 0).any().alias("minority"),
        (pl.col("disability").is_in(_HARD) | (pl.col("lonely_elderly").fill_null(0) > 0))
        .fill_null(value=False)
        .any()
        .alias("helpless"),
    )
    homes = known.households.select("household_id", "labour_capacity").join(
        people, on="household_id", how="left"
    )
    helpless = pl.col("helpless").fill_null(value=False) | (pl.col("labour_capacity").fill_null(1) == 0)
    rows = homes.with_columns(helpless.alias("helpless"))
    first = pl.lit(OTHER)
    for code in reversed([one for one in order().groups if one != OTHER]):
        first = pl.when(pl.col(code).fill_null(value=False)).then(pl.lit(code)).otherwise(first)
    return dict(rows.select("household_id", first.alias("group")).iter_rows())
