"""One household: every policy in force where it lives, what it and each member is entitled to, and why, in words with the article.

The same program as for a whole registry, run on one household and traced condition by condition.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ansinh.households.models import Household
from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _, current_language, speaking
from ansinh.kernel.numbers import shown_number
from ansinh.standards.engine.truth import NO, UNKNOWN, YES
from ansinh.standards.words import Words
from ansinh.support.catalogue.adopted import policies_in_use, policy_in_use
from ansinh.support.catalogue.conditions import input_words
from ansinh.support.catalogue.policy import Policy, Rule, RuleKind, Target
from ansinh.support.catalogue.words import PER, known_words, state_words
from ansinh.support.entitling.encoding import encoded
from ansinh.support.entitling.entitlements import OWED, program_of
from ansinh.support.entitling.evaluate import COUNTED_ONCE, evaluated, territories_asked
from ansinh.support.entitling.excluding import excludes
from ansinh.support.entitling.history import had_before
from ansinh.support.entitling.program import TERRITORY
from ansinh.support.entitling.reading import Known, known_of
from ansinh.support.entitling.territories import territories_on
from ansinh.support.entitling.tracing import RuleTrace, trace
from ansinh.support.facts.registry import fact_kinds


@dataclass(frozen=True)
class Entitlement:
    """What a household (``person_id`` null) or one member is entitled to by one policy on a day.

    ``kind``: ``law`` (what is owed, local resolutions among it) or ``promise`` (what a plan says beyond the law). ``state``:
    ``entitled``, ``not_entitled``, ``unknown``. ``rule`` is the ground; of who is not entitled the nearest one. ``instead``:
    the policy under which the same is had already.
    """

    policy: Policy
    kind: str
    household_id: str
    person_id: str | None
    state: str
    rule: Rule | None
    amount: int | None
    amount_per: str | None
    valid_from: date | None
    valid_until: date | None
    shares: tuple[int | None, int | None, int | None]
    missing: tuple[str, ...]
    traces: tuple[RuleTrace, ...]
    on: date
    added: tuple[str, ...] = ()
    instead: str = ""
    had_on: date | None = None

    @property
    def article(self) -> Words | None:
        """The article of the rule."""
        return None if self.rule is None else self.rule.article

    @property
    def sensitive(self) -> bool:
        """Whether its reasons tell of health or another sensitive fact of somebody: pages cover them until asked for."""
        kinds = fact_kinds()
        told = (one.condition.input for each in self.traces for one in each.conditions if one.truth == YES)
        return self.state != "not_entitled" and any(name in kinds and kinds[name].sensitive for name in told)

    @property
    def state_words(self) -> str:
        """The state in the reader's language."""
        return state_words(self.state)

    @property
    def missing_words(self) -> list[str]:
        """What to find out, in the reader's language."""
        return [missing_words(name) for name in self.missing]

    def reasons(self) -> list[str]:
        """Why, sentence by sentence, in the reader's language, with the article."""
        return list(_reasons(self))

    def as_json(self, language: str = "vi") -> dict[str, Any]:
        """Plain values with their words."""
        with speaking(language):
            return {
                "policy": self.policy.code,
                "name": self.policy.name.in_language(language),
                "kind": self.kind,
                "household_id": self.household_id,
                "person_id": self.person_id,
                "state": self.state,
                "state_words": self.state_words,
                "rule": self.rule.id if self.rule else None,
                "amount": self.amount,
                "amount_per": self.amount_per,
                "valid_from": self.valid_from.isoformat() if self.valid_from else None,
                "valid_until": self.valid_until.isoformat() if self.valid_until else None,
                "shares": list(self.shares),
                "article": self.article.in_language(language) if self.article else None,
                "known": self.rule.known if self.rule else self.policy.known,
                "missing": list(self.missing),
                "missing_words": self.missing_words,
                "reasons": self.reasons(),
            }


