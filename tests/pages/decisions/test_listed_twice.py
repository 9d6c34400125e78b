"""Households listed in two places: each commune reads its own side, and no answer holds a trace of the other."""

from datetime import date

import pytest
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR, officer
from tests.pages.decisions.conftest import client_of
from tests.reviews.conftest import home, listed

from ansinh.accounts.actor import CONSOLE, actor_of
from ansinh.accounts.models import User
from ansinh.households.models import Household, Membership, Person
from ansinh.kernel.errors import Refused
from ansinh.reviews.decisions.enums import ListingDecision
from ansinh.reviews.decisions.listed_twice import decide_double_listing, seek_double_listings
from ansinh.reviews.decisions.models import DoubleListingSide
from ansinh.work.models import Job
from ansinh.work.queue import ask_for_daily

pytestmark = pytest.mark.django_db
ON = date(2022, 6, 1)
HERE, THERE = ("Thôn Cây Đa", "Canari Một"), ("Thôn Bến Nứa", "Canari Hai")


@pytest.fixture
def twice(country, lists, survey) -> dict[str, DoubleListingSide]:
    """One person heads a household on the list of two communes, by the same citizen id."""
    lists(
        listed("A-here", village=HERE[0]),
        listed("B-there", village=THERE[0], area_code=NEXT_DOOR, effective_from="2022-01-01"),
    )
    survey(home("A-here", village=HERE[0]), home("B-there", commune=NEXT_DOOR, village=THERE[0]))
    for ref, (_village, name) in (("A-here", HERE), ("B-there", THERE)):
        head = Membership.objects.everywhere().get(household__source_ref=ref, relation="head")
        Person.objects.filter(pk=head.person_id).update(
            full_name=name, citizen_id_index=b"same", citizen_id_sealed=ref.encode()
        )
        Household.objects.everywhere().filter(source_ref=ref).update(
            head_name=name, head_name_fold=name.lower()
        )
    assert seek_double_listings(on=ON, by=CONSOLE) == 1
    assert seek_double_listings(on=ON, by=CONSOLE) == 0
    return {one.household.source_ref: one for one in DoubleListingSide.objects.everywhere()}


@pytest.mark.parametrize(
    ("code", "mine", "other", "household"),
    [(COMMUNE, HERE, THERE, "A-here"), (NEXT_DOOR, THERE, HERE, "B-there")],
)
def test_no_answer_names_the_other_side(twice, code, mine, other, household):
    officer("xa", "commune_officer", code)
    client = client_of("xa")
    side = twice[household]
    (foreign,) = (one for ref, one in twice.items() if ref != household)
    answers = [
        client.get("/lists/twice"),
        client.get("/lists/twice?export=csv"),
        client.get(f"/lists/twice/{side.pk}"),
        client.post(f"/lists/twice/{side.pk}/say", {"decision": "here", "reason": "ở đây"}),
        client.post(f"/lists/twice/{side.pk}/say", {"reason": ""}),
    ]
    said = "".join(answer.content.decode() for answer in answers)
    # The control: what is one's own stands there.
    assert mine[1] in said
    traces = (other[0], other[1], foreign.unit.name, str(foreign.household_id), foreign.household_id.hex)
    assert [trace for trace in traces if trace in said] == []
    assert client.get(f"/lists/twice/{foreign.pk}").status_code == 404
    assert client.get(f"/households/{foreign.household_id}").status_code == 404


def test_the_commune_asks_and_who_has_both_in_charge_decides(twice):
    officer("xa", "commune_officer", COMMUNE)
    officer("tren", "province_officer", DISTRICT)
    here, above = client_of("xa"), client_of("tren")
    side = twice["A-here"]
    with pytest.raises(Refused) as refusal:
        decide_double_listing(
            side=side,
            decision=ListingDecision.HERE,
            reason="ở đây",
            by=actor_of(User.objects.get(username="xa")),
        )
    assert refusal.value.code == "next_level_decides"
    assert here.post(f"/lists/twice/{side.pk}/say", {"reason": "Hộ vẫn ở thôn"}).status_code == 303
    seen = above.get(f"/lists/twice/{side.pk}").content.decode()
    assert THERE[1] in seen
    reason = "Canari Hai đã chuyển về"
    assert (
        above.post(f"/lists/twice/{side.pk}/say", {"decision": "here", "reason": reason}).status_code == 303
    )
    assert "giữ trong danh sách ở đây" in here.get(f"/lists/twice/{side.pk}").content.decode()
    assert reason not in here.get(f"/lists/twice/{side.pk}").content.decode()
    officer("xa_kia", "commune_officer", NEXT_DOOR)
    told = client_of("xa_kia").get(f"/lists/twice/{twice['B-there'].pk}").content.decode()
    assert "đưa ra khỏi danh sách ở đây" in told
    again = above.post(f"/lists/twice/{side.pk}/say", {"decision": "different", "reason": "x"})
    assert again.status_code == 422


def test_two_known_ids_that_differ_are_two_people(country, lists, survey):
    lists(listed("A"), listed("B", area_code=NEXT_DOOR))
    survey(home("A"), home("B", commune=NEXT_DOOR))
    heads = Membership.objects.everywhere().filter(relation="head").values_list("person_id", flat=True)
    Person.objects.filter(pk__in=heads).update(full_name_fold="nguoi mot", birth_date=date(1980, 1, 1))
    for number, key in enumerate(heads):
        Person.objects.filter(pk=key).update(citizen_id_index=bytes([number]), citizen_id_sealed=b"x")
    assert seek_double_listings(on=ON, by=CONSOLE) == 0
    Person.objects.filter(pk__in=heads).update(citizen_id_index=None, citizen_id_sealed=None)
    assert seek_double_listings(on=ON, by=CONSOLE) == 1


def test_each_night_the_lists_are_compared_and_the_job_tells_no_number(twice):
    assert ask_for_daily() >= 1
    job = Job.objects.get(kind="reviews.seek_listed_twice")
    assert (job.actor_kind, job.arguments) == ("system", {})
    assert ask_for_daily() == 0
    stages: list[str] = []
    seek_double_listings(on=ON, by=CONSOLE, progress=lambda stage, *_counts: stages.append(stage))
    # What was found before is not found again, so nothing is written.
    assert stages == ["read", "duplicates"]
