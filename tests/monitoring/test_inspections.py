"""Inspections: drawn so that nobody chooses, followed to the end, closed by nobody who was inspected."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.monitoring.conftest import signed_in
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR, officer
from tests.reviews.conftest import bring, do, home, lists, survey, write

from ansinh.accounts.actor import SYSTEM, Actor, actor_of
from ansinh.datasets.queries import outcomes_of
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.monitoring.concluding import Written, issue_conclusion, write_conclusion
from ansinh.monitoring.enums import FindingState
from ansinh.monitoring.filling import sealed_version
from ansinh.monitoring.inspecting import (
    close_inspection,
    drawn,
    move_finding,
    plan_inspection,
    record_finding,
)
from ansinh.monitoring.models import Finding, InspectedHousehold, Inspection, IssuedConclusion
from ansinh.papers.files import word_of
from ansinh.papers.reading import read_word, text_of
from ansinh.places.queries import unit_at
from ansinh.work.todo import todos_of

__all__ = ["bring", "do", "lists", "signed_in", "survey", "write"]
pytestmark = pytest.mark.django_db
DAY = date(2022, 12, 14)


@pytest.fixture
def inspector(country) -> Actor:
    return actor_of(officer("kiemtra", "province_officer", DISTRICT))


@pytest.fixture
def inspected(country) -> Actor:
    return actor_of(officer("xa", "commune_officer", COMMUNE))


@pytest.fixture
def inspection(survey, do, inspector) -> Inspection:
    survey(*(home(f"H{n}") for n in range(8)), home("N", commune=NEXT_DOOR))
    do("run", "--round", "2022", "--area", DISTRICT)
    do("approve", "--round", "2022", "--area", DISTRICT, "--decision-no", "9/QĐ")
    district = unit_at(DISTRICT, DAY)
    return plan_inspection(
        unit=district,
        title="Kiểm tra việc rà soát",
        purpose="Đối chiếu phiếu với thực tế hộ",
        first_day=today(),
        last_day=today() + timedelta(days=5),
        version=sealed_version(district, 2022),
        units=[unit_at(COMMUNE, DAY)],
        draw=3,
        seed=2023,
        by=inspector,
    )


@pytest.fixture
def found(inspection, inspector) -> Finding:
    row = InspectedHousehold.objects.everywhere().filter(inspection=inspection).order_by("position").first()
    return record_finding(
        inspection=inspection,
        unit=row.unit,
        household=row.household,
        words="Phiếu ghi thiếu một thành viên",
        found_on=today(),
        due=today() + timedelta(days=2),
        by=inspector,
    )


def test_the_same_seed_draws_the_same_households_and_another_seed_others(inspection):
    rows = outcomes_of(inspection.version)
    kept = InspectedHousehold.objects.everywhere().filter(inspection=inspection).order_by("position")
    ids = [one.household_id.hex for one in kept]
    again = [one.replace("-", "") for one in drawn(rows, COMMUNE, 2023, 3)["household_id"]]
    assert ids == again
    assert len(set(ids)) == 3
    draws = {tuple(drawn(rows, COMMUNE, seed, 3)["household_id"]) for seed in range(20)}
    assert len(draws) > 10


def test_who_was_inspected_plans_accepts_and_closes_nothing(inspection, found, inspected):
    with pytest.raises(Refused):
        record_finding(
            inspection=inspection, unit=found.unit, words="x", found_on=today(), due=today(), by=inspected
        )
    for to in (FindingState.ACCEPTED, FindingState.MENDED):
        if to is FindingState.MENDED:
            move_finding(finding=found, to=to, evidence="Đã sửa phiếu", by=inspected)
        with pytest.raises(Refused):
            move_finding(finding=found, to=FindingState.ACCEPTED, evidence="Xong", by=inspected)
    with pytest.raises(Refused):
        close_inspection(inspection=inspection, by=inspected)


def test_an_inspection_is_closed_once_the_inspector_accepted_every_finding(
    inspection, found, inspected, inspector
):
    with pytest.raises(Refused, check=lambda error: error.code == "findings_open"):
        close_inspection(inspection=inspection, by=inspector)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE monitoring_inspection SET closed_on = %s WHERE id = %s", [today(), inspection.pk]
        )
    with pytest.raises(UnusableInput):
        move_finding(finding=found, to=FindingState.MENDED, evidence=" ", by=inspected)
    move_finding(finding=found, to=FindingState.MENDED, evidence="Đã sửa phiếu", by=inspected)
    move_finding(finding=found, to=FindingState.ACCEPTED, evidence="Đã xem lại tại hộ", by=inspector)
    assert close_inspection(inspection=inspection, by=inspector).closed_on == today()
    with pytest.raises(Refused):
        record_finding(
            inspection=inspection, unit=found.unit, words="x", found_on=today(), due=today(), by=inspector
        )


def test_a_finding_is_of_a_drawn_household_and_an_inspected_place(inspection, inspector):
    with pytest.raises(UnusableInput, check=lambda error: error.code == "not_inspected"):
        record_finding(
            inspection=inspection,
            unit=unit_at(NEXT_DOOR, DAY),
            words="x",
            found_on=today(),
            due=today(),
            by=inspector,
        )


def test_a_finding_waits_for_who_mends_and_then_for_who_inspects(found, inspected, inspector):
    kinds = {one.kind: one.count for one in todos_of(inspected)}
    assert kinds["monitoring.mend"] == 1
    assert "monitoring.accept" not in {one.kind for one in todos_of(inspector)}
    move_finding(finding=found, to=FindingState.MENDED, evidence="Đã sửa phiếu", by=inspected)
    assert "monitoring.mend" not in {one.kind for one in todos_of(inspected)}
    assert {one.kind: one.count for one in todos_of(inspector)}["monitoring.accept"] == 1


def test_pages_show_who_is_inspected_its_own_and_next_door_nothing(inspection, found, signed_in):
    client = signed_in("commune_officer", COMMUNE)
    text = client.get(f"/inspections/{inspection.pk}").content.decode()
    assert "Phiếu ghi thiếu một thành viên" in text
    assert client.get("/inspections").status_code == 200
    offered = client.get(f"/inspections/findings/{found.pk}").content.decode()
    assert 'value="mended"' in offered
    assert 'value="accepted"' not in offered
    other = signed_in("commune_officer", NEXT_DOOR)
    assert other.get(f"/inspections/{inspection.pk}").status_code == 404
    assert other.get(f"/inspections/findings/{found.pk}").status_code == 404


def test_an_inspection_is_planned_and_a_finding_recorded_on_pages(inspection, signed_in):
    client = signed_in("province_officer", DISTRICT)
    unit = unit_at(DISTRICT, DAY)
    given = {
        "unit": unit.pk,
        "title": "Kiểm tra lần hai",
        "purpose": "Xem hộ",
        "first_day": "01/02/2023",
        "last_day": "05/02/2023",
        "year": "2022",
        "codes": COMMUNE,
        "draw": "2",
        "seed": "7",
    }
    answer = client.post("/inspections/new", given | {"codes": "99999"})
    assert answer.status_code == 422
    answer = client.post("/inspections/new", given)
    assert answer.status_code == 303
    made = Inspection.objects.everywhere().get(title="Kiểm tra lần hai")
    row = InspectedHousehold.objects.everywhere().filter(inspection=made).first()
    sent = {"where": f"h{row.household_id}", "words": "Thiếu chữ ký", "found_on": f"{today():%d/%m/%Y}"}
    answer = client.post(f"/inspections/{made.pk}/findings/new", sent | {"due": f"{today():%d/%m/%Y}"})
    assert answer.status_code == 303
    assert Finding.objects.everywhere().get(inspection=made).household_id == row.household_id


@pytest.fixture
def concluded(inspection, found, inspector):
    return write_conclusion(
        inspection=inspection,
        written=Written(conclusion="Việc rà soát đúng quy trình.", requests="Khắc phục trước ngày 31/12."),
        by=inspector,
    )


def test_a_conclusion_is_written_by_who_inspects_with_words_and_a_reason_where_one_was_issued(
    inspection, inspected, inspector, concluded
):
    with pytest.raises(Refused):
        write_conclusion(inspection=inspection, written=Written(conclusion="Tốt."), by=inspected)
    with pytest.raises(UnusableInput, match="Hãy viết kết luận"):
        write_conclusion(inspection=inspection, written=Written(conclusion="  "), by=inspector)
    chair = actor_of(officer("chutich", "province_chair", DISTRICT))
    issue_conclusion(draft=concluded, by=chair)
    with pytest.raises(UnusableInput, match="lý do"):
        write_conclusion(inspection=inspection, written=Written(conclusion="Tốt."), by=inspector)
    with pytest.raises(Refused, match="đã ban hành"):
        issue_conclusion(draft=concluded, by=chair)


def test_nobody_issues_what_they_wrote_or_what_was_written_anew_since(inspection, inspector, concluded):
    with pytest.raises(Refused):
        issue_conclusion(draft=concluded, by=inspector)
    anew = write_conclusion(inspection=inspection, written=Written(conclusion="Viết lại."), by=SYSTEM)
    with pytest.raises(Refused, match="không tự ban hành"):
        issue_conclusion(draft=anew, by=SYSTEM)
    chair = actor_of(officer("chutich", "province_chair", DISTRICT))
    with pytest.raises(Refused, match="mới hơn"):
        issue_conclusion(draft=concluded, by=chair)
    assert not IssuedConclusion.objects.everywhere().exists()


def test_the_paper_counts_and_tells_what_was_mended_and_only_its_annex_names_households(
    found, concluded, inspected
):
    move_finding(finding=found, to=FindingState.MENDED, evidence="Đã ghi thêm thành viên", by=inspected)
    names = ["Đặng Thị Thử", "Lò Văn Mẫu", "Giàng A Ví"]
    drawn_ones = concluded.inspection.households.everywhere().order_by("position")
    for name, one in zip(names, drawn_ones, strict=True):
        Household.objects.everywhere().filter(pk=one.household_id).update(head_name=name)
    chair = actor_of(officer("chutich", "province_chair", DISTRICT))
    made = issue_conclusion(draft=concluded, by=chair)
    text, annex = (text_of(read_word(word_of(one))) for one in (made.paper, made.annex))
    assert "Số: 01/KL-UBND" in text
    assert "Cộng\n8\n3\n1\n1\n" in text
    assert "hộ số 1 của phụ lục: Phiếu ghi thiếu một thành viên" in text
    assert "báo đã khắc phục, chờ kiểm tra lại ngày" in text
    assert "Đã ghi thêm thành viên" in text
    assert "Kèm theo Kết luận số 01/KL-UBND" in annex
    assert [name for name in names if name not in annex or name in text] == [], annex


def test_a_conclusion_is_written_looked_at_and_issued_on_pages(inspection, inspector, signed_in):
    client, at = signed_in("province_officer", DISTRICT), f"/inspections/{inspection.pk}"
    assert client.get(f"{at}/conclusion/preview").status_code == 404
    assert client.post(f"{at}/conclusion", {"conclusion": ""}).status_code == 422
    assert client.post(f"{at}/conclusion", {"conclusion": "Đúng quy trình."}).status_code == 303
    assert client.get(f"{at}/conclusion/preview").content[:5] == b"%PDF-"
    assert client.get(f"{at}/conclusion/preview?shape=docx").content[:2] == b"PK"
    chair = signed_in("province_chair", DISTRICT)
    assert "Ban hành kết luận" in chair.get(at).content.decode()
    assert chair.post(f"{at}/conclusion/issue").status_code == 303
    assert "01/KL-UBND" in chair.get(at).content.decode()
    below = signed_in("commune_officer", COMMUNE)
    assert below.get(f"{at}/conclusion/preview").status_code == 404


def test_who_was_inspected_reads_the_words_of_the_conclusion_and_not_the_paper(
    inspection, inspector, concluded, signed_in
):
    at = f"/inspections/{inspection.pk}"
    below, aside = signed_in("commune_officer", COMMUNE), signed_in("commune_officer", NEXT_DOOR)
    assert "đúng quy trình" not in below.get(at).content.decode(), "nobody issued it yet"
    chair = actor_of(officer("chutich", "province_chair", DISTRICT))
    made = issue_conclusion(draft=concluded, by=chair)
    read = below.get(at).content.decode()
    assert "Việc rà soát đúng quy trình." in read and "Khắc phục trước ngày 31/12." in read
    assert "Số 01/KL-UBND" in read
    assert below.get(f"/papers/{made.paper_id}").status_code == 404, "findings of other communes stand in it"
    assert below.get(f"/papers/{made.annex_id}").status_code == 404
    assert aside.get(at).status_code == 404

    again = Written(conclusion="Còn một thiếu sót.", why="Bổ sung")
    issue_conclusion(draft=write_conclusion(inspection=inspection, written=again, by=inspector), by=chair)
    read = below.get(at).content.decode()
    assert "Còn một thiếu sót." in read and "Việc rà soát đúng quy trình." not in read
