"""Acts entered from a file: faults are found before anything is written, the same file changes nothing."""

from datetime import date

import pytest

from ansinh.accounts.actor import CONSOLE
from ansinh.audit.models import Event
from ansinh.places.actions import enter_act, load_units, register_villages
from ansinh.places.acts import read_act
from ansinh.places.entering import plan_act
from ansinh.places.errors import ActRefused, UnusableAct
from ansinh.places.models import Act, Change, Unit
from ansinh.places.queries import lineage, successors, unit_at, units_under

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]

MERGE = """
[act]
number = "1/NQ"
title = "Nhập hai xã"
effect = 2027-01-01

[[change]]
kind = "merge"
old = { level = "commune", code = "11113" }
new = { level = "commune", code = "11113", name = "Xã Kỳ Giang", type = "xã", area_type = "rural", parent = "31" }

[[change]]
kind = "merge"
old = { level = "commune", code = "11140" }
new = { level = "commune", code = "11113" }
"""
SPLIT = """
[act]
title = "Chia một xã"
effect = 2027-01-01

[[change]]
kind = "split"
old = { level = "commune", code = "11113" }
new = { level = "commune", code = "11113", name = "Xã Tân Kỳ", type = "xã", area_type = "rural", parent = "31" }
share = "0.7"
share_basis = "population"
default = true

[[change]]
kind = "split"
old = { level = "commune", code = "11113" }
new = { level = "commune", code = "11116", name = "Phường Kỳ Nam", type = "phường", area_type = "urban", parent = "31" }
share = "0.3"
share_basis = "population"
"""


@pytest.fixture
def entered(tmp_path):
    """Writes a text into a file and gives its path."""

    def write(text):
        path = tmp_path / "act.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def faults_of(path):
    return {(finding.rule, finding.row, finding.column) for finding in plan_act(read_act(path)).findings}


@pytest.mark.parametrize("text", ["", "not toml =", "[act]\ntitle = 'x'", "change = 3\n[act]\ntitle = 'x'"])
def test_a_file_that_is_no_act_is_unusable(entered, text):
    with pytest.raises(UnusableAct):
        read_act(entered(text))


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("effect = 2027-01-01", "", ("missing", 0, "effect")),
        ("effect = 2027-01-01", 'effect = "2027"', ("unreadable", 0, "effect")),
        ('kind = "merge"', 'kind = "join"', ("unreadable", 1, "kind")),
        ('code = "11140"', 'code = "99999"', ("old_unknown", 2, "old")),
        ('new = { level = "commune", code = "11113" }', "", ("ends", 2, "kind")),
        ('new = { level = "commune", code = "11113" }', 'new = { level = "commune", code = "99998" }',
         ("new_unknown", 2, "new")),
        ('type = "xã"', 'type = "huyện"', ("new_unit", 1, "type")),
        (' area_type = "rural",', "", ("new_unit", 1, "area_type")),
        ('parent = "31"', 'parent = "30"', ("parent_unknown", 2, "parent")),
        ('code = "11113", name', 'code = "11116", name', ("new_unknown", 2, "new")),
        ("effect = 2027-01-01", "effect = 2024-01-01", ("old_ended", 2, "old")),
    ],
)  # fmt: skip
def test_a_fault_is_found_with_its_change_and_entry(entered, before, after, fault):
    path = entered(MERGE.replace(before, after, 1) if fault[1] != 2 else after.join(MERGE.rsplit(before, 1)))
    assert fault in faults_of(path)
    with pytest.raises(ActRefused):
        enter_act(file=path, by=CONSOLE)
    assert unit_at("11113", date(2027, 1, 1)).name == "Xã Tân Kỳ"


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ('share = "0.3"', 'share = "0.4"', "parts_sum"),
        ('share = "0.3"\nshare_basis = "population"', "", "parts_some"),
        ('share = "0.3"', 'share = "1.3"', "share"),
        ('share = "0.3"', 'share = "0.3"\ndefault = true', "parts_default"),
    ],
)
def test_shares_that_do_not_make_a_whole_are_found(entered, before, after, rule):
    assert rule in {fault[0] for fault in faults_of(entered(SPLIT.replace(before, after)))}


def test_a_province_cannot_end_and_leave_its_communes(entered):
    text = """
[act]
title = "Bỏ một tỉnh"
effect = 2027-01-01
[[change]]
kind = "abolish"
old = { level = "province", code = "01" }
"""
    assert faults_of(entered(text)) == {("children_left", 0, "old")}


def test_a_merge_ends_the_old_units_and_begins_the_new_one(entered):
    before = unit_at("11113", date(2026, 12, 31)), unit_at("11140", date(2026, 12, 31))
    enter_act(file=entered(MERGE), by=CONSOLE)
    new = unit_at("11113", date(2027, 1, 1))
    assert (new.name, new.valid_from, new.parent.code) == ("Xã Kỳ Giang", date(2027, 1, 1), "31")
    assert [Unit.objects.get(pk=unit.pk).valid_until for unit in before] == [date(2026, 12, 31)] * 2
    assert {unit.pk for unit in before} <= lineage(new, date(2027, 1, 1))
    assert len(units_under(unit_at("31", date(2027, 1, 1)), date(2027, 1, 1), "commune")) == 113
    event = Event.objects.order_by("id").last()
    assert (event.name, event.facts["changes"]) == ("places.act_entered", 2)


