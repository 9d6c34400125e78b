"""People who may be one: listed within the scope, compared, decided field by field, parted again."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.households.making import BY, household, members_of, person
from tests.pages.conftest import COMMUNE, NEXT_DOOR, THEN

from ansinh.access.scope import EVERYWHERE
from ansinh.audit.models import Event
from ansinh.households.actions import correct_person, seek_duplicates
from ansinh.households.models import Household, Membership, Person, RegistryChange, SuspectedDuplicate
from ansinh.kernel.keys import keys_folder
from ansinh.places.queries import unit_at
from ansinh.work.models import Job
from ansinh.work.worker import run_next

pytestmark = pytest.mark.django_db
BORN = date(1980, 3, 4)
ID = "031180000001"


@pytest.fixture
def commune(country):
    return unit_at(COMMUNE, THEN)


@pytest.fixture
def next_door(country):
    return unit_at(NEXT_DOOR, THEN)


def a_pair(one_place, other_place, name: str = "Hoàng Thị Thuỷ") -> SuspectedDuplicate:
    """Two people of one citizen id, the second no head and of a known sex."""
    left = household(one_place, person(name, birth_date=BORN), "Trần Văn Chồng", village="Thôn 1")
    right = household(
        other_place, "Hoàng Văn Cha", person("Hoàng Thị Thủy", birth_date=BORN, sex="f"), village="Thôn 9"
    )
    for home, ref in ((left, "1"), (right, "2")):
        correct_person(
            household=home, member_ref=ref, values={}, citizen_id=ID, reason="thẻ", by=BY, keys=keys_folder()
        )
    seek_duplicates(scope=EVERYWHERE, by=BY)
    return SuspectedDuplicate.objects.latest("pk")


def side_of(pair: SuspectedDuplicate, ref: str) -> str:
    """Which side is the person of that member number."""
    who = (
        Membership.objects.everywhere()
        .get(member_ref=ref, person__in=[pair.left_id, pair.right_id])
        .person_id
    )
    return "left" if who == pair.left_id else "right"


def test_a_pair_of_other_places_does_not_exist(signed_in, commune):
    pair = a_pair(commune, commune)
    client = signed_in("commune_officer", NEXT_DOOR)
    assert client.get(f"/duplicates/{pair.pk}").status_code == 404
    assert (
        client.post(f"/duplicates/{pair.pk}/decide", {"decision": "different", "reason": "x"}).status_code
        == 404
    )
    assert "Hoàng" not in client.get("/duplicates").content.decode()


def test_an_approver_decides_nothing(approver, commune):
    pair = a_pair(commune, commune)
    for path in ("/duplicates", f"/duplicates/{pair.pk}"):
        assert approver.get(path).status_code == 403


def test_of_somebody_elsewhere_the_place_alone_is_said(commune_officer, commune, next_door):
    pair = a_pair(commune, next_door)
    listed = commune_officer.get("/duplicates").content.decode()
    shown = commune_officer.get(f"/duplicates/{pair.pk}").content.decode()
    for text in (listed, shown):
        assert next_door.name in text and "Hoàng Thị Thuỷ" in text
        for theirs in ("Hoàng Thị Thủy", "Hoàng Văn Cha", "Thôn 9"):
            assert theirs not in text
    assert "(người ở nơi khác)" in listed
    answer = commune_officer.post(f"/duplicates/{pair.pk}/decide", {"decision": "different", "reason": "x"})
    assert "ngoài địa bàn" in answer.content.decode()
    pair.refresh_from_db()
    assert pair.decision == "open"


def test_nobody_is_found_by_a_name_that_is_not_shown(commune_officer, commune, next_door):
    a_pair(commune, next_door, name="Lê Thị Khác Hẳn")
    for words, found in (("khac han", True), ("hoang thuy", False)):
        answer = commune_officer.post("/duplicates", {"q": words}, follow=True)
        assert ("/duplicates/" in answer.content.decode().partition("<tbody>")[2]) is found
        assert "hoang" not in answer.redirect_chain[0][0]


def test_a_list_of_many_costs_no_more_queries(district_officer, commune, next_door):
    a_pair(commune, next_door)
    district_officer.get("/duplicates")
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert district_officer.get("/duplicates").status_code == 200
        counts.append(len(queries))
        for _pair in range(3):
            household(commune, person("Lê Thanh Mai", birth_date=BORN))
        seek_duplicates(scope=EVERYWHERE, by=BY)
    assert SuspectedDuplicate.objects.count() > 3
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "wanted", ["decision=open", "basis=citizen_id", "likeness=96", "homes=two", "sort=left", "sort=-found"]
)
def test_is_filtered_and_sorted(district_officer, commune, next_door, wanted):
    pair = a_pair(commune, next_door)
    text = district_officer.get(f"/duplicates?{wanted}").content.decode()
    assert f"/duplicates/{pair.pk}" in text
    assert (
        "/duplicates/"
        not in district_officer.get("/duplicates?decision=same").content.decode().partition("<tbody>")[2]
    )


def test_goes_out_as_a_file(district_officer, commune):
    a_pair(commune, commune)
    answer = district_officer.get("/duplicates?export=csv")
    assert "Hoàng Thị Thuỷ" in answer.content.decode()
    assert Event.objects.latest("pk").name == "work.list_exported"


def test_more_are_sought_as_a_job(commune_officer, commune, next_door):
    for place in (commune, commune, next_door):
        household(place, person("Lê Thanh Mai", birth_date=BORN))
    answer = commune_officer.post("/duplicates/seek")
    job = Job.objects.latest("pk")
    assert answer.headers["Location"] == f"/jobs/{job.pk}"
    run_next()
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"found": 1})


def test_differences_are_marked(district_officer, commune, next_door):
    text = district_officer.get(f"/duplicates/{a_pair(commune, next_door).pk}").content.decode()
    assert 'name="full_name"' in text and 'name="sex"' in text
    assert 'name="citizen_id"' not in text and 'name="birth"' not in text
    assert ID not in text


@pytest.mark.parametrize(
    "sent, said",
    [
        ({}, "Quyết định"),
        ({"decision": "same", "reason": "x"}, "Hãy chọn một trong hai người"),
        ({"decision": "different", "reason": " "}, "Lý do"),
    ],
)
def test_a_decision_is_whole(district_officer, commune, next_door, sent, said):
    pair = a_pair(commune, next_door)
    answer = district_officer.post(f"/duplicates/{pair.pk}/decide", sent)
    assert answer.status_code == 200 and said in answer.content.decode()
    pair.refresh_from_db()
    assert pair.decision == "open"


def test_two_people_are_remembered_as_two_and_the_decision_is_taken_back(
    district_officer, commune, next_door
):
    pair = a_pair(commune, next_door)
    done = district_officer.post(
        f"/duplicates/{pair.pk}/decide", {"decision": "different", "reason": "hai chị em"}, follow=True
    ).content.decode()
    assert "hai người khác nhau" in done and "hai chị em" in done
    change = RegistryChange.objects.get(suspicion=pair)
    path = f"/households/{change.household_ref}/changes/{change.pk}/take-back"
    assert path in done
    assert district_officer.post(path, {"reason": "xem lại"}).status_code == 303
    pair.refresh_from_db()
    assert pair.decision == "open"


def test_a_merge_asks_keeps_what_was_chosen_and_is_parted_again(district_officer, commune, next_door):
    pair = a_pair(commune, next_door)
    keep, other = side_of(pair, "1"), side_of(pair, "2")
    sent = {
        "decision": "same",
        "keep": keep,
        "full_name": other,
        "sex": other,
        "reason": "một người",
        "day": "01/05/2022",
    }
    asked = district_officer.post(f"/duplicates/{pair.pk}/decide", sent).content.decode()
    assert "Gộp hai người làm một?" in asked
    stays = getattr(pair, keep)
    assert Person.objects.get(pk=stays.pk).full_name == "Hoàng Thị Thuỷ"
    done = district_officer.post(f"/duplicates/{pair.pk}/decide", sent | {"confirmed": "yes"}, follow=True)
    assert "cùng một người" in done.content.decode()
    stays.refresh_from_db()
    assert (stays.full_name, stays.sex) == ("Hoàng Thị Thủy", "f")
    right = Household.objects.everywhere().get(head_name="Hoàng Văn Cha")
    assert members_of(right)[1] == ("2", None, date(2022, 4, 30), "left")
    change = RegistryChange.objects.get(suspicion=pair)
    path = f"/households/{change.household_ref}/changes/{change.pk}/take-back"
    assert path in done.content.decode()
    district_officer.post(path, {"reason": "nhầm"})
    stays.refresh_from_db()
    assert (stays.full_name, stays.sex) == ("Hoàng Thị Thuỷ", "")
    assert members_of(right)[1] == ("2", None, None, "")


def test_the_head_of_others_is_merged_after_another_head_is_named(district_officer, commune, next_door):
    pair = a_pair(commune, next_door)
    keep = side_of(pair, "2")
    sent = {"decision": "same", "keep": keep, "reason": "một người", "confirmed": "yes"}
    answer = district_officer.post(f"/duplicates/{pair.pk}/decide", sent)
    assert "Hãy đổi chủ hộ trước" in answer.content.decode()


@pytest.mark.parametrize("path", ["/duplicates", "/duplicates/{}"])
def test_speaks_english(signed_in, commune, path):
    pair = a_pair(commune, commune)
    answer = signed_in("commune_officer", COMMUNE, english=True).get(path.format(pair.pk))
    assert answer.status_code == 200 and 'lang="en"' in answer.content.decode()
