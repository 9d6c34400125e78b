"""The measures of Alkire and Foster over a sealed version, and the households behind each number.

A version is read once and kept as what households have in common (patterns), because it never changes: another cutoff or other
weights count a few thousand patterns, not half a million households. What opens is chosen by the same sums that counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from ansinh.analytics.alkire_foster.matrix import Missing
from ansinh.analytics.alkire_foster.measuring import Matrix, Measures, measure, measure_by, poor_rows
from ansinh.analytics.questions import PERSONS, PLACE, Question
from ansinh.datasets.files import version_file, versions_folder
from ansinh.datasets.models import Version
from ansinh.datasets.queries import communes_of
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import sort_key
from ansinh.reports.context import FormContext
from ansinh.reports.figures import unplaced_code
from ansinh.reports.kept_forms import kept_context, key_of

_UNKNOWN = 2
_TRAITS = ("class", "area_type", "minority", "head_sex", "no_labour_capacity")
# The code of the refusal where nobody is left to measure.
NOBODY = "nobody_to_measure"
ALL, POOR, UNCENSORED, CENSORED = "all", "poor", "uncensored", "censored"


@dataclass(frozen=True, slots=True)
class Group:
    """The measures of one group; ``code`` as it stands in an address, ``words`` for people."""

    code: str
    words: str
    measures: Measures


@dataclass(frozen=True, slots=True)
class Measured:
    """What a version answers. ``households`` have an answer in it, ``unknown`` of them an indicator that is not known,
    ``dropped`` of them are not measured."""

    version: Version
    question: Question
    whole: Measures
    groups: tuple[Group, ...]
    households: int
    unknown: int
    dropped: int


def measured(version: Version, question: Question) -> Measured:
    """H, A, M0 and the rest for ``version`` and, where asked, for each group of it.

    Only households with an answer are measured: of a review that visits whom it suspects, these are not everybody who lives there.
    Raises ``UnusableInput`` where nobody is left to measure.
    """
    frame = _patterns(_key(version), version.standard, question.indicators)
    households, unknown = int(frame["households"].sum()), _sum_unknown(frame, question.indicators)
    frame = _answered(frame, question)
    if frame.height == 0:
        said = _(
            "Phiên bản này không có hộ nào đủ câu trả lời để đo. Hãy chọn cách xử lý khác cho chỉ tiêu chưa rõ."
        )
        raise UnusableInput(said, code=NOBODY)
    cells, carried = _cells(frame, question), frame[question.counted].to_numpy().astype(np.float64)
    whole = measure(cells, question.weights, question.cutoff, carried)
    dropped = households - int(frame["households"].sum())
    groups = _grouped(version, question, frame, cells, carried) if question.by else ()
    return Measured(version, question, whole, groups, households, unknown, dropped)


def _sum_unknown(frame: pl.DataFrame, indicators: Sequence[str]) -> int:
    return int(frame.filter(pl.any_horizontal(pl.col(indicators) == _UNKNOWN))["households"].sum())


def _key(version: Version) -> tuple[str, tuple[str, ...]]:
    """The data folder and the files of the communes: another data folder is another system."""
    return str(versions_folder()), tuple(one.folder for one in communes_of(version))


@lru_cache(maxsize=8)
def _patterns(key: tuple[str, tuple[str, ...]], standard: str, indicators: tuple[str, ...]) -> pl.DataFrame:
    """How many households and persons share place, traits and indicators; an indicator is 0, 1 or 2 (unknown)."""
    _root, folders = key
    village = ["village"] if len(folders) == 1 else []
    rows = [_outcomes(folder, standard, indicators) for folder in folders]
    keys = ["unit_code", *village, *_TRAITS, *indicators]
    if not rows:
        return pl.DataFrame(
            schema={**dict.fromkeys(keys, pl.String), "households": pl.UInt32, "persons": pl.Int64}
        )
    return (
        pl.concat(rows, how="diagonal_relaxed")
        .group_by(keys)
        .agg(pl.len().alias("households"), pl.col("persons").cast(pl.Int64).sum())
        .sort(keys)
        .collect()
    )


def _outcomes(folder: str, standard: str, indicators: Sequence[str]) -> pl.LazyFrame:
    """The households of a commune that have an answer, blanks as they are grouped by."""
    return (
        pl.scan_parquet(version_file(folder, "outcomes"))
        .filter((pl.col("standard") == standard) & (pl.col("class").fill_null("") != ""))
        .with_columns(
            *(pl.col(name).cast(pl.String).fill_null("") for name in (*_TRAITS, "village", "movement")),
            *(pl.col(name).cast(pl.UInt8).fill_null(_UNKNOWN) for name in indicators),
        )
    )


def _answered(frame: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Without the rows that the rule on unknown indicators leaves out."""
    if question.missing is not Missing.DROP:
        return frame
    return frame.filter(~pl.any_horizontal(pl.col(question.indicators) == _UNKNOWN))


