"""How a paper goes: who may not, what is refused, provisional and completed, given back, followed, consolidated."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from tests.monitoring.conftest import PROVINCE, seal_province, signed_in
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR, officer
from tests.reviews.conftest import bring, do, home, listed, lists, survey, write
from tests.roles import as_owner

from ansinh.accounts.actor import Actor, actor_of
from ansinh.audit.models import Event
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.monitoring.actions import Head, fill_again, make_paper, submit_paper, write_paper
from ansinh.monitoring.enums import PaperKind
from ansinh.monitoring.models import WrittenFigure, WrittenReport, WrittenSection
from ansinh.monitoring.papers import preview_pdf
from ansinh.monitoring.queries import (
    consolidated_in,
    differences,
    figures_of,
    moves_of,
    parts_below,
    sections_of,
)
from ansinh.monitoring.settling import approve_paper, return_paper, revise_paper
from ansinh.papers.models import Paper, PaperFile
from ansinh.papers.reading import read_word, text_of
from ansinh.places.queries import unit_at

__all__ = ["bring", "do", "lists", "signed_in", "survey", "write"]
pytestmark = pytest.mark.django_db
DAY = date(2022, 12, 14)


@pytest.fixture
def maker(country) -> Actor:
    return actor_of(officer("soan", "province_officer", PROVINCE))


@pytest.fixture
def chair(country) -> Actor:
    return actor_of(officer("duyet", "province_chair", PROVINCE))


@pytest.fixture
def submitted(province, maker) -> WrittenReport:
    made = make_paper(unit=province.unit, kind=PaperKind.ANNUAL, year=2019, by=maker)
    return submit_paper(report=made, by=maker)


def again(report: WrittenReport) -> WrittenReport:
    rows = WrittenReport.objects.everywhere().select_related(
        "unit", "version__unit", "follows__paper", "paper"
    )
    return rows.get(pk=report.pk)


def refused(code: str):
    return pytest.raises(Refused, check=lambda error: error.code == code)


def test_who_wrote_it_does_not_approve_it_even_with_the_right(province, maker, submitted):
    with refused("permission_missing"):
        approve_paper(report=submitted, by=maker)
    both = actor_of(officer("cahai", "province_chair", PROVINCE))
    WrittenReport.objects.everywhere().filter(pk=submitted.pk).update(made_by=both.label)
    with refused("made_it"):
        approve_paper(report=again(submitted), by=both)
    assert not Paper.objects.everywhere().filter(kind="annual_report").exists()


def test_an_approved_paper_has_a_number_and_says_where_each_figure_is_from(submitted, chair):
    done = approve_paper(report=submitted, by=chair)
    assert (done.state, done.paper.number, done.paper.suffix) == ("final", 1, "/BC-UBND")
    text = text_of(read_word(bytes(PaperFile.objects.get(paper=done.paper).word)))
    assert "- Tổng số hộ nghèo: 11.459[2] hộ" in text
    assert f"[1] Biểu 1, cột 1; phiên bản 1, SHA-256 {done.version.digest[:12]}." in text
    assert Event.objects.filter(
        name="monitoring.report_approved", subject=f"written_report:{done.pk}"
    ).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE monitoring_writtenfigure SET shown = '9' WHERE report_id = {0}",
        "DELETE FROM monitoring_writtenfigure WHERE report_id = {0}",
        "UPDATE monitoring_writtensection SET text = 'x' WHERE report_id = {0}",
        "UPDATE monitoring_writtenreport SET title = 'x' WHERE id = {0}",
        "UPDATE monitoring_writtenreport SET state = 'draft' WHERE id = {0}",
        "UPDATE monitoring_writtenmove SET reason = 'x' WHERE report_id = {0}",
    ],
)
def test_an_issued_paper_is_frozen_in_the_database(submitted, chair, statement):
    done = approve_paper(report=submitted, by=chair)
    # The application has no right to some of it on PostgreSQL; here it is the trigger that refuses, its owner too.
    with (
        pytest.raises(IntegrityError),
        as_owner(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(done.pk))


def test_a_submitted_paper_is_not_written_or_filled_any_more(submitted, maker):
    with refused("not_a_draft"):
        write_paper(report=submitted, head=Head("Tên khác"), texts={"IV": "Thêm"}, by=maker)
    with refused("not_a_draft"):
        fill_again(report=submitted, by=maker)
    assert WrittenSection.objects.everywhere().get(report=submitted, code="IV").text == ""


def test_what_the_officer_writes_stays_when_figures_are_filled_again(province, maker):
    made = make_paper(unit=province.unit, kind=PaperKind.ANNUAL, year=2019, by=maker)
    write_paper(report=made, head=Head("Tên khác"), texts={"IV": " Đã làm tốt. \n\n Còn chậm."}, by=maker)
    fill_again(report=again(made), by=maker)
    assert again(made).title == "Tên khác"
    assert [one.text for one in sections_of(made) if one.code == "IV"] == ["Đã làm tốt.\nCòn chậm."]


def test_a_paper_given_back_says_why_and_is_written_again(submitted, maker, chair):
    with pytest.raises(UnusableInput):
        return_paper(report=submitted, reason=" ", by=chair)
    with refused("permission_missing"):
        return_paper(report=submitted, reason="Thiếu đánh giá", by=maker)
    back = return_paper(report=submitted, reason="Thiếu đánh giá", by=chair)
    with refused("draft_stands"):
        make_paper(unit=back.unit, kind=PaperKind.ANNUAL, year=2019, by=maker, why="x")
    draft = revise_paper(report=again(back), by=maker)
    assert [one.to_state for one in moves_of(draft)] == [
        "draft",
        "submitted",
        "returned",
        "draft",
    ]


def test_figures_of_an_older_version_are_not_approved(submitted, chair):
    seal_province(reason="Đính chính")
    with refused("figures_are_old"):
        approve_paper(report=again(submitted), by=chair)


def test_an_issued_paper_is_followed_with_a_reason_and_superseded(submitted, maker, chair):
    first = approve_paper(report=submitted, by=chair)
    with pytest.raises(UnusableInput):
        make_paper(unit=first.unit, kind=PaperKind.ANNUAL, year=2019, by=maker)
    next_one = make_paper(unit=first.unit, kind=PaperKind.ANNUAL, year=2019, by=maker, why="Sửa nhận định")
    second = approve_paper(report=again(submit_paper(report=next_one, by=maker)), by=chair)
    assert (again(first).state, second.state, second.order) == ("superseded", "final", 2)
    assert second.paper.replaces_id == first.paper_id


def test_a_decision_on_results_needs_a_sealed_version_and_a_place_above_communes(country, maker, province):
    with refused("not_sealed"):
        make_paper(unit=province.unit, kind=PaperKind.RESULTS, year=2018, by=maker)
    made = make_paper(unit=province.unit, kind=PaperKind.RESULTS, year=2019, by=maker)
    assert preview_pdf(made, maker)[:5] == b"%PDF-"
    commune = unit_at(COMMUNE, DAY)
    with refused("not_of_a_commune"):
        make_paper(
            unit=commune,
            kind=PaperKind.RESULTS,
            year=2022,
            by=actor_of(officer("xa", "commune_officer", COMMUNE)),
        )


def test_a_provisional_paper_says_so_and_its_completion_lists_what_changed(country, survey, lists, do):
    district = unit_at(DISTRICT, DAY)
    writer = actor_of(officer("huyen", "province_officer", DISTRICT))
    head = actor_of(officer("chutich", "province_chair", DISTRICT))
    lists(listed("A"), listed("N", area_code=NEXT_DOOR))
    survey(home("A"), home("B"), home("C", False), home("N", commune=NEXT_DOOR))
    do("run", "--round", "2022", "--area", DISTRICT)
    made = make_paper(unit=district, kind=PaperKind.ANNUAL, year=2022, by=writer)
    assert (made.provisional, made.version) == (True, None)
    first = approve_paper(report=submit_paper(report=made, by=writer), by=head)
    text = text_of(read_word(bytes(PaperFile.objects.get(paper=first.paper).word)))
    assert first.state == "provisional"
    assert "số sơ bộ, chưa được phê duyệt" in text
    survey(home("D"))
    do("run", "--round", "2022", "--area", DISTRICT)
    do("approve", "--round", "2022", "--area", DISTRICT, "--decision-no", "9/QĐ")
    second = make_paper(unit=district, kind=PaperKind.ANNUAL, year=2022, by=writer)
    assert second.follows_id == first.pk
    changed = {one.after.code: (one.before.shown, one.after.shown) for one in differences(again(second))}
    assert changed["poor"] == ("03", "04")
    done = approve_paper(report=again(submit_paper(report=second, by=writer)), by=head)
    text = text_of(read_word(bytes(PaperFile.objects.get(paper=done.paper).word)))
    assert "Tổng số hộ nghèo: trước 03, nay 04" in text
    assert (again(first).state, done.state) == ("superseded", "final")


def test_a_higher_paper_names_the_lower_ones_and_the_missing_and_may_give_one_back(
    country, survey, lists, do
):
    commune, district = unit_at(COMMUNE, DAY), unit_at(DISTRICT, DAY)
    below = actor_of(officer("xa", "commune_officer", COMMUNE))
    chair_below = actor_of(officer("ctxa", "commune_chair", COMMUNE))
    above = actor_of(officer("huyen", "province_officer", DISTRICT))
    survey(home("A"), home("N", commune=NEXT_DOOR))
    do("run", "--round", "2022", "--area", DISTRICT)
    do("approve", "--round", "2022", "--area", DISTRICT, "--decision-no", "9/QĐ")
    low = make_paper(unit=commune, kind=PaperKind.ANNUAL, year=2022, by=below)
    low = approve_paper(report=submit_paper(report=low, by=below), by=chair_below)
    high = make_paper(unit=district, kind=PaperKind.ANNUAL, year=2022, by=above)
    named = {one.unit.code: one.part for one in parts_below(high)}
    assert named[COMMUNE] == low
    assert named[NEXT_DOOR] is None
    assert len(named) == 37
    assert consolidated_in(low) is None
    approve_paper(
        report=submit_paper(report=high, by=above), by=actor_of(officer("cth", "province_chair", DISTRICT))
    )
    assert consolidated_in(low) == high
    with refused("not_the_addressee"):
        return_paper(report=again(low), reason="Thiếu", by=below)
    back = return_paper(report=again(low), reason="Thiếu đánh giá", by=above)
    assert back.state == "returned"
    with refused("has_a_number"):
        revise_paper(report=again(back), by=below)


def test_a_half_year_report_rests_on_the_lists_in_force(country, lists):
    commune = unit_at(COMMUNE, DAY)
    writer = actor_of(officer("xa", "commune_officer", COMMUNE))
    lists(listed("A"), listed("B"))
    with pytest.raises(UnusableInput):
        make_paper(unit=commune, kind=PaperKind.SIX_MONTH, year=2022, by=writer)
    made = make_paper(unit=commune, kind=PaperKind.SIX_MONTH, year=2022, part=1, by=writer)
    assert (made.provisional, made.version) == (False, None)
    assert "danh sách đang có hiệu lực ngày 30/06/2022" in made.basis.lower()
    assert {one.code: one.shown for one in figures_of(made)}["poor"] == "02"


def test_a_half_year_counts_the_decisions_of_its_half_alone_and_opens_to_their_households(
    country, lists, signed_in
):
    commune = unit_at(COMMUNE, DAY)
    writer = actor_of(officer("xa", "commune_officer", COMMUNE))
    came = {"kind_of_entry": "new_poor", "decision_no": "7/QĐ"}
    lists(
        listed("A"),
        listed("B", **came, effective_from="2022-05-10"),
        listed("C", **came, effective_from="2022-07-01"),
        listed("D", **came, effective_from="2022-09-01"),
    )
    told = {}
    for part in (1, 2):
        made = make_paper(unit=commune, kind=PaperKind.SIX_MONTH, year=2022, part=part, by=writer)
        told[part] = {one.code: one for one in figures_of(made)}["new_poor"]
    assert (int(told[1].value), int(told[2].value)) == (1, 2)
    assert "có hiệu lực từ 01/07/2022 đến 31/12/2022" in told[2].note
    client = signed_in("commune_officer", COMMUNE)
    at = f"/written-reports/{told[2].report_id}/figures/{told[2].pk}"
    assert f"{at}/households" in client.get(at).content.decode()
    text = client.get(f"{at}/households").content.decode()
    assert (text.count("7/QĐ"), "01/09/2022" in text, "10/05/2022" in text) == (2, True, False)
    first, second = text.index("01/07/2022</td>"), text.index("01/09/2022</td>")
    turned = client.get(f"{at}/households?sort=-since").content.decode()
    assert first < second
    assert turned.index("01/07/2022</td>") > turned.index("01/09/2022</td>")
    assert "7/QĐ" not in client.get(f"{at}/households?decision=8/QĐ").content.decode()
    file = b"".join(client.get(f"{at}/households?export=csv")).decode("utf-8-sig")
    assert file.count("7/QĐ") == 2
    elsewhere = signed_in("commune_officer", NEXT_DOOR)
    assert elsewhere.get(f"{at}/households").status_code == 404
    other = next(one for one in figures_of(told[2].report) if one.code == "poor")
    assert client.get(f"/written-reports/{other.report_id}/figures/{other.pk}/households").status_code == 404


def test_nothing_is_kept_where_a_paper_cannot_be_issued(submitted, chair, monkeypatch):
    def fails(**_named):
        raise UnusableInput("không ghi được")

    monkeypatch.setattr("ansinh.monitoring.settling.issue_filled", fails)
    with pytest.raises(UnusableInput):
        approve_paper(report=submitted, by=chair)
    assert again(submitted).state == "submitted"
    assert WrittenFigure.objects.everywhere().filter(report=submitted).exists()
