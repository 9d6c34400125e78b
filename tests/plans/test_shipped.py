"""The plans that ship: every target quotes its paper, and has a rule or a reason."""

from collections import Counter

from ansinh.agencies.kinds import agency_kinds
from ansinh.plans.enums import Relation, TargetKind, Unmeasured, ValueUnit
from ansinh.plans.measuring import RULES, split_rule
from ansinh.plans.shipped import shipped_plans

PLANS = {one.code: one for one in shipped_plans()}
TARGETS = [(plan, row) for plan in PLANS.values() for row in plan.targets]


def test_every_target_of_the_five_papers_is_there():
    many = Counter(plan.code for plan, _row in TARGETS)
    assert many == {"HD25": 22, "HD20": 16, "TK23": 11, "HN16": 8, "TN23": 4}


def test_every_target_stands_in_its_paper_word_for_word():
    missing = [
        row["id"]
        for plan, row in TARGETS
        if not any(row["quote"] in one for s in plan.sections for one in s.paragraphs)
    ]
    assert missing == []


def test_every_target_has_a_rule_or_says_why_not():
    for _plan, row in TARGETS:
        assert bool(row.get("rule")) != bool(row.get("unmeasured")), row["id"]
        assert TargetKind(row["kind"])
        assert Relation(row.get("relation", "")) is not None
        assert ValueUnit(row.get("unit", "")) is not None
        if row.get("rule"):
            assert split_rule(row["rule"])[0] in RULES
        else:
            assert Unmeasured(row["unmeasured"])
            assert row["why"]


def test_all_seven_kinds_are_used():
    assert {row["kind"] for _plan, row in TARGETS} == {one.value for one in TargetKind}


def test_agencies_of_tasks_are_kinds_that_are_known():
    named = {kind for plan in PLANS.values() for one in plan.tasks for kind in (*one.lead, *one.joins)}
    assert named <= set(agency_kinds())
    assert all(one.lead or one.plain for plan in PLANS.values() for one in plan.tasks)
