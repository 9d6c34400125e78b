"""What a settlement would hold: the months for which the cards of some communes were in force, each once, with the money of each
month, less what was settled of them before. Nothing is written here.

A month that was never settled is ``regular``, or ``late`` where it lies before the period; one that was settled and turned out
otherwise (a card corrected, ended, taken back) is ``corrected`` by the difference. Months before a commune's first settlement are
asked for from the month that who draws it up chooses; without one they are not, because nobody knows here what was settled of them on
paper: they are counted as left out.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models.functions import Coalesce

from ansinh.access.walls import beyond_walls
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.dates import today
from ansinh.places.models import Unit
from ansinh.places.queries import lineage
from ansinh.support.catalogue.card_months import Counts, month_rule
from ansinh.support.insurance.premiums import AMOUNTS, SHARES, premium_on, with_parts
from ansinh.support.models import CardSettlement
from ansinh.support.models.health_card_enums import ListState, SpanKind
from ansinh.support.sameness import same_people

CARDS = {
    "line_id": pl.Int64,
    "unit_id": pl.Int64,
    "village": pl.String,
    "household_id": pl.String,
    "person_id": pl.String,
    "policy": pl.String,
    "months": pl.Int64,
    **dict.fromkeys(AMOUNTS, pl.Int64),
    "unreckoned": pl.Int64,
    "corrects": pl.Boolean,
}
SPANS = {
    "line_id": pl.Int64,
    "kind": pl.String,
    "month_from": pl.Date,
    "month_until": pl.Date,
    "months": pl.Int64,
    "counted": pl.Int64,
    "state_month": pl.Int64,
    "local_month": pl.Int64,
    "own_month": pl.Int64,
}
_MONTHLY = ("state_month", "local_month", "own_month")
_ABOUT = ("line_id", "unit_id", "village", "household_id", "person_id", "policy")
_COVERS = {
    "line_id": pl.Int64,
    "unit_id": pl.Int64,
    "village": pl.String,
    "household_id": pl.String,
    "person_id": pl.String,
    "policy": pl.String,
    **dict.fromkeys(SHARES, pl.Int64),
    "card_from": pl.Date,
    "card_until": pl.Date,
    "ended_on": pl.Date,
    "is_ended": pl.Int64,
}
_LINE = (
    "l.id, l.unit_id, l.village, CAST(l.household_id AS VARCHAR(36)), CAST(l.person_id AS VARCHAR(36)), l.policy, "
    "l.state_share, l.local_share, l.own_share"
)
# A card runs to its last day, or to the end that a list told of it which was approved.
_COVERING = (
    f"SELECT {_LINE}, k.valid_from, k.valid_until, l.ended_on, CASE WHEN EXISTS (SELECT 1 FROM support_cardline e "
    "JOIN support_cardlist d ON d.id = e.list_id WHERE e.ends_id = l.id AND d.state = 'approved') THEN 1 ELSE 0 END "
    "FROM support_cardline l JOIN support_healthcard k ON k.line_id = l.id AND k.in_force "
    "JOIN support_cardlist c ON c.id = l.list_id WHERE l.counts AND l.answer = 'issued' AND c.state = 'approved' AND "
)
_LINES = {name: _COVERS[name] for name in (*_ABOUT, *SHARES)}
_PRIOR = {
    "line_id": pl.Int64,
    "month_from": pl.Date,
    "month_until": pl.Date,
    "was_counted": pl.Int64,
    "was_state": pl.Int64,
    "was_local": pl.Int64,
    "was_own": pl.Int64,
}
_WAS = ("was_state", "was_local", "was_own")


@dataclass(frozen=True)
class Reckoned:
    """A settlement that is not written yet: ``cards`` (``CARDS``), ``spans`` (``SPANS``), whether a number of it is unverified, the
    months whose premium is not known (``missing``, words by month), on which closed settlements it rests; ``since``, the month that
    was chosen to begin with, ``left_out`` months of cards before all that is asked for, the first of them ``left_from``."""

    period_from: date
    period_until: date
    cards: pl.DataFrame
    spans: pl.DataFrame
    unverified: bool
    missing: Mapping[date, str]
    rests_on: frozenset[int]
    since: date | None
    left_out: int
    left_from: date | None

    def total(self, column: str) -> int:
        """The sum of a column of the cards."""
        return int(self.cards[column].sum())


def reckon(
    units: Collection[int], period_from: date, period_until: date, since: date | None = None
) -> Reckoned:
    """What these communes (ids) owe to the last day of a period of whole months; ``since``: from which month before the period too."""
    # Of who moved here the month may be settled where they came from; cards of any commune are asked, and none of them is shown.
    with beyond_walls():
        rests_on, asked_from = _settled_before(units, since or period_from)
        months, covered = _owed_months(units, period_until)
        prior = _prior(units, period_until)
        lines = _lines_of(prior["line_id"].unique().to_list())
    begun = pl.DataFrame(
        {"unit_id": list(asked_from), "since": list(asked_from.values())}, schema_overrides={"since": pl.Date}
    )
    months = months.join(begun, on="unit_id")
    left = months.filter(pl.col("month") < pl.col("since")).join(prior, on=["line_id", "month"], how="anti")
    months = months.filter(pl.col("month") >= pl.col("since")).select("line_id", "month", *SHARES)
    priced, missing, unverified = _priced(months)
    known = priced.filter(pl.col("state_amount").is_not_null())
    changed = _differences(known, prior, priced, period_from)
    spans = _spans(changed)
    about = pl.concat([covered, lines.select(_ABOUT)]).unique("line_id", maintain_order=True)
    return Reckoned(
        period_from,
        period_until,
        _cards(changed, _not_known(priced, prior), about),
        spans,
        unverified,
        missing,
        rests_on,
        since,
        left.height,
        left["month"].min(),
    )


def rests_on(units: Collection[int]) -> frozenset[int]:
    """The closed settlements that hold cards of these communes."""
    rows = read_frame_of(
        "SELECT DISTINCT c.settlement_id FROM support_settledcard c JOIN support_cardsettlement s ON s.id = c.settlement_id "
        "WHERE s.state = 'approved' AND c.unit_id IN ({keys})",
        sorted(units),
        {"id": pl.Int64},
    )
    return frozenset(rows["id"].to_list())


def _settled_before(units: Collection[int], begins: date) -> tuple[frozenset[int], dict[int, date]]:
    """The closed settlements of these communes, and from which month on each commune settles here: from ``begins``, or what an
    earlier settlement asked for."""
    since = dict.fromkeys(units, begins)
    rows = CardSettlement.objects.everywhere().exclude(state=ListState.DROPPED.value)
    first: dict[int, date] = {}
    for unit, day in rows.values_list("unit_id", Coalesce("since", "period_from")):
        first[unit] = min(day, first.get(unit, day))
    for unit in Unit.objects.filter(pk__in=first):
        for one in lineage(unit, min(today(), unit.valid_until or today())) & since.keys():
            since[one] = min(since[one], first[unit.pk])
    return rests_on(units), since


def _owed_months(units: Collection[int], period_until: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A row a card line (of these communes, and of others of the same people) and month for which a premium is owed (``line_id,
    unit_id, month``, the shares), and what the lines are about (``_ABOUT``)."""
    here = _covers("l.unit_id IN ({keys})", sorted(units))
    same = same_people()
    roots = {same[one] for one in here["person_id"].to_list() if one in same}
    people = list(
        dict.fromkeys([*here["person_id"].to_list(), *(one for one, root in same.items() if root in roots)])
    )
    covers = pl.concat([here, _covers("l.person_id IN ({keys})", people)]).unique("line_id")
    covers = covers.with_columns(root=pl.col("person_id").replace(same))
    end = pl.when(pl.col("is_ended") == 1).then("ended_on")
    last = pl.min_horizontal(pl.lit(period_until), "card_until", end)
    first = _first_month(covers["card_from"].unique().to_list())
    spans = covers.select(
        "line_id",
        "unit_id",
        "card_from",
        *(pl.col(name).cast(pl.Int16) for name in SHARES),
        # A number in place of the id: the rows become as many as months.
        root=pl.col("root").rank("dense"),
        first=first,
        last=last,
    )
    months = _each_month(spans, "first", "last")
    # One premium a person and month, by the card that held first in it, whatever commune told of it.
    held_from = pl.max_horizontal("card_from", "month")
    months = months.sort("root", "month", held_from, "line_id").unique(
        ["root", "month"], keep="first", maintain_order=True
    )
    return months.select("line_id", "unit_id", "month", *SHARES), covers.select(_ABOUT)


