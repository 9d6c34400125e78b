"""The rules of inconsistency on what people enter of a plan: figures, targets, citations, scope, on its page."""

from datetime import date

import pytest
from tests.pages.conftest import COMMUNE, PROVINCE, officer

from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.plans.drifting import drift_from_above, drift_within
from ansinh.plans.enums import Relation, TargetKind, Unmeasured, ValueUnit
from ansinh.plans.figures import checked
from ansinh.plans.loading import load_plans
from ansinh.plans.models import Plan
from ansinh.plans.promising import Promise, enter_target
from ansinh.reports.publishing import load_seed_figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def plans(country) -> dict[str, Plan]:
    load_plans(by=SYSTEM)
    load_seed_figures(by=SYSTEM)
    return {one.code: one for one in Plan.objects.select_related("document", "unit")}


def rules(found) -> set[str]:
    return {one.rule for one in [*found.of_figures, *found.of_paper, *found.of_scope]}


def test_a_plan_of_another_province_is_not_checked_here(plans, signed_in):
    client = signed_in("commune_officer", COMMUNE)
    assert client.get(f"/plans/{plans['HN16'].pk}/checks").status_code == 404


def test_the_plans_own_figures_citations_and_scope_stand_on_one_page(plans, signed_in):
    assert {"parts_of_total", "stock_flow", "fall_of_stock", "rounding_mixed"} <= rules(
        checked(plans["HD20"])
    )
    client = signed_in("province_officer", PROVINCE)
    text = client.get(f"/plans/{plans['TN23'].pk}/checks").content.decode()
    for said in ("36,86 không phải", "ít nhất 76", "no_number", "Phòng chống suy dinh dưỡng"):
        assert said in text


def test_scope_drifts_between_levels_and_within_one_plan(plans):
    def told(many):
        return [(one.rule, one.column) for one in many]

    within = [one for one in drift_within(plans["HD20"]) if "học phí" in one.message]
    assert told(within) == [("scope_drift", "2")]
    nutrition = [one for one in drift_from_above(plans["TN23"]) if "suy dinh dưỡng" in one.message]
    assert told(nutrition) == [("scope_drift", "5")]
    assert "hộ mới thoát nghèo" in nutrition[0].message
    slogans = [one for one in drift_from_above(plans["TK23"]) if one.rule == "quote_shortened"]
    assert slogans
    assert all("Cả nước chung tay vì người nghèo" in one.message for one in slogans)
    assert drift_from_above(plans["HD25"]) == []


def test_targets_that_cannot_both_be_kept_are_found_with_the_printed_figures(plans):
    plan, by = plans["TN23"], actor_of(officer("hands", "province_officer", PROVINCE))
    base = {"kind": TargetKind.LEVEL, "level": "district", "relation": Relation.AT_MOST}
    base |= {"deadline": date(2023, 12, 31)}
    for name, value, unit, rule in (
        ("Hộ nghèo", 100, ValueUnit.HOUSEHOLDS, "count:poor"),
        ("Tỷ lệ hộ nghèo", 5, ValueUnit.PERCENT, "rate:poor"),
        ("Hộ cận nghèo", 100, ValueUnit.HOUSEHOLDS, "count:near_poor"),
        ("Tỷ lệ hộ cận nghèo", 1, ValueUnit.PERCENT, "rate:near_poor"),
    ):
        enter_target(
            plan=plan, promise=Promise(indicator=name, value=value, unit=unit, rule=rule, **base), by=by
        )
    enter_target(
        plan=plan,
        promise=Promise(
            indicator="Quỹ", kind=TargetKind.DIRECTION, level="district", unmeasured=Unmeasured.NO_NUMBER
        ),
        by=by,
    )
    [clash] = [
        one for one in checked(plan).of_figures if one.rule == "bases_disagree" and not one.figures[0].key
    ]
    assert [one.statistic for one in clash.figures] == ["rate:poor", "rate:near_poor"]
