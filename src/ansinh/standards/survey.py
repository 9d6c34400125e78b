"""An answered survey: typed tables, members next to their household, and what was found in them, row by
row."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.standards.births import BirthDates, blank_births, read_births
from ansinh.standards.cells import read_cells
from ansinh.standards.questions import HOUSEHOLDS, MEMBERS, Kind, Question

HOUSEHOLD_FILE, MEMBER_FILE = "households", "members"
# More findings of one kind in one column are counted, not listed one by one.
LISTED = 1_000


class UnusableSurvey(UnusableInput):
    """A survey with errors; ``findings`` gives every one with its row and column. Nothing was classified."""

    code = "unusable_survey"

    def __init__(self, findings: Iterable[Finding]) -> None:
        """``findings`` of every level; at least one is an error."""
        self.findings = tuple(findings)
        errors = sum(finding.level is Level.ERROR for finding in self.findings)
        super().__init__(
            _("Dữ liệu có {count} lỗi, chưa phân loại hộ nào.").format(count=errors), errors=errors
        )


@dataclass(frozen=True)
class Source:
    """Where a table came from: the name that findings give, and the row of its file that each row was."""

    file: str
    rows: pl.Series | None = None

    def row(self, index: int) -> int:
        """The row as the file's reader counts it (header = 1)."""
        return index + 2 if self.rows is None else int(self.rows[index])

    def part(self, start: int, length: int) -> "Source":
        """The source of a slice of rows."""
        rows = pl.Series(range(start + 2, start + length + 2), dtype=pl.Int64)
        return replace(self, rows=rows if self.rows is None else self.rows.slice(start, length))


@dataclass(frozen=True)
class Survey:
    """``households`` in the file's order, ``members`` sorted by it (file order within a household).

    Columns that rules read are typed (``UInt8`` 0/1, ``Enum``, ``Int64``, ``Float64``, text), blank is
    null; columns left out stay out; unknown columns are kept as they are. ``births`` are the members' birth
    dates. Household i's members are ``starts[i]`` and the ``counts[i] - 1`` rows after it.
    """

    households: pl.DataFrame
    members: pl.DataFrame
    births: BirthDates
    starts: NDArray[np.intp]
    counts: NDArray[np.uint32]
    findings: tuple[Finding, ...]

    @property
    def usable(self) -> bool:
        """Whether no finding is an error."""
        return all(finding.level is not Level.ERROR for finding in self.findings)


def listed(
    rule: str,
    message: str,
    source: Source,
    *,
    column: str,
    rows: NDArray[np.intp],
    level: Level = Level.ERROR,
) -> list[Finding]:
    """One finding a row, up to ``LISTED``; then one that says how many more there are."""
    found = [
        Finding(rule, level, message, file=source.file, row=source.row(int(row)), column=column)
        for row in rows[:LISTED]
    ]
    if len(rows) > LISTED:
        more = _("{message} Còn {count} dòng khác như vậy.").format(message=message, count=len(rows) - LISTED)
        found.append(Finding(rule, level, more, file=source.file, column=column))
    return found


# Stands for a column that was compared already and needs no second look.
_AS_IT_IS = replace(MEMBERS["household_id"], label_vi="", label_en="")
_TROUBLES = {
    Kind.INTEGER: ("not_a_number", lambda: _("Không phải số nguyên không âm.")),
    Kind.DECIMAL: ("not_a_number", lambda: _("Không phải số không âm.")),
    Kind.YES_NO: ("not_yes_no", lambda: _("Chỉ nhận 0, 1 hoặc để trống.")),
    Kind.CODE: ("unknown_code", lambda: _("Không phải mã của câu hỏi này.")),
    Kind.DATE: ("not_a_date", lambda: _("Không phải ngày (NĂM-THÁNG-NGÀY) hoặc năm sinh.")),
}


def _bad_cells(question: Question, source: Source, rows: NDArray[np.intp]) -> list[Finding]:
    if not len(rows):
        return []
    rule, message = _TROUBLES[question.kind]
    text = message()
    if question.kind is Kind.CODE:
        text = _("{message} Các mã: {codes}.").format(message=text, codes=", ".join(question.codes))
    return listed(rule, text, source, column=question.name, rows=rows)


