"""What people type: days and numbers as Vietnam writes them."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms

from ansinh.kernel.web.forms import DayField, NumberField, read_day, read_number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14/12/2022", date(2022, 12, 14)),
        ("1/2/2022", date(2022, 2, 1)),
        ("2022-12-14", date(2022, 12, 14)),
        (" 14-12-2022 ", date(2022, 12, 14)),
        ("31/02/2022", None),
        ("12/2022", None),
        ("14/12/22", None),
        ("mai", None),
    ],
)
def test_a_day_is_read_or_it_is_none(text, day):
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,5", Decimal("1234.5")),
        ("1234,5", Decimal("1234.5")),
        ("1.234.567", Decimal(1234567)),
        ("-3", Decimal(-3)),
        ("0,25", Decimal("0.25")),
        ("1.5", None),
        ("12.34,5", None),
        ("1,2,3", None),
        ("1,", None),
        ("", None),
        ("năm", None),
        ("1e5", None),
    ],
)
def test_a_number_is_read_or_it_is_none(text, number):
    assert read_number(text) == number


class Both(forms.Form):
    day = DayField(required=False)
    money = NumberField(required=False, minimum=0)


def test_what_cannot_be_read_is_said_beside_the_field():
    form = Both({"day": "31/02/2022", "money": "1.5"})
    assert not form.is_valid()
    assert "31/02/2022" in form.errors["day"][0]
    assert "1.5" in form.errors["money"][0]
    assert not Both({"money": "-1"}).is_valid()


def test_what_is_read_is_shown_as_it_is_written():
    form = Both({"day": "1/2/2022", "money": "1.500"})
    assert form.is_valid()
    assert form.cleaned_data == {"day": date(2022, 2, 1), "money": Decimal(1500)}
    shown = Both(initial={"day": date(2022, 2, 1), "money": 1500})
    assert 'value="01/02/2022"' in str(shown["day"])
    assert 'value="1.500"' in str(shown["money"])
