"""A policy as plain values and as words: for the command line and the pages."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from ansinh.agencies.kinds import agency_kinds
from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _, current_language
from ansinh.kernel.numbers import shown_number
from ansinh.places.models import Unit
from ansinh.support.catalogue.conditions import input_words
from ansinh.support.catalogue.numbers import NumberRow, Territory, number
from ansinh.support.catalogue.policy import Amount, Policy, Rule, RuleKind
from ansinh.support.catalogue.words import BENEFITS, GROUPS, PER, known_words, target_words


def listed(policy: Policy) -> dict[str, Any]:
    """``code, name, group, territory, valid_from, valid_until, verified, source`` of a policy, in the reader's language."""
    language = current_language()
    return {
        "code": policy.code,
        "name": policy.name.in_language(language),
        "group": policy.group,
        "territory": _places(policy.territory),
        "valid_from": policy.valid_from.isoformat(),
        "valid_until": policy.valid_until.isoformat() if policy.valid_until else None,
        "verified": policy.verified,
        "source": policy.source.in_language(language),
    }


def _places(territory: Territory) -> list[dict[str, str]]:
    return [{"code": code, "on": day.isoformat()} for code, day in territory]


def policy_json(policy: Policy, language: str) -> dict[str, Any]:
    """Everything of a policy as plain values with their words."""
    return listed(policy) | {
        "target": str(policy.target),
        "benefit": policy.benefit,
        "purpose": policy.purpose,
        "agency": policy.agency,
        "known": policy.known,
        "computable": policy.computable,
        "why_not": policy.why_not.in_language(language) if policy.why_not else None,
        "need_required": policy.need_required,
        "once_only": policy.once_only,
        "rules": [_rule_json(rule, language) for rule in policy.rules],
        "numbers": [_number_json(row) for name in numbers_of(policy) for row in number(name).rows],
    }


def _rule_json(rule: Rule, language: str) -> dict[str, Any]:
    return {
        "id": rule.id,
        "kind": str(rule.kind),
        "valid_from": rule.valid_from.isoformat(),
        "valid_until": rule.valid_until.isoformat() if rule.valid_until else None,
        "territory": _places(rule.territory),
        "article": rule.article.in_language(language),
        "known": rule.known,
        "conditions": [one.text for one in rule.conditions],
        "conditions_words": [one.words() for one in rule.conditions],
        "gives": rule.words.in_language(language),
        "amount": amount_words(rule.amount) if rule.amount else None,
        "per": rule.per or None,
        "share": list(rule.share) if rule.share else None,
    }


def _number_json(row: NumberRow) -> dict[str, Any]:
    return {
        "name": row.parameter.name,
        "value": row.parameter.value,
        "unit": row.parameter.unit,
        "from": row.parameter.since.isoformat(),
        "until": row.until.isoformat() if row.until else None,
        "territory": _places(row.territory),
        "article": row.parameter.article.in_language(current_language()),
        "known": row.parameter.known,
    }


def numbers_of(policy: Policy) -> tuple[str, ...]:
    """The numbers that its rules use."""
    return tuple(dict.fromkeys(name for rule in policy.rules for name in rule.all_numbers))


def amount_words(amount: Amount) -> str:
    """How an amount is made, in the reader's language."""
    language = current_language()
    if amount.number:
        names = dict.fromkeys(number(name).label.in_language(language) for name in _base_numbers(amount))
        words = " / ".join(names)
    else:
        words = _("{money} đồng").format(money=shown_number(int(amount.value or 0)))
    factors = [shown_number(amount.times, 1)] if amount.times != 1 else []
    factors += [number(name).label.in_language(language) for name in amount.times_number]
    if amount.percent_of:
        factors.append(number(amount.percent_of).label.in_language(language))
    if amount.percent is not None:
        factors.append(f"{amount.percent:g}%")
    if amount.each:
        factors.append(input_words(amount.each))
    words = " × ".join([words, *factors])
    if amount.less:
        words = _("{words}, trừ đi: {less}").format(words=words, less=input_words(amount.less))
    return words


def _base_numbers(amount: Amount) -> tuple[str, ...]:
    taken = {*amount.times_number, amount.percent_of}
    return tuple(name for name in amount.numbers if name not in taken)


def span_words(first: date, last: date | None) -> str:
    """From a day, to a day or still open."""
    if last is None:
        return _("từ {day}").format(day=shown_date(first))
    return _("từ {day} đến {last}").format(day=shown_date(first), last=shown_date(last))


def territory_words(territory: Territory) -> str:
    """The units named, as they were called on their day; the country where none is named."""
    if not territory:
        return _("cả nước")
    names = dict.fromkeys(_unit_name(code, day) for code, day in territory)
    return ", ".join(names)


def _unit_name(code: str, day: date) -> str:
    unit = Unit.objects.on(day).filter(code=code).first()
    return unit.name if unit is not None else code


def agency_words(code: str) -> str:
    """The kind of agency in the reader's language."""
    found = agency_kinds().get(code)
    return code if found is None else found.words


def kind_words(kind: RuleKind) -> str:
    """Where a rule comes from."""
    return {
        RuleKind.LAW: _("pháp luật"),
        RuleKind.PROMISE: _("cam kết của kế hoạch"),
        RuleKind.LOCAL: _("chính sách địa phương"),
    }[kind]


def policy_text(policy: Policy) -> str:
    """A policy as a page of plain text."""
    return "\n".join(_lines(policy))


def _lines(policy: Policy) -> Iterator[str]:
    language = current_language()
    yield f"{policy.code}  {policy.name.in_language(language)}"
    yield f"{GROUPS[policy.group]} · {BENEFITS[policy.benefit]} · {target_words(policy.target)} · {agency_words(policy.agency)}"
    yield _("Căn cứ: {source} ({known})").format(
        source=policy.source.in_language(language), known=known_words(policy.known)
    )
    yield f"{span_words(policy.valid_from, policy.valid_until)}; {territory_words(policy.territory)}"
    if policy.why_not is not None:
        yield _("Không tính được: {why}").format(why=policy.why_not.in_language(language))
    for rule in policy.rules:
        yield ""
        yield f"[{kind_words(rule.kind)}] {rule.words.in_language(language)}"
        yield f"  {rule.article.in_language(language)} ({known_words(rule.known)})"
        yield f"  {span_words(rule.valid_from, rule.valid_until)}; {territory_words(rule.territory)}"
        yield "  " + "; ".join(one.words() for one in rule.conditions)
        if rule.amount is not None:
            yield f"  {amount_words(rule.amount)}" + (f" {PER[rule.per]}" if rule.per else "")
