"""What is due in a run: of its period, of earlier ones that nobody paid, of what came back unpaid, of confirmed corrections.

A month is due while an enrolment holds on a day of it, the beneficiary lives (the household exists) and no suspension covers all
of those days; the month in which it ends is still paid. Computed as a set; the number of reads does not grow with the people.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl
from django.db import connection

from ansinh.kernel.bulk import among, as_hex, read_frame, read_frame_of
from ansinh.support.delivery.capping import SAME_PAID, capped, caps_of
from ansinh.support.delivery.periods import Period, period_at, period_called
from ansinh.support.delivery.sameness import divided_households, one_household
from ansinh.support.models.delivery_enums import LineKind, Outcome, PayMethod
from ansinh.support.sameness import same_people

_ENROLLED = {
    "enrolment_id": pl.Int64,
    "policy": pl.String,
    "household_id": pl.String,
    "person_id": pl.String,
    "beneficiary": pl.String,
    "unit_id": pl.Int64,
    "village": pl.String,
    "valid_from": pl.Date,
    "valid_until": pl.Date,
    "paid_until": pl.Date,
    "amount": pl.Int64,
    "amount_per": pl.String,
    "state_share": pl.Int64,
    "local_share": pl.Int64,
    "own_share": pl.Int64,
    "died_on": pl.Date,
    "dissolved_on": pl.Date,
    "lives_in": pl.String,
}
_SUSPENDED = {"enrolment_id": pl.Int64, "since": pl.Date, "until": pl.Date}
_LINES = {
    "policy": pl.String,
    "beneficiary": pl.String,
    "period": pl.String,
    "part": pl.Int64,
    "outcome": pl.String,
    "months": pl.Int64,
}
_CORRECTIONS = {
    "correction_id": pl.Int64,
    "policy": pl.String,
    "beneficiary": pl.String,
    "period": pl.String,
    "part": pl.Int64,
    "added": pl.Int64,
    "taken": pl.Int64,
    "applied": pl.Int64,
    "enrolment_id": pl.Int64,
    "period_from": pl.Date,
    "period_until": pl.Date,
}
_PAYEES = {"beneficiary": pl.String, "payee_id": pl.Int64, "method": pl.String}
_SHARES = ("state_share", "local_share", "own_share")
_KEY = ["policy", "beneficiary", "period"]
COUNTED = (Outcome.OPEN.value, Outcome.PAID.value)


@dataclass(frozen=True)
class Dues:
    """``lines`` as they would be written (without run and id), ``deductions`` (policy, beneficiary, period, part, correction,
    amount) and ``left_out`` (policy, beneficiary, household_id, period, why): who is not in the run though enrolled."""

    lines: pl.DataFrame
    deductions: pl.DataFrame
    left_out: pl.DataFrame

    @property
    def amount(self) -> int:
        return int(self.lines["amount"].sum() or 0)


def dues(units: Collection[int], policies: Sequence[str], period: Period, *, arrears: bool = True) -> Dues:
    """What a run of these policies would pay at these communes. Reads everything the enrolments need, changes nothing."""
    enrolled = _enrolled(units, policies, period)
    owed = _by_period(_months(enrolled, _suspended(units, policies), period), period)
    if not arrears:
        owed = owed.filter(pl.col("period") == period.code)
    since = owed["period_from"].min() if owed.height else period.first
    same = _Same(same_people(), divided_households(since))
    known = _lines_of(units, policies, same.others(owed["beneficiary"].unique().to_list()))
    unpaid, left_out = _once(owed, known, same)
    lines = unpaid.with_columns(_kind(period), part=pl.lit(0, pl.Int64)).drop("returned", "lives_in")
    corrections = _corrections(units, policies)
    lines = pl.concat([lines, _added(corrections, enrolled, known)], how="diagonal")
    lines, deductions = _deducted(lines, corrections)
    return Dues(_with_shares(_with_payees(lines, units, policies)), deductions, left_out)


def _enrolled(units: Collection[int], policies: Sequence[str], period: Period) -> pl.DataFrame:
    where_unit, ids = among("e.unit_id", sorted(units))
    where_policy, codes = among("e.policy", list(policies))
    rows = read_frame(
        "SELECT e.id, e.policy, CAST(e.household_id AS VARCHAR(36)), CAST(e.person_id AS VARCHAR(36)), "
        "CAST(e.beneficiary AS VARCHAR(36)), e.unit_id, e.village, e.valid_from, e.valid_until, e.paid_until, e.amount, "
        "e.amount_per, e.state_share, e.local_share, e.own_share, p.died_on, h.dissolved_on, "
        "CAST(m.household_id AS VARCHAR(36)) FROM support_enrolment e "
        "JOIN households_household h ON h.id = e.household_id LEFT JOIN households_person p ON p.id = e.person_id "
        "LEFT JOIN households_membership m ON m.person_id = e.person_id AND m.valid_until IS NULL "
        f"WHERE e.state IN ('active', 'stopped') AND e.valid_from <= %s {where_unit} {where_policy} ORDER BY e.id",
        [period.last, *ids, *codes],
        _ENROLLED,
        many=True,
    )
    return rows.with_columns(as_hex("household_id", "person_id", "beneficiary", "lives_in"))


def _suspended(units: Collection[int], policies: Sequence[str]) -> pl.DataFrame:
    where_unit, ids = among("e.unit_id", sorted(units))
    where_policy, codes = among("e.policy", list(policies))
    return read_frame(
        "SELECT s.enrolment_id, s.valid_from, s.valid_until FROM support_enrolmentsuspension s "
        f"JOIN support_enrolment e ON e.id = s.enrolment_id WHERE 1 = 1 {where_unit} {where_policy}",
        [*ids, *codes],
        _SUSPENDED,
    )


def _months(enrolled: pl.DataFrame, suspended: pl.DataFrame, period: Period) -> pl.DataFrame:
    """One row an enrolment and due month, ``month`` its first day. Of two enrolments of one beneficiary in a month the later
    one speaks."""
    # Who died or a household that is no more is due to the month of it, whatever the enrolment still says.
    gone = pl.when(pl.col("person_id").is_null()).then("dissolved_on").otherwise("died_on")
    last = pl.min_horizontal("valid_until", gone, pl.lit(period.last))
    first = pl.max_horizontal("valid_from", pl.col("paid_until").dt.offset_by("1d"))
    spans = enrolled.with_columns(first.alias("from"), last.alias("to")).filter(
        pl.col("from") <= pl.col("to")
    )
    if spans.is_empty():
        return spans.with_columns(pl.lit(None, pl.Date).alias("month")).clear()
    months = spans.with_columns(
        pl.date_ranges(pl.col("from").dt.month_start(), "to", interval="1mo").alias("month")
    ).explode("month")
    day_one = pl.max_horizontal("from", "month")
    day_last = pl.min_horizontal("to", pl.col("month").dt.month_end())
    held = (
        months.select("enrolment_id", "month", day_one.alias("one"), day_last.alias("last"))
        .join(suspended, on="enrolment_id")
        .filter((pl.col("since") <= pl.col("one")) & (pl.col("until").fill_null(date.max) >= pl.col("last")))
        .select("enrolment_id", "month")
        .unique()
    )
    months = months.join(held, on=["enrolment_id", "month"], how="anti", maintain_order="left")
    return months.sort("valid_from", "enrolment_id").unique(
        ["policy", "beneficiary", "month"], keep="last", maintain_order=True
    )


def _by_period(months: pl.DataFrame, period: Period) -> pl.DataFrame:
    """One row a policy, beneficiary and period of the run's rhythm, with what is due for its months."""
    rows = months.join(_calendar(months["month"].unique().to_list(), period), on="month").sort("month")
    count = pl.col("months")
    monthly = pl.col("amount_per") == "month"
    each = (
        rows.group_by([*_KEY, "period_from", "period_until", "enrolment_id"], maintain_order=True)
        .agg(
            pl.col("household_id", "person_id", "unit_id", "village", "lives_in", "amount_per").last(),
            pl.col("amount", *_SHARES).last(),
            pl.len().cast(pl.Int64).alias("months"),
        )
        .with_columns(amount=pl.when(monthly).then(pl.col("amount") * count).otherwise("amount"))
    )
    # An amount by the month adds up over two enrolments of one period; one for the whole period is the later one's.
    speaks = monthly.all().over(_KEY) | (pl.col("enrolment_id") == pl.col("enrolment_id").last().over(_KEY))
    return (
        each.filter(speaks)
        .group_by([*_KEY, "period_from", "period_until"], maintain_order=True)
        .agg(
            pl.col(
                "enrolment_id", "household_id", "person_id", "unit_id", "village", "lives_in", *_SHARES
            ).last(),
            pl.col("months", "amount").sum(),
        )
        .rename({"amount": "due"})
    )


