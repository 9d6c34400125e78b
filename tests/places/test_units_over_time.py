"""Codes, names and validity: the three snapshots, and codes that live on in other territories."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from ansinh.accounts.actor import SYSTEM
from ansinh.audit.models import Event
from ansinh.places.actions import load_units
from ansinh.places.errors import UnknownPlace
from ansinh.places.models import Unit
from ansinh.places.queries import search, unit_above, unit_at, units_under

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
LEVELS = ("province", "district", "commune")


def counts(on):
    return tuple(Unit.objects.on(on).filter(level=level).count() for level in LEVELS)


def test_a_code_nobody_had_is_refused():
    with pytest.raises(UnknownPlace) as refusal:
        unit_at("99999", date(2025, 1, 1))
    assert refusal.value.message == "Không có đơn vị hành chính nào mang mã 99999."


def test_a_code_asked_on_the_wrong_day_says_when_it_existed():
    with pytest.raises(UnknownPlace) as refusal:
        unit_at("30", date(2025, 7, 1))
    assert refusal.value.facts["spans"] == ["Tỉnh Hải Dương 01/01/2015–30/06/2025"]
    assert refusal.value.exit_code == 2


def test_a_code_of_another_level_is_refused():
    with pytest.raises(UnknownPlace):
        unit_at("31", date(2025, 7, 1), "commune")


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2020, 6, 30), (63, 705, 10599)),
        (date(2025, 6, 30), (63, 696, 10035)),
        (date(2025, 7, 1), (34, 0, 3321)),
        (date(2026, 11, 1), (34, 0, 3321)),
    ],
)
def test_each_snapshot_has_its_units(on, expected):
    assert counts(on) == expected


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("30", date(2019, 12, 10), 235),
        ("30", date(2024, 11, 30), 235),
        ("30", date(2024, 12, 1), 207),
        ("31", date(2024, 12, 31), 217),
        ("31", date(2025, 1, 1), 167),
        ("31", date(2025, 7, 1), 114),
        ("35", date(2024, 6, 30), 109),
        ("35", date(2025, 6, 30), 98),
        ("37", date(2025, 7, 1), 129),
        ("298", date(2024, 6, 30), 23),
        ("298", date(2025, 6, 30), 20),
        ("311", date(2022, 12, 31), 37),
        ("311", date(2025, 1, 1), 21),
    ],
)
def test_a_place_has_the_communes_of_its_time(code, on, expected):
    assert len(units_under(unit_at(code, on), on, "commune")) == expected


def test_wards_communes_and_special_zones_since_july_2025_count_as_published():
    kinds = Unit.objects.on(date(2025, 7, 1)).filter(level="commune")
    assert [kinds.filter(type=kind).count() for kind in ("xã", "phường", "thị trấn", "đặc khu")] == [
        2621,
        687,
        0,
        13,
    ]


def test_ten_communes_of_dong_nai_became_wards_in_april_2026():
    kinds = Unit.objects.on(date(2026, 4, 30)).filter(level="commune")
    assert [kinds.filter(type=kind).count() for kind in ("xã", "phường", "đặc khu")] == [2611, 697, 13]
    assert unit_at("75", date(2026, 4, 30)).name == "Thành phố Đồng Nai"
    assert unit_at("75", date(2026, 4, 29)).name == "Tỉnh Đồng Nai"
    assert len(units_under(unit_at("75", date(2025, 7, 1)), date(2026, 5, 1), "commune")) == 95


def test_a_code_lives_on_in_another_territory():
    before, after = unit_at("31", date(2025, 6, 30)), unit_at("31", date(2025, 7, 1))
    assert (before.name, before.valid_until) == ("Thành phố Hải Phòng", date(2025, 6, 30))
    assert (after.name, after.valid_from) == ("Thành phố Hải Phòng", date(2025, 7, 1))
    assert before.path != after.path


def test_a_province_left_as_it_was_keeps_its_row():
    assert unit_at("01", date(2020, 1, 1)) == unit_at("01", date(2026, 1, 1))


def test_a_province_that_is_gone_leaves_its_name_to_a_ward_and_to_a_commune_elsewhere():
    found = [(unit.name, unit.parent.name) for unit in search("Hà Nam", date(2025, 7, 1))]
    assert found[:2] == [("Phường Hà Nam", "Tỉnh Ninh Bình"), ("Xã Hà Nam", "Thành phố Hải Phòng")]


@pytest.mark.parametrize(
    "text", ["Thủy Nguyên", "Thuỷ Nguyên", "thuy nguyen", "THỦY  NGUYÊN", "huyện Thủy Nguyên"]
)
def test_spellings_of_a_name_find_one_place(text):
    assert [unit.code for unit in search(text, date(2022, 6, 1), "district")] == ["311"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dong nai", "75"),
        ("Đồng Nai", "75"),
        ("Ia H'Drai", "618"),
        ("ia hdrai", "618"),
        ("phan rang tháp chàm", "582"),
    ],
)
def test_d_and_marks_do_not_matter_to_the_search(text, code):
    assert search(text, date(2025, 6, 30))[0].code == code


def test_a_whole_name_comes_before_names_that_hold_it_and_a_place_narrows():
    found = search("Kỳ Sơn, Hải Dương", date(2025, 1, 1))
    assert [unit.code for unit in found] == ["11098"]
    assert [unit.name for unit in search("Tứ Kỳ", date(2025, 1, 1))][:2] == ["Huyện Tứ Kỳ", "Thị trấn Tứ Kỳ"]


def test_an_empty_search_finds_nothing():
    assert search("  ", date(2025, 1, 1)) == []


def test_the_unit_above_is_that_of_the_day():
    commune = unit_at("11098", date(2025, 1, 1))
    assert unit_above(commune, date(2025, 1, 1), "district").code == "298"
    assert unit_above(commune, date(2025, 1, 1), "province").code == "30"


def test_no_code_is_held_by_two_units_on_one_day():
    held = {}
    for level, code, first, last in Unit.objects.order_by("valid_from").values_list(
        "level", "code", "valid_from", "valid_until"
    ):
        before = held.get((level, code))
        assert before is None or before < first, (level, code)
        held[level, code] = last or date.max


def test_every_unit_lies_on_the_ground_of_a_unit_that_holds_as_long():
    spans = {}
    for unit in Unit.objects.all():
        first, last = spans.get(unit.path, (date.max, date.min))
        spans[unit.path] = min(first, unit.valid_from), max(last, unit.valid_until or date.max)
    for unit in Unit.objects.exclude(level="province").select_related("parent"):
        first, last = spans[unit.parent.path]
        assert first <= unit.valid_from and (unit.valid_until or date.max) <= last, unit.code
        assert unit.path.startswith(unit.parent.path), unit.code


def test_area_type_is_known_of_every_commune_but_the_special_zones():
    open_area = Unit.objects.filter(level="commune", area_type__isnull=True)
    assert set(open_area.values_list("type", flat=True)) == {"đặc khu"}
    assert not Unit.objects.exclude(level="commune").filter(area_type__isnull=False).exists()


def test_loading_again_changes_nothing_and_writes_no_event():
    before = Unit.objects.count(), Event.objects.count()
    assert load_units(by=SYSTEM) == 0
    assert (Unit.objects.count(), Event.objects.count()) == before


def test_the_database_refuses_a_second_open_unit_of_one_code():
    unit = unit_at("31", date(2025, 7, 1))
    unit.pk, unit.valid_from = None, date(2026, 1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        unit.save(force_insert=True)


def test_the_database_refuses_a_unit_that_ends_before_it_begins():
    unit = unit_at("31", date(2025, 7, 1))
    unit.valid_until = date(2025, 6, 30)
    with pytest.raises(IntegrityError), transaction.atomic():
        unit.save()