def _required(frame: pl.DataFrame, names: tuple[str, ...], source: Source) -> list[Finding]:
    return [
        Finding("missing_column", Level.ERROR, _("Thiếu cột bắt buộc."), file=source.file, row=1, column=name)
        for name in names
        if name not in frame.columns
    ]


def _typed(
    frame: pl.DataFrame, questions: dict[str, Question], source: Source
) -> tuple[pl.DataFrame, BirthDates, list[Finding]]:
    """Every known column typed, every unknown one kept and reported."""
    columns, findings, births = [], [], blank_births(frame.height)
    for series in frame.get_columns():
        question = questions.get(series.name)
        if question is None:
            message = _("Cột không có trong bảng câu hỏi; được giữ lại, không dùng để phân loại.")
            findings.append(
                Finding("unknown_column", Level.WARNING, message, file=source.file, row=1, column=series.name)
            )
            columns.append(series)
        elif question is _AS_IT_IS:
            columns.append(series)
        elif question.kind is Kind.DATE:
            births = read_births(series)
            findings += _bad_cells(question, source, births.bad)
            columns.append(series)
        else:
            cells = read_cells(series, question)
            findings += _bad_cells(question, source, cells.bad)
            columns.append(cells.values)
    return pl.DataFrame(columns, height=frame.height), births, findings


def read_survey(
    households: pl.DataFrame,
    members: pl.DataFrame,
    *,
    household_source: Source | None = None,
    member_source: Source | None = None,
    starts: NDArray[np.intp] | None = None,
) -> Survey:
    """Type, check and bring together two tables of text or stored types. Never raises for what the tables
    hold: ``Survey.findings`` has every error with its row and column, and a survey with errors has no use
    but to show them. ``starts`` says that members are known to lie next to different households, and where
    each household's begin.
    """
    at_home = household_source or Source(HOUSEHOLD_FILE)
    of_people = member_source or Source(MEMBER_FILE)
    lacking = _required(households, ("household_id",), at_home)
    lacking += _required(members, ("household_id", "member_id"), of_people)
    if lacking:
        return _nothing(households, members, tuple(lacking))
    homes, _none, findings = _typed(households, HOUSEHOLDS, at_home)
    known = MEMBERS if starts is None else MEMBERS | {"household_id": _AS_IT_IS}
    people, births, more = _typed(members, known, of_people)
    findings += more
    findings += _blank_ids(homes, ("household_id",), at_home)
    findings += _blank_ids(people, ("household_id", "member_id"), of_people)
    joined = _brought_together(homes, people, at_home, of_people, starts)
    findings += joined.findings
    if joined.order is not None:
        people = people[joined.order]
        births = births.take(joined.order)
    return Survey(homes, people, births, joined.starts, joined.counts, tuple(findings))


def _nothing(households: pl.DataFrame, members: pl.DataFrame, findings: tuple[Finding, ...]) -> Survey:
    none = np.zeros(0, np.intp)
    return Survey(households, members, blank_births(members.height), none, none.astype(np.uint32), findings)


def _blank_ids(frame: pl.DataFrame, names: tuple[str, ...], source: Source) -> list[Finding]:
    found = []
    for name in names:
        rows = frame[name].is_null().arg_true().to_numpy().astype(np.intp)
        found += listed("blank_id", _("Mã không được để trống."), source, column=name, rows=rows)
    return found


@dataclass(frozen=True)
class _Joined:
    """Order that brings members next to their household (``None``: they lie so already), and what was
    wrong."""

    order: NDArray[np.intp] | None
    starts: NDArray[np.intp]
    counts: NDArray[np.uint32]
    findings: list[Finding]


