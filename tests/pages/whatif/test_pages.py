"""What-if on pages: refusals first, then numbers that are what the files hold, and nothing written."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR
from tests.reviews.conftest import home

from ansinh.audit.events import EventName
from ansinh.audit.models import Event
from ansinh.households.models import Household
from ansinh.portal.whatif import views
from ansinh.reviews.models import Outcome, Round
from ansinh.work.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(survey, settings, tmp_path):
    """Twelve households of two communes: poor, near the line, not poor."""
    settings.DATA_FOLDER = tmp_path

    def bring(count: int = 12) -> None:
        homes = [home(f"P{n}", poor=True) for n in range(count // 3)]
        homes += [home(f"N{n}", poor=False, income_score=150) for n in range(count // 3)]
        homes += [home(f"D{n}", poor=False, commune=NEXT_DOOR) for n in range(count // 3)]
        survey(*homes)

    return bring


def test_who_may_not_see_households_is_refused(signed_in, answers) -> None:
    answers()
    client = signed_in("administrator")
    assert client.get("/what-if").status_code == 403


def test_another_commune_does_not_exist(commune_officer, answers) -> None:
    answers()
    campaign = Round.objects.get()
    assert commune_officer.get(f"/what-if?round={campaign.pk}&place={NEXT_DOOR}").status_code == 404
    assert commune_officer.get(f"/what-if?round={campaign.pk}&place={DISTRICT}").status_code == 404
    listed = f"/what-if/households?set=score_line_rural:160&commune={NEXT_DOOR}"
    assert commune_officer.get(listed).status_code == 404
    assert commune_officer.get("/what-if?round=999999").status_code == 404


@pytest.mark.parametrize(
    "wrong", ["set=income_line_rural:x", "set=score_line_rural:1&sort=color", "standard=vn-1990"]
)
def test_what_cannot_be_read_says_so(commune_officer, answers, wrong: str) -> None:
    answers()
    answer = commune_officer.get(f"/what-if?{wrong}")
    assert answer.status_code in (400, 404, 409, 422)


def test_a_form_with_a_bad_number_keeps_what_was_typed(commune_officer, answers) -> None:
    answers()
    answer = commune_officer.get("/what-if?ask=1&counted=nutrition&income_line_rural=nhiều")
    assert answer.status_code == 200
    assert "nhiều" in answer.content.decode()


def test_the_form_leads_to_an_address_with_only_what_differs(commune_officer, answers) -> None:
    answers()
    from_form = {"ask": "1"}
    shown = commune_officer.get("/what-if").content.decode()
    for part in shown.split("<input")[1:]:
        if 'type="checkbox"' in part and "checked" in part:
            from_form.setdefault("counted", []).append(part.split('value="')[1].split('"')[0])
        elif 'name="' in part and 'type="text"' in part:
            from_form[part.split('name="')[1].split('"')[0]] = part.split('value="')[1].split('"')[0]
    answer = commune_officer.get("/what-if", from_form | {"score_line_rural": "160"})
    assert answer.status_code == 302
    assert "set=score_line_rural%3A160" in answer.url
    assert "off=" not in answer.url


def changes() -> int:
    """Events of something that was done; that a page was seen is noted too."""
    return Event.objects.exclude(name__in=[EventName.PAGE_SEEN, EventName.LIST_SEEN]).count()


def test_households_above_the_line_move_when_it_rises_and_nothing_is_written(
    district_officer, answers
) -> None:
    answers()
    before = (Outcome.objects.everywhere().count(), changes())
    text = district_officer.get("/what-if?set=score_line_rural:160").content.decode()
    assert "4" in text
    assert (Outcome.objects.everywhere().count(), changes()) == before
    listed = district_officer.get("/what-if/households?set=score_line_rural:160")
    assert listed.content.decode().count("<tr>") == 4 + 1
    all_of_them = district_officer.get("/what-if/households?set=score_line_rural:160&every=1")
    assert all_of_them.content.decode().count("<tr>") == 12 + 1


def test_a_corrected_answer_is_seen_at_once(district_officer, answers, survey) -> None:
    answers()
    asked = "/what-if/households?set=score_line_rural:160"
    assert district_officer.get(asked).content.decode().count("<tr>") == 4 + 1
    survey(home("N0", poor=False, income_score=300))
    assert district_officer.get(asked).content.decode().count("<tr>") == 3 + 1


def test_the_same_number_of_queries_for_few_and_many(district_officer, answers) -> None:
    counts = []
    for many in (3, 90):
        answers(many)
        for path in ("/what-if?set=score_line_rural:160", "/what-if/households?set=score_line_rural:160"):
            district_officer.get(path)
            with CaptureQueriesContext(connection) as captured:
                assert district_officer.get(path).status_code == 200
            counts.append(len(captured))
    assert counts[:2] == counts[2:]


def test_the_list_is_paged_and_every_household_comes_once(district_officer, answers) -> None:
    answers(390)
    path, seen = "/what-if/households?set=score_line_rural:160&every=1", 0
    while path:
        text = district_officer.get(path).content.decode()
        seen += text.count("data-row-link")
        onward = text.split('rel="next"')[0].rsplit('href="', 1)[1] if 'rel="next"' in text else ""
        path = "/what-if/households" + onward.split('"')[0].replace("&amp;", "&") if onward else ""
    assert seen == 390 == Household.objects.everywhere().count()


def test_a_list_and_its_table_go_out_as_files_with_a_trace(district_officer, answers) -> None:
    answers()
    for path in ("/what-if", "/what-if/households"):
        answer = district_officer.get(f"{path}?set=score_line_rural:160&export=csv")
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
    assert Event.objects.filter(name="work.list_exported").count() == 2


def test_a_large_round_is_prepared_by_a_job(district_officer, answers, monkeypatch) -> None:
    answers()
    monkeypatch.setattr(views, "_MOST_AT_ONCE", 3)
    asked = "/what-if?set=score_line_rural:160"
    assert "what-if/prepare" in district_officer.get(asked).content.decode()
    answer = district_officer.post("/what-if/prepare?set=score_line_rural:160")
    assert answer.status_code == 303
    job = Job.objects.get(kind="portal.prepare_what_if")
    assert job.arguments["query"]["set"] == "score_line_rural:160"


def test_both_languages(signed_in, answers) -> None:
    answers()
    client = signed_in("commune_officer", COMMUNE, english=True)
    assert client.get("/what-if?set=score_line_rural:160").status_code == 200
