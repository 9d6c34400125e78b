"""Money in a written report: what was given is not what was handed on, what was paid is counted here and below, the fund beside it."""

from datetime import date

import pytest
from tests.budgets.making import YEAR, Place, handed, line_at, paid

from ansinh.kernel.language import speaking
from ansinh.monitoring.lines import sentences
from ansinh.monitoring.models import WrittenReport
from ansinh.monitoring.money_figures import money_figures
from ansinh.outreach.fund.years import open_year

pytestmark = pytest.mark.django_db


def told(place: Place, unit=None) -> dict[str, int]:
    with speaking("vi"):
        rows = money_figures(unit or place.province, YEAR, date(YEAR, 12, 31), "II")
        return {one.code: int(one.value) for one in rows}


def test_nothing_entered_is_nothing_printed(place: Place):
    assert told(place, place.two) == {}


def test_what_was_given_is_counted_once_and_what_was_paid_here_and_below(place: Place):
    handed(place, 300_000_000)
    paid(place, line_at(place.one), 40_000_000)
    assert told(place) == {"given:central": 1_000_000_000, "paid:central": 40_000_000}
    assert told(place, place.one) == {"given:central": 300_000_000, "paid:central": 40_000_000}


def test_every_amount_opens_and_is_said_in_words(place: Place):
    open_year(unit=place.province, year=YEAR, by=place.maker)
    with speaking("vi"):
        rows = {one.code: one for one in money_figures(place.province, YEAR, date(YEAR, 12, 31), "II")}
    assert rows.keys() == {"given:central", "paid:central", "fund:received", "fund:used", "fund:balance"}
    given = rows["given:central"]
    assert given.shown == "1.000.000.000"
    assert "Bằng chữ: Một tỷ đồng." in given.note
    assert "source=central" in given.link
    assert rows["fund:received"].link.startswith("/fund/")


def test_every_amount_stands_in_a_sentence_of_the_paper(place: Place):
    open_year(unit=place.province, year=YEAR, by=place.maker)
    with speaking("vi"):
        figures = list(money_figures(place.province, YEAR, date(YEAR, 12, 31), "II"))
    said = "\n".join(sentences(WrittenReport(), figures))
    assert [one.code for one in figures if f"{{{one.code}}}" not in said] == []
    assert "- Ngân sách trung ương: được giao {given:central} đồng, đã giải ngân {paid:central} đồng;" in said
