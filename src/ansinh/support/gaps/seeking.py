"""The gaps of communes made anew: compared before the transaction, written in one short one a commune."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import polars as pl

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.bulk import as_hex, fresh_ids, insert_frame, read_frame_of, update_frame
from ansinh.kernel.dates import now
from ansinh.places.models import Unit
from ansinh.support.catalogue.adopted import policies_in_use
from ansinh.support.catalogue.policy import Policy, RuleKind
from ansinh.support.delivery.queries import served
from ansinh.support.entitling.entitlements import entitlements_from
from ansinh.support.entitling.reading import known_of
from ansinh.support.gaps.finding import KEY, Compared, find_gaps
from ansinh.support.models import Gap, GapCount, GapSearch
from ansinh.support.models.delivery_enums import EnrolmentState
from ansinh.support.models.planning_enums import GapKind

# Housing and one-off money are asked back for as long as they bar another.
_BACK = timedelta(days=10 * 366)
# Communes read at once.
_RUN = 20
_ONCE = ("cash_once", "housing", "loan")
_ENROLLED = {
    "policy": pl.String,
    "household_id": pl.String,
    "person_id": pl.String,
    "valid_from": pl.Date,
    "amount": pl.Int64,
    "unit_id": pl.Int64,
}
_OPEN = {
    "id": pl.Int64,
    "household_id": pl.String,
    "person_id": pl.String,
    "policy": pl.String,
    "kind": pl.String,
    "promise": pl.Int64,
    "unit_id": pl.Int64,
    "village": pl.String,
    "name_sort": pl.String,
    "amount": pl.Int64,
    "missing": pl.String,
    "needed": pl.Int64,
}
_HOMES = {"household_id": pl.String, "village": pl.String, "name_sort": pl.String}


def compared(units: Sequence[Unit], on: date) -> Iterator[tuple[Unit, Compared]]:
    """Everything of some communes that is compared on a day, commune by commune: read for all of them at once, because what is read
    of places (whose people are where now) costs the same for one commune as for many.

    No two of ``units`` may have the same code.
    """
    policies = tuple(one for one in policies_in_use(on) if one.benefit != "programme")
    promising = tuple(one for one in policies if one.promises)
    keys = [one.pk for one in units]
    known = known_of(keys, on)
    owed = entitlements_from(known, policies)
    promised = entitlements_from(known, promising, (RuleKind.PROMISE,))
    given, enrolled = served(keys, on - _BACK, on), _enrolled(keys, on)
    judged = frozenset(one.code for one in policies if _judged(one))
    once = frozenset(one.code for one in policies if one.once_only or one.benefit in _ONCE)
    for unit in units:
        homes = known.households.filter(pl.col("unit_id") == unit.pk)
        here = pl.col("household_id").is_in(homes["household_id"].implode())
        yield (
            unit,
            Compared(
                on,
                owed.filter(here),
                promised.filter(here),
                given.filter(pl.col("unit_code") == unit.code),
                enrolled.filter(pl.col("unit_id") == unit.pk).drop("unit_id"),
                known.needs.filter(here),
                # On a list, or newly off one; blank where nobody knows.
                frozenset(homes.filter(pl.col("class") != "none")["household_id"].to_list()),
                judged,
                once,
            ),
        )


def _judged(policy: Policy) -> bool:
    """Whether somebody can be said not to be entitled: where no rule can be evaluated, nobody can."""
    return bool(policy.law)


def _enrolled(units: list[int], on: date) -> pl.DataFrame:
    return read_frame_of(
        "SELECT policy, CAST(household_id AS VARCHAR(36)), CAST(person_id AS VARCHAR(36)), valid_from, amount, unit_id "
        f"FROM support_enrolment WHERE state = '{EnrolmentState.ACTIVE.value}' AND valid_from <= %s "
        "AND (valid_until IS NULL OR valid_until >= %s) AND unit_id IN ({keys})",
        units,
        _ENROLLED,
        before=[on, on],
    ).with_columns(as_hex("household_id", "person_id"))


def seek_gaps(*, unit: Unit, on: date, by: Actor) -> dict[str, int]:
    """Compare and write the gaps of a commune on a day: ``open, opened, closed``. Gaps that are still there keep since when, and
    what was answered."""
    ((_unit, done),) = seek_gaps_of(units=[unit], on=on, by=by)
    return done


def seek_gaps_of(*, units: Sequence[Unit], on: date, by: Actor) -> Iterator[tuple[Unit, dict[str, int]]]:
    """``seek_gaps`` of many communes, each told once its own transaction is over: what was written before somebody stops holds.

    They are read a run of communes at a time, so memory holds one run.
    """
    for run in _runs(units):
        for unit, given in compared(run, on):
            found, unlisted = find_gaps(given)
            yield unit, write_gaps(unit=unit, on=on, found=found, unlisted=unlisted, by=by)


def _runs(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """Runs of communes; a code that lives on in another commune is in another run."""
    run: list[Unit] = []
    for unit in units:
        if len(run) == _RUN or any(unit.code == one.code for one in run):
            yield run
            run = []
        run.append(unit)
    if run:
        yield run


@action(EventName.GAPS_SOUGHT)
def write_gaps(
    *, unit: Unit, on: date, found: pl.DataFrame, unlisted: pl.DataFrame, by: Actor
) -> dict[str, int]:
    """Write what a search found: new gaps, what closed, counts. In one transaction."""
    GapSearch.objects.everywhere().select_for_update().filter(unit=unit).first()
    homes = _homes(unit)
    rows = found.join(homes, on="household_id", how="inner").with_columns(
        pl.lit(unit.pk, dtype=pl.Int64).alias("unit_id"),
        pl.col("person_id").fill_null("").alias("of"),
    )
    stored = _stored(unit, rows["household_id"].unique().to_list())
    key = [name if name != "person_id" else "of" for name in KEY]
    new = rows.join(stored.select(key), on=key, how="anti")
    still = stored.join(rows, on=key, how="inner", suffix="_now")
    gone = stored.filter(pl.col("unit_id") == unit.pk).join(rows.select(key), on=key, how="anti")
    _close(gone["id"].to_list(), on)
    _renew(still)
    _insert(new, on)
    Gap.objects.everywhere().filter(unit=unit, closed_on=None).update(seen_on=on)
    _count(unit, rows, unlisted)
    GapSearch.objects.everywhere().update_or_create(
        unit=unit,
        defaults={
            "day": on,
            "at": now(),
            "by": by.label,
            "households": rows["household_id"].n_unique(),
        },
    )
    done = {"open": rows.height, "opened": new.height, "closed": gone.height}
    note(place=unit.code, **done)
    return done


def _homes(unit: Unit) -> pl.DataFrame:
    return read_frame_of(
        "SELECT CAST(id AS VARCHAR(36)), village, head_name_sort FROM households_household WHERE unit_id IN ({keys})",
        [unit.pk],
        _HOMES,
    ).with_columns(as_hex("household_id"))


def _stored(unit: Unit, households: list[str]) -> pl.DataFrame:
    """The open gaps of the commune, and those that its households brought from another one."""
    select = (
        "SELECT id, CAST(household_id AS VARCHAR(36)), CAST(person_id AS VARCHAR(36)), policy, kind, "
        "CASE WHEN promise THEN 1 ELSE 0 END, unit_id, village, name_sort, amount, missing, CASE WHEN needed THEN 1 ELSE 0 END "
        "FROM support_gap WHERE closed_on IS NULL AND "
    )
    rows = pl.concat(
        [
            read_frame_of(select + "unit_id IN ({keys})", [unit.pk], _OPEN),
            read_frame_of(select + "household_id IN ({keys})", households, _OPEN),
        ]
    )
    return rows.unique("id").with_columns(
        as_hex("household_id"),
        as_hex("person_id").fill_null("").alias("of"),
        pl.col("promise") == 1,
        pl.col("needed") == 1,
    )


def _close(ids: list[int], on: date) -> None:
    for start in range(0, len(ids), 5_000):
        run = ids[start : start + 5_000]
        Gap.objects.everywhere().filter(pk__in=run).update(closed_on=on)


def _renew(still: pl.DataFrame) -> None:
    """What became otherwise of gaps that are still there."""
    names = ("unit_id", "village", "name_sort", "amount", "missing", "needed")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_now")) for name in names)
    changed = still.filter(differs)
    update_frame(Gap, changed.select("id", *(pl.col(f"{name}_now").alias(name) for name in names)))


def _insert(new: pl.DataFrame, on: date) -> None:
    frame = new.select(
        pl.Series("id", fresh_ids(Gap, new.height), dtype=pl.Int64),
        "unit_id",
        "village",
        "name_sort",
        "household_id",
        "person_id",
        "policy",
        _agency(new["policy"]).alias("agency"),
        "kind",
        "promise",
        "amount",
        pl.col("amount_per").fill_null(""),
        "missing",
        "needed",
        pl.lit(on).alias("since"),
        pl.lit(on).alias("seen_on"),
        pl.lit("").alias("reply"),
    )
    insert_frame(Gap, frame)


def _agency(policies: pl.Series) -> pl.Expr:
    known = {one.code: one.agency for one in policies_in_use(None)}
    return pl.lit(policies.replace_strict(known, default="", return_dtype=pl.String))


def _count(unit: Unit, rows: pl.DataFrame, unlisted: pl.DataFrame) -> None:
    counted = rows.group_by("policy", "kind", "promise").agg(
        pl.col("household_id").n_unique().cast(pl.Int64).alias("households"),
        pl.len().cast(pl.Int64).alias("rows"),
    )
    beside = unlisted.select(
        "policy",
        pl.lit(GapKind.UNKNOWN_UNLISTED.value).alias("kind"),
        pl.lit(value=False).alias("promise"),
        pl.col("households").cast(pl.Int64),
        pl.col("rows").cast(pl.Int64),
    )
    both = pl.concat([counted, beside])
    GapCount.objects.everywhere().filter(unit=unit).delete()
    insert_frame(
        GapCount,
        both.select(
            pl.lit(unit.pk, dtype=pl.Int64).alias("unit_id"),
            "policy",
            _agency(both["policy"]).alias("agency"),
            "kind",
            "promise",
            "households",
            "rows",
        ),
    )
