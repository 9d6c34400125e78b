"""Charts drawn on the server: bars, stacked bars, lines. Each carries the rows of the table that stands beside it.

Nothing is told by colour alone: series have patterns that print in black and white, lines have marks and dashes of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

WIDTH = 480.0
_LETTER, _ROW, _LABEL, _BAR = 7.4, 44.0, 16.0, 16.0
_LEFT, _TOP, _BOTTOM, _RIGHT, _TALL = 52.0, 20.0, 34.0, 28.0, 280.0
SERIES = 6
"""How many series a chart can tell apart by pattern."""


@dataclass(frozen=True, slots=True)
class Value:
    """A number of a chart: nothing where it is not known; ``shown`` as people read it; ``href`` opens what it is made of."""

    amount: float | None
    shown: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One bar, or one point on the axis of lines: its words and a value for each series."""

    words: str
    values: tuple[Value, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar or a piece of one: where it stands, which series it is of."""

    x: float
    y: float
    width: float
    height: float
    series: int
    told: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words in the picture; ``anchor`` is start, middle or end."""

    x: float
    y: float
    words: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Line:
    """A series of lines: pieces of points that are known one after the other."""

    series: int
    pieces: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True)
class Chart:
    """A drawn chart. ``key`` is its own on the page (patterns are named by it); ``told`` says in a sentence what it shows;
    ``head`` heads the first column of the table, ``series`` the others."""

    key: str
    title: str
    told: str
    head: str
    series: tuple[str, ...]
    rows: tuple[Row, ...]
    height: float
    marks: tuple[Mark, ...] = ()
    texts: tuple[Text, ...] = ()
    lines: tuple[Line, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()

    @property
    def width(self) -> float:
        return WIDTH

    @property
    def empty(self) -> bool:
        """Whether no number of it is known."""
        return not any(value.amount is not None for row in self.rows for value in row.values)


def bar_chart(key: str, title: str, told: str, *, head: str, series: str, rows: Sequence[Row]) -> Chart:
    """A bar for each row, the words above it and the number after it."""
    return stacked_chart(key, title, told, head=head, series=(series,), rows=rows)


def stacked_chart(
    key: str, title: str, told: str, *, head: str, series: Sequence[str], rows: Sequence[Row]
) -> Chart:
    """A bar for each row made of a piece for each series; the sum of the pieces is the longest where it is the greatest.
    Negative numbers have no length and raise ``ValueError``."""
    _check(series, rows)
    most = max((_sum(row) for row in rows), default=0) or 1
    said = [" + ".join(value.shown or "–" for value in row.values) for row in rows]
    room = WIDTH - max((len(words) for words in said), default=0) * _LETTER - 12
    marks, texts = [], []
    for number, row in enumerate(rows):
        top = number * _ROW
        texts.append(Text(0, round(top + _LABEL - 4, 1), row.words))
        end = 0.0
        for at, value in enumerate(row.values):
            length = room * (value.amount or 0) / most
            told_of = (
                f"{row.words}, {series[at]}: {value.shown}"
                if len(series) > 1
                else f"{row.words}: {value.shown}"
            )
            marks.append(Mark(round(end, 1), top + _LABEL, round(length, 1), _BAR, at, told_of))
            end += length
        texts.append(Text(round(end + 6, 1), round(top + _LABEL + 12.5, 1), said[number]))
    height = max(len(rows) * _ROW, _ROW)
    return Chart(key, title, told, head, tuple(series), tuple(rows), height, tuple(marks), tuple(texts))


def line_chart(
    key: str, title: str, told: str, *, head: str, series: Sequence[str], rows: Sequence[Row], unit: str = ""
) -> Chart:
    """A line for each series over the rows in their order, from nothing upwards; where a number is not known the line breaks."""
    _check(series, rows)
    known = [value.amount for row in rows for value in row.values if value.amount is not None]
    steps = _steps(max(known, default=1.0))
    most = steps[-1]
    down, across = _TALL - _TOP - _BOTTOM, WIDTH - _LEFT - _RIGHT

    def x(at: int) -> float:
        return round(_LEFT + (across * at / (len(rows) - 1) if len(rows) > 1 else across / 2), 1)

    def y(amount: float) -> float:
        return round(_TOP + down * (1 - amount / most), 1)

    texts = [Text(x(at), _TALL - 12, row.words, "middle") for at, row in enumerate(rows)]
    lines = []
    for number in range(len(series)):
        spots: list[tuple[float, float] | None] = []
        for at, row in enumerate(rows):
            value = row.values[number]
            spots.append(None if value.amount is None else (x(at), y(value.amount)))
            if value.amount is not None:
                texts.append(Text(x(at), y(value.amount) - 8, value.shown, "middle"))
        lines.append(Line(number, tuple(_pieces(spots))))
    ticks = tuple((y(step), f"{_plain(step)}{unit}") for step in steps)
    return Chart(
        key, title, told, head, tuple(series), tuple(rows), _TALL, texts=tuple(texts), lines=tuple(lines), ticks=ticks
    )  # fmt: skip


def _check(series: Sequence[str], rows: Sequence[Row]) -> None:
    if len(series) > SERIES:
        raise ValueError(f"a chart tells {SERIES} series apart, not {len(series)}")
    for row in rows:
        if len(row.values) != len(series):
            raise ValueError("a row has a value for each series")
        if any(value.amount is not None and value.amount < 0 for value in row.values):
            raise ValueError("a bar has no negative length")


def _sum(row: Row) -> float:
    return sum(value.amount or 0 for value in row.values)


def _steps(most: float) -> list[float]:
    """Round numbers from nothing to the first that is not below ``most``: three to six of them."""
    if most <= 0:
        return [0.0, 1.0]
    power = 10 ** floor(log10(most))
    step = next(power * part for part in (0.2, 0.25, 0.5, 1, 2) if most / (power * part) <= 5)
    return [round(step * number, 10) for number in range(ceil(round(most / step, 9)) + 1)]


def _plain(step: float) -> str:
    return f"{step:,.2f}".rstrip("0").rstrip(".").replace(",", " ").replace(".", ",").replace(" ", ".")


def _pieces(spots: Sequence[tuple[float, float] | None]) -> Iterator[tuple[tuple[float, float], ...]]:
    piece: list[tuple[float, float]] = []
    for spot in [*spots, None]:
        if spot is not None:
            piece.append(spot)
        elif piece:
            yield tuple(piece)
            piece = []


def value_of(amount: Any, shown: str, href: str = "") -> Value:
    """A value of a number that may be a ``Decimal`` or nothing."""
    return Value(None if amount is None else float(amount), shown, href)