def _calendar(months: Sequence[date], period: Period) -> pl.DataFrame:
    """Which period each month belongs to, up to the run's own; months of the summer belong to no term."""
    found = []
    for month in months:
        one = period_at(period.rhythm, month)
        if one is not None and one.last <= period.last:
            found.append((month, one.code, one.first, one.last))
    schema = {"month": pl.Date, "period": pl.String, "period_from": pl.Date, "period_until": pl.Date}
    return pl.DataFrame(found, schema=schema, orient="row")


@dataclass(frozen=True)
class _Same:
    """Who is one for a payment (``delivery.sameness``)."""

    people: dict[str, str]
    divided: pl.DataFrame

    def others(self, beneficiaries: Collection[str]) -> list[str]:
        """Who else may have lines that count for one of these."""
        named = set(beneficiaries)
        roots = {self.people[one] for one in named if one in self.people}
        found = {one for one, root in self.people.items() if root in roots}
        found |= set(self.divided["one"]) | set(self.divided["other"])
        return sorted(found - named)

    def rooted(self, rows: pl.DataFrame) -> pl.DataFrame:
        """``rows`` with ``root``, the one id by which their beneficiary is known in the period."""
        keys = rows.select("beneficiary", "period").unique()
        of_period: dict[str, dict[str, str]] = {}
        for code in keys["period"].unique():
            one = period_called(code)
            of_period[code] = one_household(self.divided, one.first, one.last) if self.divided.height else {}
        roots = [
            of_period[code].get(one, self.people.get(one, one))
            for one, code in keys.select("beneficiary", "period").iter_rows()
        ]
        return rows.join(
            keys.with_columns(pl.Series("root", roots, dtype=pl.String)),
            on=["beneficiary", "period"],
            how="left",
            maintain_order="left",
        )


