"""The chair's decision: what refuses it, what it writes, and that nobody is dropped silently."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from tests.journeys.year import MET
from tests.reviews.conftest import listed

from ansinh.accounts.actor import CONSOLE
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.reviews.approving import approve
from ansinh.reviews.decisions import coming
from ansinh.reviews.decisions.deciding import Signing, decide_lists, prepare_decision
from ansinh.reviews.decisions.lists import list_on
from ansinh.reviews.decisions.models import DecidedHousehold, Decision
from ansinh.reviews.enums import DossierState
from ansinh.reviews.errors import ChangedMeanwhile
from ansinh.reviews.models import ListEntry, Outcome

pytestmark = pytest.mark.django_db


def movements(decision: Decision) -> dict[str, str]:
    rows = DecidedHousehold.objects.everywhere().filter(decision=decision)
    return dict(rows.values_list("household__source_ref", "movement"))


def listed_on(year, day: date) -> set[str]:
    refs = dict(Outcome.objects.everywhere().values_list("household_id", "household__source_ref"))
    by_hex = {key.hex: ref for key, ref in refs.items()}
    return {by_hex[one] for one in list_on([year.dossier.unit_id], day)["household"]}


def test_a_decision_is_refused_before_its_step(year):
    with pytest.raises(Refused) as refusal:
        year.decide()
    assert refusal.value.code == "step_not_open"
    assert Decision.objects.everywhere().count() == 0


def test_the_console_who_made_it_and_who_has_no_right_decide_nothing(opined):
    for by, code in ((CONSOLE, "decision_needs_person"), (opined.maker, "permission_missing")):
        chair, opined.chair = opined.chair, by
        with pytest.raises(Refused) as refusal:
            opined.decide()
        assert refusal.value.code == code
        opined.chair = chair
    Outcome.objects.everywhere().filter(household__source_ref="comes").update(recognised_by="chu_tich")
    with pytest.raises(Refused) as refusal:
        opined.decide()
    assert refusal.value.code == "maker_decides"
    assert "công nhận loại của hộ" in refusal.value.message


def test_a_number_and_a_day_that_can_be_are_asked_for(opined):
    for signing in (
        Signing(" ", today()),
        Signing("1/QĐ", date(2999, 1, 1)),
        Signing("1/QĐ", MET.replace(year=2021)),
    ):
        with pytest.raises(UnusableInput):
            prepare_decision(opined.again(), signing, opined.chair)


def test_a_household_of_the_last_list_without_an_outcome_refuses_the_decision(opined, lists, monkeypatch):
    # Brought into the list of last year after everything was computed: no outcome tells of it.
    lists(listed("forgotten"))
    ready = prepare_decision(opined.again(), Signing("45/QĐ-UBND", today()), opined.chair)
    with pytest.raises(Refused) as refusal:
        decide_lists(dossier=opined.dossier, ready=ready, by=opined.chair)
    assert "không có kết quả nào trong hồ sơ: forgotten" in refusal.value.message
    # The control: without the question asked of the list itself, the household would be gone without a word.
    monkeypatch.setattr(coming, "_forgotten", lambda dossier: [])
    decision = decide_lists(dossier=opined.dossier, ready=ready, by=opined.chair)
    assert "forgotten" not in movements(decision)


def test_lists_that_changed_since_they_were_made_ready_are_not_decided(opined):
    ready = prepare_decision(opined.again(), Signing("45/QĐ-UBND", today()), opined.chair)
    Outcome.objects.everywhere().filter(household__source_ref="comes").update(recognised_by="can_bo")
    with pytest.raises(ChangedMeanwhile):
        decide_lists(dossier=opined.dossier, ready=ready, by=opined.chair)


def test_many_leaving_at_once_are_confirmed_apart(opined, monkeypatch):
    monkeypatch.setattr(
        coming.ToDecide, "needs_second_confirmation", property(lambda self: self.delisted > 0)
    )
    with pytest.raises(Refused) as refusal:
        opined.decide()
    assert refusal.value.code == "delisting_not_confirmed"
    assert opined.decide(delisting_confirmed=True).delisting_confirmed


def test_the_share_and_the_number_of_who_leaves_ask_for_a_second_confirmation(opined):
    plan = coming.what_would_be_decided(opined.again())
    assert (plan.delisted, plan.opening, plan.needs_second_confirmation) == (1, 2, False)


def test_a_decision_names_who_comes_stays_and_leaves_and_closes_the_dossier(opined):
    decision = opined.decide()
    assert opined.again().state == DossierState.DECIDED.value
    assert decision.counts["lists"] == {
        "poor": 2,
        "near_poor": 0,
        "escaped_poor": 1,
        "escaped_near_poor": 0,
        "left": 0,
    }
    assert movements(decision) == {"stays": "stay_poor", "leaves": "poor_out", "comes": "new_poor"}
    assert decision.effective_from == date(2023, 1, 1)
    assert listed_on(opined, date(2022, 12, 31)) == {"stays", "leaves"}
    assert listed_on(opined, date(2023, 1, 1)) == {"stays", "comes"}
    # What was decided is closed, in the program and in the database.
    with pytest.raises(Refused):
        opined.classify()
    for change in (
        lambda: Outcome.objects.everywhere().update(reason="sửa"),
        lambda: DecidedHousehold.objects.everywhere().update(list_class="poor"),
        lambda: ListEntry.objects.everywhere().filter(decision=decision).delete(),
        lambda: Decision.objects.everywhere().update(paper_number="1"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_paper_of_the_system_takes_its_number_from_the_register(opined):
    decision = opined.decide(number="")
    assert decision.paper_number == "01/QĐ-UBND"
    assert opined.dossier.moves.everywhere().get(verb="decide_lists").paper.number == 1


def test_the_province_seals_what_was_decided_and_who_decided_does_not(opined):
    with pytest.raises(Refused):
        approve(campaign=opined.campaign, unit=opined.dossier.unit, by=opined.province)
    decision = opined.decide()
    with pytest.raises(Refused) as refusal:
        approve(campaign=opined.campaign, unit=opined.dossier.unit, by=opined.maker)
    assert refusal.value.code == "maker_approves"
    with pytest.raises(Refused) as refusal:
        approve(campaign=opined.campaign, unit=opined.dossier.unit, by=opined.chair)
    assert "quyết định công nhận danh sách" in refusal.value.message
    (version,) = approve(campaign=opined.campaign, unit=opined.dossier.unit, by=opined.province)
    entries = ListEntry.objects.everywhere().filter(version=version)
    assert set(entries.values_list("decision_no", "effective_from")) == {("45/QĐ-UBND", date(2023, 1, 1))}
    assert listed_on(opined, date(2023, 1, 1)) == {"stays", "comes"}
    assert version.counts["poor"] == decision.counts["lists"]["poor"]
