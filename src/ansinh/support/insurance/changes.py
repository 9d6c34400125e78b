"""What a commune's next list says: who comes on it, who goes off it, who is of another group, and who is left out and why.

Nothing is written here. Who was named to the insurer before (``support_cardline``) is held against who is owed a card on the
day; of whom nobody knows whether they are owed one nothing changes.
"""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from ansinh.access.walls import beyond_walls
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.dates import today
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.support.insurance.owing import owed_cards
from ansinh.support.insurance.premiums import AMOUNTS, SHARES, Premium, premium_on, with_amounts
from ansinh.support.models.health_card_enums import COVERED_BY, Answer, Cause, Change, Settled
from ansinh.support.sameness import same_people

LINES = {
    "unit_id": pl.Int64,
    "village": pl.String,
    "household_id": pl.String,
    "person_id": pl.String,
    "change": pl.String,
    "cause": pl.String,
    "policy": pl.String,
    "rule": pl.String,
    "groups": pl.String,
    "valid_from": pl.Date,
    "valid_until": pl.Date,
    **dict.fromkeys((*SHARES, *AMOUNTS), pl.Int64),
    "ends_id": pl.Int64,
    "ends_on": pl.Date,
}
LEFT_OUT = {"household_id": pl.String, "person_id": pl.String, "policy": pl.String, "why": pl.String}
_HELD = {
    "id": pl.Int64,
    "person_id": pl.String,
    "household_id": pl.String,
    "unit_id": pl.Int64,
    "village": pl.String,
    "change": pl.String,
    "policy": pl.String,
    "rule": pl.String,
    "groups": pl.String,
    "valid_from": pl.Date,
    "valid_until": pl.Date,
    "ended_on": pl.Date,
    **dict.fromkeys(SHARES, pl.Int64),
    "counts": pl.Int64,
    "answer": pl.String,
    "settled": pl.String,
    "refused_for": pl.String,
}
_ABOUT = {
    "person_id": pl.String,
    "died_on": pl.Date,
    "unit_id": pl.Int64,
}

_EVER = date(9999, 12, 31)
_ONE = timedelta(days=1)
# Why somebody who is owed a card, or was named before, is not in the list.
ELSEWHERE, REFUSED, LEFT, INSURED, UNKNOWN, ENDED = (
    "held_elsewhere",
    "refused",
    "left_by_commune",
    "insured_otherwise",
    "unknown",
    "ends_before",
)


@dataclass(frozen=True)
class Changes:
    """The lines of a list that is not written yet (columns ``LINES``), who is left out (``LEFT_OUT``), how many are on the list and
    stay as they are, and the premium they were reckoned with."""

    day: date
    month_from: date
    lines: pl.DataFrame
    left_out: pl.DataFrame
    unchanged: int
    premium: Premium

    def count(self, change: Change) -> int:
        """How many lines say so."""
        return self.lines.filter(pl.col("change") == change.value).height


def month_called(text: str) -> date:
    """The first day of ``YYYY-MM``; raises ``UnusableInput``."""
    try:
        year, month = (int(part) for part in text.split("-"))
        return date(year, month, 1)
    except ValueError as wrong:
        raise UnusableInput(_("Tháng không đúng: viết như 2025-03."), code="month_wrong") from wrong


def day_of(month_from: date) -> date:
    """The day of a month on which entitlements are asked: today where it is of the month, else its nearest day."""
    last = month_from.replace(day=monthrange(month_from.year, month_from.month)[1])
    return min(max(today(), month_from), last)