def _lines_of(units: Collection[int], policies: Sequence[str], others: Sequence[str]) -> pl.DataFrame:
    """The lines, not dropped, of whoever is enrolled at these communes (wherever they were paid), and of ``others``."""
    where_unit, ids = among("e.unit_id", sorted(units))
    where_policy, codes = among("l.policy", list(policies))
    columns = "l.policy, CAST(l.beneficiary AS VARCHAR(36)), l.period, l.part, l.outcome, l.months"
    own = read_frame(
        f"SELECT {columns} FROM support_payline l WHERE l.outcome <> 'dropped' {where_policy} AND l.beneficiary IN "
        f"(SELECT e.beneficiary FROM support_enrolment e WHERE 1 = 1 {where_unit})",
        [*codes, *ids],
        _LINES,
        many=True,
    )
    theirs = read_frame_of(
        f"SELECT {columns} FROM support_payline l WHERE l.outcome <> 'dropped' {where_policy} AND l.beneficiary IN ({{keys}})",
        [UUID(one) if connection.vendor == "postgresql" else one for one in others],
        _LINES,
        before=codes,
    )
    return pl.concat([own, theirs]).with_columns(as_hex("beneficiary"))


def _once(owed: pl.DataFrame, known: pl.DataFrame, same: _Same) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is still unpaid, with ``returned`` where a line came back; and who is left out, with why."""
    ordinary = known.filter(pl.col("part") == 0)
    lines = ordinary.filter(pl.col("outcome").is_in(COUNTED))
    counted = lines.select(_KEY).unique()
    back = ordinary.filter(pl.col("outcome") == Outcome.RETURNED.value).select(_KEY).unique()
    rest = owed.join(counted, on=_KEY, how="anti", maintain_order="left").join(
        back.with_columns(returned=True), on=_KEY, how="left", maintain_order="left"
    )
    taken = same.rooted(counted).select("policy", "root", "period").unique().with_columns(same_paid=True)
    rest = same.rooted(rest).join(taken, on=["policy", "root", "period"], how="left", maintain_order="left")
    # Of two who are one, the one who lives in a household now is paid.
    rest = rest.sort(pl.col("lives_in").is_null(), "enrolment_id", maintain_order=True).with_columns(
        out=pl.col("same_paid").fill_null(value=False)
        | (pl.int_range(pl.len()).over("policy", "root", "period") > 0)
    )
    left = rest.filter("out").select(*_KEY, "household_id", why=pl.lit(SAME_PAID))
    unpaid = rest.filter(~pl.col("out")).with_columns(pl.col("returned").fill_null(value=False))
    caps = caps_of(owed["policy"].unique().sort().to_list())
    unpaid, beyond = capped(unpaid, same.rooted(lines.select(*_KEY, "months").unique()), caps)
    left = pl.concat([left, beyond.select(*_KEY, "household_id", "why")])
    return unpaid.drop("root", "same_paid", "out"), left


def _kind(period: Period) -> pl.Expr:
    return (
        pl.when("returned")
        .then(pl.lit(LineKind.CARRIED.value))
        .when(pl.col("period") == period.code)
        .then(pl.lit(LineKind.REGULAR.value))
        .otherwise(pl.lit(LineKind.ARREARS.value))
        .alias("kind")
    )


def _corrections(units: Collection[int], policies: Sequence[str]) -> pl.DataFrame:
    """The confirmed corrections of who is enrolled at these communes, with how much of each was taken already."""
    where_unit, ids = among("e.unit_id", sorted(units))
    where_policy, codes = among("l.policy", list(policies))
    rows = read_frame(
        "SELECT c.id, l.policy, CAST(l.beneficiary AS VARCHAR(36)), l.period, c.part, c.added, c.taken, "
        "COALESCE((SELECT SUM(d.amount) FROM support_paydeduction d JOIN support_payline p ON p.id = d.line_id "
        "WHERE d.correction_id = c.id AND p.outcome IN ('open', 'paid')), 0), l.enrolment_id, l.period_from, l.period_until "
        "FROM support_paycorrection c JOIN support_payline l ON l.id = c.line_id "
        f"WHERE c.state = 'confirmed' {where_policy} AND l.beneficiary IN "
        f"(SELECT e.beneficiary FROM support_enrolment e WHERE 1 = 1 {where_unit}) ORDER BY c.id",
        [*codes, *ids],
        _CORRECTIONS,
    )
    return rows.with_columns(as_hex("beneficiary"))


def _added(corrections: pl.DataFrame, enrolled: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Lines of what was paid too little. They go to whom the beneficiary's newest enrolment names."""
    counted = known.filter(pl.col("outcome").is_in(COUNTED)).select(*_KEY, "part")
    due = corrections.filter(pl.col("added") > 0).join(counted, on=[*_KEY, "part"], how="anti")
    whose = enrolled.unique(["policy", "beneficiary"], keep="last").drop("enrolment_id")
    return due.join(whose, on=["policy", "beneficiary"]).select(
        *_KEY,
        "period_from",
        "period_until",
        "enrolment_id",
        "household_id",
        "person_id",
        "unit_id",
        "village",
        *_SHARES,
        "part",
        pl.lit(0, pl.Int64).alias("months"),
        pl.col("added").alias("due"),
        kind=pl.lit(LineKind.CORRECTION.value),
    )


