"""Local policies without code: a template asks for conditions of the vocabulary, an amount and a span; a version is data.

What a version says is read by the same reader as the law (``policy.policy_of``), so a condition that nobody knows is refused
before anything is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.places.models import Unit
from ansinh.standards.engine.rules import RefusedRule
from ansinh.support.catalogue.policy import Policy, policy_of
from ansinh.support.models import PolicyVersion


@dataclass(frozen=True)
class Template:
    """A kind of local policy: whom it is for, what it gives, how often."""

    code: str
    words: Any
    target: str
    benefit: str
    per: str


TEMPLATES = {
    one.code: one
    for one in (
        Template(
            "person_monthly", later("Trợ cấp hằng tháng cho từng người"), "person", "cash_monthly", "month"
        ),
        Template("person_once", later("Hỗ trợ một lần cho từng người"), "person", "cash_once", "once"),
        Template(
            "household_monthly", later("Trợ cấp hằng tháng cho hộ"), "household", "cash_monthly", "month"
        ),
        Template("household_once", later("Hỗ trợ một lần cho hộ"), "household", "cash_once", "once"),
        Template("household_in_kind", later("Hiện vật cho hộ"), "household", "in_kind", ""),
    )
}


def local_policy(version: PolicyVersion) -> Policy:
    """The policy that a version is, in force at its place."""
    return policy_from(
        code=version.code,
        template=version.template,
        content=version.content,
        place=place_of(version.unit, version.valid_from),
        act=version.act,
        verified=version.verified,
        span=(version.valid_from, version.valid_until),
    )


def place_of(unit: Unit, day: date) -> tuple[str, date]:
    """The unit by its code on a day; one that ended before it, or began later, by the nearest day that it stood."""
    return unit.code, max(unit.valid_from, min(day, unit.valid_until or day))


def policy_from(
    *,
    code: str,
    template: str,
    content: Mapping[str, Any],
    place: tuple[str, date],
    act: str,
    verified: bool,
    span: tuple[date, date | None],
) -> Policy:
    """A policy from what an officer wrote: ``content`` has ``name, group, agency, purpose, rules`` (each ``when``, a list of
    conditions, and ``amount`` in đồng or null). Raises ``UnusableInput`` with what cannot be read."""
    chosen = TEMPLATES[template]
    rules = [
        _rule(number, rule, chosen, act, verified, span) for number, rule in enumerate(content["rules"], 1)
    ]
    row = {
        "code": code,
        "name": content["name"],
        "group": content["group"],
        "target": chosen.target,
        "benefit": chosen.benefit,
        "purpose": content["purpose"],
        "agency": content["agency"],
        "territory": [list(place)],
        "from": span[0],
        "until": span[1],
        "known": "T" if verified else "M",
        "source": act,
        "need_required": content.get("need_required", False),
        "once_only": chosen.per == "once",
        "rule": rules,
    }
    try:
        return policy_of(row)
    except RefusedRule as refused:
        raise UnusableInput(
            _("Điều kiện không dùng được: {why}. Chỉ dùng các điều kiện trong danh mục.").format(why=refused),
            code="unusable_condition",
        ) from refused


def _rule(
    number: int,
    rule: Mapping[str, Any],
    template: Template,
    act: str,
    verified: bool,
    span: tuple[date, date | None],
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": f"rule_{number}",
        "kind": "local",
        "from": span[0],
        "until": span[1],
        "article": act,
        "known": "T" if verified else "M",
        "when": list(rule["when"]),
        "words": rule.get("words") or act,
        "per": template.per,
    }
    if rule.get("amount"):
        row["amount"] = {"value": float(rule["amount"])}
    return row


def read_conditions(text: str) -> Sequence[str]:
    """Conditions as an officer writes them, one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]
