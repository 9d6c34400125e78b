"""Targets by hand and what they allot below: who is refused what, what stays behind, what a commune sees; refusals first."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, NEXT_DOOR, THEN, officer
from tests.reviews.conftest import home, listed

from ansinh.access.scope import EVERYWHERE
from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.audit.models import Event
from ansinh.kernel import dates
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.plans.actions import keep_readings
from ansinh.plans.allotting import (
    acknowledge_share,
    correct_share,
    decide_allotment,
    digest_of,
    end_allotment,
    propose_allotment,
    send_allotment,
)
from ansinh.plans.enums import Basis, Relation, TargetKind, Unmeasured, ValueUnit
from ansinh.plans.loading import load_plans
from ansinh.plans.measuring import measure
from ansinh.plans.models import Allotment, Plan, Share, ShareCorrection, Target
from ansinh.plans.promising import Promise, correct_target, enter_target, withdraw_target
from ansinh.plans.shares import progress_of
from ansinh.plans.todo import shares_to_acknowledge
from ansinh.reviews.models import Outcome

pytestmark = pytest.mark.django_db
DISTRICT, PROVINCE = "311", "31"
FORM = {
    "indicator": "Hộ nghèo còn lại",
    "kind": "level",
    "relation": "<=",
    "value": "2",
    "unit": "households",
}
FORM |= {"level": "district", "rule": "count", "classes": ["poor"], "deadline": "31/12/2023"}


def promise(**more) -> Promise:
    given = {"kind": TargetKind.LEVEL, "indicator": "Hộ nghèo còn lại", "level": "district"}
    given |= {"relation": Relation.AT_MOST, "value": 2, "unit": ValueUnit.HOUSEHOLDS, "rule": "count:poor"}
    return Promise(**given | more)


def by(role: str, code: str):
    return actor_of(officer(f"hands-{role}-{code}", role, code))


@pytest.fixture
def maker(country):
    return by("province_officer", PROVINCE)


@pytest.fixture
def chair(country):
    return by("province_chair", PROVINCE)


@pytest.fixture
def held(country) -> Plan:
    load_plans(by=SYSTEM)
    return Plan.objects.get(code="TN23")


@pytest.fixture
def measured(held, survey, lists, do, maker) -> Target:
    """At most two poor households in the district, where one commune has two and its neighbour one."""
    lists(listed("A"), listed("N", area_code=NEXT_DOOR))
    survey(home("A"), home("B"), home("C", False), home("N", commune=NEXT_DOOR))
    do("run", "--round", "2022", "--area", DISTRICT)
    do("approve", "--round", "2022", "--area", DISTRICT, "--decision-no", "9/QĐ")
    made = enter_target(plan=held, promise=promise(), by=maker)
    again(held)
    return made


def again(plan: Plan) -> None:
    rows = [row for target in measure(plan, dates.today()) for row in target]
    keep_readings(plan=plan, on=dates.today(), rows=rows, by=SYSTEM)


def drafted(target: Target, maker, **more) -> Allotment:
    given = {"level": "commune", "units_on": THEN, "basis": Basis.NUMERATOR} | more
    return propose_allotment(target=target, by=maker, **given)


def approved(allotment: Allotment, chair, words: str = "") -> Allotment:
    seen = digest_of(allotment)
    return decide_allotment(allotment=allotment, approved=True, words=words, seen=seen, by=chair)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": TargetKind.DIRECTION}, "direction_with_number"),
        ({"relation": Relation.NONE, "value": None}, "no_number"),
        ({"unit": ValueUnit.POINTS}, "unit_of_another_kind"),
        ({"kind": TargetKind.RATIO, "unit": ValueUnit.PERCENT}, "no_denominator"),
        ({"kind": TargetKind.VOLUME, "unit": ValueUnit.PERCENT}, "unit_of_another_kind"),
        ({"kind": TargetKind.EVENT}, "event_without_day"),
        ({"unit": ValueUnit.PERCENT, "value": 101}, "number_outside"),
        ({"rule": ""}, "rule_or_reason"),
        ({"unmeasured": Unmeasured.NO_NUMBER}, "rule_or_reason"),
        ({"kind": TargetKind.COUNT_CHANGE, "rule": "fall:poor"}, "no_baseline"),
        ({"period": "2019"}, "baseline_typed"),
        ({"quote": "không có trong kế hoạch"}, "quote_not_found"),
        ({"indicator": " "}, "no_indicator"),
        ({"rule": "magic:poor"}, "unknown_rule"),
    ],
)
def test_what_does_not_go_together_is_refused_and_nothing_is_written(held, maker, more, code):
    many = held.targets.count()
    with pytest.raises(UnusableInput) as refused:
        enter_target(plan=held, promise=promise(**more), by=maker)
    assert (refused.value.code, held.targets.count()) == (code, many)


def test_who_keeps_a_commune_enters_corrects_and_withdraws_nothing_of_the_district(held, country):
    target, commune = held.targets.first(), by("commune_officer", COMMUNE)
    for verb in (
        lambda: enter_target(plan=held, promise=promise(), by=commune),
        lambda: correct_target(target=target, promise=promise(), reason="x", seen=0, by=commune),
        lambda: withdraw_target(target=target, reason="x", by=commune),
        lambda: drafted(target, commune),
    ):
        with pytest.raises(Refused) as refused:
            verb()
        assert refused.value.code == "permission_missing"


def test_a_target_is_entered_on_a_page_and_its_faults_stand_beside_the_form(held, signed_in):
    client = signed_in("province_officer", PROVINCE)
    address = f"/plans/{held.pk}/targets/new"
    assert client.get(address).status_code == 200
    wrong = client.post(address, FORM | {"classes": []})
    assert (wrong.status_code, "cần diện hộ" in wrong.content.decode()) == (422, True)
    assert client.post(address, FORM).status_code == 303
    made = Target.objects.latest("pk")
    assert (made.rule, made.value, made.relation, str(made.deadline)) == ("count:poor", 2, "<=", "2023-12-31")
    assert Event.objects.filter(name="plans.target_entered", subject=f"target:{made.pk}").exists()


def test_a_correction_keeps_what_it_changed_and_readings_of_another_rule_are_shown_no_more(
    measured, signed_in
):
    client = signed_in("province_officer", PROVINCE)
    page = f"/plans/targets/{measured.pk}"
    assert "2 hộ" in client.get(page).content.decode()
    sent = FORM | {"value": "1", "classes": ["poor", "near_poor"], "reason": "Ghi nhầm", "seen": "0"}
    assert client.post(f"{page}/correct", sent).status_code == 303
    changes = {one.column: (one.before, one.after) for one in measured.changes.all()}
    assert changes == {
        "value": ("2", "1"),
        "rule": ("count:poor", "count:poor,near_poor"),
        "deadline": ("", "2023-12-31"),
    }
    text = client.get(page).content.decode()
    assert "Ghi nhầm" in text
    assert "Chưa tính lần nào" in text
    stale = client.post(f"{page}/correct", sent | {"value": "0"})
    assert (stale.status_code, "vừa sửa" in stale.content.decode()) == (422, True)


def test_a_withdrawn_target_stays_and_is_measured_no_more(held, maker):
    target = held.targets.first()
    with pytest.raises(UnusableInput):
        withdraw_target(target=target, reason=" ", by=maker)
    withdraw_target(target=target, reason="Văn bản thay", by=maker)
    assert target.pk not in {rows[0].target.pk for rows in measure(held, dates.today())}
    with pytest.raises(Refused):
        drafted(target, maker)
    with pytest.raises(Refused):
        correct_target(target=target, promise=promise(), reason="x", seen=0, by=maker)


def test_what_has_no_number_or_no_whole_is_not_divided(held, maker):
    direction = Target.objects.get(code="TN23-2")
    share = enter_target(plan=held, promise=promise(unit=ValueUnit.PERCENT, rule="rate:poor"), by=maker)
    never = enter_target(plan=held, promise=promise(), by=maker)
    found = []
    for target in (direction, share, never):
        with pytest.raises(Refused) as refused:
            drafted(target, maker)
        found.append(refused.value.code)
    assert found == ["no_number", "no_denominator", "nothing_to_divide_by"]
    assert not Allotment.objects.exists()


def test_shares_sum_to_the_count_and_the_remainder_goes_to_the_largest(measured, maker):
    made = drafted(measured, maker)
    rows = {one.unit.code: one for one in made.shares.select_related("unit")}
    assert made.amount == sum(one.amount for one in rows.values()) == 2
    assert [(rows[c].weight, rows[c].amount, rows[c].by_remainder) for c in (COMMUNE, NEXT_DOOR)] == [
        (2, 1, False),
        (1, 1, True),
    ]
    with pytest.raises(Refused, match="nháp"):
        drafted(measured, maker)


def test_who_made_or_corrected_does_not_approve_and_a_gap_is_approved_with_words_only(measured, maker, chair):
    made = drafted(measured, maker)
    share = made.shares.get(unit__code=COMMUNE)
    with pytest.raises(UnusableInput):
        correct_share(share=share, amount=2, reason="", by=maker)
    seen = digest_of(made)
    correct_share(share=share, amount=2, reason="Xã khó khăn", by=maker)
    for who, words, mark, code in (
        (maker, "x", digest_of(made), "permission_missing"),
        (chair, "x", seen, "changed_meanwhile"),
        (chair, "", digest_of(made), "reason_missing"),
    ):
        with pytest.raises((Refused, UnusableInput)) as refused:
            decide_allotment(allotment=made, approved=True, words=words, seen=mark, by=who)
        assert refused.value.code == code
    approved(made, chair, "Chấp nhận lệch một hộ")
    assert ShareCorrection.objects.get().before == 1
    with pytest.raises(Refused):
        correct_share(share=share, amount=1, reason="x", by=maker)


def test_the_database_keeps_shares_of_what_was_decided_and_one_allotment_in_force(measured, maker, chair):
    made = approved(drafted(measured, maker), chair)
    share = made.shares.first()
    for verb in (
        lambda: Share.objects.filter(pk=share.pk).update(amount=9),
        lambda: Share.objects.filter(pk=share.pk).delete(),
        lambda: Share.objects.create(
            allotment=made, unit=made.target.plan.unit, weight=1, proposed=1, amount=1
        ),
        lambda: Share.objects.filter(pk=share.pk).update(acknowledged_on=THEN, acknowledged_by="x"),
        lambda: Allotment.objects.filter(pk=made.pk).update(decided_by=made.made_by),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            verb()
    later = approved(drafted(measured, maker), chair)
    assert list(measured.allotments.order_by("number").values_list("number", "state")) == [
        (1, "replaced"),
        (2, "approved"),
    ]
    with pytest.raises(Refused):
        withdraw_target(target=measured, reason="x", by=maker)
    end_allotment(allotment=later, reason="Kế hoạch đổi", by=maker)
    withdraw_target(target=measured, reason="Kế hoạch đổi", by=maker)


def test_a_commune_sees_and_acknowledges_its_own_share_once_it_is_sent(measured, maker, chair, signed_in):
    made = approved(drafted(measured, maker), chair)
    own, other = (made.shares.get(unit__code=code) for code in (COMMUNE, NEXT_DOOR))
    client = signed_in("commune_officer", COMMUNE)
    for address in (f"/plans/shares/{own.pk}", f"/plans/allotments/{made.pk}"):
        assert client.get(address).status_code == 404
    send_allotment(allotment=made, by=maker)
    waits = list(shares_to_acknowledge(by("commune_officer", COMMUNE), EVERYWHERE))
    assert [(one.count, one.href) for one in waits] == [(1, "/plans/shares?received=no")]
    assert client.get(f"/plans/shares/{other.pk}").status_code == 404
    with pytest.raises(Refused):
        acknowledge_share(share=other, by=by("commune_officer", COMMUNE))
    listed_page = client.get("/plans/shares").content.decode()
    assert own.unit.name in listed_page
    assert other.unit.name not in listed_page
    whole = client.get(f"/plans/allotments/{made.pk}").content.decode()
    assert "Tổng các phần" not in whole
    assert other.unit.name not in whole
    address = f"/plans/shares/{own.pk}/acknowledge"
    assert [client.post(address, {}).status_code for _time in range(2)] == [303, 422]
    own.refresh_from_db()
    assert (own.acknowledged_on, own.remark) == (dates.today(), "")


def test_progress_is_the_places_own_count_beside_its_share(measured, maker):
    made = drafted(measured, maker)
    own, other = (
        made.shares.select_related("unit", "allotment__target").get(unit__code=code)
        for code in (COMMUNE, NEXT_DOOR)
    )
    found = progress_of([own, other])
    poor = Outcome.objects.everywhere().filter(dossier__unit__code=COMMUNE, recognised_class="poor")
    assert found[own.pk].count.numerator == poor.count() == 2
    assert [(found[one.pk].kept, found[one.pk].missing) for one in (own, other)] == [(False, 1), (True, 0)]


def test_the_whole_way_on_pages_and_lists_ask_alike_for_one_place_and_for_all(measured, signed_in):
    maker, chair = signed_in("province_officer", PROVINCE), signed_in("province_chair", PROVINCE)
    form = {"level": "commune", "units_on": "14/12/2022", "basis": "numerator"}
    made = maker.post(f"/plans/targets/{measured.pk}/allot", form).headers["Location"]
    seen = digest_of(Allotment.objects.get())
    decided = {"verdict": "approve", "words": "", "seen": seen}
    assert maker.post(f"{made}/decide", decided).status_code == 403
    assert chair.post(f"{made}/decide", decided).status_code == 303
    assert chair.post(f"{made}/send").status_code == 403
    assert maker.post(f"{made}/send").status_code == 303
    assert "Tổng các phần" in maker.get(made).content.decode()
    maker.get(made)
    for address in (made, "/plans/shares"):
        with CaptureQueriesContext(connection) as every:
            maker.get(address)
        with CaptureQueriesContext(connection) as one:
            maker.get(f"{address}?q=khong+co+noi+nay")
        assert len(one) <= len(every) <= len(one) + 3