def missing_words(name: str) -> str:
    """An input that is missing, in words; ``member.<input>``: of some member."""
    if name == TERRITORY:
        return _("địa bàn của văn bản có gồm xã này hay không")
    whose, dot, column = name.rpartition(".")
    words = input_words(column)
    return _("thành viên: {words}").format(words=words) if dot and whose else words


def state_shown(state: str, missing: str) -> tuple[str, str]:
    """Kind of sign and words of a state as frames hold it, with what is ``missing`` to know (joined by ``;``)."""
    signs = {"entitled": "ok", "unknown": "waiting", "not_entitled": "error"}
    words = state_words(state)
    if missing:
        words += f" ({'; '.join(missing_words(name) for name in missing.split(';'))})"
    return signs[state], words


def entitlements_of(
    household: Household, on: date, policies: Sequence[Policy] | None = None
) -> list[Entitlement]:
    """Every policy in force at the household's commune on a day, for the household or each member, in the order of the
    catalogue: what is owed first, then what plans promise beyond it. The household was reached through a scope before. One
    that waits to be placed, or does not exist on the day, has none.
    """
    if household.unit_id is None:
        return []
    known = known_of([household.unit_id], on, only=[household.pk.hex])
    chosen = tuple(policies_in_use(on) if policies is None else policies)
    if known.households.is_empty():
        return []
    owed = list(_stated(known, chosen, OWED))
    return owed + list(_stated(known, chosen, (RuleKind.PROMISE,)))


def _stated(known: Known, policies: tuple[Policy, ...], kinds: tuple[RuleKind, ...]) -> Iterator[Entitlement]:
    program = program_of(policies, known.on, kinds)
    if not program.rules:
        return
    subjects, spans = encoded(program, known.households, known.members, known.needs)
    within = territories_on(territories_asked(program), known.units)
    found = evaluated(program, subjects, spans, within)
    rows = {(row["policy"], row["of_person"], row["row"]): row for row in found.iter_rows(named=True)}
    had = had_before(
        known.households["household_id"].to_list(), known.members["person_id"].to_list(), policies, known.on
    )
    for policy in dict.fromkeys(one.policy for one in program.rules):
        of_person = policy.target is Target.PERSON
        for row in range(subjects.size(of_person)):
            traces = tuple(
                trace(program, one.rule, subjects, row, of_person, within)
                for one in program.rules
                if one.policy is policy
            )
            here = tuple(one for one in traces if one.here != NO)
            if here:
                yield _entitlement(known, policy, kinds, here, rows, (of_person, row), had)


def _entitlement(
    known: Known,
    policy: Policy,
    kinds: tuple[RuleKind, ...],
    traces: tuple[RuleTrace, ...],
    rows: dict[tuple[str, bool, int], dict[str, Any]],
    subject: tuple[bool, int],
    had: dict[tuple[str, str], date],
) -> Entitlement:
    of_person, row = subject
    told = rows.get((policy.code, *subject))
    home = known.households["household_id"][0]
    person = known.members["person_id"][row] if of_person else None
    rule = next((one.rule for one in traces if told and one.rule.id == told["rule"]), None)
    had_on = had.get((policy.code, person or home)) if policy.once_only else None
    state = "not_entitled" if told is None or had_on else told["state"]
    sure = [one.rule for one in traces if one.truth == YES]
    return Entitlement(
        policy=policy,
        kind="promise" if kinds == (RuleKind.PROMISE,) else "law",
        household_id=home,
        person_id=person,
        state=state,
        rule=rule or (min(traces, key=lambda one: len(one.failing)).rule),
        amount=told["amount"] if told and not had_on else None,
        amount_per=told["amount_per"] if told else None,
        valid_from=told["valid_from"] if told else None,
        valid_until=told["valid_until"] if told else None,
        shares=tuple(told[name] if told else None for name in ("state_share", "local_share", "own_share")),
        missing=tuple(name for name in (told["missing"] if told else "").split(";") if name),
        traces=traces,
        on=known.on,
        added=tuple(one.id for one in sure if rule is not None and rule.id in one.adds_to),
        instead="" if told or not sure else _winner(rows, policy, subject),
        had_on=had_on,
    )


