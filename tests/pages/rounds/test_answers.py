"""The survey of a household on a page: looked at, corrected, refused; its class found anew."""

from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR
from tests.pages.rounds.conftest import household, outcome
from tests.reviews.conftest import home

from ansinh.audit.models import Event
from ansinh.reviews.models import Outcome, Round
from ansinh.surveys.models import HouseholdAnswer, MemberAnswer

pytestmark = pytest.mark.django_db


class Fields(HTMLParser):
    """Inputs and selects of a page with what stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        at = dict(attrs)
        if tag == "input" and at.get("name") and at.get("type") not in ("checkbox", "submit"):
            self.found[at["name"]] = at.get("value", "")
        elif tag == "select":
            self.select = at["name"]
            self.found[self.select] = ""
        elif tag == "option" and "selected" in at:
            self.found[self.select] = at["value"]


def address(round_, ref: str) -> str:
    return f"{round_.at}/households/{household(ref).pk}/answers"


def posted_from(client, where: str) -> dict:
    """What a browser would post from the page: every field as it stands."""
    page = client.get(where).content.decode()
    fields = Fields()
    fields.feed(page[page.index("answers/save") :])
    return fields.found


def save(client, where: str, **changed):
    posted = posted_from(client, where) | {name.replace("__", "-"): value for name, value in changed.items()}
    return client.post(f"{where}/save", posted)


def test_of_another_commune_do_not_exist(classified, signed_in):
    stranger = signed_in("commune_officer", NEXT_DOOR)
    where = address(classified, "poor")
    assert stranger.get(where).status_code == 404
    assert stranger.post(f"{where}/save", {}).status_code == 404
    assert stranger.post(f"{where}/preview", {}).status_code == 404


def test_an_approver_reads_and_may_not_edit(classified, signed_in):
    approver = signed_in("province_chair", COMMUNE)
    where = address(classified, "poor")
    page = approver.get(where)
    assert page.status_code == 200
    assert "Lưu phiếu" not in page.content.decode()
    assert approver.post(f"{where}/save", {}).status_code == 403
    assert HouseholdAnswer.objects.everywhere().filter(revision__gt=1).count() == 0


def test_of_an_approved_dossier_are_refused_with_what_to_do(approved, commune_officer):
    where = address(approved, "poor")
    page = commune_officer.get(where)
    assert "Lưu phiếu" not in page.content.decode()
    answer = commune_officer.post(f"{where}/save", {"seen": "1", "reason": "nhập sai", "h-toilet": "septic"})
    assert answer.status_code == 409
    assert "mở lại hồ sơ" in answer.content.decode()
    assert HouseholdAnswer.objects.everywhere().filter(revision__gt=1).count() == 0


def test_a_correction_without_a_reason_is_refused_and_what_was_typed_stays(classified, commune_officer):
    answer = save(commune_officer, address(classified, "poor"), h__toilet="septic", reason="")
    assert answer.status_code == 422
    assert '<option value="septic" selected>' in answer.content.decode()
    assert HouseholdAnswer.objects.everywhere().filter(revision__gt=1).count() == 0


def test_a_number_that_is_none_is_refused_beside_its_field(classified, commune_officer):
    answer = save(commune_officer, address(classified, "poor"), h__income_score="nhiều", reason="sửa")
    assert answer.status_code == 422
    assert "«nhiều» không phải là số" in answer.content.decode()


def test_a_correction_is_the_next_revision_and_the_class_and_movement_follow(classified, commune_officer):
    before = outcome("poor")
    assert (before.computed_class, before.movement) == ("poor", "stay_poor")
    answer = save(
        commune_officer, address(classified, "poor"), h__income_score="300", reason="Phúc tra ngày 20/12"
    )
    assert answer.status_code == 303
    first, second = (
        HouseholdAnswer.objects.everywhere().filter(household=household("poor")).order_by("revision")
    )
    assert (first.revision, first.current, first.income_score) == (1, False, 100)
    assert (second.revision, second.current, second.income_score) == (2, True, 300)
    assert (second.reason, second.recorded_by, second.toilet) == (
        "Phúc tra ngày 20/12",
        "commune_officer-11473",
        "none",
    )
    after = outcome("poor")
    assert (after.computed_class, after.movement, after.answer_id) == ("not_poor", "poor_out", second.pk)
    event = Event.objects.get(name="surveys.answers_entered")
    assert event.facts["columns"] == ["income_score"]
    assert (event.facts["class_before"], event.facts["class_after"]) == ("poor", "not_poor")


def test_saving_what_stands_already_writes_nothing(classified, commune_officer):
    answer = save(commune_officer, address(classified, "poor"), reason="xem lại")
    assert answer.status_code == 303
    assert HouseholdAnswer.objects.everywhere().filter(revision__gt=1).count() == 0
    assert not Event.objects.filter(name="surveys.answers_entered").exists()


def test_a_members_answer_is_corrected(classified, commune_officer):
    where = address(classified, "unclear")
    posted = posted_from(commune_officer, where)
    name = next(one for one in posted if one.endswith("-health_insurance"))
    assert commune_officer.post(f"{where}/save", posted | {name: "1", "reason": "bổ sung"}).status_code == 303
    current = MemberAnswer.objects.everywhere().filter(answer__current=True, answer__revision=2)
    assert sorted(current.values_list("health_insurance", flat=True), key=str) == [1, None]


def test_the_second_of_two_people_sees_what_the_first_saved_and_nothing_is_lost(
    classified, commune_officer, signed_in
):
    where = address(classified, "poor")
    second = signed_in("province_officer", DISTRICT)
    opened = posted_from(second, where)
    assert save(commune_officer, where, h__toilet="septic", reason="lần một").status_code == 303
    answer = second.post(f"{where}/save", opened | {"h-water_source": "piped", "reason": "lần hai"})
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Người khác vừa lưu phiếu này" in said
    assert "tự hoại, bán tự hoại" in said
    current = HouseholdAnswer.objects.everywhere().get(household=household("poor"), current=True)
    assert (current.revision, current.toilet, current.water_source) == (2, "septic", "surface")


def test_saving_again_knowingly_replaces_and_both_revisions_stay(classified, commune_officer, signed_in):
    where = address(classified, "poor")
    second = signed_in("province_officer", DISTRICT)
    opened = posted_from(second, where)
    save(commune_officer, where, h__toilet="septic", reason="lần một")
    answer = second.post(f"{where}/save", opened | {"seen": "2", "reason": "lần hai"})
    assert answer.status_code == 303
    rows = HouseholdAnswer.objects.everywhere().filter(household=household("poor")).order_by("revision")
    assert list(rows.values_list("revision", "toilet")) == [(1, "none"), (2, "septic"), (3, "none")]


def test_looking_while_typing_tells_class_and_changes_and_saves_nothing(classified, commune_officer):
    where = address(classified, "poor")
    posted = posted_from(commune_officer, where) | {"h-toilet": "septic", "h-income_score": "300"}
    said = commune_officer.post(f"{where}/preview", posted).content.decode()
    assert "khác loại của phiếu đang lưu" in said
    assert said.count("vừa đổi") == 1
    assert "<html" not in said
    assert HouseholdAnswer.objects.everywhere().filter(revision__gt=1).count() == 0


def test_looking_warns_of_what_an_import_would_warn_of(classified, commune_officer):
    where = address(classified, "poor")
    posted = posted_from(commune_officer, where)
    able = {name: "0" for name in posted if name.endswith("-able_to_work")}
    said = commune_officer.post(
        f"{where}/preview", posted | able | {"h-labour_capacity": "1"}
    ).content.decode()
    assert "Khả năng lao động của hộ khác với trả lời của các thành viên." in said


def test_a_correction_gives_the_rows_that_a_whole_run_gives(classified, commune_officer, do):
    save(commune_officer, address(classified, "poor"), h__income_score="300", reason="phúc tra")
    save(commune_officer, address(classified, "rich"), h__income_score="90", reason="phúc tra")
    names = [one.name for one in Outcome._meta.fields if one.name not in ("id",)]

    def rows():
        found = Outcome.objects.everywhere().order_by("standard", "household__source_ref")
        return [tuple(row[name] for name in names) for row in found.values(*names)]

    one_by_one = rows()
    do("run", "--round", "2022", "--area", COMMUNE)
    assert rows() == one_by_one


def test_the_page_asks_the_same_number_of_questions_for_few_members_and_many(survey, do, commune_officer):
    survey(home("few"), home("many"), members={"few": 1, "many": 9})
    do("run", "--round", "2022", "--area", COMMUNE)
    at = f"/rounds/{Round.objects.get().pk}"
    counts = []
    for ref in ("few", "few", "many"):
        with CaptureQueriesContext(connection) as asked:
            assert commune_officer.get(f"{at}/households/{household(ref).pk}/answers").status_code == 200
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_speaks_english(classified, signed_in):
    page = signed_in("commune_officer", COMMUNE, english=True).get(address(classified, "poor"))
    assert page.status_code == 200
    assert "Kind of toilet" in page.content.decode()
