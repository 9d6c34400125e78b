"""Each verb done through its page and seen on the page of the household; refusals first."""

import re
from datetime import date

import pytest
from tests.households.making import household, members_of, person, places_of
from tests.pages.conftest import NEXT_DOOR

from ansinh.audit.models import Event
from ansinh.households.models import Household, Membership, Placement, RegistryChange
from ansinh.kernel.dates import today
from ansinh.kernel.text import fold

pytestmark = pytest.mark.django_db
DAY = "15/03/2022"


def seen_in(text: str) -> str:
    return re.search(r'name="seen" value="([^"]+)"', text).group(1)


@pytest.fixture
def do_verb(commune_officer):
    """``do_verb(home, "birth", day=…)``: open the form, send it; ``confirmed`` answers the question too."""

    def run(home: Household, path: str, *, confirmed: bool = False, **sent):
        opened = commune_officer.get(f"/households/{home.pk}/{path}")
        assert opened.status_code == 200
        more = {"confirmed": "yes"} if confirmed else {}
        return commune_officer.post(
            f"/households/{home.pk}/{path}", {"seen": seen_in(opened.content.decode()), **sent, **more}
        )

    return run


@pytest.fixture
def done(do_verb, commune_officer):
    """Do a verb that must succeed; the text of the page it leads to."""

    def run(home: Household, path: str, **sent) -> str:
        answer = do_verb(home, path, **sent)
        assert answer.status_code == 303, re.findall(r"<li>(.*?)</li>", answer.content.decode())
        return commune_officer.get(answer.headers["Location"]).content.decode()

    return run


def refused(answer) -> str:
    assert answer.status_code == 200
    text = answer.content.decode()
    assert 'role="alert"' in text
    return text


def test_a_form_sent_empty_says_what_is_missing(do_verb, home):
    for path in (
        "birth",
        "death",
        "joins",
        "leaves",
        "head",
        "move",
        "split",
        "merge",
        "dissolve",
        "members/1",
    ):
        refused(do_verb(home, path))
    assert not RegistryChange.objects.exists()


