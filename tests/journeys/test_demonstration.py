"""The demonstration, from nothing to closed forms, through the real imports and the real pipeline."""

from decimal import Decimal

import pytest

from ansinh.accounts.actor import CONSOLE
from ansinh.datasets.models import Version
from ansinh.demo.building import PLACES, build, files_of
from ansinh.demo.next_summary import next_summary
from ansinh.demo.next_year import build_next_year, check_has_next_year, close_next_year, files_of_review
from ansinh.demo.summary import lines_of, summary_of
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import speaking
from ansinh.kernel.progress import silent
from ansinh.places.actions import load_units
from ansinh.plans.models import Plan, Reading
from ansinh.reports.printing import print_forms
from ansinh.reports.reconcile import reconcile

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed() -> Version:
    """Thủy Nguyên's year, built once for the assertions of a test."""
    load_units(by=CONSOLE)
    return build(PLACES["thuy-nguyen"], by=CONSOLE, progress=silent)


def test_thuy_nguyen_meets_what_the_district_published_and_its_forms_close(sealed, tmp_path):
    summary = summary_of(sealed, files_of(PLACES["thuy-nguyen"]))
    files = print_forms(version=sealed, numbers=range(1, 16), shape="csv", out=tmp_path, by=CONSOLE)
    report = reconcile(files)

    figures = summary["figures"]
    assert (figures["poor"], figures["near_poor"]) == (1118, 2359)
    assert (figures["poor_without_labour_capacity"], figures["poor_with_labour_capacity"]) == (706, 412)
    assert (figures["poor_rate"], figures["near_poor_rate"]) == (Decimal("1.01"), Decimal("2.14"))
    lacks = figures["deprivations_of_poor"]
    published = ("employment", "dependants", "health_insurance", "housing_quality", "telecom", "information")
    assert [lacks[code] for code in published] == [488, 494, 313, 279, 610, 446]
    assert all(row["equal"] for row in summary["published"])
    assert [found for found in report.findings if found.level == "error"] == []
    alarms = {found["rule"]: found["households"] for found in summary["findings"]}
    assert alarms["labour_capacity_and_employment"] >= 76


def test_building_again_changes_nothing_and_the_summary_speaks_both_languages(sealed):
    again = build(PLACES["thuy-nguyen"], by=CONSOLE, progress=silent)

    summary = summary_of(again, files_of(PLACES["thuy-nguyen"]))
    with speaking("en"):
        english = lines_of(summary)
    assert again.pk == sealed.pk
    assert Version.objects.filter(unit=sealed.unit).count() == 1
    assert lines_of(summary) != english


@pytest.mark.long
def test_hai_duong_meets_its_plan_but_for_the_two_households_that_the_plan_left_out():
    load_units(by=CONSOLE)
    sealed = build(PLACES["hai-duong"], by=CONSOLE, progress=silent)

    summary = summary_of(sealed, files_of(PLACES["hai-duong"]))

    figures = summary["figures"]
    assert (figures["households"], figures["poor"], figures["near_poor"]) == (620_779, 11_459, 16_761)
    assert figures["poor_by_kind"] == {"poor_deprivation": 2, "poor_income": 11_457}
    assert list(figures["poor_flow"].values()) == [15_255, 1_928, 3_150, 0, 0, 218, 1_064, 0, 11_459]
    assert list(figures["near_poor_flow"].values()) == [19_292, 6_554, 0, 0, 1_928, 212, 1_883, 0, 16_761]
    differs = {(row["form"], row["column"]) for row in summary["published"] if not row["equal"]}
    assert differs == {(1, 3), (2, 9), (8, 1)}
    assert summary["bands"]["published_sum"] == 257
    assert not summary["bands"]["published_fits_a_unit_set"]


@pytest.mark.long
def test_a_simulated_next_year_closes_its_forms_and_lets_targets_be_measured(tmp_path):
    """The whole of ``demo --next-year``: movements found between two lists, forms that close, plan beside result, a completed report."""
    load_units(by=CONSOLE)
    place = PLACES["thuy-nguyen"]
    first = build(place, by=CONSOLE, progress=silent)
    second = build_next_year(place, first, by=CONSOLE, progress=silent)
    closed = close_next_year(place, second, by=CONSOLE, progress=silent)

    files = print_forms(version=second, numbers=range(1, 16), shape="csv", out=tmp_path, by=CONSOLE)
    assert [found for found in reconcile(files).findings if found.level == "error"] == []
    summary = next_summary(
        summary_of(first, files_of(place)), summary_of(second, files_of_review(place, second.period)), second
    )
    poor, near = (summary["years"][1][name] for name in ("poor_flow", "near_poor_flow"))
    assert (poor[1], near[1]) == (1118, 2359)
    assert poor[9] == poor[1] - poor[2] - poor[3] - poor[4] + poor[5] + poor[6] + poor[7] + poor[8]
    assert min(poor[6], poor[7], near[6], near[7]) > 0
    assert summary_of(second, files_of_review(place, second.period))["published"] == []
    told = {one["indicator"]: one for one in summary["targets"]}
    assert told["Tỷ lệ hộ nghèo giảm so với năm trước"]["value"] is not None
    assert {one["version"] for one in told.values() if one["plan"] == "TN23" and one["version"]} == {"2023"}
    assert told["Từng chỉ số thiếu hụt của hộ nghèo, cận nghèo giảm"]["kept"] is not None
    closed.follows.refresh_from_db()
    assert (closed.state, closed.follows.state, closed.provisional) == ("final", "superseded", False)
    assert "mô phỏng" in closed.title
    counts = [model.objects.count() for model in (Version, Reading, Plan)]
    assert build_next_year(place, first, by=CONSOLE, progress=silent).pk == second.pk
    assert close_next_year(place, second, by=CONSOLE, progress=silent).pk == closed.pk
    assert [model.objects.count() for model in (Version, Reading, Plan)] == counts


def test_only_thuy_nguyen_has_a_next_year():
    with pytest.raises(UnusableInput, match="--next-year"):
        check_has_next_year(PLACES["hai-duong"])
