"""Under a law a device surveys whom the work list has, and while the list is posted only who is re-checked."""

import pytest
from django.test import Client
from tests.pages.api.conftest import payload, send
from tests.pages.conftest import assure
from tests.reviews.procedure.conftest import Walk, registry, walk

from ansinh.households.models import Household
from ansinh.reviews.procedure.models import WorkStep
from ansinh.reviews.procedure.objections import recheck_objection
from ansinh.surveys.models import HouseholdAnswer, Submission, SubmissionConflict

__all__ = ["registry", "walk"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(walk) -> Client:
    """A browser of the commune's officer; a device's token is asked the same."""
    client = Client(headers={"accept-language": "vi"})
    client.force_login(walk.officer)
    assure(client)
    return client


def told(ref: str, **more) -> dict:
    return payload(ref) | {"round": "2024"} | more


def refused(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def counts() -> tuple[int, ...]:
    tables = (Household, HouseholdAnswer, Submission, SubmissionConflict, WorkStep)
    return tuple(one.objects.everywhere().count() for one in tables)


def test_before_the_work_list_is_closed_nobody_is_surveyed(walk: Walk, device):
    walk.draw_up()
    before = counts()
    assert refused(send(device, told("old"))) == (409, "step_not_open")
    assert counts() == before


def test_who_is_not_on_the_work_list_is_refused_in_both_languages_known_or_not(walk: Walk, device, survey):
    from tests.reviews.conftest import home

    survey(home("beside", poor=False), period="2022")
    walk.close()
    before = counts()
    for key, ref in (("key-00000001", "beside"), ("key-00000002", "never-seen")):
        answer = send(device, told(ref), key=key)
        assert refused(answer) == (409, "not_on_work_list")
        words = answer.json()["error"]
        assert "danh sách rà soát" in words["vi"] and words["en"] != words["vi"]
    assert counts() == before


def test_who_is_on_the_work_list_is_surveyed_and_the_list_says_so(walk: Walk, device):
    walk.close()
    assert walk.item("asks").surveyed_on is None
    first = send(device, told("asks"))
    assert first.status_code == 201, first.content
    item = walk.item("asks")
    assert (item.surveyed_on is not None, item.surveyed_by) == (True, walk.officer.full_name)
    after = counts()
    assert send(device, told("asks")).content == first.content
    assert counts() == after


def test_while_posted_only_a_household_under_objection_is_surveyed_again(walk: Walk, device):
    walk.post()
    again = {"seen_revision": 1, "reason": "Phúc tra"}
    before = counts()
    assert refused(send(device, told("asks", **again))) == (409, "not_under_objection")
    assert refused(send(device, told("old", **again), key="key-00000002")) == (409, "not_under_objection")
    assert counts() == before
    recheck_objection(dossier=walk.now(), objection=walk.object_to("asks"), by=walk.by)
    assert send(device, told("asks", **again), key="key-00000003").status_code == 201
    assert refused(send(device, told("old", **again), key="key-00000004")) == (409, "not_under_objection")
    assert walk.item("asks").state == "to_review"
    step = WorkStep.objects.everywhere().filter(item=walk.item("asks")).latest("pk")
    assert (step.said, step.reason) == ("again", "Phúc tra")


def test_without_the_condition_anybody_is_surveyed(walk: Walk, device, monkeypatch):
    """The control: what refuses above is the condition of the work list and nothing else."""
    walk.close()
    monkeypatch.setattr("ansinh.exchange.api.receiving.check_may_enter", lambda *_given, **_named: None)
    assert send(device, told("never-seen")).status_code == 201