def changes_of(units: Collection[int], month_from: date) -> Changes:
    """What the next list of these communes (ids) would say for a month."""
    day, premium = day_of(month_from), premium_on(month_from)
    owed = owed_cards(sorted(units), day)
    same = same_people()
    # Who came from elsewhere may still be on the list there; lines of any commune are asked, and none of them is shown.
    with beyond_walls():
        held = _held(units, _with_same(owed["person_id"].to_list(), same))
        about = _about(held["person_id"].unique().to_list())
    owed, held = _rooted(owed, same), _rooted(held, same)
    until = pl.coalesce("ended_on", "valid_until")
    covering = held.filter((pl.col("counts") == 1) & pl.col("change").is_in(COVERED_BY)).with_columns(
        until=until
    )
    covers_now = covering.filter(pl.col("until").is_null() | (pl.col("until") >= month_from))
    # What another line ended already needs no second end, and still keeps its days.
    running = covers_now.filter(pl.col("ended_on").is_null())
    mine = running.filter(pl.col("unit_id").is_in(list(units)))
    kept, doubles = _one_each(mine, owed)
    others = running.filter(~pl.col("unit_id").is_in(list(units))).select("root").unique()
    sure = _asked(owed, held, others)
    wanted = sure.filter(pl.col("why").is_null()).unique("root", keep="first", maintain_order=True)
    last = covers_now.filter(pl.col("ended_on").is_not_null()).group_by("root").agg(pl.col("until").max())
    added = wanted.join(kept, on="root", how="anti").join(last, on="root", how="left", maintain_order="left")
    added, too_late = _spans(added, month_from)
    changed, stays = _changed(wanted, kept, month_from)
    gone = _gone(kept, sure, about, units, month_from)
    doubled = doubles.with_columns(
        pl.lit(Cause.SAME_PERSON.value).alias("cause"), _day_before("valid_from", month_from).alias("ends_on")
    )
    removed = pl.concat([gone, doubled], how="diagonal")
    lines = pl.concat([_as_lines(added), _as_lines(changed), _removals(removed)])
    left_out = pl.concat(
        [
            sure.filter(
                pl.col("why").is_not_null() & ~((pl.col("why") == INSURED) & _is_in("root", kept))
            ).select(*LEFT_OUT),
            too_late.with_columns(why=pl.lit(ENDED)).select(*LEFT_OUT),
        ]
    )
    return Changes(day, month_from, with_amounts(lines, premium).select(*LINES), left_out, stays, premium)


def _is_in(column: str, rows: pl.DataFrame) -> pl.Expr:
    return pl.col(column).is_in(rows[column].to_list())


def _with_same(people: list[str], same: dict[str, str]) -> list[str]:
    """These people and everybody who was decided to be one of them."""
    roots = {same[one] for one in people if one in same}
    return list(dict.fromkeys([*people, *(one for one, root in same.items() if root in roots)]))


def _rooted(rows: pl.DataFrame, same: dict[str, str]) -> pl.DataFrame:
    return rows.with_columns(pl.col("person_id").replace(same).alias("root"))


def _held(units: Collection[int], people: list[str]) -> pl.DataFrame:
    """Every line of these communes or people of a list that was not dropped, the oldest first."""
    columns = ", ".join(_column(name) for name in _HELD)
    select = (
        f"SELECT {columns} FROM support_cardline l JOIN support_cardlist c ON c.id = l.list_id "
        "WHERE c.state <> 'dropped' AND "
    )
    rows = pl.concat(
        [
            read_frame_of(select + "l.unit_id IN ({keys})", sorted(units), _HELD),
            read_frame_of(select + "l.person_id IN ({keys})", people, _HELD),
        ]
    )
    return rows.unique("id").with_columns(as_hex("person_id", "household_id")).sort("id")


def _column(name: str) -> str:
    if name.endswith("_id") and _HELD[name] is pl.String:
        return f"CAST(l.{name} AS VARCHAR(36))"
    return "CASE WHEN l.counts THEN 1 ELSE 0 END" if name == "counts" else f"l.{name}"


def _about(people: list[str]) -> pl.DataFrame:
    """``person_id, died_on, unit_id`` (where the household they live in is; null: nowhere known)."""
    rows = read_frame_of(
        "SELECT CAST(p.id AS VARCHAR(36)), p.died_on, h.unit_id FROM households_person p "
        "LEFT JOIN households_membership m ON m.person_id = p.id AND m.valid_until IS NULL "
        "LEFT JOIN households_household h ON h.id = m.household_id WHERE p.id IN ({keys}) ORDER BY m.id",
        people,
        _ABOUT,
    )
    return rows.with_columns(as_hex("person_id")).unique("person_id", keep="last", maintain_order=True)


