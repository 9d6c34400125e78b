"""Named reads of the registry as frames."""

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl

from ansinh.kernel.bulk import as_hex, read_frame, read_frame_of
from ansinh.places.models import Change, Unit

_CHUNK = 5000


def chunked(values: Sequence[str], size: int = _CHUNK) -> Iterable[Sequence[str]]:
    """``values`` in runs short enough for the parameters of one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def households_by_ref(source: str, refs: Sequence[str]) -> pl.DataFrame:
    """Households of ``source`` known under ``refs``: ``household, source_ref, unit_id, village,
    head_name``."""
    schema = {
        "household": pl.String,
        "source_ref": pl.String,
        "unit_id": pl.Int64,
        "village": pl.String,
        "head_name": pl.String,
    }
    rows = read_frame_of(
        "SELECT CAST(id AS VARCHAR(36)), source_ref, unit_id, village, head_name "
        "FROM households_household WHERE source = %s AND source_ref IN ({keys})",
        refs,
        schema,
        before=[source],
    )
    return rows.with_columns(as_hex("household"))


def open_memberships(households: Sequence[str]) -> pl.DataFrame:
    """Members now: ``membership, household, person, member_ref, valid_from`` of the given households (hex
    ids)."""
    schema = {
        "membership": pl.Int64,
        "household": pl.String,
        "person": pl.String,
        "member_ref": pl.String,
        "valid_from": pl.Date,
    }
    rows = read_frame_of(
        "SELECT id, CAST(household_id AS VARCHAR(36)), CAST(person_id AS VARCHAR(36)), "
        "member_ref, valid_from FROM households_membership "
        "WHERE valid_until IS NULL AND household_id IN ({keys})",
        households,
        schema,
    )
    return rows.with_columns(as_hex("household", "person"))


def names_of(persons: Sequence[str]) -> pl.DataFrame:
    """``person`` (hex id) and ``full_name`` of people already reached through a scope."""
    schema = {"person": pl.String, "full_name": pl.String}
    rows = read_frame_of(
        "SELECT CAST(id AS VARCHAR(36)), full_name FROM households_person WHERE id IN ({keys})",
        persons,
        schema,
    )
    return rows.with_columns(as_hex("person"))


def _rows_of(
    select: str, households: Sequence[str], tail: str, schema: dict[str, type[pl.DataType]]
) -> pl.DataFrame:
    """``select … WHERE household_id IN (households) tail`` in runs, as one frame."""
    return read_frame_of(f"{select} IN ({{keys}}) {tail}", households, schema)


EVENT_KEY = ("household", "member_ref", "event", "date")
_EVENT_SCHEMA = {"household": pl.String, "member_ref": pl.String, "event": pl.String, "date": pl.Date}


def event_keys(households: Sequence[str]) -> pl.DataFrame:
    """What makes an event the same one, of every event of the households: ``household, member_ref, event,
    date``."""
    rows = _rows_of(
        "SELECT CAST(household_id AS VARCHAR(36)), member_ref, kind, date FROM households_lifeevent "
        "WHERE household_id",
        households,
        "",
        _EVENT_SCHEMA,
    )
    return rows.with_columns(as_hex("household"))


def first_days_told(households: Sequence[str], until: date) -> pl.DataFrame:
    """``household, member_ref, since``: the last birth or joining told of each member up to a date."""
    told = event_keys(households).filter(
        pl.col("event").is_in(["born", "joined"]) & (pl.col("member_ref") != "") & (pl.col("date") <= until)
    )
    return told.group_by("household", "member_ref").agg(pl.col("date").max().alias("since"))


def memberships_of(households: Sequence[str]) -> pl.DataFrame:
    """The last membership of every member number of the households, open or ended: ``membership,
    household, person, member_ref, valid_from, valid_until, ended_by``, and the person's ``died_on``."""
    schema = {
        "membership": pl.Int64,
        "household": pl.String,
        "person": pl.String,
        "member_ref": pl.String,
        "valid_from": pl.Date,
        "valid_until": pl.Date,
        "ended_by": pl.String,
        "died_on": pl.Date,
    }
    rows = _rows_of(
        "SELECT m.id, CAST(m.household_id AS VARCHAR(36)), CAST(m.person_id AS VARCHAR(36)), m.member_ref, "
        "m.valid_from, m.valid_until, m.ended_by, p.died_on "
        "FROM households_membership m JOIN households_person p ON p.id = m.person_id "
        "WHERE m.household_id",
        households,
        "ORDER BY m.id",
        schema,
    )
    latest = rows.unique(["household", "member_ref"], keep="last", maintain_order=True)
    return latest.with_columns(as_hex("household", "person"))


def open_placements(households: Sequence[str]) -> pl.DataFrame:
    """Where the households live now: ``placement, household, unit_id, valid_from``."""
    schema = {"placement": pl.Int64, "household": pl.String, "unit_id": pl.Int64, "valid_from": pl.Date}
    rows = _rows_of(
        "SELECT id, CAST(household_id AS VARCHAR(36)), unit_id, valid_from FROM households_placement "
        "WHERE in_force = TRUE AND valid_until IS NULL AND household_id",
        households,
        "",
        schema,
    )
    return rows.with_columns(as_hex("household"))


def households_now(households: Sequence[str]) -> pl.DataFrame:
    """``household, formed_on, dissolved_on`` of the households."""
    schema = {"household": pl.String, "formed_on": pl.Date, "dissolved_on": pl.Date}
    rows = _rows_of(
        "SELECT CAST(id AS VARCHAR(36)), formed_on, dissolved_on FROM households_household WHERE id",
        households,
        "",
        schema,
    )
    return rows.with_columns(as_hex("household"))


def known_pairs() -> pl.DataFrame:
    """``left, right`` (hex ids) of every pair of people that was ever suspected."""
    rows = read_frame(
        "SELECT CAST(left_id AS VARCHAR(36)), CAST(right_id AS VARCHAR(36)) "
        "FROM households_suspectedduplicate",
        [],
        {"left": pl.String, "right": pl.String},
    )
    return rows.with_columns(as_hex("left", "right"))


def communes_now(units: Iterable[int]) -> dict[int, int]:
    """Units of any date to the commune that holds all their people now; one that was divided, or still is,
    is absent."""
    asked = list(units)
    ended = list(Unit.objects.filter(pk__in=asked, valid_until__isnull=False).values_list("pk", flat=True))
    if not ended:
        return {}
    onward = dict(Change.objects.filter(share=1, new__isnull=False).values_list("old_id", "new_id"))
    found = {}
    for unit in ended:
        last, seen = unit, {unit}
        while (following := onward.get(last)) is not None and following not in seen:
            last = following
            seen.add(last)
        if last != unit:
            found[unit] = last
    return found
