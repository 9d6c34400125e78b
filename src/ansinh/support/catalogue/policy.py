"""A policy as data: what it gives to whom, its rules over time, and how well each is known. No Django, no database."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from ansinh.standards.engine.rules import RefusedRule
from ansinh.standards.words import Words, words_of
from ansinh.support.catalogue.conditions import Condition, needed, read_condition
from ansinh.support.catalogue.inputs import inputs
from ansinh.support.catalogue.numbers import Territory, behind, number, territory_of


class RuleKind(StrEnum):
    """Where a rule comes from: law, a plan that promises more, or a local policy entered by an officer."""

    LAW = "law"
    PROMISE = "promise"
    LOCAL = "local"


class Target(StrEnum):
    """Whom a policy is for."""

    PERSON = "person"
    HOUSEHOLD = "household"


@dataclass(frozen=True)
class Amount:
    """How much: ``number`` (or ``value`` đồng of a local policy) times its factors, a share of it in percent, less what is
    had already (``less``), for ``each`` of a count; ``by`` chooses the number by an answer; ``round`` to whole thousands."""

    number: str = ""
    value: float | None = None
    times: float = 1
    times_number: tuple[str, ...] = ()
    percent: float | None = None
    percent_of: str = ""
    less: str = ""
    each: str = ""
    by: str = ""
    round: int = 1

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of law it rests on."""
        own = tuple(behind(self.number, self.by).values()) if self.number else ()
        return (*own, *self.times_number, *((self.percent_of,) if self.percent_of else ()))

    @property
    def inputs(self) -> tuple[str, ...]:
        """What must be known of the person or household to say how much."""
        areas = ("area_type",) if self.number and not self.by and len(behind(self.number)) > 1 else ()
        return tuple(name for name in (*areas, self.by, self.less, self.each) if name)


@dataclass(frozen=True)
class Rule:
    """One ground of a policy in one span: all of ``conditions`` hold. ``share`` is State, province, own in percent."""

    id: str
    kind: RuleKind
    valid_from: date
    valid_until: date | None
    territory: Territory
    article: Words
    known: str
    conditions: tuple[Condition, ...]
    words: Words
    amount: Amount | None = None
    per: str = ""
    share: tuple[int, int, int] | None = None
    percent: int | None = None
    adds_to: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    remark: Words | None = None

    @property
    def all_numbers(self) -> tuple[str, ...]:
        """The numbers of its amount, and those that belong to it besides."""
        return tuple(dict.fromkeys((*(self.amount.numbers if self.amount else ()), *self.numbers)))

    @property
    def unverified(self) -> bool:
        """Whether nobody read the text or an article that quotes it."""
        return self.known in ("M", "N")

    def holds_on(self, on: date) -> bool:
        """Whether its span holds the day."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True)
class Policy:
    """A policy. ``known``: T text read, S quoted, M memory, N not found. ``computable`` false: ``why_not`` names what is
    missing, and it then has no amount or matches nobody. ``territory``: units named in the text, each at its date."""

    code: str
    name: Words
    group: str
    target: Target
    benefit: str
    purpose: str
    agency: str
    territory: Territory
    valid_from: date
    valid_until: date | None
    known: str
    source: Words
    rules: tuple[Rule, ...]
    need_required: bool = False
    once_only: bool = False
    exclusive_with: tuple[str, ...] = ()
    why_not: Words | None = None
    months_per_year: int | None = None
    max_months: int | None = None

    @property
    def computable(self) -> bool:
        """Whether who gets it and how much can be said."""
        return self.why_not is None

    @property
    def verified(self) -> bool:
        """Whether its text, or an article that quotes it, was read, and every rule and number of it."""
        read = self.known in ("T", "S") and not any(rule.unverified for rule in self.law)
        return read and not any(number(name).unverified for rule in self.law for name in rule.all_numbers)

    @property
    def law(self) -> tuple[Rule, ...]:
        """What is owed: rules of law and of local resolutions."""
        return tuple(rule for rule in self.rules if rule.kind is not RuleKind.PROMISE)

    @property
    def promises(self) -> tuple[Rule, ...]:
        """What plans promise beyond the law."""
        return tuple(rule for rule in self.rules if rule.kind is RuleKind.PROMISE)

    def in_force(self, on: date, *kinds: RuleKind) -> tuple[Rule, ...]:
        """Its rules that hold on a day, of the kinds (all where none is named)."""
        return tuple(rule for rule in self.rules if rule.holds_on(on) and (not kinds or rule.kind in kinds))

    def holds_on(self, on: date) -> bool:
        """Whether the policy's own span holds the day."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


