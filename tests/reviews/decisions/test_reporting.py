"""Reports: what is owed by when under which law, what the figures rest on, who sends and who receives."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from tests.reviews.conftest import COMMUNE, listed

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.accounts.models import User
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.papers.files import file_of
from ansinh.places.actions import record_populations
from ansinh.places.populations import PopulationRow
from ansinh.places.queries import unit_at
from ansinh.reviews.approving import approve
from ansinh.reviews.decisions.enums import ReportKind
from ansinh.reviews.decisions.models import PeriodicReport
from ansinh.reviews.decisions.report_figures import figures_of
from ansinh.reviews.decisions.report_papers import Written, _context, issue_report_paper
from ansinh.reviews.decisions.reporting import (
    make_report,
    owed_by,
    receive_report,
    return_report,
    send_report,
)

pytestmark = pytest.mark.django_db


def test_a_commune_owes_eight_monthly_reports_to_the_place_above_it(country):
    unit = unit_at(COMMUNE, date(2023, 3, 1))
    owed = owed_by(unit, 2023)
    assert [one.due for one in owed] == [date(2023, month, 5) for month in range(2, 10)]
    assert {one.kind for one in owed} == {ReportKind.MONTHLY}
    assert owed[0].addressee == unit_at("311", date(2023, 3, 1)).name
    assert owed[0].article == "QĐ 24/2021/QĐ-TTg, Điều 7.1"
    assert owed[0].late == (today() - date(2023, 2, 5)).days


def test_a_province_owes_one_before_15_november_and_one_before_20_december(country):
    unit = unit_at("31", date(2023, 3, 1))
    owed = owed_by(unit, 2023)
    assert [(one.kind, one.due) for one in owed] == [
        (ReportKind.PRELIMINARY, date(2023, 11, 14)),
        (ReportKind.OFFICIAL, date(2023, 12, 19)),
    ]


def _officer(name: str, role: str, unit) -> User:
    user = register_user(username=name, full_name="Nguyễn Thị Thử", by=SYSTEM)
    give_role(user=user, role=role, unit=unit, valid_from=date(2022, 1, 1), by=SYSTEM)
    return user


def test_a_report_goes_from_draft_to_received_or_back(country, lists):
    year = today().year
    lists(listed("A", list_year=today().year), listed("B", list_year=today().year, **{"class": "near_poor"}))
    unit = unit_at(COMMUNE, today())
    maker = actor_of(_officer("can_bo", "commune_officer", unit))
    above = actor_of(_officer("tren", "province_officer", unit_at("31", today())))
    with pytest.raises(NotFound):
        make_report(unit=unit, kind=ReportKind.OFFICIAL, year=year, month=12, by=maker)
    report = make_report(unit=unit, kind=ReportKind.MONTHLY, year=year, month=3, by=maker)
    assert report.figures["total"]["poor"] == 1
    assert report.figures["total"]["near_poor"] == 1
    assert not report.provisional
    assert "Danh sách đang có hiệu lực ngày" in report.basis
    with pytest.raises(Refused):
        receive_report(report=report, by=above)
    send_report(report=report, by=maker)
    with pytest.raises(Refused) as refusal:
        receive_report(report=report, by=maker)
    assert refusal.value.code == "not_the_addressee"
    with pytest.raises(Refused):
        make_report(unit=unit, kind=ReportKind.MONTHLY, year=year, month=3, by=maker)
    with pytest.raises(UnusableInput):
        return_report(report=report, reason=" ", by=above)
    assert receive_report(report=report, by=above).state == "received"
    return_report(report=report, reason="Thiếu thôn 2", by=above)
    again = make_report(unit=unit, kind=ReportKind.MONTHLY, year=year, month=3, by=maker)
    assert again.order == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodicReport.objects.everywhere().update(state="received")


def test_the_preliminary_report_counts_dossiers_and_the_official_one_a_sealed_version(opined):
    unit = opined.dossier.unit
    found = figures_of(unit, ReportKind.PRELIMINARY, 2022, today())
    assert found.provisional
    assert {name: count for name, count in found.total.items() if count} == {
        "poor": 2,
        "escaped_poor": 1,
        "new_poor": 1,
    }
    with pytest.raises(Refused) as refusal:
        figures_of(unit, ReportKind.OFFICIAL, 2022, today())
    assert refusal.value.code == "not_sealed"
    opined.decide()
    (version,) = approve(campaign=opined.campaign, unit=unit, by=opined.province)
    sealed = figures_of(unit, ReportKind.OFFICIAL, 2022, today())
    assert sealed.total == found.total
    assert version.digest[:16] in sealed.basis


def test_a_report_becomes_a_numbered_paper_that_only_a_reason_replaces(country, lists):
    year = today().year
    lists(listed("A", list_year=year), listed("B", list_year=year, **{"class": "near_poor"}))
    unit = unit_at(COMMUNE, today())
    maker = actor_of(_officer("can_bo", "commune_officer", unit))
    looker = actor_of(_officer("nguoi_xem", "sector_agency", unit))
    report = make_report(unit=unit, kind=ReportKind.MONTHLY, year=year, month=2, by=maker)
    with pytest.raises(Refused) as refusal:
        issue_report_paper(report=report, written=Written(["Đã rà soát"]), by=looker)
    assert refusal.value.code == "permission_missing"
    with pytest.raises(UnusableInput, match="tình hình thực hiện"):
        issue_report_paper(report=report, written=Written([]), by=maker)
    first = issue_report_paper(
        report=report, written=Written(["Đã rà soát"], signatory="Lê Thị An"), by=maker
    )
    assert (first.suffix, first.number) == ("/BC-UBND", 1)
    assert file_of(first, "pdf").startswith(b"%PDF")
    with pytest.raises(UnusableInput, match="lý do thay thế"):
        issue_report_paper(report=report, written=Written(["Đã rà soát lại"]), by=maker)
    second = issue_report_paper(report=report, written=Written(["Đã rà soát lại"], why="Sót một ý"), by=maker)
    assert second.replaces_id == first.pk
    send_report(report=report, by=maker)
    above = actor_of(_officer("tren", "province_officer", unit.parent))
    return_report(report=report, reason="Sai", by=above)
    report.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        issue_report_paper(report=report, written=Written(["Đã rà soát"], why="Khác"), by=maker)
    assert refusal.value.code == "report_returned"


def test_total_and_rates_are_frozen_with_the_report_and_blank_ones_say_why(country, lists):
    year = today().year
    lists(listed("A", list_year=year))
    unit = unit_at(COMMUNE, today())
    maker = actor_of(_officer("can_bo", "commune_officer", unit))
    bare = make_report(unit=unit, kind=ReportKind.MONTHLY, year=year, month=2, by=maker)
    assert (bare.figures["total"]["households"], bare.figures["population"]) == (None, "")
    blank = _context(bare, Written(["Đã rà soát"]))
    assert (blank.total[0].households, blank.total[0].poor_rate) == (None, None)
    assert "chưa có số hộ dân cư" in blank.version

    day = date(year - 1, 12, 31)
    counted = PopulationRow(COMMUNE, day, "Niên giám", households=8)
    record_populations(rows=[counted], by=maker)
    known = make_report(unit=unit, kind=ReportKind.MONTHLY, year=year, month=2, by=maker)
    record_populations(rows=[PopulationRow(COMMUNE, today(), "Khác", households=500)], by=maker)
    paper = _context(known, Written(["Đã rà soát"]))
    assert (paper.total[0].households, paper.total[0].poor, paper.total[0].poor_rate) == (
        8,
        1,
        Decimal("12.50"),
    )
    assert (paper.units[0].households, paper.units[0].poor_rate) == (None, None)
    assert f"Niên giám, ngày 31/12/{year - 1}" in paper.version
