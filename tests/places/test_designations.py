"""What lists say of communes and villages: what is refused, what holds on a day, what a merger leaves."""

from datetime import date

import pytest

from ansinh.accounts.actor import SYSTEM
from ansinh.places.actions import designate_places
from ansinh.places.designations import DesignationRow, check_designations, designated_on, said_of
from ansinh.places.enums import ChangeKind
from ansinh.places.errors import DesignationRefused
from ansinh.places.models import Change, Designation, Unit
from ansinh.places.queries import unit_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
COMMUNE, OTHER, DISTRICT = "11473", "11494", "311"
THEN, LATER = date(2021, 6, 4), date(2023, 5, 1)
HARD, POOR = "very_difficult_area", "poor_commune"


def row(code: str = COMMUNE, **more: object) -> DesignationRow:
    given = {"kind": HARD, "holds": True, "valid_from": THEN, "source": "QĐ 1/QĐ-TTg mẫu"}
    return DesignationRow(area_code=code, **given | more)


def record(*rows: DesignationRow) -> int:
    return designate_places(rows=rows, by=SYSTEM)


def unit(code: str = COMMUNE) -> Unit:
    return unit_at(code, THEN)


def said(code: str = COMMUNE, on: date = LATER, kind: str = HARD, village: str = "Thôn 1") -> bool | None:
    one = unit(code).pk
    return said_of(designated_on([one], on).get((one, kind), {}), village)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (row("99999"), "unknown_place"),
        (row(DISTRICT), "not_a_commune"),
        (row(kind="rich_commune"), "unknown_kind"),
        (row(source=" "), "source_missing"),
        (row(valid_until=date(2020, 1, 1)), "ends_before"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_nothing_is_written(wrong, rule):
    assert rule in [finding.rule for finding in check_designations([wrong])]
    with pytest.raises(DesignationRefused):
        record(row(OTHER), wrong)
    assert not Designation.objects.exists()


def test_two_rows_of_one_place_and_day_are_refused():
    assert [one.rule for one in check_designations([row(village="Thôn 1"), row(village="thôn 1")])] == [
        "twice"
    ]


def test_where_nothing_is_recorded_nobody_knows():
    assert said() is None
    record(row(), row(OTHER, holds=False))
    assert (said(), said(OTHER), said(kind=POOR)) == (True, False, None)
    assert said(on=date(2021, 6, 3)) is None


def test_a_village_is_told_apart_from_its_commune():
    record(row(holds=False), row(village="Thôn 2"))
    assert (said(village="Thôn 1"), said(village="thôn 2")) == (False, True)


def test_other_words_replace_those_before_and_the_last_day_ends_them():
    assert record(row()) == 1
    assert record(row()) == 0
    assert record(row(valid_until=date(2022, 12, 31))) == 1
    assert said(on=date(2022, 12, 31)) is True
    assert said() is None
    assert Designation.objects.count() == 2


def _merged(*olds: str) -> Unit:
    """A commune made of these on 1 July 2025, in the ledger alone."""
    one = unit(olds[0])
    new = Unit.objects.create(
        code="99001", name="Xã Mới", name_fold="xa moi", level="commune", type="xã", parent=one.parent,
        path="/x/99001/", valid_from=date(2025, 7, 1), date_known=True,
    )  # fmt: skip
    for code in olds:
        Change.objects.create(
            kind=ChangeKind.MERGE, effect=date(2025, 7, 1), date_known=True, old=unit(code), new=new,
            share=1, share_basis="whole", is_default=True,
        )  # fmt: skip
    return new


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [(True, True, True), (False, False, False), (True, False, None), (True, None, None)],
)
def test_a_commune_made_of_others_has_what_all_of_them_had(first, second, whole):
    given = [
        row(code, holds=holds) for code, holds in ((COMMUNE, first), (OTHER, second)) if holds is not None
    ]
    record(*given)
    new = _merged(COMMUNE, OTHER)
    after = designated_on([new.pk], date(2025, 8, 1)).get((new.pk, HARD), {})
    assert said_of(after, "Thôn 1") is whole


def test_a_village_of_a_name_that_another_commune_has_too_is_not_guessed():
    record(row(holds=False), row(village="Thôn 2"), row(OTHER, holds=False))
    new = _merged(COMMUNE, OTHER)
    after = designated_on([new.pk], date(2025, 8, 1))[new.pk, HARD]
    assert said_of(after, "Thôn 2") is None
    assert said_of(after, "Thôn 3") is False