@pytest.mark.parametrize(
    "path, sent, said",
    [
        ("death", {"member_ref": "2", "day": "15/03/2199"}, "còn ở tương lai"),
        ("death", {"member_ref": "2", "day": "32/03/2022"}, "không phải là ngày"),
        ("leaves", {"member_ref": "1", "day": DAY}, "Hãy chọn một lựa chọn"),
        ("split", {"member_refs": ["2"], "head_ref": "3", "day": DAY}, "không có trong những người tách đi"),
        ("birth", {"full_name": "Bé", "day": DAY, "relation": "child", "citizen_id": "12"}, "12 chữ số"),
        (
            "members/2",
            {"full_name": "Lê Thị Vợ", "birth": "1972", "sex": "f", "ethnicity": "Kinh", "reason": "x"},
            "Không có gì khác",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(do_verb, home, path, sent, said):
    before = members_of(home)
    text = refused(do_verb(home, path, confirmed=True, **sent))
    if said != "Hãy chọn một lựa chọn":
        assert said in text
    assert members_of(home) == before


def test_a_dissolved_household_changes_no_more(commune_officer, home):
    Household.objects.everywhere().filter(pk=home.pk).update(dissolved_on=today())
    answer = commune_officer.get(f"/households/{home.pk}/birth")
    assert answer.status_code == 409
    assert "đã kết thúc" in answer.content.decode()


def test_a_birth(done, home):
    text = done(home, "birth", full_name="Trần Thị Bé", day=DAY, sex="f", relation="child")
    assert "Trần Thị Bé" in text and "thành viên số 4" in text
    assert members_of(home)[-1] == ("4", date(2022, 3, 15), None, "")


def test_a_death_asks_first_and_is_taken_back(done, do_verb, commune_officer, home):
    asked = do_verb(home, "death", member_ref="2", day=DAY)
    assert asked.status_code == 200 and "Lê Thị Vợ không còn là thành viên" in asked.content.decode()
    assert members_of(home)[1][2] is None
    text = done(home, "death", member_ref="2", day=DAY, confirmed=True)
    assert "Đã từng ở trong hộ: 1 người" in text and "Hoàn tác" in text
    change = RegistryChange.objects.get()
    path = f"/households/{home.pk}/changes/{change.pk}/take-back"
    assert "Ghi mất" in commune_officer.get(path).content.decode()
    refused(commune_officer.post(path, {"reason": ""}))
    back = commune_officer.post(path, {"reason": "ghi nhầm người"}, follow=True).content.decode()
    assert "đã hoàn tác" in back and "ghi nhầm người" in back
    assert members_of(home)[1] == ("2", None, None, "")


def test_a_change_of_another_household_is_not_taken_back_here(done, commune_officer, home, commune):
    done(home, "death", member_ref="2", day=DAY, confirmed=True)
    other = household(commune, "Ai Đó")
    change = RegistryChange.objects.get()
    assert commune_officer.get(f"/households/{other.pk}/changes/{change.pk}/take-back").status_code == 404


def test_a_new_person_joins(done, home):
    text = done(
        home, "joins", full_name="Ngô Thị Dâu", birth="1999", relation="other", day=DAY, reason="kết hôn"
    )
    assert "Ngô Thị Dâu" in text and "kết hôn" in text


def test_somebody_who_left_is_found_and_joins(done, commune_officer, home, commune):
    other = household(commune, "Phạm Văn Hai", "Phạm Thị Đi")
    done(other, "leaves", member_ref="2", day="01/02/2022")
    who = Membership.objects.everywhere().get(household=other, member_ref="2").person_id
    found = commune_officer.post(
        f"/households/{home.pk}/joins",
        {"find": "yes", "person_words": "pham di"},
        headers={"HX-Request": "true", "HX-Request-Type": "partial"},
    ).content.decode()
    assert str(who) in found and "trước ở hộ Phạm Văn Hai" in found and "<html" not in found
    text = done(home, "joins", person=str(who), relation="other", day=DAY)
    assert "Phạm Thị Đi" in text


def test_nobody_outside_of_the_scope_is_found_or_taken(do_verb, commune_officer, home, next_door):
    outside = household(next_door, "Người Ngoài", "Người Ngoài Hai")
    lone = Membership.objects.everywhere().get(household=outside, member_ref="2")
    Membership.objects.everywhere().filter(pk=lone.pk).update(valid_until=date(2021, 1, 1), ended_by="left")
    for path, field in (("joins", "person"), ("merge", "into"), ("split", "into")):
        text = commune_officer.post(
            f"/households/{home.pk}/{path}", {"find": "yes", f"{field}_words": "nguoi ngoai"}
        ).content.decode()
        assert "Không tìm thấy" in text and "Người Ngoài" not in text
    text = refused(do_verb(home, "joins", person=str(lone.person_id), relation="other", day=DAY))
    assert "Không có người này" in text
    text = refused(do_verb(home, "merge", into=str(outside.pk), reason="x", day=DAY))
    assert "Không có hộ này" in text


def test_somebody_leaves(done, home):
    text = done(home, "leaves", member_ref="3", day=DAY, reason="đi làm xa")
    assert "đi làm xa" in text and members_of(home)[2][3] == "left"


def test_another_head(done, home):
    text = done(home, "head", member_ref="2", former_relation="spouse", day=DAY)
    assert "Hộ Lê Thị Vợ" in text


def test_a_move_within_the_scope_and_out_of_it(done, do_verb, commune_officer, home, next_door):
    text = done(home, "move", unit=home.unit_id, village="Thôn 2", day=DAY)
    assert "Thôn 2" in text
    answer = do_verb(home, "move", unit=next_door.pk, village="", day="15/04/2022")
    assert answer.headers["Location"] == "/households"
    assert "ngoài địa bàn" in commune_officer.get("/households").content.decode()
    assert commune_officer.get(f"/households/{home.pk}").status_code == 404


def test_a_commune_of_the_typed_day_is_found_without_marks(do_verb, commune_officer, home, next_door):
    words = fold(next_door.name)
    sent = {"find": "yes", "unit_words": words}
    then = commune_officer.post(f"/households/{home.pk}/move", sent | {"day": DAY}).content.decode()
    assert f'value="{next_door.pk}"' in then
    # The test's units end before today, so that nothing of them is found without a day.
    assert next_door.valid_until is None or (
        f'value="{next_door.pk}"'
        not in commune_officer.post(f"/households/{home.pk}/move", sent).content.decode()
    )
    late = do_verb(home, "move", unit=next_door.pk, village="", day="15/03/1999")
    assert "không tồn tại vào ngày 15/03/1999" in refused(late)


def test_a_household_is_placed(district_officer, commune):
    waiting = household(None, "Phạm Văn Chờ", placed_under=commune.parent)
    path = f"/households/{waiting.pk}/place"
    opened = district_officer.get(path).content.decode()
    sent = {"seen": seen_in(opened), "unit": commune.pk, "village": "Thôn 5", "day": "01/01/2022"}
    answer = district_officer.post(path, sent)
    assert answer.status_code == 303
    assert places_of(waiting) == [(commune.code, date(2022, 1, 1), None)]


def test_a_placement_written_wrong_is_corrected(done, home):
    placement = Placement.objects.everywhere().get(household=home)
    text = done(
        home,
        f"placements/{placement.pk}",
        unit=home.unit_id,
        village="Thôn 7",
        valid_from="01/02/2020",
        valid_until="",
        reason="ghi nhầm thôn",
    )
    assert "Thôn 7" in text and "Đã được sửa: 1 dòng" in text


def test_a_split_asks_and_makes_a_household(done, do_verb, commune_officer, home):
    sent = {"member_refs": ["3"], "head_ref": "3", "day": DAY}
    assert "Một hộ mới được lập" in do_verb(home, "split", **sent).content.decode()
    text = done(home, "split", confirmed=True, **sent)
    new = Household.objects.everywhere().get(head_name="Trần Văn Con")
    assert f"/households/{new.pk}" in text
    assert commune_officer.get(f"/households/{new.pk}").status_code == 200


def test_a_household_joins_another(done, do_verb, commune_officer, home, commune):
    into = household(commune, "Phạm Văn Hai", village="Thôn 1")
    found = commune_officer.post(f"/households/{home.pk}/merge", {"find": "yes", "into_words": "pham hai"})
    assert str(into.pk) in found.content.decode()
    sent = {"into": str(into.pk), "day": DAY, "reason": "về ở chung"}
    assert "3 thành viên của hộ này vào hộ Phạm Văn Hai" in do_verb(home, "merge", **sent).content.decode()
    text = done(home, "merge", confirmed=True, **sent)
    assert "Hộ đã kết thúc" in text and len(members_of(into)) == 4


def test_a_household_ends(done, home):
    text = done(home, "dissolve", day=DAY, reason="không còn ai ở", confirmed=True)
    assert "Hộ đã kết thúc ngày 15/03/2022" in text and "không còn ai ở" in text


def test_a_member_written_wrong_is_corrected(done, home):
    text = done(
        home,
        "members/2",
        full_name="Lê Thị Vui",
        birth="03/04/1972",
        sex="f",
        ethnicity="Kinh",
        relation="spouse",
        reason="theo thẻ căn cước",
    )
    assert "Lê Thị Vui" in text and "03/04/1972" in text and "vợ hoặc chồng" in text


def test_the_second_of_two_sees_what_changed_and_may_send_again(done, commune_officer, home):
    opened = commune_officer.get(f"/households/{home.pk}/leaves").content.decode()
    done(home, "birth", full_name="Trần Thị Bé", day=DAY, relation="child")
    late = {"member_ref": "3", "day": DAY}
    text = refused(commune_officer.post(f"/households/{home.pk}/leaves", {"seen": seen_in(opened), **late}))
    assert "Có thêm thành viên số 4" in text
    assert members_of(home)[2][2] is None
    again = commune_officer.post(f"/households/{home.pk}/leaves", {"seen": seen_in(text), **late})
    assert again.status_code == 303


def test_a_stamp_of_nobody_is_refused(commune_officer, home):
    sent = {"seen": "nothing", "member_ref": "3", "day": DAY}
    assert "đã cũ" in refused(commune_officer.post(f"/households/{home.pk}/leaves", sent))


NEW = {
    "rows": "3",
    "village": "Thôn 1",
    "day": "",
    "m0-full_name": "Đỗ Thị Mới",
    "m0-relation": "head",
    "m0-birth": "1980",
    "m1-full_name": "Đỗ Văn Con",
    "m1-relation": "child",
    "m1-birth": "05/06/2010",
    "m2-full_name": "",
    "m2-relation": "child",
}


def test_a_household_is_registered_by_hand(signed_in, country):
    officer = signed_in("province_officer", None)
    place = now_commune(officer)
    refused(officer.post("/households/new", NEW | {"unit": place, "m1-relation": "head"}))
    refused(officer.post("/households/new", NEW | {"unit": place, "m0-birth": "31/02/1980"}))
    assert not Household.objects.everywhere().exists()
    more = officer.post("/households/new", NEW | {"unit": place, "more": "yes"}).content.decode()
    assert 'name="m3-full_name"' in more and "Đỗ Thị Mới" in more
    answer = officer.post("/households/new", NEW | {"unit": place}, follow=True)
    assert "Đỗ Văn Con" in answer.content.decode() and "Đã lập hộ mới" in answer.content.decode()
    assert Event.objects.filter(name="households.registered").count() == 1
    again = officer.post("/households/new", NEW | {"unit": place}).content.decode()
    assert "đã có hộ cùng tên chủ hộ" in again
    assert Household.objects.everywhere().count() == 1
    officer.post("/households/new", NEW | {"unit": place, "confirmed": "yes"})
    assert Household.objects.everywhere().count() == 2


def now_commune(officer) -> str:
    """The code of a commune of today that the form offers."""
    text = officer.get("/households/new").content.decode()
    return re.search(r'<option value="(\d+)"', text).group(1)


def test_a_household_is_registered_in_the_own_commune_only(commune_officer, next_door):
    answer = commune_officer.post("/households/new", NEW | {"unit": NEXT_DOOR})
    assert answer.status_code == 200 and 'role="alert"' in answer.content.decode()
    assert not Household.objects.everywhere().exists()


def test_names_stand_in_no_address(commune_officer, home):
    text = commune_officer.get(f"/households/{home.pk}").content.decode()
    addresses = re.findall(r'(?:href|action|hx-[a-z]+)="([^"]+)"', text)
    assert addresses and not [one for one in addresses if "tran" in one.lower() or "Tr%E1" in one]


def test_somebody_with_a_name_in_markup_is_shown_as_text(commune_officer, commune):
    odd = household(commune, person("<b>Kẻ</b>"))
    text = commune_officer.get(f"/households/{odd.pk}").content.decode()
    assert "<b>Kẻ" not in text and "&lt;b&gt;Kẻ" in text
