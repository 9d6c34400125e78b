"""What follows a decision: certificates, changes within the year, the clock of escaped households, a correction."""

from datetime import date

import polars as pl
import pytest
from tests.journeys.year import MET, POSTED, Year, begin_year, through
from tests.reviews.conftest import home, listed

from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.accounts.actor import Actor, ActorKind
from ansinh.kernel.dates import add_months, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.papers.models import Paper
from ansinh.reviews.actions import classify_round
from ansinh.reviews.approving import Decision as Approval
from ansinh.reviews.approving import approve
from ansinh.reviews.decisions.certifying import (
    certificates_in_force,
    issue_certificates,
    reissue_certificate,
    withdraw_certificate,
)
from ansinh.reviews.decisions.escaped import escaped_within
from ansinh.reviews.decisions.lists import list_on
from ansinh.reviews.decisions.models import Certificate, CertificateEvent, CertificateYear, Decision
from ansinh.reviews.models import Outcome
from ansinh.reviews.versions import changed_households, correction_of

pytestmark = pytest.mark.django_db


def approve_all(year: Year, reason: str = "") -> list:
    return approve(
        campaign=year.campaign, unit=year.dossier.unit, by=year.province, decision=Approval(reason=reason)
    )


def refs_on(year: Year, day: date) -> set[str]:
    found = {
        key.hex: ref
        for key, ref in Outcome.objects.everywhere().values_list("household_id", "household__source_ref")
    }
    return {found[one] for one in list_on([year.dossier.unit_id], day)["household"]}


def test_certificates_are_given_confirmed_and_withdrawn(opined):
    decision = opined.decide()
    with pytest.raises(Refused):
        issue_certificates(decision=decision, by=Actor(ActorKind.USER, "9", "khach", 999_999))
    assert issue_certificates(decision=decision, by=opined.maker) == {
        "fresh": 2,
        "renewed": 0,
        "withdrawn": 0,
    }
    # Again nothing is to be done, and no number is used up.
    assert issue_certificates(decision=decision, by=opined.maker) == {
        "fresh": 0,
        "renewed": 0,
        "withdrawn": 0,
    }
    assert sorted(Certificate.objects.everywhere().values_list("number", flat=True)) == [1, 2]
    assert set(CertificateYear.objects.everywhere().values_list("list_year", "mark")) == {(2023, "N")}
    one = Certificate.objects.everywhere().select_related("household", "unit").get(number=1)
    with pytest.raises(UnusableInput):
        reissue_certificate(certificate=one, reason=" ", by=opined.maker)
    event = reissue_certificate(certificate=one, reason="Mất khi chuyển nhà", by=opined.maker)
    assert (event.paper.number, event.paper.replaces.number) == (3, 1)
    withdraw_certificate(certificate=one, reason="Cấp nhầm", by=opined.maker)
    with pytest.raises(Refused):
        reissue_certificate(certificate=one, reason="Mất", by=opined.maker)
    assert list(certificates_in_force([one.household_id])) == []
    assert Paper.objects.everywhere().filter(kind="certificate").count() == 3


def test_a_change_within_the_year_holds_from_its_decision_and_is_counted_once(opined, survey, lists):
    opined.decide()
    issue_certificates(decision=Decision.objects.everywhere().get(), by=opined.maker)
    approve_all(opined)
    known = {"list_year": 2019, "standard": "vn-2016", "class": "not_poor", "decision_no": ""}
    lists(listed("late", **known))
    march = begin_year(period="2023-03")
    march.work_list("late", "comes")
    survey(home("late"), home("comes", poor=False), period="2023-03")
    through(march, "opined")
    decision = march.decide(number="50/QĐ-UBND")
    assert decision.effective_from == today()
    # Nothing of the yearly list is overwritten: the day before, it is as it was.
    assert refs_on(march, date(2023, 1, 1)) == {"stays", "comes"}
    assert decision.counts["movements"] == {"new_poor": 1, "poor_out": 1}
    assert issue_certificates(decision=decision, by=march.maker) == {"fresh": 1, "renewed": 0, "withdrawn": 1}
    assert CertificateEvent.objects.everywhere().filter(kind="withdrawn").count() == 1


