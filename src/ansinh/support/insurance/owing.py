"""Who is owed a health insurance card at some communes on a day: everybody once, with all the groups that would give one."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from ansinh.support.catalogue.adopted import policies_in_use
from ansinh.support.catalogue.policy import Policy
from ansinh.support.entitling.entitlements import entitlements_from
from ansinh.support.entitling.evaluate import COUNTED_ONCE
from ansinh.support.entitling.reading import known_of

CARD = "card"


def card_policies(on: date | None = None) -> tuple[Policy, ...]:
    """The policies that give a health insurance card."""
    return tuple(one for one in policies_in_use(on) if one.benefit == CARD and one.purpose in COUNTED_ONCE)


def owed_cards(units: Sequence[int], on: date) -> pl.DataFrame:
    """One row a person whose state is ``entitled`` or ``unknown``: the columns of entitlements, ``unit_id``, ``birth_date``,
    ``insured_otherwise`` (1, 0, null) and ``groups`` (codes joined by ``;``: every group that would give a card by itself).

    Of several groups the one counts of which others pay most, of equals the one that the order of law names first
    (``catalogue/card_groups.toml``). Who is sure by one group and may be of another is told once, as entitled.
    """
    known = known_of(units, on)
    policies = card_policies(on)
    found = entitlements_from(known, policies).sort(
        pl.col("state") == "entitled", descending=True, maintain_order=True
    )
    found = found.unique("person_id", keep="first", maintain_order=True)
    alone = [
        entitlements_from(known, [one]).filter(pl.col("state") == "entitled").select("person_id", "policy")
        for one in policies
        if one.law
    ]
    groups = (
        pl.concat(alone).group_by("person_id").agg(pl.col("policy").sort().str.join(";").alias("groups"))
        if alone
        else pl.DataFrame(schema={"person_id": pl.String, "groups": pl.String})
    )
    people = known.members.select("person_id", "birth_date", "insured_otherwise").unique(
        "person_id", keep="first", maintain_order=True
    )
    homes = known.households.select("household_id", "unit_id")
    return (
        found.join(homes, on="household_id", how="left", maintain_order="left")
        .join(groups, on="person_id", how="left", maintain_order="left")
        .join(people, on="person_id", how="left", maintain_order="left")
        .with_columns(pl.col("groups").fill_null(""))
    )
