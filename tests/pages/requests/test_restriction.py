"""Restricted uses: only what was granted, kept out of every file, of analyses and of other programs; ended with a reason."""

import pytest
from django.test import Client
from tests.pages.conftest import COMMUNE, NEXT_DOOR, THEN, officer
from tests.reviews.conftest import home, listed

from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.accounts.tokens import make_token
from ansinh.grievances.actions import (
    check_request,
    decide_request,
    receive_request,
    take_up_request,
)
from ansinh.grievances.enums import Channel, GrievanceKind, Outcome
from ansinh.grievances.models import DataRestriction, Grievance
from ansinh.grievances.restricting import Use, end_restrictions, restrict_uses, restricted_from
from ansinh.households.models import Household
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.places.queries import unit_at
from ansinh.reviews.models import Round
from ansinh.reviews.whatif_snapshot import answered, make_snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair(country):
    return actor_of(officer("chu_tich", "commune_chair", COMMUNE))


@pytest.fixture
def restricted_home(survey, lists) -> Household:
    lists(listed("A"), listed("B"))
    survey(home("A", head_name="Hoàng Văn Hạn"), home("B", head_name="Đỗ Thị Bình"))
    return Household.objects.everywhere().get(source_ref="A")


def asked(household: Household, kind: GrievanceKind = GrievanceKind.DATA_RESTRICT) -> Grievance:
    return receive_request(
        unit=unit_at(COMMUNE, THEN),
        kind=kind,
        channel=Channel.DESK,
        asker_name="Hoàng Văn Hạn",
        content="Xin hạn chế",
        household=household,
        by=SYSTEM,
    )


def granted(household: Household, chair, outcome: Outcome = Outcome.UPHELD) -> Grievance:
    row = take_up_request(grievance=check_request(grievance=asked(household), by=SYSTEM), by=SYSTEM)
    return decide_request(grievance=row, outcome=outcome, reasons="Đúng yêu cầu", by=chair)


def test_what_nobody_granted_is_not_restricted(restricted_home, chair):
    with pytest.raises(Refused) as refusal:
        restrict_uses(grievance=asked(restricted_home), uses=[Use.EXPORT], by=chair)
    assert refusal.value.code == "not_granted"
    refused = granted(restricted_home, chair, Outcome.REFUSED)
    with pytest.raises(Refused) as refusal:
        restrict_uses(grievance=refused, uses=[Use.EXPORT], by=chair)
    assert refusal.value.code == "not_granted"


def test_another_kind_of_request_restricts_nothing(restricted_home, chair):
    with pytest.raises(Refused) as refusal:
        restrict_uses(grievance=asked(restricted_home, GrievanceKind.DATA_SEE), uses=[Use.EXPORT], by=chair)
    assert refusal.value.code == "not_a_restriction"


def test_who_decides_no_requests_there_restricts_nothing(restricted_home, chair, signed_in):
    row = granted(restricted_home, chair)
    assert signed_in("commune_officer", COMMUNE).get(f"/requests/{row.pk}/restriction").status_code == 403
    assert signed_in("commune_chair", NEXT_DOOR).get(f"/requests/{row.pk}/restriction").status_code == 404
    nothing = signed_in("commune_chair", COMMUNE).post(f"/requests/{row.pk}/restriction", {})
    assert "Hãy chọn ít nhất một việc" in nothing.content.decode()
    assert not DataRestriction.objects.everywhere().exists()