def test_who_came_within_the_year_is_new_once_over_the_year(country, survey, lists):
    """The yearly review starts from the list as the year began: who came by a decision within it is new there, once; who came
    and went again is no movement of the year."""
    lists(listed("old"))
    lists(listed("late", list_year=2019, standard="vn-2016", **{"class": "not_poor", "decision_no": ""}))
    march = begin_year(period="2022-03")
    march.work_list("late")
    survey(home("late"), period="2022-03")
    through(march, "opined")
    march.decide(number="3/QĐ-UBND")
    autumn = begin_year()
    autumn.work_list("late")
    survey(home("old"), home("late"))
    autumn.classify()
    moved = dict(
        Outcome.objects.everywhere()
        .filter(dossier=autumn.dossier)
        .values_list("household__source_ref", "movement")
    )
    assert moved == {"old": "stay_poor", "late": "new_poor"}


def test_escaped_households_have_36_months_from_leaving_and_a_relapse_ends_them(country, lists):
    lists(
        listed(
            "out",
            list_year=2025,
            kind_of_entry="poor_out",
            effective_from="2025-01-01",
            **{"class": "average"},
        ),
        listed(
            "near",
            list_year=2025,
            kind_of_entry="near_out",
            effective_from="2025-03-02",
            **{"class": "not_poor"},
        ),
        listed(
            "back",
            list_year=2024,
            kind_of_entry="poor_out",
            effective_from="2024-01-01",
            **{"class": "average"},
        ),
        listed("back", list_year=2025, kind_of_entry="relapse_poor", effective_from="2025-01-01"),
        listed("across", list_year=2025, kind_of_entry="poor_to_near", **{"class": "near_poor"}),
        listed(
            "long-ago",
            list_year=2022,
            kind_of_entry="poor_out",
            effective_from="2022-01-01",
            **{"class": "average"},
        ),
    )
    on = date(2026, 11, 22)
    found = escaped_within(EVERYWHERE, on).sort("was")
    assert found.select("was", "since", "until").rows() == [
        ("near_poor", date(2025, 3, 2), date(2028, 3, 2)),
        ("poor", date(2025, 1, 1), date(2028, 1, 1)),
    ]
    # The last day counts, the day after it does not.
    assert escaped_within(EVERYWHERE, date(2028, 3, 2)).height == 1
    assert escaped_within(EVERYWHERE, date(2028, 3, 3)).height == 0
    # Before the relapse the clock ran: what a household was owed in 2024 is not undone by 2025.
    earlier = escaped_within(EVERYWHERE, date(2024, 12, 31))
    assert earlier.filter(pl.col("since") <= date(2024, 12, 31)).select("was", "until").rows() == [
        ("poor", date(2025, 1, 1)),
        ("poor", date(2027, 1, 1)),
    ]
    assert add_months(date(2024, 2, 29), 36) == date(2027, 2, 28)
    assert escaped_within(Scope(frozenset()), on).height == 0


def test_a_correction_goes_the_steps_again_and_says_what_changed(opined, survey):
    opined.decide()
    (first,) = approve_all(opined)
    classify_round(
        campaign=opined.campaign,
        unit=opined.dossier.unit,
        by=opined.province,
        correcting="Phúc tra: hộ không nghèo",
    )
    assert opined.again().state == "surveying"
    survey(home("comes", poor=False))
    through(opined, "opined")
    with pytest.raises(Refused) as refusal:
        opined.decide(number="60/QĐ-UBND")
    assert refusal.value.code == "reason_missing"
    second = opined.decide(number="60/QĐ-UBND", reason="Đính chính theo kết quả phúc tra")
    # What was sealed holds until the correction is sealed.
    assert refs_on(opined, date(2023, 1, 1)) == {"stays", "comes"}
    assert second.order == 2
    (version,) = approve_all(opined, reason="Đính chính theo kết quả phúc tra")
    assert refs_on(opined, date(2023, 1, 1)) == {"stays"}
    changed = changed_households(first, version)
    assert changed.select("class_was", "class_now").rows() == [("poor", "not_poor")]
    assert correction_of(version).changed == 1


def test_days_of_the_procedure_lie_before_today():
    assert MET < POSTED < today()