def _covers(condition: str, keys: list) -> pl.DataFrame:
    return read_frame_of(_COVERING + condition, keys, _COVERS).with_columns(
        as_hex("household_id", "person_id")
    )


def _lines_of(ids: list[int]) -> pl.DataFrame:
    rows = read_frame_of(f"SELECT {_LINE} FROM support_cardline l WHERE l.id IN ({{keys}})", ids, _LINES)
    return rows.with_columns(as_hex("household_id", "person_id"))


def _first_month(days: list[date]) -> pl.Expr:
    """The first month that counts of a card from its first day (``card_from``, one of ``days``), by the rule of that month."""
    day = pl.col("card_from")
    month = day.dt.truncate("1mo")
    whole = pl.Series([one for one in days if _counts_from(one)], dtype=pl.Date)
    return pl.when(day.is_in(whole.implode())).then(month).otherwise(month.dt.offset_by("1mo"))


def _counts_from(day: date) -> bool:
    """Whether the month of a card's first day counts."""
    month = day.replace(day=1)
    return day == month or month_rule(month).counts is Counts.ANY_DAY


def _each_month(rows: pl.DataFrame, first: str, last: str) -> pl.DataFrame:
    """A row a month (``month``, its first day) from the month of ``first`` to that of ``last``."""
    held = rows.filter(pl.col(first) <= pl.col(last))
    months = pl.date_ranges(pl.col(first).dt.truncate("1mo"), pl.col(last).dt.truncate("1mo"), "1mo")
    return held.with_columns(month=months).explode("month")


