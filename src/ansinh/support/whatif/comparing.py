"""A draft beside what holds: who gains, who loses, how many people and households, what a year of it costs, by commune."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from ansinh.grievances.restricting import Use, restricted_from
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress, silent
from ansinh.support.catalogue.conditions import read_condition
from ansinh.support.catalogue.policy import Amount, Policy, Rule
from ansinh.support.entitling.entitlements import entitlements_from
from ansinh.support.entitling.reading import known_of
from ansinh.support.whatif.sources import SOURCES, yearly

CHANGES = ("gained", "more", "differs", "less", "lost")
CHANGED = {
    "household_id": pl.String,
    "person_id": pl.String,
    "unit_code": pl.String,
    "village": pl.String,
    "change": pl.String,
    "before": pl.Int64,
    "after": pl.Int64,
    "rule_before": pl.String,
    "rule_after": pl.String,
}
_SIDES = ("before", "after")
COUNTED = {
    "unit_code": pl.String,
    "persons_before": pl.Int64,
    "persons_after": pl.Int64,
    "households_before": pl.Int64,
    "households_after": pl.Int64,
    "year_before": pl.Int64,
    "year_after": pl.Int64,
    "unknown_after": pl.Int64,
    "gained": pl.Int64,
    "lost": pl.Int64,
    "differs": pl.Int64,
    **{f"{source}_{side}": pl.Int64 for source in SOURCES for side in _SIDES},
    **{f"unpriced_{side}": pl.Int64 for side in _SIDES},
}


@dataclass(frozen=True)
class Compared:
    """``by_unit``: counts and đồng of a year, one row a commune, with a column a source and side; ``unpriced``: entitled to what has
    no price. ``changed``: who gains (``gained``, ``more``) or loses (``lost``, ``less``), or gets what cannot be compared
    (``differs``: one of both has no price); ``before`` and ``after`` are what a year gives them (null: not money)."""

    on: date
    by_unit: pl.DataFrame
    changed: pl.DataFrame

    def sums(self) -> dict[str, int]:
        """Every count over all communes."""
        return {name: int(self.by_unit[name].sum()) for name in self.by_unit.columns if name != "unit_code"}

    def by_source(self) -> dict[str, tuple[int, int]]:
        """Đồng of a year before and after, of each source: together they are ``year_before`` and ``year_after``."""
        sums = self.sums()
        return {source: (sums[f"{source}_before"], sums[f"{source}_after"]) for source in SOURCES}

    def by_change(self) -> dict[str, int]:
        """Rows of ``changed`` by what changes."""
        counted = dict(self.changed.group_by("change").len().iter_rows())
        return {name: counted.get(name, 0) for name in CHANGES}


def drafted(
    policy: Policy, *, amount: int | None = None, classes: Sequence[str] = (), times: float | None = None
) -> Policy:
    """The policy with another amount in đồng, the amounts it has ``times`` over, or given to other classes of households.

    Raises ``UnusableInput`` where nothing is changed, or a class is asked that no rule of it reads.
    """
    if amount is None and not classes and times is None:
        raise UnusableInput(
            _("Hãy đổi ít nhất một điều: mức, số lần của mức, hoặc diện hộ."), code="nothing_changed"
        )
    if not policy.law:
        raise UnusableInput(
            _("Chính sách {code} không có quy tắc tính được: không thử được.").format(code=policy.code),
            code="no_rules",
        )
    rules = tuple(_drafted(rule, amount, classes, times) for rule in policy.law)
    if classes and rules == policy.law:
        raise UnusableInput(
            _("Không quy tắc nào của {code} hỏi diện hộ này, hoặc diện đã như vậy.").format(code=policy.code),
            code="class_not_asked",
        )
    return replace(policy, rules=rules)


def _drafted(rule: Rule, amount: int | None, classes: Sequence[str], times: float | None) -> Rule:
    if classes:
        asked = read_condition(f"class in {' '.join(classes)}")
        conditions = tuple(asked if one.column == "class" else one for one in rule.conditions)
        rule = replace(rule, conditions=conditions)
    if amount is not None:
        rule = replace(rule, amount=Amount(value=float(amount)), per=rule.per or "once")
    if times is not None and rule.amount is not None:
        rule = replace(rule, amount=replace(rule.amount, times=rule.amount.times * times))
    return rule


def compare(
    units: Sequence[int],
    on: date,
    before: Policy | None,
    after: Policy,
    *,
    progress: Progress = silent,
    run: int = 20,
) -> Compared:
    """A draft against what holds (``None``: nothing) at communes (ids), a run of them at a time. Nothing is written."""
    counted, changed = [pl.DataFrame(schema=COUNTED)], [pl.DataFrame(schema=CHANGED)]
    for start in range(0, len(units), run):
        progress("classify", start, len(units))
        known = known_of(units[start : start + run], on)
        old = yearly(_analysed(entitlements_from(known, () if before is None else (before,))), before, on)
        new = yearly(_analysed(entitlements_from(known, (after,))), after, on)
        counted.append(_counts(old, new))
        changed.append(_changes(old, new))
    progress("classify", len(units), len(units))
    return Compared(on, _one_a_unit(pl.concat(counted)), pl.concat(changed))


def _analysed(frame: pl.DataFrame) -> pl.DataFrame:
    """Without households whose data are kept out of analyses."""
    return frame.filter(~pl.col("household_id").is_in(sorted(restricted_from(Use.ANALYTICS))))


def _counts(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    def side(frame: pl.DataFrame, name: str) -> pl.DataFrame:
        sure = frame.filter(pl.col("state") == "entitled")
        return sure.group_by("unit_code").agg(
            pl.col("person_id").n_unique().cast(pl.Int64).alias(f"persons_{name}"),
            pl.col("household_id").n_unique().cast(pl.Int64).alias(f"households_{name}"),
            pl.col("year").sum().alias(f"year_{name}"),
            *(pl.col(f"of_{source}").sum().alias(f"{source}_{name}") for source in SOURCES),
            pl.col("year").null_count().cast(pl.Int64).alias(f"unpriced_{name}"),
        )

    unknown = (
        new.filter(pl.col("state") == "unknown")
        .group_by("unit_code")
        .agg(pl.len().cast(pl.Int64).alias("unknown_after"))
    )
    moved = (
        _changes(old, new)
        .group_by("unit_code")
        .agg(
            pl.col("change").is_in(["gained", "more"]).sum().cast(pl.Int64).alias("gained"),
            pl.col("change").is_in(["lost", "less"]).sum().cast(pl.Int64).alias("lost"),
            (pl.col("change") == "differs").sum().cast(pl.Int64).alias("differs"),
        )
    )
    found = pl.concat([old.select("unit_code"), new.select("unit_code")]).unique()
    for part in (side(old, "before"), side(new, "after"), unknown, moved):
        found = found.join(part, on="unit_code", how="left")
    return found.select(
        pl.col(n).cast(t) if n == "unit_code" else pl.col(n).fill_null(0).cast(t) for n, t in COUNTED.items()
    )


def _changes(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    keys = ["household_id", "person_id", "unit_code", "village"]

    def side(frame: pl.DataFrame, name: str) -> pl.DataFrame:
        sure = frame.filter(pl.col("state") == "entitled")
        return sure.select(
            *keys,
            pl.col("given").alias(name),
            pl.col("rule").alias(f"rule_{name}"),
            pl.lit(value=True).alias(f"in_{name}"),
        )

    both = side(old, "before").join(side(new, "after"), on=keys, how="full", coalesce=True, nulls_equal=True)
    change = (
        pl.when(pl.col("in_before").is_null())
        .then(pl.lit("gained"))
        .when(pl.col("in_after").is_null())
        .then(pl.lit("lost"))
        .when(pl.col("after") > pl.col("before"))
        .then(pl.lit("more"))
        .when(pl.col("after") < pl.col("before"))
        .then(pl.lit("less"))
        .when(pl.col("after").is_null() != pl.col("before").is_null())
        .then(pl.lit("differs"))
    )
    return both.with_columns(change.alias("change")).filter(pl.col("change").is_not_null()).select(*CHANGED)


def _one_a_unit(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by("unit_code").agg(pl.all().sum()).sort("unit_code")
