"""The catalogue: every code of the requirements, every row with what the contract asks, nothing made up in silence."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from ansinh.agencies.kinds import agency_kinds
from ansinh.support.catalogue.numbers import numbers
from ansinh.support.catalogue.policy import RuleKind
from ansinh.support.catalogue.registry import UnknownPolicy, all_policies, policies, policy
from ansinh.support.catalogue.words import BENEFITS, GROUPS
from ansinh.support.policies.cli import policies as command
from ansinh.support.policies.examples import examples

_SERIES = {
    "BHYT": 7, "BHXH": 1, "Y": 3, "GD": 6, "TD": 8, "NO": 5, "TG": 3, "TN": 2, "DIEN": 2, "NUOC": 1, "VS": 1, "VT": 3, "TT": 1,
    "PL": 1, "DN": 4, "VL": 2, "NN": 1, "SX": 4, "DAT": 1, "QUY": 3, "KT": 1, "TTH": 1, "TTT": 1, "HT": 1, "KP": 1,
}  # fmt: skip
CODES = {f"{name}-{number}" for name, count in _SERIES.items() for number in range(1, count + 1)}


def test_every_code_of_the_requirements_is_there():
    assert set(all_policies()) == CODES


def test_an_unknown_code_is_refused():
    with pytest.raises(UnknownPolicy):
        policy("BHYT-99")


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_policy_says_what_it_rests_on(code):
    one = policy(code)
    assert one.group in GROUPS
    assert one.benefit in BENEFITS
    assert one.agency in agency_kinds()
    assert one.source.vi
    assert one.name.en != one.name.vi
    assert one.rules or one.why_not, "matches nobody and does not say why"
    for rule in one.rules:
        assert rule.conditions
        assert rule.article.vi
        assert rule.known in "TSM"
        assert rule.amount is None or rule.per, f"{rule.id}: an amount of no period"
    if one.benefit == "programme":
        assert not one.rules


def test_the_six_disagreements_of_plans_and_law_are_two_rules():
    """Requirements §3.9."""
    for code in ("GD-2", "PL-1", "BHYT-3", "GD-1", "TD-1"):
        assert policy(code).law, code
        assert policy(code).promises, code
        assert all(rule.territory for rule in policy(code).promises), code
    # "Newly escaped" of credit has ex-near-poor households too; of other policies it has not.
    credit = {c for rule in policy("TD-3").law for one in rule.conditions for c in one.codes}
    assert {"escaped_poor", "escaped_near_poor"} <= credit
    assert "escaped_near_poor" not in {
        c for rule in policy("Y-3").law for one in rule.conditions for c in one.codes
    }


def test_every_number_has_a_source_and_memory_is_marked():
    for one in numbers().values():
        assert bool(one.rows) != bool(one.standard), one.name
        for row in one.rows:
            assert row.parameter.known in "TSM"
            assert row.parameter.article.vi
    assert not policy("DIEN-1").verified  # its tariff is from memory
    assert not policy("TN-1").verified  # derived from five persons
    assert policy("TG-1").verified


def test_poverty_lines_are_not_copied():
    text = (Path(__file__).parents[3] / "src/ansinh/support/catalogue/numbers.toml").read_text(
        encoding="utf-8"
    )
    assert not re.search(r"value = (1500000|2000000|700000\b.*line)", text)


def test_law_that_ended_is_not_in_force():
    now = {one.code for one in policies(date(2026, 3, 1))}
    assert "BHYT-2" not in now
    assert "TG-3" in now
    assert "TG-3" not in {one.code for one in policies(date(2025, 6, 30))}


@pytest.mark.parametrize("case", examples(), ids=lambda one: f"{one.policy} {one.words.en}")
def test_worked_cases_of_the_pages(case):
    assert case.computed(policy(case.policy)) == ("entitled", case.amount)


@pytest.mark.django_db
def test_the_command_lists_every_code_for_programs():
    answer = CliRunner().invoke(command, ["list", "--format", "json"])
    assert answer.exit_code == 0, answer.output
    rows = json.loads(answer.output)
    assert {row["code"] for row in rows} == CODES
    for row in rows:
        assert list(row) == [
            "code",
            "name",
            "group",
            "territory",
            "valid_from",
            "valid_until",
            "verified",
            "source",
        ]
        assert isinstance(row["verified"], bool)


@pytest.mark.django_db
def test_the_command_says_what_a_policy_promises_beside_the_law():
    answer = CliRunner().invoke(command, ["show", "BHYT-3", "--format", "json"])
    kinds = {rule["kind"] for rule in json.loads(answer.output)["rules"]}
    assert kinds == {RuleKind.LAW, RuleKind.PROMISE}
