"""From what rules say to what each is entitled to: alternatives of a policy become one, amounts are computed, cards counted once.

* Alternatives: the highest holds (by amount, by the share others pay, by percent); a rule that ``adds_to`` others is added to
  them. Where none surely holds, it is unknown and every blank that could settle one of them is missing.
* Policies that exclude one another (``excluding``): the one that gives more.
* Health insurance: who belongs to several groups is in the one of which most is paid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.standards.engine.ages import day_number
from ansinh.standards.engine.truth import UNKNOWN, YES, Truth
from ansinh.support.catalogue.card_groups import group_order
from ansinh.support.catalogue.conditions import Form
from ansinh.support.catalogue.inputs import BIRTH, InputKind, inputs
from ansinh.support.catalogue.numbers import Territory
from ansinh.support.entitling.amounts import Rates, amounts, territories_of_numbers
from ansinh.support.entitling.excluding import without_excluded
from ansinh.support.entitling.program import TERRITORY, Hits, PolicyProgram, Subjects

# Of these purposes a person has one: the group of which others pay most.
COUNTED_ONCE = ("health_insurance",)
_NO_DAY = np.iinfo(np.int32).min


@dataclass(frozen=True)
class Spans:
    """Since when (and until when, ``_NO_DAY``: open) the household has its class, and births as day numbers."""

    class_since: NDArray[np.int32]
    class_until: NDArray[np.int32]
    birth: NDArray[np.int32]


@dataclass
class _Rows:
    """Rows of one policy, one a subject: what the frame is made of."""

    rule: NDArray[np.uint16]
    row: NDArray[np.intp]
    yes: NDArray[np.bool_]
    amount: NDArray[np.float64]
    missing: NDArray[np.uint64]


def territories_asked(program: PolicyProgram) -> set[Territory]:
    """The territories of rules and of the numbers they use: what ``within`` must say of each unit."""
    names = {name for one in program.rules for name in one.rule.all_numbers}
    own = {one.rule.territory for one in program.rules if one.rule.territory}
    return own | territories_of_numbers(names, program.on)


def evaluated(
    program: PolicyProgram, subjects: Subjects, spans: Spans, within: Mapping[Territory, Truth]
) -> pl.DataFrame:
    """What subjects are, or may be, entitled to: ``policy, rule`` (as enums), ``of_person, row`` (of the member or household),
    ``state, amount, amount_per, valid_from, valid_until, state_share, local_share, own_share, missing``."""
    units = int(subjects.units.max()) + 1 if len(subjects.units) else 0
    rates = Rates(program.on, max(units, *(len(truth) for truth in within.values()), 0), within)
    hits = program.run(subjects, within)
    numbered = list(enumerate(hits))
    frames = [
        _policy_frame(program, subjects, spans, rates, [(no, hit) for no, hit in group])
        for _code, group in groupby(
            (pair for pair in numbered if len(pair[1].rows)), key=lambda pair: pair[1].readied.policy.code
        )
    ]
    found = pl.concat(frames) if frames else pl.DataFrame(schema=_SCHEMA)
    counted = _counted_once(_named(program, found), group_order(program.on).groups)
    return without_excluded(counted, dict.fromkeys(one.policy for one in program.rules))


_SCHEMA = {
    "rule_no": pl.UInt16,
    "of_person": pl.Boolean,
    "row": pl.UInt32,
    "yes": pl.Boolean,
    "amount": pl.Int64,
    "valid_from": pl.Int32,
    "valid_until": pl.Int32,
    "missing": pl.String,
}


def _policy_frame(
    program: PolicyProgram,
    subjects: Subjects,
    spans: Spans,
    rates: Rates,
    hits: Sequence[tuple[int, Hits]],
) -> pl.DataFrame:
    readied = hits[0][1].readied
    names = list(dict.fromkeys(name for _no, hit in hits for name in _askable(hit)))
    given = [_amount_of(hit, rates, subjects) for _no, hit in hits]
    rows = _best(hits, given, names, subjects)
    _add(rows, hits, given)
    of_person = readied.of_person
    first, last = _spans(program, subjects, spans, rows, of_person)
    whole = np.isfinite(rows.amount)
    return pl.DataFrame(
        {
            "rule_no": rows.rule,
            "of_person": np.full(len(rows.row), of_person),
            "row": rows.row.astype(np.uint32),
            "yes": rows.yes,
            "amount": pl.Series(np.where(whole, rows.amount, 0).astype(np.int64)).set(
                pl.Series(~whole), None
            ),
            "valid_from": first,
            "valid_until": pl.Series(last).set(pl.Series(last == _NO_DAY), None),
            "missing": _missing_words(rows.missing, names),
        },
        schema=_SCHEMA,
    )


def _askable(hit: Hits) -> tuple[str, ...]:
    """What may be missing for a rule: its questions, what its amount reads, the territory."""
    amount = hit.readied.rule.amount
    names = (*_questions(hit), *(amount.inputs if amount else ()), TERRITORY)
    return tuple(dict.fromkeys(names))


def _questions(hit: Hits) -> tuple[str, ...]:
    """The questions of its table as inputs that somebody can find out; ``member.<input>``: of some member."""
    asked = {c.column: c for c in hit.readied.rule.conditions}
    return tuple(
        f"member.{asked[name].input}" if asked[name].form is Form.MEMBER else asked[name].input
        for name in hit.readied.table.questions
    )


def _amount_of(hit: Hits, rates: Rates, subjects: Subjects) -> NDArray[np.float64]:
    """The amount of each sure hit; NaN for the rest."""
    found = np.full(len(hit.rows), np.nan)
    rule = hit.readied.rule
    sure = hit.truth == YES
    if rule.amount is not None and sure.any():
        found[sure] = amounts(rule.amount, rates, subjects, hit.rows[sure], hit.readied.of_person)
    return found


def _worth(hit: Hits, amount: NDArray[np.float64]) -> NDArray[np.float64]:
    """By what alternatives are compared: money, or the percent that others pay."""
    rule = hit.readied.rule
    if rule.amount is not None:
        return np.nan_to_num(amount, nan=-1)
    share = rule.share[0] + rule.share[1] if rule.share else (rule.percent or 0)
    return np.full(len(amount), float(share))


def _missing_of(
    hit: Hits, amount: NDArray[np.float64], names: Sequence[str], subjects: Subjects
) -> NDArray[np.uint64]:
    """A bit a name: what to find out for an unknown hit, or for the amount of a sure one."""
    found = np.zeros(len(hit.rows), np.uint64)
    for bit, question in enumerate(_questions(hit)):
        here = (hit.relevant >> np.uint16(bit)) & np.uint16(1)
        found |= here.astype(np.uint64) << np.uint64(names.index(question))
    unplaced = (hit.truth == UNKNOWN) & (hit.relevant == 0)
    found[unplaced] |= np.uint64(1) << np.uint64(names.index(TERRITORY))
    rule = hit.readied.rule
    if rule.amount is not None:
        open_amount = np.flatnonzero((hit.truth == YES) & np.isnan(amount))
        for name in rule.amount.inputs:
            blank = _blank(name, subjects, hit.rows[open_amount], hit.readied.of_person)
            found[open_amount[blank]] |= np.uint64(1) << np.uint64(names.index(name))
    return found


def _blank(name: str, subjects: Subjects, rows: NDArray[np.intp], of_person: bool) -> NDArray[np.bool_]:
    """Of whom nobody knows an input."""
    if inputs()[name].kind is InputKind.NUMBER:
        return np.isnan(subjects.number(name, rows, of_person))
    return subjects.column(name, rows, of_person) == len(inputs()[name].codes)


def _best(
    hits: Sequence[tuple[int, Hits]],
    given: Sequence[NDArray[np.float64]],
    names: Sequence[str],
    subjects: Subjects,
) -> _Rows:
    """The highest of the alternatives of each subject; a rule that only adds counts where nothing else does."""
    missing = [
        _missing_of(hit, amount, names, subjects) for (_no, hit), amount in zip(hits, given, strict=True)
    ]
    rule = np.concatenate([np.full(len(hit.rows), no, np.uint16) for no, hit in hits])
    row = np.concatenate([hit.rows for _no, hit in hits])
    yes = np.concatenate([hit.truth == YES for _no, hit in hits])
    amount = np.concatenate(given)
    mask = np.concatenate(missing)
    if len(hits) == 1:
        return _Rows(rule, row, yes, amount, mask)
    worth = np.concatenate([_worth(hit, one) for (_no, hit), one in zip(hits, given, strict=True)])
    order = np.lexsort((rule, -worth, ~yes, row))
    starts = np.flatnonzero(np.diff(row[order], prepend=-1))
    best = order[starts]
    every = np.bitwise_or.reduceat(mask[order], starts) if len(starts) else mask[:0]
    return _Rows(rule[best], row[best], yes[best], amount[best], np.where(yes[best], mask[best], every))


def _add(rows: _Rows, hits: Sequence[tuple[int, Hits]], given: Sequence[NDArray[np.float64]]) -> None:
    """What a rule adds to those it names: both are had."""
    ids = {no: hit.readied.rule.id for no, hit in hits}
    for (_no, hit), amount in zip(hits, given, strict=True):
        adds = hit.readied.rule.adds_to
        sure = (hit.truth == YES) & np.isfinite(amount)
        if not adds or not sure.any():
            continue
        base = {other: one for (other, _hit), one in zip(hits, given, strict=True) if ids[other] in adds}
        held = _highest(hits, base)
        for row, more in zip(hit.rows[sure], amount[sure], strict=True):
            if row in held:
                place = int(np.searchsorted(rows.row, row))
                rows.rule[place], base_amount = held[row]
                rows.amount[place] = base_amount + more


def _highest(
    hits: Sequence[tuple[int, Hits]], base: Mapping[int, NDArray[np.float64]]
) -> dict[int, tuple[int, float]]:
    """Of the rules in ``base``, the highest sure amount of each row."""
    found: dict[int, tuple[int, float]] = {}
    for no, hit in hits:
        if no not in base:
            continue
        for row, amount, truth in zip(hit.rows, base[no], hit.truth, strict=True):
            if truth == YES and np.isfinite(amount) and amount > found.get(row, (0, -1.0))[1]:
                found[int(row)] = (no, float(amount))
    return found


def _spans(
    program: PolicyProgram, subjects: Subjects, spans: Spans, rows: _Rows, of_person: bool
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """First and last day of each row: of the rule, of the class, of the ages it names."""
    first = np.full(len(rows.row), day_number(program.on), np.int32)
    last = np.full(len(rows.row), _NO_DAY, np.int32)
    for no in np.unique(rows.rule):
        here = np.flatnonzero(rows.rule == no)
        first[here], last[here] = _rule_spans(program, subjects, spans, int(no), rows.row[here], of_person)
    return first, last


def _rule_spans(
    program: PolicyProgram,
    subjects: Subjects,
    spans: Spans,
    no: int,
    rows: NDArray[np.intp],
    of_person: bool,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    one = program.rules[no]
    homes = subjects.home[rows] if of_person else rows
    first = np.full(len(rows), day_number(one.rule.valid_from), np.int32)
    ends = [day for day in (one.rule.valid_until, one.policy.valid_until) if day is not None]
    open_end = np.iinfo(np.int32).max
    last = np.full(len(rows), day_number(min(ends)) if ends else open_end, np.int32)
    if one.first is not None and not one.first.negated:
        first = np.maximum(first, spans.class_since[homes])
        until = spans.class_until[homes]
        last = np.minimum(last, np.where(until == _NO_DAY, open_end, until))
    for condition in one.rule.conditions:
        if condition.form is Form.AGE and condition.input == BIRTH:
            day = _birthdays(spans.birth[rows], int(condition.value or 0))
            known = day != _NO_DAY
            if condition.sign == ">=":
                first = np.where(known, np.maximum(first, day), first)
            else:
                last = np.where(known, np.minimum(last, day - 1), last)
    return first.astype(np.int32), np.where(last == open_end, _NO_DAY, last).astype(np.int32)


def _birthdays(births: NDArray[np.int32], years: int) -> NDArray[np.int32]:
    """The day of the ``years``-th birthday; ``_NO_DAY`` where only a year, or nothing, is known."""
    known = births != _NO_DAY
    days = pl.Series(np.where(known, births, 0), dtype=pl.Int32).cast(pl.Date)
    reached = days.dt.offset_by(f"{years}y").cast(pl.Int32).to_numpy()
    return np.where(known, reached, _NO_DAY)


def _missing_words(masks: NDArray[np.uint64], names: Sequence[str]) -> pl.Series:
    """Masks as names joined by ``;``."""
    distinct, places = np.unique(masks, return_inverse=True)
    words = [";".join(name for bit, name in enumerate(names) if int(mask) >> bit & 1) for mask in distinct]
    return pl.Series(words, dtype=pl.String).gather(places) if words else pl.Series([], dtype=pl.String)


def _named(program: PolicyProgram, found: pl.DataFrame) -> pl.DataFrame:
    """Rules by their names, and what each says beside the amount."""
    rules = pl.DataFrame(
        {
            "rule_no": range(len(program.rules)),
            "policy": [one.policy.code for one in program.rules],
            "rule": [one.rule.id for one in program.rules],
            "amount_per": [one.rule.per or None for one in program.rules],
            "state_share": [_share(one.rule.share, one.rule.percent, 0) for one in program.rules],
            "local_share": [_share(one.rule.share, None, 1) for one in program.rules],
            "own_share": [_share(one.rule.share, None, 2) for one in program.rules],
            "purpose": [one.policy.purpose for one in program.rules],
        },
        schema={
            "rule_no": pl.UInt16,
            "policy": pl.Categorical,
            "rule": pl.Categorical,
            "amount_per": pl.Categorical,
            "state_share": pl.Int64,
            "local_share": pl.Int64,
            "own_share": pl.Int64,
            "purpose": pl.Categorical,
        },
    )
    named = found.join(rules, on="rule_no", how="left", maintain_order="left")
    return named.with_columns(
        pl.when("yes").then(pl.lit("entitled")).otherwise(pl.lit("unknown")).alias("state"),
        pl.col("valid_from", "valid_until").cast(pl.Date),
        pl.when("yes").then("amount").alias("amount"),
    )


def _share(share: tuple[int, int, int] | None, percent: int | None, place: int) -> int | None:
    return share[place] if share else percent


def _counted_once(found: pl.DataFrame, order: Sequence[str]) -> pl.DataFrame:
    """Of a purpose that a person has once: the group of which most is paid, of equals the first of ``order``; an unknown one
    stays where it could be more."""
    once = found.filter(pl.col("purpose").is_in(COUNTED_ONCE))
    if once.is_empty():
        return found
    paid = pl.col("state_share") + pl.col("local_share")
    held = once.filter("yes").group_by("purpose", "of_person", "row").agg(paid.max().alias("held"))
    joined = once.join(held, on=["purpose", "of_person", "row"], how="left", maintain_order="left")
    paid = pl.col("state_share").fill_null(0) + pl.col("local_share").fill_null(0)
    kept = joined.filter(
        pl.when("yes").then(paid == pl.col("held")).otherwise(paid > pl.col("held").fill_null(-1))
    )
    place = (
        pl.col("policy")
        .cast(pl.String)
        .replace_strict(
            {code: number for number, code in enumerate(order)}, default=len(order), return_dtype=pl.Int32
        )
    )
    sure = (
        kept.filter("yes")
        .sort(place, maintain_order=True)
        .unique(["purpose", "of_person", "row"], keep="first", maintain_order=True)
    )
    rest = found.filter(~pl.col("purpose").is_in(COUNTED_ONCE))
    return pl.concat([rest, sure.drop("held"), kept.filter(~pl.col("yes")).drop("held")])


def day_or_none(value: int) -> date | None:
    """A day number as a date."""
    return None if value == _NO_DAY else date(1970, 1, 1) + timedelta(days=value)


NO_DAY = _NO_DAY