def _one_each(mine: pl.DataFrame, owed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The running line of each person, and those of who was decided to be the same person: the line of the record that is owed a
    card stays, else the oldest."""
    first = pl.col("person_id").is_in(owed["person_id"].to_list())
    ordered = mine.sort([~first, pl.col("id")], maintain_order=True)
    kept = ordered.unique("root", keep="first", maintain_order=True)
    return kept, ordered.join(kept.select("id"), on="id", how="anti")


def _asked(owed: pl.DataFrame, held: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Who is owed a card, with ``why`` they are left out (null: they are not)."""
    newest = held.filter(pl.col("change").is_in(COVERED_BY)).unique("root", keep="last", maintain_order=True)
    refused = newest.filter(
        (pl.col("answer") == Answer.REFUSED.value) & (pl.col("settled") != Settled.AGAIN.value)
    ).select("root", pl.col("settled").alias("was_settled"))
    why = (
        pl.when(pl.col("state") != "entitled")
        .then(pl.lit(UNKNOWN))
        .when(pl.col("insured_otherwise") == 1)
        .then(pl.lit(INSURED))
        .when(_is_in("root", others))
        .then(pl.lit(ELSEWHERE))
        .when(pl.col("was_settled") == Settled.LEFT.value)
        .then(pl.lit(LEFT))
        .when(pl.col("was_settled").is_not_null())
        .then(pl.lit(REFUSED))
    )
    return owed.join(refused, on="root", how="left", maintain_order="left").with_columns(why.alias("why"))


def _day_before(column: str, month_from: date) -> pl.Expr:
    """The last day before the month; of who came on the list within it that first day."""
    return pl.max_horizontal(pl.col(column), pl.lit(month_from - _ONE))


def _spans(added: pl.DataFrame, month_from: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """New lines with their first day: of the month, of the right, of birth, or after what another list covered; and those whose right
    ends before it."""
    first = pl.max_horizontal(
        pl.lit(month_from), "valid_from", "birth_date", pl.col("until") + pl.duration(days=1)
    )
    rows = added.with_columns(
        first.alias("valid_from"),
        pl.lit(Change.ADDED.value).alias("change"),
        pl.lit("").alias("cause"),
        pl.lit(None, dtype=pl.Int64).alias("ends_id"),
        pl.lit(None, dtype=pl.Date).alias("ends_on"),
    )
    fits = pl.col("valid_until").is_null() | (pl.col("valid_until") >= pl.col("valid_from"))
    return rows.filter(fits), rows.filter(~fits)


def _changed(wanted: pl.DataFrame, kept: pl.DataFrame, month_from: date) -> tuple[pl.DataFrame, int]:
    """Who is of another group, or of other shares, than the insurer was told; and how many stay as they are."""
    both = wanted.join(
        kept.select("root", "id", "valid_from", "policy", *SHARES),
        on="root",
        how="inner",
        suffix="_told",
        maintain_order="left",
    )
    differs = pl.any_horizontal(pl.col(one).ne_missing(pl.col(f"{one}_told")) for one in ("policy", *SHARES))
    rows = both.filter(differs).with_columns(
        pl.max_horizontal(
            pl.lit(month_from), "valid_from", pl.col("valid_from_told") + pl.duration(days=1)
        ).alias("valid_from"),
        pl.lit(Change.CHANGED.value).alias("change"),
        pl.lit(Cause.OTHER_GROUP.value).alias("cause"),
        pl.col("id").alias("ends_id"),
    )
    rows = rows.with_columns((pl.col("valid_from") - pl.duration(days=1)).alias("ends_on"))
    return rows, both.height - rows.height


def _gone(
    kept: pl.DataFrame, sure: pl.DataFrame, about: pl.DataFrame, units: Collection[int], month_from: date
) -> pl.DataFrame:
    """Running lines of who is owed no card here any more. Of whom it is not known nothing is taken."""
    stays = sure.filter(pl.col("why").is_null() | ~pl.col("why").is_in([INSURED]))["root"].to_list()
    insured = sure.filter(pl.col("why") == INSURED)["root"].to_list()
    rows = kept.filter(~pl.col("root").is_in(stays)).join(
        about.rename({"unit_id": "lives_at"}), on="person_id", how="left", maintain_order="left"
    )
    cause = (
        pl.when(pl.col("died_on").is_not_null())
        .then(pl.lit(Cause.DIED.value))
        .when(pl.col("root").is_in(insured))
        .then(pl.lit(Cause.INSURED_OTHERWISE.value))
        .when(pl.col("lives_at").is_null() | ~pl.col("lives_at").is_in(list(units)))
        .then(pl.lit(Cause.MOVED.value))
        .otherwise(pl.lit(Cause.LEFT_GROUP.value))
    )
    last = (
        pl.when(pl.col("died_on").is_not_null())
        .then(pl.max_horizontal("died_on", "valid_from"))
        .otherwise(_day_before("valid_from", month_from))
    )
    return rows.with_columns(cause.alias("cause"), last.alias("ends_on"))


def _as_lines(rows: pl.DataFrame) -> pl.DataFrame:
    return _shaped(rows)


def _removals(rows: pl.DataFrame) -> pl.DataFrame:
    """Lines that end a cover: they speak of its group, without money from the next day on."""
    told = rows.with_columns(
        pl.lit(Change.REMOVED.value).alias("change"),
        pl.col("id").alias("ends_id"),
        (pl.col("ends_on") + pl.duration(days=1)).alias("valid_from"),
        pl.lit(None, dtype=pl.Date).alias("valid_until"),
        *(pl.lit(None, dtype=pl.Int64).alias(name) for name in SHARES),
    )
    return _shaped(told)


def _shaped(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in LINES.items()
        if name not in AMOUNTS
    )