def _winner(
    rows: dict[tuple[str, bool, int], dict[str, Any]], policy: Policy, subject: tuple[bool, int]
) -> str:
    """The policy that the subject has instead: of the same purpose, or one that excludes it."""
    once = policy.purpose in COUNTED_ONCE
    for (code, *where), row in rows.items():
        if tuple(where) != subject or row["state"] != "entitled":
            continue
        if (once and row["purpose"] == policy.purpose) or excludes(policy, policy_in_use(code)):
            return code
    return ""


def _reasons(one: Entitlement) -> Iterator[str]:
    language = current_language()
    if one.policy.why_not is not None:
        yield one.policy.why_not.in_language(language)
    if one.had_on is not None:
        yield _("Chỉ hưởng một lần; đã được ngày {day}.").format(day=shown_date(one.had_on))
    if one.instead and excludes(one.policy, policy_in_use(one.instead)):
        yield _("Không hưởng cùng lúc với {policy}; đã tính ở {policy}, mức không thấp hơn.").format(
            policy=one.instead
        )
    elif one.instead:
        yield _(
            "Thuộc nhiều nhóm: đã tính ở {policy}, nhóm được đóng nhiều hơn hoặc đứng trước theo luật."
        ).format(policy=one.instead)
    if one.rule is None:
        return
    traced = next(each for each in one.traces if each.rule is one.rule)
    yield _ground(one, traced)
    yield from _said(traced)
    if one.state == "entitled":
        yield from _combined(one)
    if one.rule.remark is not None:
        yield one.rule.remark.in_language(language)


def _ground(one: Entitlement, traced: RuleTrace) -> str:
    form = {
        "entitled": _("Được hưởng: {what} ({article}; {known})."),
        "unknown": _("Chưa rõ: {what} ({article}; {known})."),
        "not_entitled": _("Không được hưởng: {what} ({article}; {known})."),
    }[one.state]
    language = current_language()
    return form.format(
        what=traced.rule.words.in_language(language),
        article=traced.rule.article.in_language(language),
        known=known_words(traced.rule.known),
    )


def _said(traced: RuleTrace) -> Iterator[str]:
    for truth, form in (
        (int(YES), _("Có: {words}.")),
        (int(NO), _("Không đúng: {words}.")),
        (int(UNKNOWN), _("Chưa biết: {words}.")),
    ):
        listed = [each.condition.words() for each in traced.conditions if each.truth == truth]
        if listed:
            yield form.format(words="; ".join(listed))


def _combined(one: Entitlement) -> Iterator[str]:
    """What was chosen from, what was added, and what limits it."""
    if one.rule is None:
        return
    sure = [each.rule for each in one.traces if each.truth == YES]
    others = [rule for rule in sure if rule is not one.rule and rule.id not in one.added]
    language = current_language()
    if others:
        yield _("Lấy mức cao nhất trong {count} trường hợp đều đúng.").format(count=len(others) + 1)
    for rule in sure:
        if rule.id in one.added:
            yield _("Cộng thêm: {what}.").format(what=rule.words.in_language(language))
    amount = one.rule.amount
    if amount is not None and amount.less:
        yield _("Chỉ bù phần còn thiếu so với số đã hưởng: {words}.").format(words=input_words(amount.less))
    if one.amount is not None and one.amount_per:
        yield _("Mức: {money} đồng {per}.").format(money=shown_number(one.amount), per=PER[one.amount_per])
    if one.policy.months_per_year:
        yield _("Tối đa {months} tháng mỗi năm.").format(months=one.policy.months_per_year)
    if one.policy.max_months:
        yield _("Tối đa {months} tháng.").format(months=one.policy.max_months)
    if one.policy.once_only:
        yield _("Chỉ hưởng một lần.")
