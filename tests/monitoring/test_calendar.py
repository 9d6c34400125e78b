"""Days on which papers are due, who is late, and reports asked for besides."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.monitoring.conftest import signed_in
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR, officer

from ansinh.accounts.actor import Actor, actor_of
from ansinh.kernel import dates
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.monitoring import deadlines
from ansinh.monitoring.asking import answer_asked, ask_for_report, places_asked
from ansinh.monitoring.deadlines import due_of, owed_by, rules, timeliness
from ansinh.monitoring.enums import PaperKind
from ansinh.monitoring.models import AskedUnit
from ansinh.places.queries import unit_at
from ansinh.work.todo import todos_of

__all__ = ["signed_in"]
pytestmark = pytest.mark.django_db
DAY = date(2022, 12, 14)


@pytest.mark.parametrize(
    ("code", "on", "kind", "year", "part", "due"),
    [
        ("30", DAY, PaperKind.SIX_MONTH, 2023, 1, date(2023, 5, 31)),
        ("30", DAY, PaperKind.ANNUAL, 2023, 0, date(2023, 11, 30)),
        # The province's own act comes before the nation's rule.
        ("288", DAY, PaperKind.ANNUAL, 2023, 0, date(2023, 11, 19)),
        # Fifteen working days after 30 June 2023, a Friday.
        (COMMUNE, DAY, PaperKind.SIX_MONTH, 2023, 1, date(2023, 7, 21)),
        ("30", date(2019, 12, 14), PaperKind.ANNUAL, 2019, 0, None),
        ("347", date(2018, 1, 1), PaperKind.ANNUAL, 2018, 0, None),
    ],
)
def test_a_paper_is_due_on_the_last_day_that_is_in_time(country, code, on, kind, year, part, due):
    assert due_of(unit_at(code, on), kind, year, part) == due


def test_a_rule_nobody_read_or_of_unsettled_holidays_is_shown_as_unverified(country):
    told = {one.code: one.unverified(2023) for one in rules()}
    assert told["programme-annual"] and told["programme-annual-below"] and told["hd-annual"]
    assert not next(one for one in rules() if one.code == "hn-annual").unverified(2018)


def test_a_place_that_ended_owes_nothing_after_its_last_day(country):
    district = unit_at(DISTRICT, DAY)
    assert [one.rule.kind for one in owed_by([district], 2023)] == [PaperKind.SIX_MONTH, PaperKind.ANNUAL]
    # Districts ended on 30 June 2025: fifteen working days later there is none.
    assert owed_by([district], 2025) == []


def test_who_is_late_is_told_with_days(country, monkeypatch):
    monkeypatch.setattr(dates, "today", lambda: date(2023, 8, 1))
    monkeypatch.setattr(deadlines, "today", lambda: date(2023, 8, 1))
    (one,) = timeliness([unit_at(COMMUNE, DAY)], 2023)
    assert (one.owed, one.in_time, one.late, one.missing, one.days) == (1, 0, 0, 1, 11)


def test_timeliness_asks_as_much_for_one_place_as_for_many_of_one_level(country):
    def asked(many: int) -> int:
        units = places_asked(unit_at(DISTRICT, DAY), ())[:many]
        with CaptureQueriesContext(connection) as queries:
            timeliness(units, 2023)
        return len(queries)

    assert asked(1) == asked(20)


@pytest.fixture
def above(country) -> Actor:
    return actor_of(officer("huyen", "province_officer", DISTRICT))


@pytest.fixture
def asked(above) -> AskedUnit:
    unit = unit_at(DISTRICT, DAY)
    made = ask_for_report(
        unit=unit,
        title="Báo cáo thiệt hại do bão",
        content="Số hộ có nhà hư hỏng",
        due=today() + timedelta(days=3),
        units=places_asked(unit, [COMMUNE, NEXT_DOOR]),
        by=above,
    )
    return AskedUnit.objects.everywhere().get(asked=made, unit__code=COMMUNE)


def test_a_report_is_asked_of_places_below_and_for_a_day_to_come(above):
    unit = unit_at(DISTRICT, DAY)
    with pytest.raises(UnusableInput):
        places_asked(unit, ["00001"])
    with pytest.raises(UnusableInput):
        ask_for_report(
            unit=unit, title="a", content="b", due=today() - timedelta(days=1), units=[unit], by=above
        )
    below = actor_of(officer("xa", "commune_officer", COMMUNE))
    with pytest.raises(Refused):
        ask_for_report(unit=unit, title="a", content="b", due=today(), units=[unit], by=below)


def test_what_was_asked_waits_at_each_place_until_it_answers_once(asked):
    below = actor_of(officer("xa", "commune_officer", COMMUNE))
    other = actor_of(officer("ben", "commune_officer", NEXT_DOOR))
    assert [one.count for one in todos_of(below) if one.kind == "monitoring.asked"] == [1]
    with pytest.raises(Refused):
        answer_asked(row=asked, answer="Không có", by=other)
    answer_asked(row=asked, answer="Không có hộ nào", by=below)
    with pytest.raises(Refused):
        answer_asked(row=asked, answer="Có một hộ", by=below)
    assert not [one for one in todos_of(below) if one.kind == "monitoring.asked"]


def test_pages_of_the_calendar_and_of_what_was_asked(asked, signed_in):
    client = signed_in("commune_officer", COMMUNE)
    text = client.get("/report-calendar?code=" + COMMUNE + "&year=2023").content.decode()
    assert "21/07/2023" in text
    assert "Thông tư 10/2022/TT-BLĐTBXH" in text
    assert client.get(f"/report-calendar?code={NEXT_DOOR}").status_code == 404
    assert "Báo cáo thiệt hại do bão" in client.get("/report-requests").content.decode()
    answer = client.post(f"/report-requests/{asked.pk}", {"answer": "Không có hộ nào", "report": ""})
    assert answer.status_code == 303
    assert signed_in("commune_officer", "11476").get(f"/report-requests/{asked.pk}").status_code == 404
    district = signed_in("province_officer", DISTRICT)
    assert "Không có hộ nào" in district.get(f"/report-requests/{asked.pk}").content.decode()
