"""The class of every household: tables in memory."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.standards.answers import AREA, INCOME, SCORE, block_of, numbers_of, places_of
from ansinh.standards.births import in_future
from ansinh.standards.decisions import CLASSES, SIDES, WARNINGS
from ansinh.standards.engine.program import Block, Outcome
from ansinh.standards.engine.truth import UNKNOWN
from ansinh.standards.missing import Missing, missing_of, missing_text
from ansinh.standards.standard import AXES, Standard
from ansinh.standards.survey import Survey, UnusableSurvey, read_survey

_FUTURE = np.uint8(1 << [warning.value for warning in WARNINGS].index("birth_in_future"))


@dataclass(frozen=True)
class Classified:
    """Results of a survey's households as small integers: places in ``SIDES`` and ``CLASSES``, bits of
    ``WARNINGS``, and the masks of what is missing."""

    standard: Standard
    survey: Survey
    outcome: Outcome
    side: NDArray[np.uint8]
    klass: NDArray[np.uint8]
    warnings: NDArray[np.uint8]
    missing: Missing


def classify_survey(standard: Standard, survey: Survey, as_of: date) -> Classified:
    """Classify a survey that was read; raises ``UnusableSurvey`` when it has errors."""
    if not survey.usable:
        raise UnusableSurvey(survey.findings)
    program = standard.program(as_of)
    block = block_of(survey, program)
    outcome = program.run(block)
    table = standard.decision_table()
    homes = survey.households
    places = table.places(
        places_of(homes, AREA, AXES[AREA]),
        numbers_of(homes, SCORE),
        numbers_of(homes, INCOME),
        outcome.deprived_min,
        outcome.deprived_max,
    )
    warnings = table.warnings[places] | _future_births(survey, block, as_of)
    missing = missing_of(program, block, outcome, table.relevant[places])
    return Classified(
        standard, survey, outcome, table.sides[places], table.classes[places], warnings, missing
    )


def _future_births(survey: Survey, block: Block, as_of: date) -> NDArray[np.uint8]:
    unborn = np.flatnonzero(in_future(survey.births, as_of))
    found = np.zeros(len(block.starts), np.uint8)
    found[np.searchsorted(block.starts, unborn, side="right") - 1] = _FUTURE
    return found


def classify_tables(
    standard: Standard, households: pl.DataFrame, members: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """The result table of the survey format: one row a household in the order of ``households``.

    Tables hold text or stored types. Raises ``UnusableSurvey`` with every finding when a cell cannot be read.
    """
    return result_frame(classify_survey(standard, read_survey(households, members), as_of))


def _spelled(places: NDArray[np.uint8], names: tuple[str, ...]) -> pl.Series:
    """Places in a list as text."""
    return pl.Series(names, dtype=pl.String).gather(places)


def _coded(places: NDArray[np.uint8], names: tuple[str, ...]) -> pl.Series:
    """Places in a list as codes of that list."""
    words = [str(name) for name in names]
    return pl.Series(places).cat.to(pl.Enum(words))


def _indicator_columns(result: Classified) -> list[pl.Series]:
    columns = []
    for indicator in result.standard.indicators:
        truth = result.outcome.indicators[indicator.rule]
        column = pl.Series(indicator.code, truth >> 1)
        columns.append(column.set(pl.Series(truth == UNKNOWN), None))
    return columns


def _counts(result: Classified) -> list[pl.Series]:
    return [
        pl.Series("deprivations_min", result.outcome.deprived_min),
        pl.Series("deprivations_max", result.outcome.deprived_max),
    ]


# Every combination of warnings as it is spelled, by its bits.
_WARNING_TEXTS = tuple(
    ";".join(warning.value for bit, warning in enumerate(WARNINGS) if mask >> bit & 1)
    for mask in range(1 << len(WARNINGS))
)


def result_frame(result: Classified) -> pl.DataFrame:
    """Results spelled out: class, side and codes as text, ``warnings`` and ``missing`` joined by ``;``."""
    height = result.survey.households.height
    return pl.DataFrame(
        [
            result.survey.households["household_id"],
            pl.repeat(result.standard.code, height, dtype=pl.String, eager=True).alias("standard"),
            _spelled(result.klass, tuple(CLASSES)).alias("class"),
            _spelled(result.side, tuple(SIDES)).alias("income_side"),
            *_counts(result),
            *_indicator_columns(result),
            _spelled(result.warnings, _WARNING_TEXTS).alias("warnings"),
            missing_text(result.missing, result.survey.members["member_id"]).alias("missing"),
        ]
    )


def compact_frame(result: Classified) -> pl.DataFrame:
    """Results for Parquet: class, side and warnings as codes, ``missing`` as a bit mask of
    ``MASK_COLUMNS``, whose meaning goes into the file's metadata."""
    height = result.survey.households.height
    return pl.DataFrame(
        [
            result.survey.households["household_id"],
            _coded(np.zeros(height, np.uint8), (result.standard.code,)).alias("standard"),
            _coded(result.klass, tuple(CLASSES)).alias("class"),
            _coded(result.side, tuple(SIDES)).alias("income_side"),
            *_counts(result),
            *_indicator_columns(result),
            _coded(result.warnings, _WARNING_TEXTS).alias("warnings"),
            pl.Series("missing", result.missing.masks()),
        ]
    )


def classify_compact(
    standard: Standard, households: pl.DataFrame, members: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """The result table with masks instead of text; raises ``UnusableSurvey``."""
    return compact_frame(classify_survey(standard, read_survey(households, members), as_of))