def test_one_click_on_the_granted_request_restricts_every_use(restricted_home, chair, signed_in):
    client, button = signed_in("commune_chair", COMMUNE), "Hạn chế theo quyết định"
    waiting = asked(restricted_home)
    assert button not in client.get(f"/requests/{waiting.pk}").content.decode()
    row = granted(restricted_home, chair)
    shown = client.get(f"/requests/{row.pk}").content.decode()
    assert button in shown
    assert button not in signed_in("commune_officer", COMMUNE).get(f"/requests/{row.pk}").content.decode()
    form = shown[shown.index(f'action="/requests/{row.pk}/restriction"') : shown.index(button)]
    uses = [one.value for one in Use if f'name="uses" value="{one.value}"' in form]
    answer = client.post(f"/requests/{row.pk}/restriction", {"uses": uses})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/requests/{row.pk}")
    assert {use for use in Use if restricted_home.pk.hex in restricted_from(use)} == set(Use)
    assert button not in client.get(f"/requests/{row.pk}").content.decode()


def test_it_does_not_end_without_a_reason(restricted_home, chair):
    row = granted(restricted_home, chair)
    restrict_uses(grievance=row, uses=[Use.EXPORT], by=chair)
    with pytest.raises(UnusableInput):
        end_restrictions(grievance=row, reason=" ", by=chair)
    assert restricted_from(Use.EXPORT) == {restricted_home.pk.hex}


@pytest.mark.parametrize("path", ["/households", "/rounds/{round}/results", "/lists/of-day"])
def test_no_file_holds_the_household_and_its_name_says_so(restricted_home, chair, commune_officer, path):
    campaign = Round.objects.get()
    address = f"{path.format(round=campaign.pk)}?export=csv"
    if path == "/lists/of-day":
        address += f"&day=01/06/{campaign.list_year - 1}"
    row = granted(restricted_home, chair)
    restrict_uses(grievance=row, uses=[Use.EXPORT], by=chair)
    kept_back = commune_officer.get(address)
    assert "Hoàng Văn Hạn" not in kept_back.content.decode()
    if path == "/households":
        assert "Đỗ Thị Bình" in kept_back.content.decode()
        assert "tru-1-dong-han-che" in kept_back.headers["Content-Disposition"]
    end_restrictions(grievance=row, reason="Rút yêu cầu", by=chair)
    control = commune_officer.get(address)
    assert control.status_code == 200
    assert "han-che" not in control.headers["Content-Disposition"]
    if path == "/households":
        assert "Hoàng Văn Hạn" in control.content.decode()


def test_no_analysis_counts_it(restricted_home, chair):
    campaign, unit = Round.objects.get(), unit_at(COMMUNE, THEN)
    assert make_snapshot(answered(campaign, unit)).households == 2
    row = granted(restricted_home, chair)
    restrict_uses(grievance=row, uses=[Use.ANALYTICS], by=chair)
    assert make_snapshot(answered(campaign, unit)).households == 1


def test_no_other_program_reads_it_and_people_are_told_what_to_do(restricted_home, chair, commune_officer):
    user = officer("may", "commune_officer", COMMUNE)
    text = make_token(user=user, name="Sở", days=1, by=actor_of(user))
    program = Client(headers={"authorization": f"Bearer {text}", "accept-language": "vi"})
    page = f"/households/{restricted_home.pk}"
    assert program.get(page).status_code == 200
    restrict_uses(grievance=granted(restricted_home, chair), uses=[Use.SHARING], by=chair)
    refused = program.get(page)
    assert refused.status_code == 409
    assert "đăng nhập để xem" in refused.content.decode()
    shown = commune_officer.get(page).content.decode()
    assert "Hạn chế dùng dữ liệu của hộ này" in shown
    assert "chia sẻ cho chương trình, cơ quan khác" in shown


def test_the_chair_restricts_and_ends_it_on_the_page(restricted_home, chair, signed_in):
    row = granted(restricted_home, chair)
    client = signed_in("commune_chair", COMMUNE)
    assert client.post(f"/requests/{row.pk}/restriction", {"uses": ["export"]}).status_code == 303
    assert "Đang hạn chế" in client.get(f"/requests/{row.pk}").content.decode()
    assert client.post(f"/requests/{row.pk}/restriction/end", {"reason": "Rút"}).status_code == 303
    assert restricted_from(Use.EXPORT) == frozenset()
