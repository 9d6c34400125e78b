"""Route x relation of place: who has the right role next door never sees, hears of or changes what is a commune's own.

The canaries are the commune's people: names that stand in its households, its survey, its versions and its duplicates. What is
asked is every route there is, with the addresses of the commune's own records.
"""

import pytest
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR, THEN
from tests.pages.routes import Route, routes
from tests.reviews.conftest import home, listed

from ansinh.datasets.models import Version
from ansinh.households.models import Household, Person, SuspectedDuplicate
from ansinh.kernel.dates import now
from ansinh.places.queries import unit_at
from ansinh.reviews.models import Outcome, Round
from ansinh.surveys.models import HouseholdAnswer
from ansinh.work.models import Batch, Job

pytestmark = pytest.mark.django_db
CANARY = "Nguyễn Thị Chim Yến"
# A parameter that names a record of the commune; with one of these in it, a route is not there for next door.
OWN = {
    "household_id",
    "person_id",
    "answer_id",
    "outcome_id",
    "change_id",
    "pair_id",
    "version_id",
    "batch_id",
    "job_id",
}
# The file that a job of one kind made is not there for a job of another.
OF_ONE_KIND = {"portal:household-export", "reports:packet-download", "papers:bundle-download"}
# The same word names something else there: a version of a local policy, the code of a fact. The matrix has such records.
OF_ANOTHER_THING = {"policies:version", "facts:record"}


@pytest.fixture
def records(survey, lists, do) -> dict[str, object]:
    """A commune with a sealed year, and the values that name its records in addresses."""
    lists(listed("A"), listed("B"))
    survey(home("A"), home("B"), home("C", poor=None))
    Person.objects.update(full_name=CANARY, full_name_fold="nguyen thi chim yen")
    Household.objects.everywhere().update(head_name=CANARY)
    do("run", "--round", "2022", "--area", COMMUNE)
    do("approve", "--round", "2022", "--area", COMMUNE, "--decision-no", "9/QĐ")
    unit = unit_at(COMMUNE, THEN)
    homes = list(Household.objects.everywhere().order_by("source_ref"))
    left, right = Person.objects.order_by("pk")[:2]
    pair = SuspectedDuplicate.objects.create(
        left=left, right=right, basis="name_birth_place", score=95, found_at=now()
    )
    batch = Batch.objects.filter(kind="survey").latest("pk")
    Batch.objects.filter(pk=batch.pk).update(unit=unit)
    job = Job.objects.create(
        kind="reviews.classify", state=Job.State.DONE, asked_by="ai-do", unit=unit, asked_at=now()
    )
    outcome = Outcome.objects.everywhere().filter(household=homes[0]).latest("pk")
    return {
        "household_id": homes[0].pk,
        "person_id": left.pk,
        "answer_id": HouseholdAnswer.objects.everywhere().filter(household=homes[0]).latest("pk").pk,
        "outcome_id": outcome.pk,
        "pair_id": pair.pk,
        "round_id": Round.objects.get().pk,
        "version_id": Version.objects.get().pk,
        "batch_id": batch.pk,
        "job_id": job.pk,
        "code": COMMUNE,
        "standard": "vn-2022",
        "number": 1,
    }


def named(route: Route) -> set[str]:
    return {name for name, _converter in route.parameters}


def test_next_door_gets_not_found_for_every_record_and_never_a_name(records, signed_in):
    client = signed_in("commune_officer", NEXT_DOOR)
    wrong = []
    for route in routes():
        if route.name == "accounts:sign-out":
            continue
        for method in route.methods:
            answer = client.generic(method, route.address(**records))
            if named(route) & OWN and answer.status_code not in (403, 404):
                wrong.append(f"{method} {route.name}: {answer.status_code}")
            if answer.headers["Content-Type"].startswith("text/html") and CANARY in answer.content.decode():
                wrong.append(f"{method} {route.name}: shows a name")
    assert wrong == []


def test_the_commune_itself_finds_every_record(records, signed_in):
    client = signed_in("commune_officer", COMMUNE)
    wrong = [
        f"{route.name}: {answer.status_code}"
        for route in routes()
        if "GET" in route.methods
        and named(route) & OWN
        and named(route) <= set(records)
        and route.name not in OF_ONE_KIND | OF_ANOTHER_THING
        and (answer := client.get(route.address(**records))).status_code not in (200, 302, 303, 403)
    ]
    assert wrong == []


def test_the_canary_sings_where_it_may(records, signed_in):
    """The names are there to leak: the commune's own officer and the district's see them."""
    for code in (COMMUNE, DISTRICT):
        page = signed_in("province_officer", code).get(f"/households/{records['household_id']}")
        assert CANARY in page.content.decode()


def test_nothing_of_a_commune_is_changed_from_next_door(records, signed_in):
    def state() -> list[object]:
        models = (Household, Outcome, HouseholdAnswer)
        rows = [list(model.objects.everywhere().order_by("pk").values()) for model in models]
        return [*rows, list(SuspectedDuplicate.objects.values()), list(Batch.objects.values())]

    before, client = state(), signed_in("commune_officer", NEXT_DOOR)
    for route in routes():
        if "POST" in route.methods and named(route) & OWN:
            client.post(route.address(**records), {"reason": "không được", "confirmed": "yes"})
    assert state() == before
