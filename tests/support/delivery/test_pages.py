"""Pages of enrolments, runs and support in kind, as officers see them."""

from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import assure
from tests.support.delivery.test_paying import MARCH, prepare, release, same_person, told
from tests.support.delivery.world import COMMUNE, NEXT_DOOR, THEN, officers

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.accounts.models import User
from ansinh.households.models import Household
from ansinh.kernel.errors import Refused
from ansinh.places.queries import unit_at
from ansinh.support.delivery.enrolling import take_over_enrolments
from ansinh.support.delivery.giving import confirm_deliveries, report_delivery, withdraw_delivery
from ansinh.support.delivery.paying import sign_run
from ansinh.support.delivery.periods import period_called
from ansinh.support.delivery.queries import served
from ansinh.support.models import Delivery, PayRun


def client(name: str) -> Client:
    made = Client(headers={"accept-language": "vi"})
    made.force_login(User.objects.get(username=name))
    assure(made)
    return made


@pytest.fixture
def maker(commune) -> Client:
    return client(f"commune_officer-{COMMUNE}")


@pytest.fixture
def chair(commune) -> Client:
    return client(f"commune_chair-{COMMUNE}")


def test_a_run_of_another_commune_is_not_there(commune):
    run = prepare(commune)
    officers(NEXT_DOOR)
    stranger = client(f"commune_officer-{NEXT_DOOR}")
    assert stranger.get(f"/pay-runs/{run.pk}").status_code == 404
    assert stranger.post(f"/pay-runs/{run.pk}/move", {"verb": "sign"}).status_code == 404


def test_the_maker_may_not_send_the_form_of_release(commune, maker):
    run = prepare(commune)
    sign_run(run=run, by=commune.who.maker)
    assert (
        maker.post(f"/pay-runs/{run.pk}/release", {"verb": "release", "total": run.amount}).status_code == 403
    )


def test_a_run_goes_from_its_preview_to_its_release(commune, maker, chair):
    form = {"code": COMMUNE, "period": "2025-03", "policies": ["TG-1"], "arrears": "on", "verb": "look"}
    seen = maker.post("/pay-runs/new", form)
    assert "4.320.000" in seen.content.decode()
    assert not PayRun.objects.everywhere().exists()
    run = prepare(commune)
    assert maker.post(f"/pay-runs/{run.pk}/move", {"verb": "sign"}).status_code == 303
    wrong = chair.post(f"/pay-runs/{run.pk}/release", {"verb": "release", "total": "1"})
    assert (wrong.status_code, "khác tổng số tiền" in wrong.content.decode()) == (422, True)
    assert (
        chair.post(f"/pay-runs/{run.pk}/release", {"verb": "release", "total": "4.320.000"}).status_code
        == 303
    )
    assert PayRun.objects.everywhere().get(pk=run.pk).state == "released"


def test_who_is_left_out_of_a_run_is_named_with_the_reason(commune, maker):
    same_person(commune.people[0], commune.people[1])
    form = {"code": COMMUNE, "period": "2025-03", "policies": ["TG-1"], "arrears": "", "verb": "look"}
    text = maker.post("/pay-runs/new", form).content.decode()
    assert text.count("nay là cùng một người hoặc cùng hộ") == 1
    assert (
        f"/households/{UUID(commune.homes[1])}/support" in text
        or f"/households/{UUID(commune.homes[0])}/support" in text
    )


def test_the_payer_gets_a_file_of_a_released_run_only(commune, maker):
    run = prepare(commune)
    assert maker.post(f"/pay-runs/{run.pk}/payer-list").status_code in (403, 409)
    release(commune, run)
    answer = maker.post(f"/pay-runs/{run.pk}/payer-list")
    assert (answer.status_code, answer["Content-Type"].partition(";")[0].endswith("sheet")) == (200, True)


def test_lists_ask_as_often_for_one_row_as_for_many(commune, maker):
    run = prepare(commune)
    for address in ("/enrolments", f"/pay-runs/{run.pk}", "/pay-runs"):
        counts = []
        for filtered in ("?sort=-policy", "?village=nowhere"):
            with CaptureQueriesContext(connection) as asked:
                assert maker.get(address + (filtered if address != "/pay-runs" else "")).status_code == 200
            counts.append(len(asked))
        assert abs(counts[0] - counts[1]) <= 1, address