def _cells(frame: pl.DataFrame, question: Question) -> Matrix:
    cells = frame.select(question.indicators).to_numpy().astype(np.uint8)
    cells[cells == _UNKNOWN] = 1 if question.missing is Missing.DEPRIVED else 0
    return cells


def _grouped(
    version: Version, question: Question, frame: pl.DataFrame, cells: Matrix, carried: Any
) -> tuple[Group, ...]:
    codes, words = _groups_of(version, question, frame)
    names = list(words)
    at = {name: number for number, name in enumerate(names)}
    found = measure_by(
        cells,
        question.weights,
        question.cutoff,
        carried,
        np.array([at[code] for code in codes], dtype=np.int64),
        len(names),
    )
    return tuple(
        Group(code, words[code], one)
        for code, one in zip(names, found, strict=True)
        if one.rows or question.by == PLACE
    )


def _groups_of(
    version: Version, question: Question, frame: pl.DataFrame
) -> tuple[list[str], Mapping[str, str]]:
    """Of each row the code of its group, and the words of every group in order."""
    if question.by == PLACE:
        context = kept_context(key_of(version))
        row_of, other = context.row_of, _other_place(context)
        codes = [row_of.get(one, other) for one in frame[context.row_key].to_list()]
        words = {place.code: place.name for place in context.rows}
        if other in codes and other not in words:
            words[other] = _("Chưa rõ địa bàn")
        return codes, words
    codes = [one or "unknown" for one in frame[question.by].to_list()]
    present = set(codes)
    return codes, {code: said for code, said in trait_words(question.by).items() if code in present}


def _other_place(context: FormContext) -> str:
    return unplaced_code(context) if context.row_key == "village" else "unknown"


def trait_words(by: str) -> dict[str, str]:
    """The words of the groups of a trait, in the order they are shown."""
    said = {
        "class": {
            "poor": _("Nghèo"),
            "near_poor": _("Cận nghèo"),
            "average": _("Mức sống trung bình"),
            "not_poor": _("Không nghèo"),
            "undetermined": _("Chưa xác định"),
        },
        "area_type": {"rural": _("Nông thôn"), "urban": _("Thành thị")},
        "minority": {"1": _("Dân tộc thiểu số"), "0": _("Kinh")},
        "head_sex": {"f": _("Chủ hộ là nữ"), "m": _("Chủ hộ là nam")},
        "no_labour_capacity": {"1": _("Không có khả năng lao động"), "0": _("Có khả năng lao động")},
    }[by]
    return said | {"unknown": _("Chưa rõ")}


def households_behind(
    version: Version, question: Question, which: str, indicator: str = "", group: str = ""
) -> pl.DataFrame:
    """The households a number counts: ``which`` is everybody measured (``all``), the ``poor``, who lacks an indicator
    (``uncensored``), or who is poor and lacks it (``censored``); of one ``group`` of ``question.by`` where it is named.

    Columns as the lists of forms have them, ``counted`` (1, or the persons of the household) and ``score`` (the share of the weights
    that it lacks, in per cent). Raises ``UnusableInput`` for a number that there is not.
    """
    if which not in (ALL, POOR, UNCENSORED, CENSORED) or (
        which in (UNCENSORED, CENSORED) and indicator not in question.indicators
    ):
        raise UnusableInput(
            _("Trang đo không có số này. Hãy mở lại trang đo và chọn một số."), code="no_number"
        )
    _root, folders = _key(version)
    rows = [_outcomes(folder, version.standard, question.indicators) for folder in folders]
    frame = _answered(pl.concat(rows, how="diagonal_relaxed").collect(), question)
    if group and question.by:
        codes, _words = _groups_of(version, question, frame)
        frame = frame.filter(pl.Series([code == group for code in codes], dtype=pl.Boolean))
    cells = _cells(frame, question)
    kept = np.ones(len(cells), dtype=np.bool_)
    if which in (POOR, CENSORED):
        kept &= poor_rows(cells, question.weights, question.cutoff)
    if which in (UNCENSORED, CENSORED):
        kept &= cells[:, question.indicators.index(indicator)] == 1
    shares = np.array([float(question.weights.share(at)) * 100 for at in range(len(question.indicators))])
    counted = pl.col("persons").cast(pl.Int64) if question.counted == PERSONS else pl.lit(1, pl.Int64)
    return (
        frame.with_columns(pl.Series("score", cells @ shares), counted.fill_null(0).alias("counted"))
        .filter(pl.Series(kept))
        .select(
            "household_id",
            "unit_code",
            "village",
            "class",
            "movement",
            pl.col("persons").cast(pl.Int64),
            "counted",
            "score",
        )
        .with_columns(place_order())
        .sort("place", "household_id")
    )


def place_order() -> pl.Expr:
    """The column ``place``: by commune, then by village as Vietnamese sorts them."""
    village = pl.col("village").map_elements(sort_key, return_dtype=pl.String, skip_nulls=True)
    return pl.concat_str([pl.col("unit_code"), pl.lit(" "), village]).alias("place")
