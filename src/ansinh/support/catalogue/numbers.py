"""Numbers of policies over time and place: each row with its first day, article and how well it is known."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from ansinh.kernel.errors import AnSinhError
from ansinh.standards.parameters import Parameter
from ansinh.standards.registry import UnknownStandard, standard, standard_for_list
from ansinh.standards.words import Words, words_of
from ansinh.support.catalogue.inputs import inputs

AREA = "area_type"
_FILE = Path(__file__).with_suffix(".toml")
Territory = tuple[tuple[str, date], ...]


class UnknownNumber(AnSinhError):
    """A rule names a number that nobody has written down: a fault of the data."""

    code = "unknown_number"


@dataclass(frozen=True)
class NumberRow:
    """A number from a day on (to ``until``, where a text ends it), for the country or for ``territory``."""

    parameter: Parameter
    until: date | None
    territory: Territory
    remark: Words | None

    def holds_on(self, on: date) -> bool:
        """Whether its span holds the day."""
        return self.parameter.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Number:
    """A number of policies: its rows over time, or the name of a standard's own number (``standard``)."""

    name: str
    label: Words
    unit: str
    standard: str
    rows: tuple[NumberRow, ...]

    @property
    def unverified(self) -> bool:
        """Whether a row of it rests on memory only."""
        return any(row.parameter.unverified for row in self.rows)

    def rows_on(self, on: date) -> tuple[NumberRow, ...]:
        """What holds on a day: the newest row of the country, and the newest of each territory. A row whose span ended
        ends there; nothing is made up for the gap."""
        if self.standard:
            return _of_standard(self, on)
        newest: dict[Territory, NumberRow] = {}
        for row in sorted(self.rows, key=lambda row: row.parameter.since):
            if row.parameter.since <= on:
                newest[row.territory] = row
        return tuple(row for row in newest.values() if row.holds_on(on))


def _of_standard(number: Number, on: date) -> tuple[NumberRow, ...]:
    """The line of the standard whose list holds in the day's year; none where no standard covers it."""
    try:
        found = standard(standard_for_list(on.year)).parameters.get(number.standard)
    except UnknownStandard:
        return ()
    return () if found is None else (NumberRow(found, None, (), None),)


def territory_of(raw: list[list[object]]) -> Territory:
    """``[[code, day], …]`` of a TOML file."""
    return tuple((str(code), day) for code, day in raw if isinstance(day, date))


@cache
def numbers() -> Mapping[str, Number]:
    """Every number by its name."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: _read(name, table) for name, table in raw.items()}


def number(name: str) -> Number:
    """The number of that name; raises ``UnknownNumber``."""
    found = numbers().get(name)
    if found is None:
        raise UnknownNumber(name)
    return found


def _read(name: str, table: dict) -> Number:
    label = Words(**table["label"])
    rows = tuple(
        NumberRow(
            parameter=Parameter(
                name=name,
                words=label,
                value=row["value"],
                unit=table["unit"],
                since=row["from"],
                article=words_of(row["article"]),
                known=row["known"],
            ),
            until=row.get("until"),
            territory=territory_of(row.get("territory", [])),
            remark=words_of(row["remark"]) if "remark" in row else None,
        )
        for row in table.get("row", [])
    )
    return Number(name, label, table["unit"], table.get("standard", ""), rows)


def behind(name: str, by: str = "") -> dict[str, str]:
    """The numbers behind a name: ``{"": name}``, or one an answer of the code input ``by`` (``housing_new``). A name that is
    none by itself stands for one an area (``income_line_rural``). Raises ``UnknownNumber``."""
    if name in numbers():
        return {"": name}
    codes = inputs()[by or AREA].codes
    found = {code: f"{name}_{code}" for code in codes}
    for one in found.values():
        number(one)
    return found
