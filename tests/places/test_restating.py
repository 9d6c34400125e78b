"""Figures of one date's units asked on another's: nothing is lost, and what rests on a share says so."""

from datetime import date
from decimal import Decimal

import pytest

from ansinh.accounts.actor import SYSTEM
from ansinh.places.actions import record_populations
from ansinh.places.errors import NotRestatable, UnknownPlace
from ansinh.places.models import Change
from ansinh.places.populations import PopulationRow
from ansinh.places.queries import lineage, lineages, restate, successors, unit_at, units_under

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
OLD, NEW = date(2024, 12, 31), date(2025, 7, 1)


def figures_of(code, on, level="commune"):
    """A different number for each unit, so that a swap is seen."""
    return {unit.pk: 1000 + 7 * rank for rank, unit in enumerate(units_under(unit_at(code, on), on, level))}


def test_a_figure_of_a_unit_that_did_not_exist_then_is_refused():
    with pytest.raises(UnknownPlace):
        restate({unit_at("31", NEW).pk: 5}, OLD, NEW, "province")


def test_a_binary_fraction_is_refused_because_its_sum_would_not_be_kept():
    with pytest.raises(TypeError):
        restate({unit_at("30", OLD).pk: 1.5}, OLD, NEW, "province")


@pytest.mark.parametrize(
    ("code", "on", "target"),
    [
        ("30", OLD, "31"),
        ("30", date(2024, 6, 30), "31"),
        ("30", date(2020, 6, 30), "31"),
        ("35", OLD, "37"),
        ("35", date(2020, 6, 30), "37"),
    ],
)
def test_an_old_province_by_communes_is_surely_in_its_new_province(code, on, target):
    figures = figures_of(code, on)
    (answer,) = restate(figures, on, NEW, "province")
    total = sum(figures.values())
    assert (answer.unit.code, answer.value, answer.sure, answer.by_share) == (target, total, total, 0)


@pytest.mark.parametrize(("code", "on"), [("30", OLD), ("30", date(2020, 6, 30)), ("35", OLD), ("36", OLD)])
def test_communes_restated_on_new_communes_keep_their_total(code, on):
    figures = figures_of(code, on)
    answers = restate(figures, on, NEW, "commune")
    assert sum(answer.value for answer in answers) == sum(figures.values())
    assert all(answer.value == answer.sure + answer.by_share for answer in answers)
    assert all(answer.value == sum(part.value for part in answer.parts) for answer in answers)


def test_hai_duong_of_the_end_of_2024_goes_whole_into_64_communes_of_hai_phong():
    figures = figures_of("30", OLD)
    answers = restate(figures, OLD, NEW, "commune")
    assert len(figures) == 207
    assert len(answers) == 64
    assert {answer.unit.level for answer in answers} == {"commune"}


def test_a_commune_without_a_known_successor_stays_with_the_unit_that_surely_holds_it():
    lost = unit_at("11110", date(2024, 6, 30))
    (answer,) = restate({lost.pk: 40}, date(2024, 6, 30), NEW, "commune")
    assert (answer.unit.code, answer.unit.level, answer.sure, answer.by_share) == ("31", "province", 0, 40)
    assert answer.parts[0].basis == "above"
    (district,) = restate({lost.pk: 40}, date(2024, 6, 30), date(2025, 1, 1), "district")
    assert (district.unit.code, district.sure) == ("298", 40)


def test_a_divided_commune_goes_to_its_default_part_and_says_so():
    divided = unit_at("11572", date(2025, 6, 30))
    (answer,) = restate({divided.pk: 31}, date(2025, 6, 30), NEW, "commune")
    default = next(s for s in successors(divided, NEW) if s.is_default)
    assert (answer.unit, answer.sure, answer.by_share) == (default.unit, 0, 31)
    assert answer.parts[0].basis == "default"


def test_known_shares_divide_whole_numbers_by_the_largest_remainder():
    divided = unit_at("11572", date(2025, 6, 30))
    parts = list(Change.objects.filter(old=divided).order_by("new__code"))
    for change, share in zip(parts, (Decimal("0.55"), Decimal("0.45")), strict=True):
        change.share, change.share_basis = share, "population"
        change.save()
    answers = restate({divided.pk: 31}, date(2025, 6, 30), NEW, "commune")
    assert sorted((answer.unit.code, answer.value) for answer in answers) == [("11557", 17), ("11560", 14)]
    (whole,) = restate({divided.pk: 31}, date(2025, 6, 30), NEW, "province")
    assert (whole.sure, whole.by_share) == (31, 0)
    exact = restate({divided.pk: Decimal("10.1")}, date(2025, 6, 30), NEW, "commune")
    assert sum(answer.value for answer in exact) == Decimal("10.1")


