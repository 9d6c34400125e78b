"""A survey as the engine reads it: answers as places on axes, members next to their household."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.standards.engine.axes import Axis, TruthAxis
from ansinh.standards.engine.program import Block, Program
from ansinh.standards.engine.rules import Level
from ansinh.standards.standard import BIRTH
from ansinh.standards.survey import Survey
from ansinh.standards.views import small_numbers

SCORE, INCOME, AREA = "income_score", "income_month_per_capita", "area_type"


def places_of(frame: pl.DataFrame, name: str, axis: Axis) -> NDArray[np.uint8]:
    """Places on ``axis`` of a typed column; all blank when the column was left out."""
    if name not in frame.columns:
        return np.full(frame.height, axis.blank, np.uint8)
    column = frame[name]
    numbers, answered = small_numbers(column.to_physical().cast(pl.UInt8))
    places = numbers << 1 if isinstance(axis, TruthAxis) else numbers
    return np.where(answered, places, np.uint8(axis.blank))


def numbers_of(frame: pl.DataFrame, name: str) -> NDArray[np.float64]:
    """A numeric column, NaN where blank or left out."""
    if name not in frame.columns:
        return np.full(frame.height, np.nan)
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()


def block_of(survey: Survey, program: Program) -> Block:
    """The answers that the program's rules rest on; the survey must be usable."""
    asked = program.questions
    level = program.graph.questions
    homes = [question for question in asked if level[question] is Level.HOUSEHOLD]
    return Block(
        household={
            name: places_of(survey.households, name, program.axes[name])
            for name in homes
            if name in program.axes
        },
        number={name: numbers_of(survey.households, name) for name in homes if name not in program.axes},
        member={
            name: program.births.places(survey.births.day, survey.births.year)
            if name == BIRTH
            else places_of(survey.members, name, program.axes[name])
            for name in asked
            if level[name] is Level.MEMBER
        },
        starts=survey.starts,
        counts=survey.counts,
    )
