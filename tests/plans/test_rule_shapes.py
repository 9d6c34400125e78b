"""Every rule of measuring can be chosen, is told in words, and comes back from its choices as it was."""

import pytest

from ansinh.kernel.errors import UnusableInput
from ansinh.plans.measuring import RULES
from ansinh.plans.rule_shapes import SHAPES, Chosen, chosen_in, compose_rule, rule_name_words, rule_words
from ansinh.plans.shipped import shipped_plans

RULES_OF_PAPERS = sorted({row["rule"] for plan in shipped_plans() for row in plan.targets if row.get("rule")})


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen("magic"),
        Chosen("rate"),
        Chosen("rate", classes=["rich"]),
        Chosen("rate", classes=["poor"], roles=["officer"]),
        Chosen("in_post_trained", roles=["king"]),
        Chosen("reached", classes=["poor"], indicators=["moon"]),
    ],
)
def test_parts_that_do_not_go_together_are_refused(chosen):
    with pytest.raises(UnusableInput):
        compose_rule(chosen, "vn-2022")


def test_every_rule_there_is_can_be_chosen_and_has_words():
    assert set(SHAPES) == set(RULES)
    assert len({rule_name_words(name) for name in SHAPES}) == len(RULES)


@pytest.mark.parametrize("rule", [one for one in RULES_OF_PAPERS if not one.startswith(("served", "needed"))])
def test_a_rule_of_a_paper_is_its_choices(rule):
    chosen = chosen_in(rule)
    assert SHAPES[chosen.name]
    assert rule_words(rule).startswith(rule_name_words(chosen.name))
    parts = ":".join(",".join(getattr(chosen, part)) for part in SHAPES[chosen.name].takes)
    assert f"{chosen.name}:{parts}".rstrip(":") == rule
