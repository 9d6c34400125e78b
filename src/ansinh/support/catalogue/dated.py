"""Rows of the catalogue that hold from a day on, in a file of their own: read once, the one of a day found."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from ansinh.standards.words import Words, words_of


@dataclass(frozen=True)
class Dated:
    """From when a row holds, by which article, and how well that is known."""

    since: date
    article: Words
    known: str

    @property
    def unverified(self) -> bool:
        """Whether nobody read it in a text."""
        return self.known == "M"


Row = TypeVar("Row", bound=Dated)


def dated_rows(file: Path, table: str, made: Callable[..., Row]) -> tuple[Row, ...]:
    """The rows of a table of a file in the order of their days. ``made`` is given what every row has, and the rest of it as it stands."""
    raw: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))[table]
    rows = [
        made(since=one.pop("from"), article=words_of(one.pop("article")), known=one.pop("known"), **one)
        for one in raw
    ]
    return tuple(sorted(rows, key=lambda one: one.since))


def row_on(rows: Sequence[Row], on: date) -> Row:
    """The row of a day; before the first day, the first row."""
    held = [one for one in rows if one.since <= on]
    return held[-1] if held else rows[0]