def _deducted(lines: pl.DataFrame, corrections: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What was paid too much, taken from what is due now, oldest correction first and never below nothing."""
    left = corrections.with_columns(open=pl.col("taken") - pl.col("applied")).filter(pl.col("open") > 0)
    schema = {
        **dict.fromkeys(_KEY, pl.String),
        "part": pl.Int64,
        "correction_id": pl.Int64,
        "amount": pl.Int64,
    }
    taken: list[tuple] = []
    if left.height:
        rooms: dict[tuple[str, str], list[list]] = {}
        concerned = lines.join(
            left.select("policy", "beneficiary").unique(), on=["policy", "beneficiary"], how="semi"
        )
        for row in concerned.sort("period_from", descending=True).iter_rows(named=True):
            rooms.setdefault((row["policy"], row["beneficiary"]), []).append(
                [row["period"], row["part"], row["due"]]
            )
        for row in left.iter_rows(named=True):
            still = row["open"]
            for room in rooms.get((row["policy"], row["beneficiary"]), []):
                cut = min(still, room[2])
                if cut:
                    taken.append(
                        (row["policy"], row["beneficiary"], room[0], room[1], row["correction_id"], cut)
                    )
                    still, room[2] = still - cut, room[2] - cut
    deductions = pl.DataFrame(taken, schema=schema, orient="row")
    sums = deductions.group_by(*_KEY, "part").agg(pl.col("amount").sum().alias("deducted"))
    lines = lines.join(sums, on=[*_KEY, "part"], how="left", maintain_order="left")
    lines = lines.with_columns(pl.col("deducted").fill_null(0))
    return lines.with_columns(amount=pl.col("due") - pl.col("deducted")), deductions


def _with_payees(lines: pl.DataFrame, units: Collection[int], policies: Sequence[str]) -> pl.DataFrame:
    """How each is to be paid, as it was recorded last; cash where nothing was."""
    where_unit, ids = among("e.unit_id", sorted(units))
    where_policy, codes = among("e.policy", list(policies))
    rows = read_frame(
        "SELECT CAST(r.beneficiary AS VARCHAR(36)), r.id, r.method FROM support_payeerecord r WHERE r.beneficiary IN "
        f"(SELECT e.beneficiary FROM support_enrolment e WHERE 1 = 1 {where_unit} {where_policy}) ORDER BY r.id",
        [*ids, *codes],
        _PAYEES,
        many=True,
    )
    newest = rows.with_columns(as_hex("beneficiary")).unique("beneficiary", keep="last")
    lines = lines.join(newest, on="beneficiary", how="left", maintain_order="left")
    return lines.with_columns(pl.col("method").fill_null(PayMethod.CASH.value))


def _with_shares(lines: pl.DataFrame) -> pl.DataFrame:
    """Who bears each amount, in đồng, from the percents of the enrolment; what rounding leaves is the last one's. Where the law
    does not say, nobody knows."""
    state = pl.col("amount") * pl.col("state_share") // 100
    local = pl.col("amount") * pl.col("local_share") // 100
    return lines.with_columns(
        state_share=state, local_share=local, own_share=pl.col("amount") - state - local
    )
