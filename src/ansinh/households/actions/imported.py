"""Events of an accepted file, as sets: written once each, and their effect on spans where the member is
known.

What a file says is kept whether or not it can be applied: an event may come before the survey that
names its people (``registering`` then begins their membership on the day of the event). Nothing is
guessed: who is head now is told by the newest survey, so ``head_changed`` is kept and changes no row;
``split`` of a whole household is kept, and the rows of its members end their memberships there.
"""

from dataclasses import dataclass

import polars as pl

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.households.lines import renew_lines
from ansinh.households.models import Household, LifeEvent, Membership, Person, Placement
from ansinh.households.queries import (
    EVENT_KEY,
    event_keys,
    households_now,
    memberships_of,
    open_placements,
)
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.work.traces import add_traced, change_traced

_BEGIN = ("born", "joined")
_END = ("died", "left", "moved", "split", "merged", "dissolved")
_WHOLE_END = ("dissolved", "merged")


@dataclass(frozen=True, slots=True)
class EventsApplied:
    """Events written now, those known before, and how many rows of the registry they changed."""

    recorded: int
    already: int
    applied: int


@action(EventName.EVENTS_IMPORTED)
def apply_events(*, rows: pl.DataFrame, batch_id: int | None, by: Actor) -> EventsApplied:
    """Write life events and apply them.

    ``rows``: ``household`` (hex id), ``member_ref`` (null or blank: the whole household), ``event``
    (kind), ``date``, ``other_household`` (hex id or null), ``from_unit``, ``to_unit`` (unit ids or
    null). ``merged`` is said of the household that ends. An event of the same household, member, kind
    and date as a known one changes nothing. Raises ``UnusableInput`` for a future date.
    """
    told = rows.with_columns(pl.col("member_ref").fill_null("")).unique(
        EVENT_KEY, keep="first", maintain_order=True
    )
    _check_dates(told)
    households = told["household"].unique(maintain_order=True).to_list()
    fresh = told.join(event_keys(households), on=EVENT_KEY, how="anti", maintain_order="left")
    already = rows.height - fresh.height
    if fresh.is_empty():
        nothing_changed()
        return EventsApplied(0, already, 0)
    members = memberships_of(fresh["household"].unique(maintain_order=True).to_list())
    _insert_events(fresh, members, batch_id, by)
    applied = _begin_members(fresh, members, batch_id) + _end_members(fresh, members, batch_id)
    applied += _record_deaths(fresh, members, batch_id) + _move_households(fresh, batch_id, by)
    applied += _end_households(fresh, batch_id)
    renew_lines(fresh["household"].unique())
    note(
        subject=f"batch:{batch_id}" if batch_id else "",
        recorded=fresh.height,
        already=already,
        applied=applied,
        kinds=dict(fresh.group_by("event").len().sort("event").iter_rows()),
    )
    return EventsApplied(fresh.height, already, applied)


def _check_dates(told: pl.DataFrame) -> None:
    late = told.filter(pl.col("date") > today()).height
    if late:
        raise UnusableInput(
            _("{count} biến động có ngày ở tương lai. Hãy sửa ngày rồi nhập lại; chưa ghi gì.").format(
                count=late
            ),
            code="future_date",
            count=late,
        )


def _insert_events(fresh: pl.DataFrame, members: pl.DataFrame, batch_id: int | None, by: Actor) -> None:
    people = members.select("household", "member_ref", "person")
    add_traced(
        LifeEvent,
        fresh.join(people, on=["household", "member_ref"], how="left", maintain_order="left").select(
            pl.col("household").alias("household_id"),
            pl.col("person").alias("person_id"),
            "member_ref",
            pl.col("event").alias("kind"),
            "date",
            pl.col("other_household").cast(pl.String).alias("other_household_id"),
            pl.col("from_unit").cast(pl.Int64).alias("from_unit_id"),
            pl.col("to_unit").cast(pl.Int64).alias("to_unit_id"),
            pl.lit("").alias("reason"),
            pl.lit(now()).alias("recorded_at"),
            pl.lit(by.label).alias("recorded_by"),
            pl.lit(batch_id, dtype=pl.Int64).alias("batch_id"),
        ),
        batch_id,
    )


