"""What a form is made from: a reporting unit, its rows, a round, a standard in words, and sealed frames."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import polars as pl

from ansinh.kernel.language import current_language

# Households without a known village still count for their commune; villages are numbered from 001.
UNPLACED = "000"


@dataclass(frozen=True, slots=True)
class StandardWords:
    """A standard in words: ``indicators`` and ``causes`` as (code, Vietnamese, English), in the official
    order.

    ``unverified`` names the parts whose legal text was not seen in full, each a translated phrase; every
    print says so.
    """

    code: str
    indicators: Sequence[tuple[str, str, str]]
    causes: Sequence[tuple[str, str, str]]
    unverified: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a form: official code and name. ``order`` is the order given by the caller (code or
    Vietnamese)."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ReportingUnit:
    """Who reports. ``authority`` is the line at the upper left, ``superior`` the authority above it, if it
    is named."""

    code: str
    name: str
    level: str
    authority: str
    superior: str = ""
    parent_code: str = ""


@dataclass(frozen=True, slots=True)
class ReviewRound:
    """The round: year of the review, month of an in-year review, reference date, year of the list it
    makes."""

    year: int
    as_of: date
    list_year: int
    month: int | None = None


@dataclass(frozen=True, slots=True)
class DatasetVersion:
    """The sealed version the figures come from: number, SHA-256 in hex, moment of sealing (aware)."""

    number: str
    digest: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class FormContext:
    """Everything a form is made from.

    ``cube`` and ``populations`` as in docs/building.md. ``row_key`` says which cube column places a row of
    the cube: ``unit_code`` (communes) or ``village``; ``row_of`` maps each of its values to the code of a
    row. ``unit_set`` says in words which units are meant (a date). ``outcome`` and ``members``
    (household_id, member_no, full_name, sex, birth_year, ethnicity, relation) serve the lists; ``supports``
    (household_id, kind) what households received, kind being one of ``health education production credit
    housing other``. ``published``: figures printed elsewhere, by (form, unit code, split, column ``c1``…),
    shown beside ours and never over them.
    """

    unit: ReportingUnit
    rows: Sequence[Place]
    round: ReviewRound
    standard: StandardWords
    version: DatasetVersion
    cube: pl.DataFrame
    populations: pl.DataFrame
    row_of: Mapping[str, str]
    unit_set: str
    row_key: Literal["unit_code", "village"] = "unit_code"
    outcome: pl.DataFrame | None = None
    members: pl.DataFrame | None = None
    supports: pl.DataFrame | None = None
    published: Mapping[tuple[int, str, str, str], Decimal] = field(default_factory=dict)


def spoken(words: tuple[str, str, str]) -> str:
    """The label of (code, Vietnamese, English) in the current language."""
    return words[2] if current_language() == "en" else words[1]
