"""Who was served: money that was paid, cards, loans, houses and support in kind as they were confirmed. One frame for all."""

from collections.abc import Collection
from datetime import date

import polars as pl

from ansinh.kernel.bulk import among, as_hex, read_frame
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.catalogue.registry import UnknownPolicy

SERVED = {
    "policy": pl.String,
    "household_id": pl.String,
    "person_id": pl.String,
    "unit_code": pl.String,
    "valid_from": pl.Date,
    "valid_until": pl.Date,
    "amount": pl.Int64,
    "kind": pl.String,
    "source_id": pl.Int64,
}
_PAID = (
    "SELECT l.policy, CAST(l.household_id AS VARCHAR(36)), CAST(l.person_id AS VARCHAR(36)), u.code, l.period_from, "
    "l.period_until, l.amount, 'payment', l.id FROM support_payline l JOIN places_unit u ON u.id = l.unit_id "
    "WHERE l.outcome = 'paid' AND l.period_until >= %s AND l.period_from <= %s {units} ORDER BY l.id"
)
_GIVEN = (
    "SELECT d.policy, CAST(d.household_id AS VARCHAR(36)), CAST(d.person_id AS VARCHAR(36)), u.code, d.given_on, "
    "d.valid_until, d.amount, 'delivery', d.id FROM support_delivery d JOIN places_unit u ON u.id = d.unit_id "
    "WHERE d.state = 'confirmed' AND COALESCE(d.valid_until, d.given_on) >= %s AND d.given_on <= %s {units} ORDER BY d.id"
)
_LENT = (
    "SELECT o.policy, CAST(o.household_id AS VARCHAR(36)), CAST(o.person_id AS VARCHAR(36)), u.code, o.lent_on, "
    "o.closed_on, o.amount, 'loan', o.id, o.due_on FROM support_loan o JOIN places_unit u ON u.id = o.unit_id WHERE o.state <> 'withdrawn' "
    "AND (o.closed_on IS NULL OR o.closed_on >= %s) AND o.lent_on <= %s {units} ORDER BY o.id"
)
_HOUSED = (
    "SELECT w.policy, CAST(w.household_id AS VARCHAR(36)), CAST(NULL AS VARCHAR(36)), u.code, w.accepted_on, w.accepted_on, w.aid, "
    "'housing', w.id FROM support_housingwork w JOIN places_unit u ON u.id = w.unit_id "
    "WHERE w.state = 'accepted' AND w.accepted_on >= %s AND w.accepted_on <= %s {units} ORDER BY w.id"
)
_CARDS = (
    "SELECT k.policy, CAST(k.household_id AS VARCHAR(36)), CAST(k.person_id AS VARCHAR(36)), u.code, k.valid_from, "
    "k.valid_until, NULL, 'card', k.id FROM support_healthcard k JOIN places_unit u ON u.id = k.unit_id "
    "WHERE k.in_force AND (k.valid_until IS NULL OR k.valid_until >= %s) AND k.valid_from <= %s {units} ORDER BY k.id"
)


def served(units: Collection[int] | None, since: date, until: date) -> pl.DataFrame:
    """What was given at these communes (ids; ``None``: everywhere) for spans that share a day with ``since``-``until``.

    ``policy, purpose, household_id, person_id`` (hex; null for a household's policy) ``, unit_code, valid_from, valid_until, amount``
    (đồng; null where it is no money) ``, agency`` (code of its kind) ``, kind`` (payment, delivery, card, loan, housing) ``, source_id``.
    Money counts once the payer said that it was paid, support in kind once its agency confirmed it, a card once the insurer
    gave it (no last day: none was told), a house once it was accepted, a
    loan as long as it is owed: a released run or a commune's report alone serve nobody.
    """
    where, ids = among("l.unit_id", None if units is None else sorted(units))
    paid = read_frame(_PAID.format(units=where), [since, until, *ids], SERVED, many=True)
    where, ids = among("d.unit_id", None if units is None else sorted(units))
    given = read_frame(_GIVEN.format(units=where), [since, until, *ids], SERVED, many=True)
    where, ids = among("w.unit_id", None if units is None else sorted(units))
    housed = read_frame(_HOUSED.format(units=where), [since, until, *ids], SERVED, many=True)
    where, ids = among("k.unit_id", None if units is None else sorted(units))
    cards = read_frame(_CARDS.format(units=where), [since, until, *ids], SERVED, many=True)
    where, ids = among("o.unit_id", None if units is None else sorted(units))
    owed = read_frame(
        _LENT.format(units=where), [since, until, *ids], SERVED | {"due_on": pl.Date}, many=True
    )
    # What is not paid back by its term is owed on.
    over = pl.max_horizontal("due_on", pl.lit(until))
    lent = owed.with_columns(pl.coalesce("valid_until", over).alias("valid_until")).drop("due_on")
    given = given.with_columns(pl.col("valid_until").fill_null(pl.col("valid_from")))
    rows = pl.concat([paid, given, cards, housed, lent]).with_columns(as_hex("household_id", "person_id"))
    codes = rows["policy"].unique().to_list()
    known = {code: _known(code) for code in codes}
    return rows.with_columns(
        pl.col("policy").replace_strict({code: one[0] for code, one in known.items()}, default="").alias("purpose"),
        pl.col("policy").replace_strict({code: one[1] for code, one in known.items()}, default="").alias("agency"),
    ).select(
        "policy", "purpose", "household_id", "person_id", "unit_code", "valid_from", "valid_until", "amount", "agency", "kind",
        "source_id",
    )  # fmt: skip


def _known(code: str) -> tuple[str, str]:
    """Purpose and agency of a policy. One that the catalogue has no more keeps its code for a purpose, so nothing is mixed."""
    try:
        found = policy_in_use(code)
    except UnknownPolicy:
        return code, ""
    return found.purpose, found.agency