def _begin_members(fresh: pl.DataFrame, members: pl.DataFrame, batch: int | None) -> int:
    """A membership without a known beginning begins with the birth or the joining."""
    begun = (
        fresh.filter(pl.col("event").is_in(_BEGIN))
        .join(members.filter(pl.col("valid_from").is_null()), on=["household", "member_ref"])
        .filter(pl.col("valid_until").is_null() | (pl.col("valid_until") >= pl.col("date")))
        .group_by("membership")
        .agg(pl.col("date").max())
    )
    return change_traced(
        Membership, begun.select(pl.col("membership").alias("id"), pl.col("date").alias("valid_from")), batch
    )


def _ending(fresh: pl.DataFrame) -> pl.DataFrame:
    """The last event that ends each member's belonging; who goes with the whole household stays its
    member."""
    whole = fresh.filter((pl.col("event") == "moved") & (pl.col("member_ref") == ""))
    return (
        fresh.filter(pl.col("event").is_in(_END) & (pl.col("member_ref") != ""))
        .join(whole.select("household", "event", "date"), on=["household", "event", "date"], how="anti")
        .sort("household", "member_ref", "date")
        .unique(["household", "member_ref"], keep="last", maintain_order=True)
    )


def _end_members(fresh: pl.DataFrame, members: pl.DataFrame, batch: int | None) -> int:
    """End open memberships; and date exactly those that a survey only saw had ended (``left`` by its date).

    A death ends on its day, everything else on the day before. A beginning of the same file counts.
    """
    begun = (
        fresh.filter(pl.col("event").is_in(_BEGIN))
        .group_by("household", "member_ref")
        .agg(pl.col("date").max().alias("begun"))
    )
    last_day = pl.when(pl.col("event") == "died").then("date").otherwise(pl.col("date").dt.offset_by("-1d"))
    ended = (
        _ending(fresh)
        .join(members, on=["household", "member_ref"])
        .join(begun, on=["household", "member_ref"], how="left")
        .with_columns(last_day.alias("until"), pl.coalesce("valid_from", "begun").alias("from"))
        .filter(
            (pl.col("from").is_null() | (pl.col("until") >= pl.col("from")))
            & (
                pl.col("valid_until").is_null()
                | ((pl.col("ended_by") == "left") & (pl.col("until") < pl.col("valid_until")))
            )
        )
    )
    return change_traced(
        Membership,
        ended.select(
            pl.col("membership").alias("id"),
            pl.col("until").alias("valid_until"),
            pl.col("event").alias("ended_by"),
        ),
        batch,
    )


def _record_deaths(fresh: pl.DataFrame, members: pl.DataFrame, batch: int | None) -> int:
    died = (
        fresh.filter((pl.col("event") == "died") & (pl.col("member_ref") != ""))
        .join(members, on=["household", "member_ref"])
        .filter(pl.col("died_on").is_null())
        .unique("person", keep="first", maintain_order=True)
    )
    return change_traced(
        Person, died.select(pl.col("person").alias("id"), pl.col("date").alias("died_on")), batch
    )


def _move_households(fresh: pl.DataFrame, batch: int | None, by: Actor) -> int:
    """Moves in the order of their dates: a household with several in one file is taken up once for each."""
    moves = fresh.filter(
        (pl.col("event") == "moved") & (pl.col("member_ref") == "") & pl.col("to_unit").is_not_null()
    ).sort("household", "date")
    turns = moves.with_columns(pl.int_range(pl.len()).over("household").alias("turn"))
    return sum(_move_once(turn, batch, by) for turn in turns.partition_by("turn", maintain_order=True))


