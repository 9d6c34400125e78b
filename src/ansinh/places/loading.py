"""The committed units and changes, written into an empty system in a few set-based statements."""

import hashlib
from pathlib import Path

import polars as pl

from ansinh.kernel.bulk import allocate_ids, insert_frame
from ansinh.kernel.dates import now
from ansinh.kernel.text import sort_key
from ansinh.places.acts import read_act
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Act, Change, Unit
from ansinh.places.spelling import place_fold

DATA = Path(__file__).parent / "data"
ACTS = DATA / "acts"
_LEVELS = [level.value for level in UnitLevel]
_Key = tuple[str, str]


def shipped_acts() -> list[Path]:
    """Files of the acts that came after the last snapshot, in the order of their dates."""
    return sorted(ACTS.glob("*.toml"))


def insert_base(recorded_by: str) -> tuple[int, int]:
    """Write units, acts and changes of the data folder; the numbers of units and changes. The tables are
    empty."""
    units = _units(_read("units.csv"), _read("changes.csv"))
    insert_frame(Unit, units)
    acts = _insert_acts(recorded_by)
    changes = _changes(_read("changes.csv"), units, acts)
    insert_frame(Change, changes)
    return units.height, changes.height


def _read(name: str) -> pl.DataFrame:
    return pl.read_csv(DATA / name, infer_schema=False)


def _units(raw: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    order = pl.col("level").replace_strict({level: rank for rank, level in enumerate(_LEVELS)})
    raw = raw.sort(order, "valid_from", "code")
    raw = raw.with_columns(pl.Series("id", allocate_ids(Unit, raw.height), dtype=pl.Int64))
    parents, paths = _tree(raw, _renamed(changes))
    return raw.select(
        "id",
        "code",
        "name",
        pl.col("name").map_elements(place_fold, return_dtype=pl.String).alias("name_fold"),
        pl.col("name").map_elements(sort_key, return_dtype=pl.String).alias("sort_key"),
        "level",
        "type",
        "area_type",
        pl.Series("parent_id", parents, dtype=pl.Int64),
        pl.Series("path", paths, dtype=pl.String),
        pl.col("valid_from", "valid_until").str.to_date("%Y-%m-%d"),
        pl.col("date_known") == "1",
        pl.col("lat", "lon").cast(pl.Float64),
    )


def _renamed(changes: pl.DataFrame) -> set[tuple[str, str, str]]:
    rows = changes.filter(pl.col("kind") == "rename").select("new_level", "new_code", "date")
    return set(rows.iter_rows())


def _tree(raw: pl.DataFrame, renamed: set[tuple[str, str, str]]) -> tuple[list[int | None], list[str]]:
    """Parent id and path of each row. A parent is the unit of that code on the child's first day."""
    rows_of: dict[_Key, list[tuple[str, int, str]]] = {}
    parents: list[int | None] = []
    paths: list[str] = []
    columns = ("level", "code", "parent_code", "valid_from", "id")
    for level, code, parent_code, valid_from, unit_id in raw.select(columns).iter_rows():
        parent_id, path = None, "/"
        if parent_code:
            parent_level = "province" if len(parent_code) == 2 else "district"
            held = [row for row in rows_of[parent_level, parent_code] if row[0] <= valid_from]
            _, parent_id, path = held[-1]
        before = rows_of.setdefault((level, code), [])
        kept = (level, code, valid_from) in renamed
        path = before[-1][2] if kept else f"{path}{unit_id}/"
        before.append((valid_from, unit_id, path))
        parents.append(parent_id)
        paths.append(path)
    return parents, paths


def _insert_acts(recorded_by: str) -> dict[str, int]:
    ids = {}
    for row in _read("acts.csv").iter_rows(named=True):
        act = Act.objects.create(
            number=row["number"] or "",
            title=row["title"],
            issuer=row["issuer"] or "",
            date=row["date"],
            effect=row["effect"],
            source=row["source"] or "",
            verified=row["verified"] == "1",
            digest=hashlib.sha256(row["key"].encode()).hexdigest(),
            recorded_at=now(),
            recorded_by=recorded_by,
        )
        ids[row["key"]] = act.pk
    return ids


def _changes(raw: pl.DataFrame, units: pl.DataFrame, acts: dict[str, int]) -> pl.DataFrame:
    """Changes with ids: the old unit is the one that ended the day before, the new one holds on the day."""
    effect = pl.col("date").str.to_date("%Y-%m-%d").alias("effect")
    raw = raw.with_row_index("row").with_columns(effect)
    old = _matching(raw, units, "old", effect.dt.offset_by("-1d"))
    new = _matching(raw, units, "new", effect)
    raw = raw.join(old, on="row", how="left").join(new, on="row", how="left").sort("row")
    return raw.select(
        pl.Series("id", allocate_ids(Change, raw.height), dtype=pl.Int64),
        "kind",
        "effect",
        pl.col("date_known") == "1",
        pl.col("act").replace_strict(acts, default=None, return_dtype=pl.Int64).alias("act_id"),
        "old_id",
        "new_id",
        pl.col("share").cast(pl.Float64),
        pl.col("share_basis").fill_null(""),
        pl.col("is_default") == "1",
    )


def _matching(raw: pl.DataFrame, units: pl.DataFrame, side: str, day: pl.Expr) -> pl.DataFrame:
    asked = raw.filter(pl.col(f"{side}_code").is_not_null()).with_columns(day.alias("day"))
    rows = asked.join(
        units.select("id", "level", "code", "valid_from", "valid_until"),
        left_on=[f"{side}_level", f"{side}_code"],
        right_on=["level", "code"],
    ).filter(
        pl.col("valid_from") <= pl.col("day"),
        pl.col("valid_until").is_null() | (pl.col("valid_until") >= pl.col("day")),
    )
    if rows.height != asked.height:
        raise ValueError(
            f"changes.csv: {asked.height - rows.height} rows name a unit that units.csv does not have"
        )
    return rows.select("row", pl.col("id").alias(f"{side}_id"))


def all_is_loaded() -> bool:
    """Whether the units and every shipped act are there: a look without a lock, for each start of the program."""
    entered = set(Act.objects.values_list("digest", flat=True))
    return Unit.objects.exists() and all(read_act(path).digest in entered for path in shipped_acts())