def _brought_together(
    homes: pl.DataFrame,
    people: pl.DataFrame,
    at_home: Source,
    of_people: Source,
    known: NDArray[np.intp] | None,
) -> _Joined:
    if known is not None:
        new = np.zeros(people.height, np.bool_)
        new[known] = True
        found = _repeated_members(people["member_id"], pl.Series(new), of_people)
        return _offsets(None, known, people.height, found)
    ids, owner = homes["household_id"], people["household_id"]
    new = (owner != owner.shift(1)).fill_null(True)
    starts = new.arg_true()
    in_order = len(starts) == len(ids) and not owner.has_nulls() and (owner.gather(starts) == ids).all()
    if in_order and _all_different(ids):
        found = _repeated_members(people["member_id"], new, of_people)
        return _offsets(None, starts.to_numpy().astype(np.intp), people.height, found)
    return _joined_by_id(ids, people, at_home, of_people)


def _all_different(ids: pl.Series) -> bool:
    rising = (ids > ids.shift(1)).slice(1)
    return bool(rising.all()) or ids.n_unique() == len(ids)


def _offsets(
    order: NDArray[np.intp] | None, starts: NDArray[np.intp], total: int, findings: list[Finding]
) -> _Joined:
    counts = np.diff(np.append(starts, total)).astype(np.uint32)
    return _Joined(order, starts, counts, findings)


def _repeated_members(ids: pl.Series, new: pl.Series, source: Source) -> list[Finding]:
    """Errors for a ``member_id`` that comes again within its household; ids that rise within it cannot."""
    falls = (ids <= ids.shift(1)) & ~new
    if not falls.any():
        return []
    home = new.cast(pl.Int64).cum_sum().alias("home")
    suspects = home.filter(falls.fill_null(False)).unique()
    frame = pl.DataFrame({"home": home, "id": ids}).with_row_index("row")
    frame = frame.filter(pl.col("home").is_in(suspects.implode()) & pl.col("id").is_not_null())
    again = frame.filter(~pl.struct("home", "id").is_first_distinct())["row"]
    return _twice_members(again.to_numpy().astype(np.intp), source)


def _twice_members(rows: NDArray[np.intp], source: Source) -> list[Finding]:
    message = _("Mã thành viên lặp lại trong cùng một hộ.")
    return listed("duplicate_member", message, source, column="member_id", rows=rows)


def _joined_by_id(ids: pl.Series, people: pl.DataFrame, at_home: Source, of_people: Source) -> _Joined:
    """Members in any order: each finds its household by id."""
    again = (~ids.is_first_distinct() & ids.is_not_null()).arg_true().to_numpy().astype(np.intp)
    found = listed(
        "duplicate_household", _("Mã hộ lặp lại trong tệp."), at_home, column="household_id", rows=again
    )
    places = pl.DataFrame({"household_id": ids}).with_row_index("home")
    places = places.filter(pl.col("household_id").is_not_null()).unique("household_id", keep="first")
    joined = people.select("household_id", "member_id").with_row_index("row")
    joined = joined.join(places, on="household_id", how="left", maintain_order="left")
    lost = joined.filter(pl.col("home").is_null() & pl.col("household_id").is_not_null())["row"]
    found += listed(
        "member_without_household",
        _("Thành viên thuộc một hộ không có trong bảng hộ."),
        of_people,
        column="household_id",
        rows=lost.to_numpy().astype(np.intp),
    )
    placed = joined.filter(pl.col("home").is_not_null())
    twice = placed.filter(
        pl.col("member_id").is_not_null() & ~pl.struct("home", "member_id").is_first_distinct()
    )
    found += _twice_members(twice["row"].to_numpy().astype(np.intp), of_people)
    home = placed["home"].to_numpy()
    counts = np.bincount(home, minlength=len(ids)).astype(np.uint32)
    counts_known = np.ones(len(ids), np.bool_)
    counts_known[again] = False
    empty = np.flatnonzero((counts == 0) & counts_known & ids.is_not_null().to_numpy())
    found += listed(
        "household_without_members",
        _("Hộ không có dòng thành viên nào."),
        at_home,
        column="household_id",
        rows=empty,
    )
    order = placed["row"].to_numpy()[np.argsort(home, kind="stable")].astype(np.intp)
    starts = (
        np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp) if len(ids) else np.zeros(0, np.intp)
    )
    return _Joined(order, starts, counts, found)
