"""Which blank answers could change the class (docs/decisions/0003-what-is-missing.md)."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.standards.answers import AREA, INCOME, SCORE
from ansinh.standards.engine.program import Block, Outcome, Program
from ansinh.standards.engine.truth import UNKNOWN
from ansinh.standards.questions import HOUSEHOLD_QUESTIONS, MEMBER_QUESTIONS, Kind

HOUSEHOLD_COLUMNS = (
    AREA,
    INCOME,
    SCORE,
    *(
        question.name
        for question in HOUSEHOLD_QUESTIONS
        if question.kind in (Kind.YES_NO, Kind.DECIMAL, Kind.CODE)
        and question.name not in (AREA, "labour_capacity", "primary_sector")
    ),
)
MEMBER_COLUMNS = tuple(
    question.name
    for question in MEMBER_QUESTIONS
    if question.kind in (Kind.YES_NO, Kind.CODE, Kind.DATE) and question.name not in ("relation", "merit")
)
# One mask a household in files: bits of its own columns, then of its members' columns (some member's).
MASK_COLUMNS = (*HOUSEHOLD_COLUMNS, *(f"member.{name}" for name in MEMBER_COLUMNS))


@dataclass(frozen=True)
class Missing:
    """Bits of ``HOUSEHOLD_COLUMNS`` a household; for the members of households that lack something that
    matters, their rows and bits of ``MEMBER_COLUMNS``."""

    household: NDArray[np.uint32]
    people: NDArray[np.intp]
    homes: NDArray[np.intp]
    member: NDArray[np.uint32]

    def masks(self) -> NDArray[np.uint64]:
        """Bits of ``MASK_COLUMNS`` a household."""
        total = self.household.astype(np.uint64)
        np.bitwise_or.at(
            total, self.homes, self.member.astype(np.uint64) << np.uint64(len(HOUSEHOLD_COLUMNS))
        )
        return total


def missing_of(program: Program, block: Block, outcome: Outcome, facts: NDArray[np.uint8]) -> Missing:
    """``facts`` are the bits of ``DecisionTable.relevant`` of each household: area, score, income,
    deprivations."""
    household = np.zeros(len(block.starts), np.uint32)
    for bit, name in enumerate((AREA, SCORE, INCOME)):
        found = (facts >> np.uint8(bit)) & np.uint8(1)
        household |= found.astype(np.uint32) << np.uint32(HOUSEHOLD_COLUMNS.index(name))
    homes = np.flatnonzero(facts & np.uint8(8))
    people = _members_of(block, homes)
    owners = np.repeat(homes, block.counts[homes])
    member = np.zeros(len(people), np.uint32)
    for name in program.indicators:
        unknown = outcome.indicators[name] == UNKNOWN
        open_homes = homes[unknown[homes]]
        for question, matters in program.household_relevance(name, block, open_homes).items():
            bit = np.uint32(1 << HOUSEHOLD_COLUMNS.index(question))
            household[open_homes[matters]] |= bit
        if program.members_of[name]:
            chosen = np.flatnonzero(unknown[owners])
            for question, matters in program.member_relevance(name, outcome, people[chosen]).items():
                member[chosen[matters]] |= np.uint32(1 << MEMBER_COLUMNS.index(question))
    kept = np.flatnonzero(member)
    return Missing(household, people[kept], owners[kept], member[kept])


def _members_of(block: Block, homes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Rows of the members of ``homes``, in order."""
    counts = block.counts[homes].astype(np.intp)
    firsts = np.cumsum(counts) - counts
    return np.repeat(block.starts[homes] - firsts, counts) + np.arange(counts.sum())


def _words(masks: NDArray[np.uint32], columns: tuple[str, ...]) -> tuple[list[list[str]], NDArray[np.intp]]:
    """The lists of names that occur, and for each mask which of them."""
    kinds, which = np.unique(masks, return_inverse=True)
    return [[name for bit, name in enumerate(columns) if mask >> bit & 1] for mask in kinds], which


def missing_text(missing: Missing, member_ids: pl.Series) -> pl.Series:
    """``missing`` as the result table spells it: names joined by ``;``, members' as ``member_id.column``."""
    lists, which = _words(missing.household, HOUSEHOLD_COLUMNS)
    own = pl.Series([";".join(names) for names in lists], dtype=pl.String).gather(which)
    if not len(missing.people):
        return own
    names, kind = _words(missing.member, MEMBER_COLUMNS)
    theirs = (
        pl.DataFrame(
            {
                "home": missing.homes,
                "id": member_ids.gather(missing.people),
                "column": pl.Series(names, dtype=pl.List(pl.String)).gather(kind),
            }
        )
        .explode("column")
        .with_columns(text=pl.col("id") + "." + pl.col("column"))
        .group_by("home", maintain_order=True)
        .agg(pl.col("text").str.join(";"))
    )
    text = pl.repeat("", len(own), dtype=pl.String, eager=True).scatter(theirs["home"], theirs["text"])
    parts = pl.DataFrame({"own": own, "theirs": text})
    return parts.select(
        pl.when((pl.col("own") != "") & (pl.col("theirs") != ""))
        .then(pl.col("own") + ";" + pl.col("theirs"))
        .otherwise(pl.col("own") + pl.col("theirs"))
    ).to_series()