def read_policies(path: Path) -> tuple[Policy, ...]:
    """The policies of a TOML file; raises ``RefusedRule`` for a rule that cannot be evaluated."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(policy_of(row) for row in raw["policy"])


def policy_of(row: Mapping[str, Any]) -> Policy:
    """A policy from its data (a TOML table, or a local policy's content); raises ``RefusedRule``."""
    rules = tuple(_rule(row, one) for one in row.get("rule", ()))
    return Policy(
        code=row["code"],
        name=words_of(row["name"]),
        group=row["group"],
        target=Target(row["target"]),
        benefit=row["benefit"],
        purpose=row["purpose"],
        agency=row["agency"],
        territory=territory_of(row.get("territory", [])) or _common_territory(rules),
        valid_from=row.get("from") or min(rule.valid_from for rule in rules),
        valid_until=row.get("until") if "until" in row else _last_day(row, rules),
        known=row["known"],
        source=words_of(row["source"]),
        rules=rules,
        need_required=row.get("need_required", False),
        once_only=row.get("once_only", False),
        exclusive_with=tuple(row.get("exclusive_with", ())),
        why_not=words_of(row["why_not"]) if "why_not" in row else None,
        months_per_year=row.get("months_per_year"),
        max_months=row.get("max_months"),
    )


def _last_day(row: Mapping[str, Any], rules: tuple[Rule, ...]) -> date | None:
    """The last day of its last rule; open where one is open or there is none."""
    days = [rule.valid_until for rule in rules]
    known = [day for day in days if day is not None]
    return max(known) if days and len(known) == len(days) else None


def _common_territory(rules: tuple[Rule, ...]) -> Territory:
    """Of a policy whose every rule is local: all their places."""
    if not rules or any(not rule.territory for rule in rules):
        return ()
    return tuple(dict.fromkeys(place for rule in rules for place in rule.territory))


def _rule(policy: Mapping[str, Any], row: Mapping[str, Any]) -> Rule:
    conditions = [read_condition(text) for text in row["when"]]
    if policy.get("need_required"):
        conditions.append(needed(policy["code"]))
    if not row["when"]:
        raise RefusedRule(f"rule {row['id']} of {policy['code']} has no condition: it would match everybody")
    if not policy.get("territory") and not row.get("territory"):
        territory: Territory = ()
    else:
        territory = territory_of(row.get("territory", policy.get("territory", [])))
    amount = _amount(row["amount"]) if "amount" in row else None
    rule = Rule(
        id=row["id"],
        kind=RuleKind(row.get("kind", RuleKind.LAW)),
        valid_from=row["from"],
        valid_until=row.get("until"),
        territory=territory,
        article=words_of(row["article"]),
        known=row["known"],
        conditions=tuple(conditions),
        words=words_of(row["words"]),
        amount=amount,
        per=row.get("per", ""),
        share=tuple(row["share"]) if "share" in row else None,
        percent=row.get("percent"),
        adds_to=tuple(row.get("adds_to", ())),
        numbers=tuple(row.get("numbers", ())),
        remark=words_of(row["remark"]) if "remark" in row else None,
    )
    for name in (*rule.numbers, *(amount.numbers if amount else ())):
        number(name)
    for name in amount.inputs if amount else ():
        if name not in inputs():
            raise RefusedRule(f"the amount of rule {rule.id} asks for {name}, which nobody knows")
    return rule


def _amount(row: Mapping[str, Any]) -> Amount:
    given = dict(row)
    given["times_number"] = tuple(given.get("times_number", ()))
    return Amount(**given)
