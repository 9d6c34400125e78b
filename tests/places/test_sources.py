"""The builder's readings of names and codes, without the wheels; the committed files against each other."""

import csv
from pathlib import Path

import pytest

import ansinh.places
from ansinh.places.acts import read_act
from ansinh.places.loading import shipped_acts
from ansinh.places.sources.between_snapshots import names_put_together
from ansinh.places.sources.vintages import named, same_name, spelt_alike

DATA = Path(ansinh.places.__file__).parent / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def commune(code, name):
    return named("commune", code, name, "298")


def test_a_name_without_a_type_is_refused():
    with pytest.raises(ValueError, match="no type of unit"):
        named("commune", "00001", "Kỳ Sơn", "298")


@pytest.mark.parametrize(
    ("name", "level", "kind", "area_type"),
    [
        ("Thị Trấn  Châu Ổ", "commune", "thị trấn", "urban"),
        ("Đặc khu Cô Tô", "commune", "đặc khu", ""),
        ("Thành phố Huế", "province", "thành phố trung ương", ""),
        ("Thành phố Huế", "district", "thành phố", ""),
    ],
)
def test_type_and_area_type_are_written_once_from_the_official_name(name, level, kind, area_type):
    place = named(level, "1", name, "")
    assert (place.type, place.area_type) == (kind, area_type)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Xã Hoà Bình", "Xã Hòa Bình", True),
        ("Phường 03", "Phường 3", True),
        ("Huyện Ia H' Drai", "Huyện Ia H'Drai", True),
        ("Xã Bình Lăng", "Xã Bình Lãng", False),
        ("Xã Lập Lễ", "Phường Lập Lễ", False),
    ],
)
def test_two_spellings_are_one_name_and_two_tones_are_not(one, other, same):
    assert same_name(one, other) is same


def test_marks_alone_do_not_make_a_new_name_of_one_code():
    assert spelt_alike("Xã Bình Lăng", "Xã Bình Lãng")
    assert not spelt_alike("Xã Bình Lăng", "Xã Bình Long")


def test_a_lost_commune_is_found_only_where_no_other_could_have_given_the_name():
    old = [
        commune("1", "Xã Tái Sơn"),
        commune("2", "Xã Ngọc Kỳ"),
        commune("3", "Xã Cộng Lạc"),
        commune("4", "Xã Phượng Kỳ"),
    ]
    new = {("commune", p.code): p for p in (commune("1", "Xã Kỳ Sơn"), commune("3", "Xã Lạc Phượng"))}
    assert names_put_together(old, new) == {"4": "3", "2": "1"}
    assert names_put_together([*old, commune("5", "Xã Quang Kỳ")], new) == {"4": "3"}


def test_a_name_that_moved_to_another_code_tells_the_merger():
    old = [commune("1", "Xã Thuỷ Sơn"), commune("2", "Xã Thuỷ Đường")]
    new = {("commune", "1"): commune("1", "Phường Thủy Đường")}
    assert names_put_together(old, new) == {"2": "1"}


def test_the_committed_counts_are_those_of_the_packages():
    totals = {}
    for row in rows("counts.csv"):
        key = row["snapshot"], row["level"]
        totals[key] = totals.get(key, 0) + int(row["units"])
    assert totals == {
        ("oldest", "province"): 63,
        ("oldest", "district"): 705,
        ("oldest", "commune"): 10599,
        ("2025-06-30", "province"): 63,
        ("2025-06-30", "district"): 696,
        ("2025-06-30", "commune"): 10035,
        ("2025-07-01", "province"): 34,
        ("2025-07-01", "commune"): 3321,
    }


def test_every_unit_of_june_2025_has_a_successor_or_is_a_district_that_ended():
    ended = {(r["level"], r["code"]) for r in rows("units.csv") if r["valid_until"] == "2025-06-30"}
    changes = [r for r in rows("changes.csv") if r["date"] == "2025-07-01"]
    assert {(r["old_level"], r["old_code"]) for r in changes} == ended
    assert {r["old_level"] for r in changes if not r["new_code"]} == {"district"}


def test_every_divided_commune_has_one_default_part():
    defaults = {}
    for row in rows("changes.csv"):
        if row["kind"] == "split" and row["date"] == "2025-07-01":
            defaults[row["old_code"]] = defaults.get(row["old_code"], 0) + int(row["is_default"])
    assert len(defaults) == 450
    assert set(defaults.values()) == {1}


def test_shipped_acts_are_readable_without_faults():
    assert [(path.name, read_act(path).findings) for path in shipped_acts()] == [
        ("2026-04-30-dong-nai.toml", []),
        ("2026-09-01-quang-ninh.toml", []),
        ("2026-09-20-bac-ninh.toml", []),
    ]
