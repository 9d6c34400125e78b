"""Files come in on pages: what is refused first, then checked, decided once, and shown only to whom it concerns."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, NEXT_DOOR
from tests.pages.imports.staging import accept, bring_in, every_row, files_of, work_off
from tests.reviews.conftest import home as any_home
from tests.reviews.conftest import listed, people

from ansinh.access.actions import end_role
from ansinh.access.models import RoleHolding
from ansinh.accounts.actor import SYSTEM
from ansinh.audit.models import Event
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.kernel.web import uploads
from ansinh.surveys.models import HouseholdAnswer
from ansinh.work import queue
from ansinh.work.models import Batch, Job
from ansinh.work.uploads import findings_of
from ansinh.work.worker import run_next

pytestmark = pytest.mark.django_db
ROUND = {"round": "2022"}


def home(ref: str, **more) -> dict:
    """A household without an area type of its own, so that nothing is found in it."""
    return any_home(ref, **({"area_type": ""} | more))


@pytest.fixture
def round_2022(survey):
    survey(home("A-1"), home("A-2", commune=NEXT_DOOR))


@pytest.fixture
def survey_files(write):
    def made(*homes: dict) -> dict[str, Path]:
        members = [row for one in homes for row in people(one["household_id"])]
        return {"households": write("ho.csv", list(homes)), "members": write("nguoi.csv", members)}

    return made


def rules(batch: Batch) -> dict[str, int]:
    """Errors found, by rule."""
    found = findings_of(batch)
    return dict(found.filter(found["level"] == "error").group_by("rule").len().sort("rule").iter_rows())


# ---- refused -------------------------------------------------------------------------------------------------


def test_nothing_to_upload_is_said_beside_the_field(commune_officer, round_2022):
    answer = commune_officer.post("/imports/new/survey", ROUND)
    assert (
        answer.status_code,
        Batch.objects.filter(folder__gt="").count(),
        Job.objects.filter(kind="exchange.check").count(),
    ) == (422, 0, 0)
    assert answer.content.decode().count("field-error") == 2


def test_a_kind_that_does_not_exist_is_not_found(commune_officer):
    for address in ("/imports/new/secrets", "/imports/templates/survey/secrets", "/imports/999"):
        assert commune_officer.get(address).status_code == 404


def test_a_file_above_the_limit_is_refused_in_words(commune_officer, round_2022, survey_files, monkeypatch):
    monkeypatch.setattr(uploads, "LIMIT", 50)
    answer = commune_officer.post("/imports/new/survey", {**files_of(survey_files(home("N-1"))), **ROUND})
    assert (answer.status_code, "Tệp quá lớn" in answer.content.decode()) == (422, True)
    assert Batch.objects.filter(uploaded_at__isnull=False).count() == 0


def test_a_file_that_is_no_table_is_unusable_with_the_reason(commune_officer, tmp_path):
    path = tmp_path / "ho.xlsx"
    path.write_bytes(b"\x00\x01 not a workbook")
    batch = bring_in(commune_officer, "lists", {"rows": path})
    assert (batch.state, batch.counts, bool(batch.reason)) == ("unusable", {}, True)
    assert batch.reason in commune_officer.get(f"/imports/{batch.pk}").content.decode()
    assert commune_officer.post(f"/imports/{batch.pk}/accept").status_code == 409


def test_rows_of_another_place_keep_the_file_out(commune_officer, round_2022, survey_files):
    files = survey_files(home("N-1"), home("N-2", commune=NEXT_DOOR), home("A-2"))
    before = every_row()
    batch = bring_in(commune_officer, "survey", files, **ROUND)
    assert (batch.state, rules(batch)) == ("checked", {"held_elsewhere": 1, "outside_scope": 1})
    answer = commune_officer.post(f"/imports/{batch.pk}/accept")
    assert (answer.status_code, every_row()) == (409, before)


def test_a_survey_of_a_round_that_is_not_open_or_is_approved_is_kept_out(
    district_officer, round_2022, survey_files, do
):
    assert (
        district_officer.post(
            "/imports/new/survey", {**files_of(survey_files(home("N-1"))), "round": "2021"}
        ).status_code
        == 422
    )
    do("run", "--round", "2022", "--area", COMMUNE)
    do("approve", "--round", "2022", "--area", COMMUNE)
    batch = bring_in(district_officer, "survey", survey_files(home("N-1")), **ROUND)
    assert rules(batch) == {"round_approved": 1}


def test_lists_events_and_populations_of_another_place_are_kept_out(commune_officer, round_2022, write):
    event = {"household_id": "A-2", "member_id": "2", "event": "died", "date": "2022-12-20"}
    count = {
        "area_code": NEXT_DOOR,
        "date": "2022-12-14",
        "households": 9,
        "persons": 30,
        "source": "Công an xã",
    }
    found = [
        rules(bring_in(commune_officer, kind, {"rows": write(f"{kind}.csv", [row])}))
        for kind, row in (
            ("lists", listed("L-1", area_code=NEXT_DOOR)),
            ("lists", listed("A-2")),
            ("events", event),
            ("populations", count),
        )
    ]
    assert found == [{"outside_scope": 1}, {"held_elsewhere": 1}, {"held_elsewhere": 1}, {"outside_scope": 1}]


def test_whoever_lost_the_right_meanwhile_has_nothing_written(commune_officer, round_2022, survey_files):
    batch = bring_in(commune_officer, "survey", survey_files(home("N-1")), **ROUND)
    commune_officer.post(f"/imports/{batch.pk}/accept")
    end_role(holding=RoleHolding.objects.get(), valid_until=today().replace(year=2023), by=SYSTEM)
    work_off()
    batch.refresh_from_db()
    assert (
        batch.state,
        batch.job.state,
        Household.objects.everywhere().filter(source_ref="N-1").exists(),
    ) == (
        "checked",
        "failed",
        False,
    )


# ---- accepted once -------------------------------------------------------------------------------------------


def test_a_clean_file_is_checked_then_written_when_told(commune_officer, round_2022, survey_files):
    batch = bring_in(commune_officer, "survey", survey_files(home("N-1"), home("N-2")), **ROUND)
    assert (batch.state, batch.errors, batch.rows, batch.unit.code) == ("checked", 0, 2, COMMUNE)
    assert not Household.objects.everywhere().filter(source_ref="N-1").exists()
    batch = accept(commune_officer, batch)
    assert (batch.state, batch.accepted_by, batch.counts["answered"]) == (
        "accepted",
        "commune_officer-11473",
        2,
    )
    assert (
        Event.objects.get(name="surveys.imported", subject=f"batch:{batch.pk}").actor_label
        == "commune_officer-11473"
    )


def test_a_double_click_and_a_second_accept_write_once(commune_officer, round_2022, survey_files):
    batch = bring_in(commune_officer, "survey", survey_files(home("N-1")), **ROUND)
    for _click in range(2):
        assert commune_officer.post(f"/imports/{batch.pk}/accept").status_code == 303
    assert Job.objects.filter(kind="exchange.accept").count() == 1
    work_off()
    assert commune_officer.post(f"/imports/{batch.pk}/accept").status_code == 303
    work_off()
    assert HouseholdAnswer.objects.everywhere().filter(household__source_ref="N-1").count() == 1
    assert Event.objects.filter(name="surveys.imported", subject=f"batch:{batch.pk}").count() == 1


def test_a_job_that_runs_again_after_it_was_lost_doubles_nothing(commune_officer, round_2022, survey_files):
    batch = bring_in(commune_officer, "survey", survey_files(home("N-1")), **ROUND)
    accept(commune_officer, batch)
    stands = every_row()
    queue.ask("exchange.accept", {"batch": batch.pk}, by=SYSTEM)
    assert (run_next().state, every_row()) == ("done", stands)


def test_the_same_file_again_changes_nothing_and_says_so(commune_officer, round_2022, survey_files):
    files = survey_files(home("N-1"))
    first = accept(commune_officer, bring_in(commune_officer, "survey", files, **ROUND))
    stands = every_row()
    again = bring_in(commune_officer, "survey", files, **ROUND)
    shown = commune_officer.get(f"/imports/{again.pk}").content.decode()
    assert (again.counts["same_as"], f"/imports/{first.pk}" in shown, "Ghi vào hệ thống" in shown) == (
        first.pk,
        True,
        False,
    )
    again = accept(commune_officer, again)
    assert (again.state, again.folder, every_row()) == ("given_up", "", stands)
    assert Batch.objects.filter(state="accepted", digest=first.digest).count() == 1


def test_what_was_given_up_leaves_no_file_and_cannot_be_written(
    commune_officer, round_2022, survey_files, django_capture_on_commit_callbacks
):
    batch = bring_in(commune_officer, "survey", survey_files(home("N-1")), **ROUND)
    folder = settings.DATA_FOLDER / "uploads" / batch.folder
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.rglob("*") if path.is_file())
    asked = commune_officer.post(f"/imports/{batch.pk}/give-up")
    assert (asked.status_code, folder.exists()) == (200, True)
    with django_capture_on_commit_callbacks(execute=True):
        commune_officer.post(f"/imports/{batch.pk}/give-up", {"confirmed": "yes"})
    batch.refresh_from_db()
    assert (
        batch.state,
        folder.exists(),
        commune_officer.post(f"/imports/{batch.pk}/accept").status_code,
    ) == (
        "given_up",
        False,
        409,
    )


# ---- shown ---------------------------------------------------------------------------------------------------


def test_another_commune_does_not_see_it_and_the_district_does(
    commune_officer, district_officer, signed_in, round_2022, survey_files
):
    batch = bring_in(commune_officer, "survey", survey_files(home("N-1", toilet="bồn vàng")), **ROUND)
    neighbour = signed_in("commune_officer", NEXT_DOOR)
    for part in ("", "/findings", "/findings/households", "/take-back"):
        assert neighbour.get(f"/imports/{batch.pk}{part}").status_code == 404
        seen = district_officer.get(f"/imports/{batch.pk}{part}")
        assert (seen.status_code, bool(b"".join(seen))) == (200, True)
    for part in ("accept", "check", "give-up", "take-back"):
        assert neighbour.post(f"/imports/{batch.pk}/{part}").status_code == 404
    assert neighbour.get(f"/jobs/{batch.job_id}").status_code == 404
    assert "ho.csv" not in neighbour.get("/imports").content.decode()
    assert "ho.csv" in district_officer.get("/imports").content.decode()


def test_findings_are_shown_by_kind_and_by_row_and_searched(commune_officer, round_2022, survey_files):
    homes = [home(f"N-{number}", toilet="bồn vàng") for number in range(60)]
    batch = bring_in(
        commune_officer, "survey", survey_files(*homes, home("N-x", income_score="nhiều")), **ROUND
    )
    shown = commune_officer.get(f"/imports/{batch.pk}").content.decode()
    assert f"/imports/{batch.pk}/findings?rule=unknown_code&amp;level=error" in shown
    first = commune_officer.get(f"/imports/{batch.pk}/findings").content.decode()
    assert first.count("<tr>") == 51
    found = commune_officer.post(f"/imports/{batch.pk}/findings", {"q": "income_score"})
    assert "income_score" not in found.url
    assert commune_officer.get(found.url).content.decode().count("<tr>") == 2
    whole = commune_officer.get(f"/imports/{batch.pk}/findings?export=csv").content.decode()
    assert whole.strip().count("\n") == 61


def test_pages_of_findings_follow_each_other_without_a_gap(commune_officer, round_2022, survey_files):
    homes = [home(f"N-{number}", toilet="bồn vàng") for number in range(120)]
    batch = bring_in(commune_officer, "survey", survey_files(*homes), **ROUND)
    rows, address = [], f"/imports/{batch.pk}/findings?sort=-row"
    while address:
        page = commune_officer.get(address).content.decode()
        rows += [int(one) for one in re.findall(r'data-label="Dòng" class="num">(\d+)', page)]
        after = re.search(r'href="([^"]+)" rel="next"', page)
        address = after.group(1).replace("&amp;", "&") if after else None
    assert rows == list(range(121, 1, -1))


def test_the_workbook_goes_back_with_what_was_found_beside_each_row(
    commune_officer, round_2022, survey_files
):
    batch = bring_in(
        commune_officer, "survey", survey_files(home("N-1"), home("N-2", toilet="bồn vàng")), **ROUND
    )
    answer = commune_officer.get(f"/imports/{batch.pk}/findings/households")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert (rows[1][1], "toilet" in rows[2][1], len(rows)) == (None, True, 3)


def test_a_template_holds_the_columns_and_nothing_else(commune_officer):
    answer = commune_officer.get("/imports/templates/events/rows")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows == [
        ("household_id", "member_id", "event", "date", "other_household_id", "from_area", "to_area")
    ]


def test_a_list_of_many_asks_no_more_than_a_list_of_one(commune_officer, round_2022, write):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert commune_officer.get("/imports").status_code == 200
        return len(queries)

    bring_in(commune_officer, "lists", {"rows": write("a.csv", [listed("A-1")])})
    one = asked()
    for name in "bcd":
        bring_in(commune_officer, "lists", {"rows": write(f"{name}.csv", [listed("A-1", reason=name)])})
    assert asked() == one


@pytest.mark.parametrize("english", [False, True])
def test_every_page_reads_in_both_languages(signed_in, round_2022, survey_files, english):
    client = signed_in("commune_officer", COMMUNE, english=english)
    batch = bring_in(client, "survey", survey_files(home("N-1", toilet="bồn vàng")), **ROUND)
    clean = accept(client, bring_in(client, "survey", survey_files(home("N-2")), **ROUND))
    pages = ["/imports", "/imports/new", "/imports/new/survey", "/imports/new/populations", "/jobs"]
    pages += [f"/imports/{batch.pk}", f"/imports/{batch.pk}/findings", f"/imports/{clean.pk}"]
    pages += [f"/imports/{clean.pk}/take-back", f"/jobs/{clean.job_id}"]
    for address in pages:
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Content-Language"]) == (200, "en" if english else "vi"), (
            address
        )


def test_a_part_of_a_page_is_the_block_of_the_whole_page(commune_officer, round_2022, survey_files):
    commune_officer.post("/imports/new/survey", {**files_of(survey_files(home("N-1"))), **ROUND})
    batch = Batch.objects.latest("pk")
    part = commune_officer.get(
        f"/imports/{batch.pk}", headers={"HX-Request-Type": "partial"}
    ).content.decode()
    assert part.lstrip().startswith('<div id="import"')
    assert 'hx-trigger="every 1s"' in part
    work_off()
    part = commune_officer.get(
        f"/imports/{batch.pk}", headers={"HX-Request-Type": "partial"}
    ).content.decode()
    whole = commune_officer.get(f"/imports/{batch.pk}").content.decode()
    assert "hx-trigger" not in part
    assert part.split("csrfmiddlewaretoken")[0].strip() in whole


def test_what_an_import_counted_opens_to_its_households(commune_officer, signed_in, round_2022, survey_files):
    files = survey_files(home("A-1", poor=False), home("N-1"), home("N-2"))
    batch = accept(commune_officer, bring_in(commune_officer, "survey", files, **ROUND))
    shown = commune_officer.get(f"/imports/{batch.pk}").content.decode()
    for which, count in (("new", 2), ("answered", 2), ("corrected", 1)):
        address = f"/imports/{batch.pk}/households?which={which}"
        assert (address in shown, commune_officer.get(address).content.decode().count("data-row-link")) == (
            True,
            count,
        )
    assert commune_officer.get(f"/imports/{batch.pk}/households").content.decode().count("data-row-link") == 3
    assert signed_in("commune_officer", NEXT_DOOR).get(f"/imports/{batch.pk}/households").status_code == 404