def test_a_merged_province_cannot_be_taken_apart_without_people_counted_before():
    with pytest.raises(NotRestatable) as refusal:
        restate({unit_at("31", NEW).pk: 300}, NEW, OLD, "province")
    assert "Thành phố Hải Phòng" in refusal.value.message


def test_a_merged_province_is_taken_apart_by_the_households_each_old_one_brought():
    rows = [
        PopulationRow(area_code=code, date=date(2024, 12, 1), source="kiểm thử", households=households)
        for code, households in (("30", 600_000), ("31", 300_000))
    ]
    record_populations(rows=rows, by=SYSTEM)
    answers = restate({unit_at("31", NEW).pk: 301}, NEW, OLD, "province")
    assert [(a.unit.code, a.value, a.sure, a.parts[0].basis) for a in answers] == [
        ("31", 100, 0, "population"),
        ("30", 201, 0, "population"),
    ]


def test_new_communes_asked_backwards_by_province_are_surely_placed():
    figures = figures_of("31", NEW)
    answers = restate(figures, NEW, date(2025, 6, 30), "province")
    assert {answer.unit.code for answer in answers} == {"30", "31"}
    assert sum(answer.sure for answer in answers) == sum(figures.values())


def test_a_figure_asked_on_its_own_date_is_itself():
    unit = unit_at("30", OLD)
    (answer,) = restate({unit.pk: 15255}, OLD, OLD, "province")
    assert (answer.unit, answer.sure) == (unit, 15255)


def test_a_districts_successors_are_those_of_its_communes():
    found = successors(unit_at("298", OLD), NEW)
    names = ["Chí Minh", "Đại Sơn", "Lạc Phượng", "Nguyên Giáp", "Tân Kỳ", "Tứ Kỳ"]
    assert [(s.unit.name, s.change, s.share) for s in found] == [
        (f"Xã {name}", "abolish", None) for name in names
    ]


def test_an_island_district_became_a_special_zone():
    (only,) = successors(unit_at("318", OLD), NEW)
    assert (only.unit.code, only.unit.type, only.share) == ("11948", "đặc khu", 1)


def test_a_change_seen_only_between_snapshots_is_not_dated():
    (only,) = successors(unit_at("13405", date(2024, 1, 1)), date(2025, 6, 30))
    assert (only.unit.name, only.date_known) == ("Phường Đồng Hóa", False)


def test_lineage_of_a_new_province_holds_both_old_ones_with_all_their_units():
    ids = lineage(unit_at("31", NEW), NEW)
    for code, on in (("30", OLD), ("31", OLD), ("298", OLD), ("11110", date(2020, 1, 1)), ("11098", OLD)):
        assert unit_at(code, on).pk in ids, code
    assert unit_at("35", OLD).pk not in ids
    assert unit_at("01", OLD).pk not in ids


def test_lineage_of_a_commune_holds_the_whole_communes_before_it_and_no_divided_one():
    commune = unit_at("11113", NEW)
    ids = lineage(commune, NEW)
    whole = {change.old_id for change in Change.objects.filter(new=commune, share=1)}
    assert whole <= ids
    assert unit_at("11089", date(2024, 1, 1)).pk in ids
    thuy_nguyen = lineage(unit_at("11560", NEW), NEW)
    assert unit_at("11572", date(2025, 6, 30)).pk not in thuy_nguyen


@pytest.mark.parametrize(("code", "on"), [("31", NEW), ("37", NEW), ("213", date(2025, 6, 30))])
def test_lineages_of_many_units_are_those_of_each(code, on):
    units = [unit_at(code, on), *units_under(unit_at(code, on), on, "commune")[:12]]
    assert lineages(units, on) == {unit.pk: lineage(unit, on) for unit in units}


def test_lineage_does_not_keep_who_left_the_ground():
    """Yên Dũng district went into Bắc Giang city: its communes are the city's, not the district's."""
    on = date(2025, 6, 30)
    commune = unit_at("07696", date(2024, 1, 1))
    assert commune.parent.code != "213" or commune.name.startswith("Xã")
    city = unit_at("213", on)
    moved = [
        c.old for c in Change.objects.filter(kind="move", new__path__startswith=city.path, effect__lte=on)
    ]
    assert moved
    assert {unit.pk for unit in moved} <= lineage(city, on)
    for unit in moved:
        assert unit.pk not in lineage(unit.parent, on)
