"""Alternatives, groups counted once, unknowns, spans, territories."""

from dataclasses import replace
from datetime import date

import pytest
from tests.support.entitling.worlds import one, said

from ansinh.standards.engine.rules import RefusedRule
from ansinh.support.catalogue.card_groups import GroupOrder
from ansinh.support.catalogue.conditions import read_condition
from ansinh.support.catalogue.policy import Policy, RuleKind, policy_of
from ansinh.support.catalogue.registry import policy
from ansinh.support.entitling import evaluate

ON = date(2023, 5, 15)


def cards(rows):
    return [row["policy"] for row in rows if row["policy"].startswith("BHYT") and row["state"] == "entitled"]


def test_a_person_in_several_groups_has_one_card_the_one_of_which_most_is_paid():
    person = {"birth_date": date(1980, 1, 1), "social_assistance": 1}
    assert cards(said(ON, {"class": "near_poor"}, [person])) == ["BHYT-5"]
    assert cards(said(ON, {"class": "near_poor"}, [person | {"social_assistance": 0}])) == ["BHYT-3"]
    # The State pays all for both: Decree 146/2018 names social assistance (3.8) before the poor (3.9.a).
    assert cards(said(ON, {"class": "poor"}, [person])) == ["BHYT-5"]
    assert cards(said(ON, {"class": "poor"}, [person | {"social_assistance": 0}])) == ["BHYT-1"]


def test_of_two_groups_that_are_paid_alike_the_order_decides(monkeypatch):
    """The control: another order, another group."""
    person = {"birth_date": date(1980, 1, 1), "social_assistance": 1}
    for order in (("BHYT-1", "BHYT-5"), ("BHYT-5", "BHYT-1")):
        monkeypatch.setattr(
            evaluate, "group_order", lambda _on, order=order: GroupOrder(ON, None, "M", order)
        )
        assert cards(said(ON, {"class": "poor"}, [person])) == [order[0]]


def test_without_the_rule_of_one_card_there_would_be_two(monkeypatch):
    """The control."""
    monkeypatch.setattr(evaluate, "COUNTED_ONCE", ())
    person = {"birth_date": date(1980, 1, 1), "social_assistance": 1}
    assert cards(said(ON, {"class": "near_poor"}, [person])) == ["BHYT-3", "BHYT-5"]


def test_an_unknown_group_stays_only_where_it_could_be_more():
    person = {"birth_date": date(1980, 1, 1), "social_assistance": None}
    assert one(said(ON, {"class": "poor"}, [person]), "BHYT-5") is None
    near = one(said(ON, {"class": "near_poor"}, [person]), "BHYT-5")
    assert (near["state"], near["missing"]) == ("unknown", "social_assistance")


def test_hai_phong_pays_the_rest_of_its_near_poor_from_2026():
    for inside, shares in (((), (70, 0, 30)), (("31",), (70, 30, 0))):
        row = one(
            said(date(2026, 2, 1), {"class": "near_poor", "poor_commune": 0}, [{}], inside=inside), "BHYT-3"
        )
        assert (row["state_share"], row["local_share"], row["own_share"]) == shares


def test_what_a_plan_promises_is_never_owed_by_law():
    """Requirements §3.9: a free card of the near-poor of Tứ Kỳ."""
    home = {"class": "near_poor"}
    owed = one(said(ON, home, [{}], inside=("298", "30")), "BHYT-3")
    promised = one(said(ON, home, [{}], inside=("298", "30"), kinds=(RuleKind.PROMISE,)), "BHYT-3")
    assert (owed["rule"], owed["own_share"]) == ("near_poor", 30)
    assert (promised["rule"], promised["own_share"]) == ("free_tu_ky", 0)


def test_tuition_goes_on_to_the_end_of_the_course():
    person = {
        "birth_date": date(2004, 1, 1),
        "school_level": "higher",
        "student": 1,
        "course_began_as": "poor",
    }
    row = one(said(ON, {"class": "escaped_poor"}, [person]), "GD-1")
    assert (row["rule"], row["state_share"]) == ("course_poor", 100)
    assert one(said(ON, {"class": "escaped_poor"}, [person | {"course_began_as": "none"}]), "GD-1") is None


def test_who_has_no_known_class_is_unknown_and_says_so():
    row = one(said(ON, {"class": None}, [{"birth_date": date(1980, 1, 1)}]), "BHYT-1")
    assert (row["state"], row["missing"], row["amount"]) == ("unknown", "class", None)


def test_a_year_of_birth_alone_leaves_the_birthday_open():
    person = {"birth_year": 2017, "school_level": "preschool"}
    row = one(said(ON, {"class": "poor"}, [person]), "GD-3")
    assert (row["state"], row["missing"]) == ("unknown", "birth_date")
    sure = one(said(ON, {"class": "poor"}, [person | {"birth_year": 2019}]), "GD-3")
    assert sure["state"] == "entitled"


def test_a_blank_that_changes_nothing_is_not_missing():
    person = {"birth_date": date(1980, 1, 1), "school_level": None}
    assert one(said(ON, {"class": "none"}, [person]), "GD-2") is not None  # an orphan perhaps
    assert (
        one(
            said(
                ON,
                {"class": "none", "very_difficult_area": 0},
                [person | {"orphan": 0, "disability": "none"}],
            ),
            "GD-2",
        )
        is None
    )


