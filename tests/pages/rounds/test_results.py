"""Results on a page: what must be looked at first, and recognising classes."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR
from tests.pages.rounds.conftest import household, outcome
from tests.reviews.conftest import home

from ansinh.audit.models import Event
from ansinh.reviews.models import Outcome, Round

pytestmark = pytest.mark.django_db


def rows_of(page) -> list[str]:
    """The source numbers of the rows in order: shown as a column of their own."""
    return re.findall(r'data-label="Mã hộ">([^<]*)<', page.content.decode())


def listed(client, round_, query: str = "") -> list[str]:
    return rows_of(client.get(f"{round_.at}/results?columns=attention,name,source&{query}"))


def recognise(client, round_, *refs: str, **more):
    chosen = [outcome(ref).pk for ref in refs]
    return client.post(f"{round_.at}/results/recognise", {"chosen": chosen, **more})


def test_of_another_commune_are_not_recognised(classified, signed_in):
    stranger = signed_in("commune_officer", NEXT_DOOR)
    assert recognise(stranger, classified, "poor", decided="as_computed").status_code == 404
    assert outcome("poor").recognised_by == ""


def test_an_approver_recognises_nothing(classified, signed_in):
    approver = signed_in("province_chair", COMMUNE)
    assert recognise(approver, classified, "poor", decided="as_computed").status_code == 403
    assert "Công nhận theo kết quả tính" not in approver.get(f"{classified.at}/results").content.decode()


def test_of_an_approved_dossier_are_refused_with_what_to_do(approved, commune_officer):
    answer = recognise(commune_officer, approved, "poor", decided="as_computed")
    assert answer.status_code == 409
    assert "mở lại hồ sơ" in answer.content.decode()


def test_another_class_without_a_reason_is_refused(classified, commune_officer):
    answer = recognise(commune_officer, classified, "poor", decided="other", other="near_poor", reason=" ")
    assert answer.status_code == 409
    assert "cần một lý do" in answer.content.decode()
    assert outcome("poor").recognised_class == "poor"


def test_an_undetermined_class_cannot_be_confirmed_and_refuses_the_others_with_it(
    classified, commune_officer
):
    answer = recognise(commune_officer, classified, "poor", "unclear", decided="as_computed")
    assert answer.status_code == 409
    assert "1 hộ đã chọn chưa xác định" in answer.content.decode()
    assert outcome("poor").recognised_by == ""


def test_nobody_chosen_says_what_to_do(classified, commune_officer):
    answer = commune_officer.post(f"{classified.at}/results/recognise", {"decided": "as_computed"})
    assert answer.status_code == 422
    assert "Chưa chọn hộ nào" in answer.content.decode()


def test_the_undetermined_stand_first(classified, commune_officer):
    assert listed(commune_officer, classified)[0] == "unclear"


def test_pages_by_key_show_everybody_once_in_order(survey, do, commune_officer, monkeypatch):
    survey(*(home(f"h{number:03}", poor=number % 3 == 0 or None) for number in range(70)))
    do("run", "--round", "2022", "--area", COMMUNE)
    address = f"/rounds/{Round.objects.get().pk}/results?columns=attention,source"
    seen, pages = [], 0
    while address:
        page = commune_officer.get(address)
        seen += rows_of(page)
        pages += 1
        said = page.content.decode()
        onward = (
            said.split('rel="next"')[0].rpartition('href="')[2].split('"')[0] if 'rel="next"' in said else ""
        )
        address = onward.replace("&amp;", "&")
    assert pages == 2
    assert len(seen) == len(set(seen)) == 70
    unclear = set(
        Outcome.objects.everywhere().filter(attention=0).values_list("household__source_ref", flat=True)
    )
    assert set(seen[: len(unclear)]) == unclear


@pytest.mark.parametrize(
    "query,found",
    [
        ("attention=0", ["unclear"]),
        ("computed=not_poor", ["rich"]),
        ("movement=opening:poor", ["poor"]),
        ("movement=stay_poor", ["poor"]),
        ("movement=closing:poor", ["poor"]),
        ("decided=by_hand", []),
    ],
)
def test_filters(classified, commune_officer, query, found):
    assert listed(commune_officer, classified, query) == found


def test_search_needs_no_accents_and_leaves_no_words_in_the_address(survey, do, commune_officer):
    survey(home("an", head_name="Nguyễn Thị Ánh"), home("binh", head_name="Đỗ Văn Bình"))
    do("run", "--round", "2022", "--area", COMMUNE)
    at = f"/rounds/{Round.objects.get().pk}/results"
    answer = commune_officer.post(f"{at}?columns=source", {"q": "anh nguyen"})
    assert answer.status_code == 303
    assert "nguyen" not in answer.headers["Location"]
    assert rows_of(commune_officer.get(answer.headers["Location"])) == ["an"]


def test_confirmed_as_computed_by_a_person(classified, commune_officer):
    back = f"{classified.at}/results?computed=poor"
    answer = recognise(commune_officer, classified, "poor", "rich", decided="as_computed", back=back)
    assert (answer.status_code, answer.headers["Location"]) == (303, back)
    row = outcome("poor")
    assert (row.recognised_class, row.recognised_by, row.reason) == ("poor", "commune_officer-11473", "")
    event = Event.objects.get(name="reviews.outcomes_decided")
    assert (event.facts["households"], event.facts["decided"]) == (2, "as_computed")


def test_a_confirmation_does_not_outlive_the_class_it_confirmed(classified, commune_officer, survey, do):
    recognise(commune_officer, classified, "poor", "rich", decided="as_computed")
    survey(home("poor", poor=False))
    do("run", "--round", "2022", "--area", COMMUNE)
    assert (outcome("poor").recognised_class, outcome("poor").recognised_by) == ("not_poor", "")
    assert outcome("rich").recognised_by == "commune_officer-11473"


def test_recognised_otherwise_with_a_reason_the_movement_follows_at_once(classified, commune_officer):
    reason = "Họp dân ngày 10/12 thống nhất"
    recognise(commune_officer, classified, "poor", decided="other", other="near_poor", reason=reason)
    row = outcome("poor")
    assert (row.computed_class, row.recognised_class, row.reason) == ("poor", "near_poor", reason)
    assert (row.movement, row.attention) == ("poor_to_near", 2)


def test_a_decision_is_taken_back(classified, commune_officer):
    recognise(commune_officer, classified, "poor", decided="other", other="near_poor", reason="nhầm")
    recognise(commune_officer, classified, "poor", decided="withdrawn")
    row = outcome("poor")
    assert (row.recognised_class, row.recognised_by, row.reason, row.movement) == (
        "poor",
        "",
        "",
        "stay_poor",
    )


def test_one_household_is_decided_on_a_page_of_its_own(classified, commune_officer):
    where = f"{classified.at}/households/{household('unclear').pk}/decision"
    assert "Loại tính được" in commune_officer.get(where).content.decode()
    assert commune_officer.post(where, {"decided": "near_poor", "reason": ""}).status_code == 422
    assert commune_officer.post(where, {"decided": "near_poor", "reason": "Họp dân"}).status_code == 303
    assert outcome("unclear").recognised_class == "near_poor"


def test_results_of_another_commune_are_not_listed(classified, survey, do, signed_in):
    survey(home("next-door", commune=NEXT_DOOR))
    do("run", "--round", "2022", "--area", NEXT_DOOR)
    assert "next-door" not in listed(signed_in("commune_officer", COMMUNE), classified)
    assert "next-door" in listed(signed_in("province_officer", DISTRICT), classified)


def test_the_list_goes_out_with_an_event(classified, commune_officer):
    answer = commune_officer.get(f"{classified.at}/results?export=csv&columns=source,computed")
    assert answer.content.decode().count("\n") == 4
    assert Event.objects.filter(name="work.list_exported").count() == 1


def test_asks_the_same_number_of_questions_for_few_rows_and_many(survey, do, commune_officer):
    survey(home("one"))
    do("run", "--round", "2022", "--area", COMMUNE)
    at = f"/rounds/{Round.objects.get().pk}/results"
    counts = []
    for more in ([], [home(f"more{number}") for number in range(12)]):
        if more:
            survey(*more)
            do("run", "--round", "2022", "--area", COMMUNE)
        commune_officer.get(at)
        with CaptureQueriesContext(connection) as asked:
            commune_officer.get(at)
        counts.append(len(asked))
    assert counts[0] == counts[1]
