"""Support in kind: what each kind asks, and a file of what was given, checked, written, taken back."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.db import transaction
from django.test import Client
from tests.pages.conftest import assure
from tests.support.delivery.world import COMMUNE, NEXT_DOOR, officers
from tests.support.insurance.conftest import bring, country, insured, lists, survey, write

from ansinh.access.queries import scope_of
from ansinh.accounts.models import User
from ansinh.accounts.permissions import Permission
from ansinh.exchange.support_tables.deliveries import accept_deliveries, check_deliveries
from ansinh.exchange.taking_back import take_back_batch
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.support.delivery.giving import report_delivery
from ansinh.support.delivery.kinds import delivery_kinds, kind_of
from ansinh.support.models import Delivery
from ansinh.work.models import Batch
from ansinh.work.tables.writing import write_rows

__all__ = ["bring", "country", "insured", "lists", "survey", "write"]
pytestmark = pytest.mark.django_db
NAMES = (
    "household_id", "member_id", "policy", "kind", "given_on", "valid_until", "quantity", "hours", "course", "term", "result",
    "area", "amount", "document",
)  # fmt: skip


def file(path: Path, *rows: dict) -> Path:
    write_rows(path, pl.DataFrame([{name: str(row.get(name, "")) for name in NAMES} for row in rows]))
    return path


def course(**more) -> dict:
    base = {"household_id": "A", "member_id": "1", "policy": "DN-1", "given_on": "2022-11-03", "quantity": 12}
    return (
        base
        | {"course": "May công nghiệp", "hours": 90, "result": "finished", "document": "Danh sách ký nhận"}
        | more
    )


def water(**more) -> dict:
    return {
        "household_id": "A",
        "policy": "NUOC-1",
        "given_on": "2022-11-03",
        "document": "Biên bản 4",
    } | more


def rules(checked) -> list[tuple[str, int]]:
    return sorted((one.rule, one.row) for one in checked.findings if one.level == "error")


def test_a_kind_asks_what_it_asks(insured):
    named = {
        "household": insured.homes["A"],
        "policy": "DN-1",
        "person_id": insured.people("A")[0].pk,
        "given_on": date(2022, 11, 3),
        "document": "Danh sách",
        "by": insured.who.maker,
    }
    for code, more in (
        ("needed", {}),
        ("not_asked", {"course": "May", "area": 5}),
        ("kind_wrong", {"kind": "tuition"}),
        ("result_wrong", {"course": "May", "result": "?"}),
    ):
        with pytest.raises(UnusableInput) as caught:
            report_delivery(**named, **more)
        assert caught.value.code == code
    made = report_delivery(**named, course="May", hours=90, quantity=12, result="finished")
    assert (made.kind, made.hours, made.quantity) == ("training", 90, 12)
    assert kind_of("DAT-1", "land").needs == ("area",)
    assert all(set(one.needs) <= set(one.asks) for one in delivery_kinds().values())


def test_cards_and_houses_are_not_given_here(insured):
    with pytest.raises(Refused) as caught:
        report_delivery(
            household=insured.homes["A"], policy="BHYT-1", person_id=insured.people("A")[0].pk,
            given_on=date(2022, 11, 3), document="x", by=insured.who.maker,
        )  # fmt: skip
    assert caught.value.code == "paid_in_runs"


def test_a_file_with_anything_wrong_names_the_rows(insured, tmp_path):
    checked = check_deliveries(
        file(
            tmp_path / "w.csv",
            water(household_id="Z"),
            water(policy="TG-1"),
            water(given_on="2099-01-01"),
            course(member_id=""),
            course(course=""),
            course(area=3),
            water(quantity=0),
            water(given_on="2022-11-04"),
            water(given_on="2022-11-04"),
        )
    )
    assert rules(checked) == sorted(
        [
            ("unknown_household", 2), ("unknown_policy", 3), ("future_date", 4), ("wrong_subject", 5), ("needed", 6),
            ("not_asked", 7), ("number_wrong", 8), ("twice", 9), ("twice", 10),
        ]
    )  # fmt: skip
    stranger = scope_of(officers(NEXT_DOOR).maker, Permission.PROPOSE_SUPPORT)
    assert rules(check_deliveries(file(tmp_path / "s.csv", water()), scope=stranger))


def test_a_file_is_written_once_waits_for_its_agency_and_goes_as_a_whole(insured, tmp_path):
    path = file(tmp_path / "d.csv", water(), course(), course(member_id="2"))
    checked = check_deliveries(path)
    assert rules(checked) == []
    assert accept_deliveries(checked=checked, by=insured.who.maker) == {"recorded": 3, "already": 0}
    assert accept_deliveries(checked=check_deliveries(path), by=insured.who.maker) == {
        "recorded": 0,
        "already": 3,
    }
    rows = Delivery.objects.everywhere().order_by("policy")
    assert [(one.kind, one.state, one.unit_id, one.village) for one in rows] == [
        ("training", "reported", insured.unit.pk, "Thôn 1"),
        ("training", "reported", insured.unit.pk, "Thôn 1"),
        ("works", "reported", insured.unit.pk, "Thôn 1"),
    ]
    assert rules(check_deliveries(file(tmp_path / "o.csv", water(quantity=2)))) == [("given_before", 2)]
    batch = Batch.objects.filter(kind="deliveries").latest("pk")
    rows.filter(policy="NUOC-1").update(state="confirmed", confirmed_by="agency")
    with pytest.raises(Refused) as caught, transaction.atomic():
        take_back_batch(batch, insured.who.maker)
    assert caught.value.code == "confirmed_since"
    Delivery.objects.everywhere().filter(policy="NUOC-1").update(state="reported")
    assert take_back_batch(batch, insured.who.maker) == {"delivery": 3}
    assert set(Delivery.objects.everywhere().values_list("state", flat=True)) == {"withdrawn"}


def test_attendances_and_people_are_counted_apart(insured, tmp_path):
    session = {"policy": "VL-1", "course": "", "hours": "", "result": ""}
    path = file(
        tmp_path / "d.csv",
        course(**session),
        course(**session | {"given_on": "2022-11-20", "quantity": 5}),
        course(**session | {"member_id": "2", "quantity": 1}),
    )
    accept_deliveries(checked=check_deliveries(path), by=insured.who.maker)
    Delivery.objects.everywhere().update(state="confirmed", confirmed_by="agency")
    made = Client(headers={"accept-language": "vi"})
    made.force_login(User.objects.get(username=f"commune_officer-{COMMUNE}"))
    assure(made)
    page = made.get("/deliveries/totals?year=2022").content.decode()
    cells = [part.split("</td>")[0].rpartition(">")[2] for part in page.split('<td class="num"')[1:]]
    assert cells[:5] == ["3", "18", "–", "2", "1"]
    for address in (
        "/deliveries?kind=counselling&year=2022&state=confirmed",
        f"/households/{insured.homes['A'].pk}/deliveries/new?policy=DN-1",
    ):
        assert made.get(address).status_code == 200
    asked = made.get(f"/households/{insured.homes['A'].pk}/deliveries/new?policy=DN-1").content.decode()
    assert 'name="course"' in asked and 'name="term"' not in asked
    asked = made.get(
        f"/households/{insured.homes['A'].pk}/deliveries/new?policy=NUOC-1&kind=land"
    ).content.decode()
    assert 'name="area"' in asked and 'name="course"' not in asked