def test_spans_follow_the_class_the_clock_and_the_ages():
    home = {"class": "escaped_poor", "class_since": date(2022, 1, 1), "class_until": date(2024, 12, 31)}
    row = one(said(ON, home, [{"birth_date": date(2010, 6, 1)}]), "Y-3")
    assert (row["valid_from"], row["valid_until"]) == (date(2022, 1, 18), date(2024, 12, 31))
    poor = {"class": "poor", "class_since": date(2023, 1, 1)}
    lunch = one(said(ON, poor, [{"birth_date": date(2019, 2, 10), "school_level": "preschool"}]), "GD-3")
    assert (lunch["valid_from"], lunch["valid_until"]) == (date(2023, 1, 1), date(2025, 2, 9))


def test_a_rule_of_a_territory_that_may_not_hold_here_is_unknown():
    rows = said(date(2025, 3, 1), {"class": "poor", "area_type": "rural"}, [{"birth_date": date(2015, 1, 1)}])
    assert one(rows, "TN-1") is None


@pytest.mark.parametrize(
    "text",
    [
        "nobody_knows_this",
        "class in rich",
        "age > 3",
        "age >=",
        "class",
        "electricity_use_kwh",
        "some class",
        "some land_taken",
        "",
    ],
)
def test_a_condition_that_nobody_can_evaluate_is_refused(text):
    with pytest.raises((RefusedRule, KeyError)):
        read_condition(text)


LOCAL = {
    "code": "X-1",
    "name": "x",
    "group": "assistance",
    "target": "household",
    "benefit": "cash_once",
    "purpose": "x",
    "agency": "labour_department",
    "known": "T",
    "source": "x",
    "rule": [
        {
            "id": "r",
            "from": date(2020, 1, 1),
            "article": "x",
            "known": "T",
            "words": "x",
            "when": ["class in poor"],
        }
    ],
}


def test_a_rule_without_conditions_is_refused_it_would_match_everybody():
    assert policy_of(LOCAL).rules[0].conditions
    with pytest.raises(RefusedRule):
        policy_of(LOCAL | {"rule": [LOCAL["rule"][0] | {"when": []}]})


def test_a_rule_of_a_household_that_asks_of_one_member_is_refused():
    strange = policy_of(LOCAL | {"rule": [LOCAL["rule"][0] | {"when": ["age >= 60"]}]})
    with pytest.raises(RefusedRule):
        said(ON, {"class": "poor"}, of=[strange])


def test_what_is_not_found_has_no_amount_or_matches_nobody():
    rows = said(date(2025, 3, 1), {"class": "poor", "labour_capacity": 0}, [{}], inside=("30", "31"))
    told = {row["policy"] for row in rows}
    for code in ("BHYT-6", "BHYT-7", "TN-2", "NO-3", "DN-3"):
        assert policy(code).why_not is not None
        assert code not in told
    assert one(rows, "VT-1")["amount"] is None


def test_unknown_numbers_give_no_amount():
    """Study costs under Decree 238/2025: the amount was not found."""
    pupil = {"birth_date": date(2015, 1, 1), "school_level": "primary"}
    row = one(said(date(2025, 10, 1), {"class": "poor"}, [pupil]), "GD-2")
    assert (row["state"], row["amount"]) == ("entitled", None)


def test_one_household_and_many_get_the_same():
    rows = said(ON, {"class": "poor"}, [{"birth_date": date(2019, 2, 10), "school_level": "preschool"}] * 50)
    assert [row["amount"] for row in rows if row["policy"] == "GD-3"] == [160_000] * 50


def test_a_policy_of_which_a_rule_is_replaced_is_another_policy():
    lunch = policy("GD-3")
    dearer = replace(
        lunch,
        rules=tuple(replace(r, amount=replace(r.amount, number="", value=200_000.0)) for r in lunch.rules),
    )
    child = {"birth_date": date(2019, 2, 10), "school_level": "preschool"}
    assert one(said(ON, {"class": "poor"}, [child], of=[dearer]), "GD-3")["amount"] == 200_000


def _fixed(code: str, amount: int, **more: object) -> Policy:
    """A policy of a fixed amount for poor households."""
    rule = {"id": "poor", "from": date(2020, 1, 1), "article": "-", "known": "T", "when": ["class in poor"]}
    rule |= {"amount": {"value": amount}, "per": "month", "words": {"vi": "-", "en": "-"}}
    return policy_of(
        {"code": code, "name": {"vi": code, "en": code}, "group": "cash", "target": "household", "benefit": "cash_monthly"}
        | {"purpose": code, "agency": "commune", "source": "-", "known": "T", "rule": [rule]}
        | more
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "held"), [(100, 200, ["B"]), (200, 100, ["A"]), (100, 100, ["A"])]
)
def test_of_two_that_exclude_one_another_the_higher_is_had(first, second, held):
    one_way = (_fixed("A", first), _fixed("B", second, exclusive_with=["A"]))
    assert [row["policy"] for row in said(ON, {"class": "poor"}, of=one_way)] == held
    # The control: nothing excludes.
    both = (_fixed("A", first), _fixed("B", second))
    assert [row["policy"] for row in said(ON, {"class": "poor"}, of=both)] == ["A", "B"]


def test_what_is_not_sure_excludes_nothing():
    pair = (_fixed("A", 200), _fixed("B", 100, exclusive_with=["A"]))
    assert {row["state"] for row in said(ON, {"class": None}, of=pair)} == {"unknown"}
    assert len(said(ON, {"class": None}, of=pair)) == 2
