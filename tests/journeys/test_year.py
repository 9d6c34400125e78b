"""A commune's year by the law, in the words of its people, from the work list to a correction after the province approved."""

import pytest
from tests.journeys.year import PLACES, POSTED, Year, begin_year, on_work_list, through
from tests.reviews.conftest import bring, country, do, home, listed, lists, survey, write

from ansinh.grievances.actions import answer_request, receive_request
from ansinh.grievances.enums import Channel, GrievanceKind
from ansinh.grievances.enums import Outcome as Answered
from ansinh.grievances.models import Grievance
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused
from ansinh.reviews.actions import classify_round
from ansinh.reviews.approving import Decision as Approval
from ansinh.reviews.approving import approve
from ansinh.reviews.decisions.answering import answer_requests
from ansinh.reviews.decisions.certifying import issue_certificates
from ansinh.reviews.decisions.lists import list_on
from ansinh.reviews.decisions.models import Certificate, CertificateEvent
from ansinh.reviews.entering import enter_answers
from ansinh.reviews.models import Outcome
from ansinh.reviews.procedure.objections import recheck_objection
from ansinh.reviews.procedure.posting import repost_household
from ansinh.reviews.procedure.queries import items_of
from ansinh.reviews.versions import correction_of
from ansinh.surveys.entering import sheet_of

__all__ = ["bring", "country", "do", "lists", "survey", "write"]
pytestmark = pytest.mark.django_db


def household(ref: str) -> Household:
    return Household.objects.everywhere().get(source_ref=ref)


def movements(year: Year) -> dict[str, str]:
    rows = Outcome.objects.everywhere().filter(dossier=year.dossier)
    return dict(rows.values_list("household__source_ref", "movement"))


def on_list(year: Year, day) -> set[str]:
    names = {key.hex: ref for key, ref in Household.objects.everywhere().values_list("pk", "source_ref")}
    return {names[one] for one in list_on([year.dossier.unit_id], day)["household"]}


def ask(year: Year, kind: GrievanceKind, ref: str, **more) -> Grievance:
    return receive_request(
        unit=year.dossier.unit,
        kind=kind,
        channel=Channel.DESK,
        asker_name=f"Người gửi {ref}",
        content="Đề nghị xem xét",
        household=household(ref),
        by=year.maker,
        **more,
    )


def survey_again(year: Year, ref: str, **answers) -> None:
    """A surveyor goes there again and the answers are corrected, with the reason."""
    sheet = sheet_of(household(ref), year.campaign.period, year.campaign.as_of)
    enter_answers(
        campaign=year.campaign,
        dossier=year.again(),
        sheet=sheet,
        seen=sheet.revision,
        home=sheet.answers | answers,
        people={one.member_ref: one.answers for one in sheet.respondents},
        reason="Phúc tra tại hộ",
        by=year.maker,
    )


def seal(year: Year, reason: str = ""):
    (version,) = approve(
        campaign=year.campaign, unit=year.dossier.unit, by=year.province, decision=Approval(reason=reason)
    )
    return version