def test_the_same_act_again_changes_nothing(entered):
    path = entered(MERGE)
    enter_act(file=path, by=CONSOLE)
    before = Unit.objects.count(), Change.objects.count(), Act.objects.count(), Event.objects.count()
    assert enter_act(file=path, by=CONSOLE).already
    assert (
        Unit.objects.count(),
        Change.objects.count(),
        Act.objects.count(),
        Event.objects.count(),
    ) == before


def test_a_split_keeps_its_shares(entered):
    old = unit_at("11113", date(2026, 12, 31))
    enter_act(file=entered(SPLIT), by=CONSOLE)
    found = successors(Unit.objects.get(pk=old.pk), date(2027, 1, 1))
    assert [(s.unit.code, s.share, s.share_basis, s.is_default) for s in found] == [
        ("11113", 0.7, "population", True),
        ("11116", 0.3, "population", False),
    ]


def test_an_act_dates_a_change_that_was_seen_only_between_snapshots(entered):
    text = """
[act]
title = "Thành lập phường Đồng Hóa"
effect = 2025-01-01
[[change]]
kind = "rename"
old = { level = "commune", code = "13405" }
new = { level = "commune", code = "13405" }
"""
    enter_act(file=entered(text), by=CONSOLE)
    assert unit_at("13405", date(2024, 12, 31)).name == "Xã Đồng Hóa"
    ward = unit_at("13405", date(2025, 1, 1))
    assert (ward.name, ward.date_known) == ("Phường Đồng Hóa", True)
    (change,) = Change.objects.filter(new=ward)
    assert (change.effect, change.date_known, change.act.title) == (
        date(2025, 1, 1),
        True,
        "Thành lập phường Đồng Hóa",
    )


def test_an_act_tells_where_a_lost_commune_went(entered):
    lost = unit_at("11110", date(2024, 6, 30))
    text = """
[act]
title = "Nhập xã Dân Chủ"
effect = 2024-12-01
[[change]]
kind = "merge"
old = { level = "commune", code = "11110" }
new = { level = "commune", code = "11122" }
"""
    enter_act(file=entered(text), by=CONSOLE)
    (only,) = successors(Unit.objects.get(pk=lost.pk), date(2025, 1, 1))
    assert (only.unit.name, only.share, only.date_known) == ("Xã Dân An", 1, True)


def test_dating_one_side_only_is_refused_where_days_would_overlap(entered):
    text = """
[act]
title = "Thiếu đơn vị cũ cùng mã"
effect = 2024-06-01
[[change]]
kind = "merge"
old = { level = "commune", code = "13414" }
new = { level = "commune", code = "13405" }
"""
    assert ("days_overlap", 0, "old") in faults_of(entered(text))


def test_a_new_unit_does_not_take_over_one_of_its_name_that_was_seen_before(entered):
    text = """
[act]
title = "Lập lại phường Đồng Hóa"
effect = 2027-01-01
[[change]]
kind = "create"
new = { level = "commune", code = "13405", name = "Phường Đồng Hóa", type = "phường", area_type = "urban", parent = "37" }
"""
    enter_act(file=entered(text), by=CONSOLE)
    assert unit_at("13405", date(2025, 6, 30)).valid_from == date(2025, 3, 1)
    assert unit_at("13405", date(2027, 1, 1)).valid_from == date(2027, 1, 1)


def test_a_shipped_act_that_contradicts_an_entered_one_is_left_out(entered):
    mine = unit_at("24", date(2026, 11, 1))
    assert (mine.name, load_units(by=CONSOLE)) == ("Thành phố Bắc Ninh", 0)
    Act.objects.filter(number="39/2026/QH16").update(digest="entered by hand")
    assert load_units(by=CONSOLE) == 0
    assert unit_at("24", date(2026, 11, 1)) == mine


def test_villages_follow_a_commune_that_goes_whole(entered):
    commune = unit_at("11140", date(2026, 12, 31))
    villages = register_villages(commune=commune, names=["Thôn Nhũ Tỉnh", "Tổ dân phố 2"], by=CONSOLE)
    enter_act(file=entered(MERGE), by=CONSOLE)
    new = unit_at("11113", date(2027, 1, 1))
    assert [v.code for v in units_under(new, date(2027, 1, 1), "village")] == ["11113.001", "11113.002"]
    (gone_to,) = successors(Unit.objects.get(pk=villages[0].pk), date(2027, 1, 1))
    assert (gone_to.unit.name, gone_to.unit.parent) == ("Thôn Nhũ Tỉnh", new)


def test_villages_are_registered_once_whatever_their_spelling():
    commune = unit_at("11098", date(2025, 1, 1))
    first = register_villages(commune=commune, names=["Thôn Hoà Bình", "Thôn Thủy", "Khu 3"], by=CONSOLE)
    assert [(v.code, v.type, v.area_type) for v in first] == [
        ("11098.001", "thôn", "rural"),
        ("11098.002", "thôn", "rural"),
        ("11098.003", "khác", "rural"),
    ]
    events = Event.objects.count()
    again = register_villages(commune=commune, names=["Thôn Hòa Bình", "Thôn  Thuỷ"], by=CONSOLE)
    assert again == first[:2]
    assert Event.objects.count() == events
    assert Unit.objects.filter(level="village").count() == 3