def test_every_page_opens(commune, maker, chair):
    run = release(commune, prepare(commune))
    told(run, "paid")
    line = run.rows.everywhere().first()
    for address in (
        "/enrolments", "/enrolments/proposals", "/enrolments/changes", "/enrolments/arrivals", "/enrolments/propose",
        f"/enrolments/{line.enrolment_id}", f"/pay-runs/{run.pk}", f"/pay-runs/lines/{line.pk}", "/pay-runs/new",
        "/deliveries", f"/households/{line.household_id}/deliveries/new",
    ):  # fmt: skip
        assert maker.get(address).status_code == 200, address
    assert chair.get(f"/pay-runs/{run.pk}").status_code == 200


@pytest.fixture
def agency(commune):
    """Somebody of the department that sees to clean water, for the commune's province."""
    user = register_user(username="so-nong-nghiep", full_name="Nguyễn Thị Thử", by=SYSTEM)
    give_role(
        user=user, role="sector_agency", unit=unit_at(COMMUNE, THEN), valid_from=date(2022, 1, 1), by=SYSTEM,
        agency_kind="agriculture_environment_department",
    )  # fmt: skip
    return actor_of(user)


def give(commune, **more) -> Delivery:
    home = Household.objects.everywhere().get(pk=UUID(commune.homes[0]))
    named = {
        "policy": "NUOC-1",
        "person_id": None,
        "given_on": date(2025, 3, 3),
        "document": "Biên bản 3",
    } | more
    return report_delivery(household=home, by=commune.who.maker, **named)


def refused(code: str, verb, **named) -> None:
    with pytest.raises(Refused) as caught:
        verb(**named)
    assert caught.value.code == code


def test_money_paid_in_runs_is_not_given_in_kind(commune):
    refused("paid_in_runs", give, commune=commune, policy="TG-1")


def test_another_agency_does_not_confirm(commune):
    row = give(commune)
    refused("other_agency", confirm_deliveries, rows=[row], by=commune.who.chair)


def test_the_same_support_of_one_day_is_written_once(commune):
    give(commune)
    refused("given_before", give, commune=commune)


def test_only_what_the_agency_confirmed_counts_as_served(commune, agency):
    row = give(commune)
    span = ([commune.unit.pk], date(2025, 1, 1), date(2025, 12, 31))
    assert served(*span).is_empty()
    confirm_deliveries(rows=[row], by=agency)
    found = served(*span)
    assert found.select("policy", "household_id", "kind", "source_id").rows() == [
        ("NUOC-1", commune.homes[0], "delivery", row.pk)
    ]
    refused("other_agency", withdraw_delivery, row=row, reason="sai", by=commune.who.maker)
    withdraw_delivery(row=row, reason="sai hộ", by=agency)
    assert served(*span).is_empty()


def test_money_counts_as_served_once_it_was_paid(commune):
    run = release(commune, prepare(commune, arrears=False))
    span = ([commune.unit.pk], date(2025, 1, 1), date(2025, 12, 31))
    assert served(*span).is_empty()
    told(run, "paid", beneficiary=UUID(commune.people[1]))
    found = served(*span)
    assert found.select("policy", "person_id", "valid_from", "valid_until", "amount", "kind").rows() == [
        ("TG-1", commune.people[1], MARCH.first, MARCH.last, 360_000, "payment")
    ]


def test_the_commune_where_a_household_lives_now_takes_over_and_nothing_is_paid_twice(commune):
    release(commune, prepare(commune))
    there, who = unit_at(NEXT_DOOR, THEN), officers(NEXT_DOOR)
    Household.objects.everywhere().filter(pk=UUID(commune.homes[0])).update(unit=there)
    home = Household.objects.everywhere().get(pk=UUID(commune.homes[0]))
    refused("permission_missing", take_over_enrolments, household=home, by=commune.who.maker)
    assert take_over_enrolments(household=home, by=who.maker) == 1
    refused("nothing_to_take_over", take_over_enrolments, household=home, by=who.maker)
    new = type(commune)(there, who, [], [])
    refused("nothing_due", prepare, commune=new)
    april = prepare(new, period_called("2025-04"))
    assert [(one.beneficiary.hex, one.period) for one in april.rows.everywhere()] == [
        (commune.people[0], "2025-04")
    ]