def test_a_year_of_a_commune(country, survey, lists):
    known = {"list_year": 2019, "standard": "vn-2016", "class": "not_poor", "decision_no": ""}
    lists(
        listed("stays"),
        listed("leaves"),
        listed("objects"),
        listed("asks", **known),
        listed("later", **known),
    )
    year = begin_year()
    # 1. The work list: everybody on the list, and who asked.
    asked = ask(year, GrievanceKind.REVIEW, "asks")
    year.work_list()
    assert on_work_list(year) == ["asks", "leaves", "objects", "stays"]
    # 2. The survey and the rules.
    survey(home("stays"), home("leaves", False), home("objects", False), home("asks"))
    year.classify()
    assert movements(year) == {
        "stays": "stay_poor",
        "leaves": "poor_out",
        "objects": "poor_out",
        "asks": "new_poor",
    }
    # 3. A meeting fails for one household: it is reviewed again and met about again.
    year.meet(agree=lambda ref: 20 if ref == "asks" else 40)
    with pytest.raises(Refused):
        year.conclude()
    survey_again(year, "asks", floor_area_m2=4)
    year.meet()
    year.conclude()
    # 4. Posted; an objection changes a class; nothing is settled before it is answered and posted again.
    year.post()
    objection = ask(year, GrievanceKind.OBJECTION, "objects", about=f"dossier:{year.dossier.pk}")
    with pytest.raises(Refused):
        year.settle()
    recheck_objection(dossier=year.again(), objection=objection, by=year.maker)
    survey_again(
        year,
        "objects",
        income_score=100,
        toilet="none",
        water_source="surface",
        wall_durable=0,
        column_durable=0,
        roof_durable=0,
    )
    assert movements(year)["objects"] == "stay_poor"
    answer_request(
        grievance=Grievance.objects.everywhere().get(pk=objection.pk),
        outcome=Answered.UPHELD,
        reasons="Phản ánh đúng",
        paper="12/UBND-VX",
        by=year.chair,
    )
    with pytest.raises(Refused):
        year.settle()
    (item,) = items_of(year.again()).filter(household__source_ref="objects").select_related("dossier__unit")
    repost_household(item=item, on=POSTED, by=year.maker)
    year.settle()
    # 5. The district's opinion, 6. the decision, and what it answers.
    year.opine()
    decision = year.decide(number="")
    assert decision.counts["lists"] == {
        "poor": 3,
        "near_poor": 0,
        "escaped_poor": 1,
        "escaped_near_poor": 0,
        "left": 0,
    }
    assert answer_requests(decision=decision, by=year.maker) == {"granted": 1, "refused": 0}
    assert Grievance.objects.everywhere().get(pk=asked.pk).answer_paper == decision.paper_number
    assert issue_certificates(decision=decision, by=year.maker) == {"fresh": 3, "renewed": 0, "withdrawn": 0}
    # 7. The province seals it.
    first = seal(year)
    assert first.counts["poor"] == 3
    # Within the year one household comes and one goes.
    joins, goes = ask(year, GrievanceKind.REVIEW, "later"), ask(year, GrievanceKind.LEAVE, "stays")
    march = begin_year(period="2023-03")
    march.work_list()
    assert on_work_list(march) == ["later", "stays"]
    survey(home("later"), home("stays", False), period="2023-03")
    through(march, "opined")
    change = march.decide(number="90/QĐ-UBND")
    assert change.effective_from == today()
    assert answer_requests(decision=change, by=march.maker) == {"granted": 2, "refused": 0}
    assert {
        one.answer_paper for one in Grievance.objects.everywhere().filter(pk__in=[joins.pk, goes.pk])
    } == {"90/QĐ-UBND"}
    assert issue_certificates(decision=change, by=march.maker) == {"fresh": 1, "renewed": 0, "withdrawn": 1}
    assert Certificate.objects.everywhere().count() == 4
    assert CertificateEvent.objects.everywhere().filter(kind="withdrawn").count() == 1
    # A correction after the approval: the steps again, the next version, and what it changed.
    classify_round(
        campaign=year.campaign, unit=year.dossier.unit, by=year.province, correcting="Thanh tra: kê khai sai"
    )
    year.again()
    survey(home("asks", False), home("stays"), home("leaves", False), home("objects"))
    through(year, "opined")
    second = year.decide(number="99/QĐ-UBND", reason="Đính chính theo kết luận thanh tra")
    assert second.order == 2
    version = seal(year, reason="Đính chính theo kết luận thanh tra")
    correction = correction_of(version)
    assert (version.number, correction.changed) == (2, 1)
    assert [(one.class_was, one.class_now) for one in correction.households] == [("poor", "not_poor")]


def test_places_of_posting_are_those_of_the_law():
    assert set(PLACES) == {"village_house", "commune_office", "loudspeaker"}