def _move_once(moves: pl.DataFrame, batch: int | None, by: Actor) -> int:
    """Apply at most one move a household: the open placement ends and another begins; where the registry
    already shows the new place, its beginning becomes known and the place before is added. A move
    before the beginning of the open placement is older than what we know and only stays told."""
    rows = moves.join(open_placements(moves["household"].to_list()), on="household", how="left").filter(
        pl.col("valid_from").is_null() | (pl.col("valid_from") < pl.col("date"))
    )
    there = pl.col("unit_id") == pl.col("to_unit")
    leaving = rows.filter(pl.col("placement").is_not_null() & ~there)
    before = pl.col("date").dt.offset_by("-1d")
    change_traced(
        Placement, leaving.select(pl.col("placement").alias("id"), before.alias("valid_until")), batch
    )
    arriving = rows.filter(pl.col("placement").is_null() | ~there)
    _insert_placements(arriving, pl.col("to_unit"), pl.col("date"), pl.lit(None, dtype=pl.Date), batch, by)
    change_traced(
        Household,
        arriving.select(
            pl.col("household").alias("id"), pl.col("to_unit").alias("unit_id"), pl.lit("").alias("village")
        ),
        batch,
    )
    known = rows.filter(pl.col("placement").is_not_null() & there & pl.col("valid_from").is_null())
    change_traced(
        Placement, known.select(pl.col("placement").alias("id"), pl.col("date").alias("valid_from")), batch
    )
    earlier = known.filter(pl.col("from_unit").is_not_null() & (pl.col("from_unit") != pl.col("to_unit")))
    _insert_placements(earlier, pl.col("from_unit"), pl.lit(None, dtype=pl.Date), before, batch, by)
    return arriving.height + known.height


def _insert_placements(
    rows: pl.DataFrame, unit: pl.Expr, first: pl.Expr, last: pl.Expr, batch: int | None, by: Actor
) -> None:
    add_traced(
        Placement,
        rows.select(
            pl.col("household").alias("household_id"),
            unit.cast(pl.Int64).alias("unit_id"),
            pl.lit("").alias("village"),
            first.alias("valid_from"),
            last.alias("valid_until"),
            pl.lit(now()).alias("recorded_at"),
            pl.lit(by.label).alias("recorded_by"),
        ),
        batch,
    )


def _end_households(fresh: pl.DataFrame, batch: int | None) -> int:
    """Households that were dissolved or merged into another end on that day, with their members and
    placement."""
    ended = (
        fresh.filter(pl.col("event").is_in(_WHOLE_END) & (pl.col("member_ref") == ""))
        .sort("date")
        .unique("household", keep="first", maintain_order=True)
        .join(households_now(fresh["household"].unique().to_list()), on="household")
        .filter(
            pl.col("dissolved_on").is_null()
            & (pl.col("formed_on").is_null() | (pl.col("date") >= pl.col("formed_on")))
        )
    )
    if ended.is_empty():
        return 0
    homes = ended["household"].to_list()
    change_traced(
        Household, ended.select(pl.col("household").alias("id"), pl.col("date").alias("dissolved_on")), batch
    )
    until = pl.max_horizontal(pl.col("date").dt.offset_by("-1d"), "valid_from")
    placed = ended.join(open_placements(homes), on="household").with_columns(until.alias("until"))
    change_traced(
        Placement, placed.select(pl.col("placement").alias("id"), pl.col("until").alias("valid_until")), batch
    )
    staying = (
        memberships_of(homes)
        .filter(pl.col("valid_until").is_null())
        .join(ended.select("household", "date", "event"), on="household")
        .with_columns(until.alias("until"))
    )
    change_traced(
        Membership,
        staying.select(
            pl.col("membership").alias("id"),
            pl.col("until").alias("valid_until"),
            pl.col("event").alias("ended_by"),
        ),
        batch,
    )
    return ended.height
