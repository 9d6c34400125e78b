"""T13: a year goes its whole way with people of whom no citizen id is known, and comes to what it comes to with ids."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from tests.journeys.year import begin_year, through
from tests.pages.conftest import THEN, officer
from tests.reviews.conftest import COMMUNE, home, listed

from ansinh.accounts.actor import actor_of
from ansinh.grievances.actions import receive_request
from ansinh.grievances.enums import Channel, GrievanceKind
from ansinh.grievances.models import Grievance
from ansinh.households.actions import NewMember, NewPerson, member_joins, record_birth, register_household
from ansinh.households.enums import Relation
from ansinh.households.models import Household, Membership, Person
from ansinh.places.queries import unit_at
from ansinh.reviews.approving import Decision as Approval
from ansinh.reviews.approving import approve
from ansinh.reviews.decisions import certifying
from ansinh.reviews.decisions.answering import answer_requests
from ansinh.reviews.decisions.certifying import issue_certificates
from ansinh.reviews.decisions.lists import list_on
from ansinh.reviews.decisions.models import CertificateYear, DecidedHousehold
from ansinh.reviews.models import Outcome

pytestmark = pytest.mark.django_db

HOMES = [home("stays"), home("leaves", False), home("asks"), home("added")]


def members(ids: bool) -> list[dict[str, Any]]:
    """Two people of each household; with ids those of an invented series."""
    rows = []
    for place, one in enumerate(HOMES):
        for number in (1, 2):
            identity = f"0310800{place:03d}{number:02d}" if ids else ""
            rows.append(
                {
                    "household_id": one["household_id"],
                    "member_id": str(number),
                    "relation": "head" if number == 1 else "child",
                    "full_name": f"Người {place}{number}",
                    "birth_date": "1980-01-01",
                    "ethnicity": "Kinh",
                    "citizen_id": identity,
                }
            )
    return rows


def a_year(ids: bool, write, bring, lists) -> dict[str, Any]:
    """A year from the list before it to the sealed version; what it came to, by the households' names."""
    lists(listed("stays"), listed("leaves"))
    known = {"list_year": 2019, "standard": "vn-2016", "class": "not_poor"}
    lists(listed("asks", **known), listed("added", **known))
    year = begin_year()
    request = receive_request(
        unit=year.dossier.unit,
        kind=GrievanceKind.REVIEW,
        channel=Channel.DESK,
        asker_name="Người gửi",
        content="Đề nghị rà soát",
        household=Household.objects.everywhere().get(source_ref="asks"),
        by=year.maker,
    )
    year.work_list("added")
    files = ("--households", write("h.csv", HOMES), "--members", write("m.csv", members(ids)))
    code, said = bring("survey", *files, "--round", "2022", "--accept")
    assert (code, [f for f in said["findings"] if f["level"] == "error"]) == (0, [])
    through(year, "opined")
    decision = year.decide()
    answered = answer_requests(decision=decision, by=year.maker)
    certificates = issue_certificates(decision=decision, by=year.maker)
    (version,) = approve(
        campaign=year.campaign, unit=year.dossier.unit, by=year.province, decision=Approval()
    )
    names = dict(Household.objects.everywhere().values_list("pk", "source_ref"))
    outcomes = Outcome.objects.everywhere().filter(dossier=year.dossier)
    on = list_on([year.dossier.unit_id], date(2023, 12, 31))["household"].to_list()
    return {
        "ids": Person.objects.filter(citizen_id_sealed__isnull=False).count(),
        "classes": sorted(
            (names[row.household_id], row.recognised_class, row.computed_class, row.movement)
            for row in outcomes
        ),
        "decided": sorted(
            (names[row.household_id], row.list_class, row.movement)
            for row in DecidedHousehold.objects.everywhere()
        ),
        "list": sorted(ref for key, ref in names.items() if key.hex in on),
        "certificates": certificates,
        "certified": sorted(
            (names[row.certificate.household_id], row.mark, row.deprived)
            for row in CertificateYear.objects.everywhere().select_related("certificate")
        ),
        "answered": (answered, Grievance.objects.everywhere().get(pk=request.pk).outcome),
        "sealed": version.counts,
    }


def without_and_with(write, bring, lists) -> list[dict[str, Any]]:
    came_to = []
    for ids in (False, True):
        with transaction.atomic():
            came_to.append(a_year(ids, write, bring, lists))
            transaction.set_rollback(True)
    return came_to


def test_a_year_without_any_citizen_id_comes_to_the_same(country, write, bring, lists):
    without, with_ids = without_and_with(write, bring, lists)
    assert (without.pop("ids"), with_ids.pop("ids")) == (0, 2 * len(HOMES))
    assert without == with_ids
    # What could be lost is there.
    assert without["list"] == ["added", "asks", "stays"]
    assert without["certificates"] == {"fresh": 3, "renewed": 0, "withdrawn": 0}
    assert without["answered"][0] == {"granted": 1, "refused": 0}


def test_a_path_that_wants_an_id_goes_red(country, write, bring, lists, monkeypatch):
    """The control: certificates that pass over households without an id."""
    planned = certifying.plan_of

    def only_with_ids(decision):
        plan = planned(decision)
        known = set(
            Membership.objects.everywhere()
            .filter(person__citizen_id_sealed__isnull=False)
            .values_list("household_id", flat=True)
        )
        return replace(plan, fresh=[one for one in plan.fresh if one.household_id in known])

    monkeypatch.setattr(certifying, "plan_of", only_with_ids)
    without, with_ids = without_and_with(write, bring, lists)
    assert (without["certified"], len(with_ids["certified"])) == ([], 3)


def test_people_come_and_are_registered_by_name_alone(country):
    unit = unit_at(COMMUNE, THEN)
    by = actor_of(officer("can_bo", "commune_officer", COMMUNE))
    head = NewMember(NewPerson("Người không giấy tờ"), Relation.HEAD)
    home = register_household(unit=unit, village="Thôn 1", members=[head], day=date(2022, 10, 1), by=by)
    record_birth(household=home, day=date(2022, 11, 1), child=NewPerson("Bé"), by=by)
    member_joins(household=home, person=NewPerson("Bà"), day=date(2022, 11, 2), by=by)
    people = Person.objects.filter(memberships__household=home)
    assert (people.count(), people.filter(citizen_id_sealed__isnull=False).count()) == (3, 0)