def _priced(months: pl.DataFrame) -> tuple[pl.DataFrame, dict[date, str], bool]:
    """The months with what each bears; words of the months without a premium; whether a number was read in no text."""
    days = sorted(months["month"].unique().to_list())
    premiums = {day: premium_on(day) for day in days}
    table = pl.DataFrame(
        {"month": days, "premium": [premiums[day].amount for day in days]},
        schema={"month": pl.Date, "premium": pl.Int64},
    )
    priced = with_parts(months.join(table, on="month", how="left"), pl.col("premium"))
    missing = {day: one.words for day, one in premiums.items() if one.amount is None}
    unverified = any(one.unverified for one in premiums.values()) or (
        bool(days) and month_rule(days[-1]).unverified
    )
    return priced, missing, unverified


def _prior(units: Collection[int], period_until: date) -> pl.DataFrame:
    """What closed settlements hold of the cards of these communes, a row a line and month to the end of the period."""
    rows = read_frame_of(
        "SELECT c.line_id, s.month_from, s.month_until, s.counted, s.state_month, s.local_month, s.own_month "
        "FROM support_settledspan s JOIN support_settledcard c ON c.id = s.settled_id "
        "WHERE c.counts AND NOT c.open AND c.unit_id IN ({keys})",
        sorted(units),
        _PRIOR,
    )
    months = _each_month(rows, "month_from", "month_until").filter(pl.col("month") <= period_until)
    return months.group_by("line_id", "month").agg(pl.col("was_counted", *_WAS).sum())


def _differences(
    known: pl.DataFrame, prior: pl.DataFrame, priced: pl.DataFrame, period_from: date
) -> pl.DataFrame:
    """Line and month with what the settlement adds: ``kind, counted`` and the money of the month."""
    owed = known.select("line_id", "month", *AMOUNTS)
    both = owed.join(prior, on=["line_id", "month"], how="full", coalesce=True)
    # What is owed and cannot be reckoned now is left as it was settled.
    unknown = priced.filter(pl.col("state_amount").is_null()).select("line_id", "month")
    both = both.join(unknown, on=["line_id", "month"], how="anti")
    is_owed = pl.col("state_amount").is_not_null()
    seen = pl.col("was_counted").is_not_null()
    kind = (
        pl.when(seen)
        .then(pl.lit(SpanKind.CORRECTED.value))
        .when(pl.col("month") < period_from)
        .then(pl.lit(SpanKind.LATE.value))
        .otherwise(pl.lit(SpanKind.REGULAR.value))
    )
    added = [
        (pl.col(now).fill_null(0) - pl.col(was).fill_null(0)).alias(name)
        for name, now, was in zip(_MONTHLY, AMOUNTS, _WAS, strict=True)
    ]
    counted = is_owed.cast(pl.Int64) - pl.col("was_counted").fill_null(0)
    rows = both.select("line_id", "month", kind.alias("kind"), counted.alias("counted"), *added)
    nothing = pl.all_horizontal(pl.col("counted", *_MONTHLY) == 0)
    return rows.filter(~nothing | (pl.col("kind") != SpanKind.CORRECTED.value))


def _spans(changed: pl.DataFrame) -> pl.DataFrame:
    """Months in a row of the same money as one span."""
    alike = ["line_id", "kind", "counted", *_MONTHLY]
    number = pl.col("month").dt.year().cast(pl.Int64) * 12 + pl.col("month").dt.month()
    rows = changed.sort(*alike, "month").with_columns(run=number - pl.int_range(pl.len()).over(alike))
    spans = rows.group_by(*alike, "run").agg(
        month_from=pl.col("month").min(), last=pl.col("month").max(), months=pl.len().cast(pl.Int64)
    )
    spans = spans.with_columns(month_until=pl.col("last").dt.month_end())
    return spans.select(*SPANS).sort("line_id", "month_from", "kind")


def _not_known(priced: pl.DataFrame, prior: pl.DataFrame) -> pl.DataFrame:
    """``line_id, unreckoned``: months that are owed and whose money nobody can tell."""
    rows = priced.filter(pl.col("state_amount").is_null()).join(prior, on=["line_id", "month"], how="anti")
    return rows.group_by("line_id").agg(unreckoned=pl.len().cast(pl.Int64))


def _cards(changed: pl.DataFrame, unknown: pl.DataFrame, about: pl.DataFrame) -> pl.DataFrame:
    sums = changed.group_by("line_id").agg(
        months=pl.col("counted").sum(),
        corrects=(pl.col("kind") == SpanKind.CORRECTED.value).any(),
        **{amount: pl.col(month).sum() for amount, month in zip(AMOUNTS, _MONTHLY, strict=True)},
    )
    both = sums.join(unknown, on="line_id", how="full", coalesce=True)
    filled = both.with_columns(
        pl.col("months", *AMOUNTS, "unreckoned").fill_null(0), pl.col("corrects").fill_null(value=False)
    )
    return filled.join(about, on="line_id", how="left").select(*CARDS).sort("line_id")
