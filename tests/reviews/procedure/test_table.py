"""Every verb in every state, of every regime: what the table has no row for is refused, with what comes next."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansinh.kernel.errors import Refused
from ansinh.places.models import Unit
from ansinh.reviews.enums import DossierState
from ansinh.reviews.models import Dossier, Round
from ansinh.reviews.procedure.diagram import drawing, mermaid
from ansinh.reviews.procedure.manual import procedure_manual
from ansinh.reviews.procedure.moves import MOVES, ORDER, Verb, move_for, moves_of, states_of
from ansinh.reviews.procedure.moving import check_step
from ansinh.reviews.procedure.regime import regime, regime_for, regime_on, regimes

COURSES = [(law, period) for law in regimes() for period in ("2024", "2024-03")]


def dossier(law: str, period: str, state: str) -> Dossier:
    campaign = Round(
        period=period, procedure=law, as_of=date(2024, 12, 14), list_year=2025, standards=["vn-2022"]
    )
    return Dossier(round=campaign, unit=Unit(name="Xã Thử", level="commune"), state=state)


@pytest.mark.parametrize(("law", "period"), COURSES)
def test_what_the_table_has_no_row_for_is_refused_with_the_state_or_the_regime(law, period):
    allowed = {(one.source.value, one.verb) for one in moves_of(regime(law), in_year="-" in period)}
    found = set()
    for state in DossierState:
        for verb in Verb:
            try:
                check_step(dossier(law, period, state.value), verb)
            except Refused as refused:
                assert refused.code == "step_not_open"
                assert "Xã Thử" in refused.message
                continue
            found.add((state.value, verb))
    assert found == allowed


@pytest.mark.parametrize(("law", "period"), COURSES)
@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(data=st.data())
def test_a_random_course_never_leaves_the_table_and_only_approval_ends_it(law, period, data):
    rules, in_year, state = regime(law), "-" in period, DossierState.OPEN
    passed = {state}
    for _step in range(25):
        verb = data.draw(st.sampled_from(list(Verb)))
        row = move_for(rules, state.value, verb, in_year=in_year)
        if row is None:
            continue
        if row.target is DossierState.APPROVED:
            needed = set(states_of(rules, in_year=in_year)) - {DossierState.APPROVED}
            assert passed >= needed
        state = row.target
        passed = (
            passed | {state}
            if not row.back
            else {one for one in passed if ORDER.index(one) <= ORDER.index(state)} | {state}
        )
    assert state in states_of(rules, in_year=in_year)


def test_who_makes_a_step_does_not_decide_the_next_one():
    deciding = {Verb.GIVE_OPINION, Verb.DECIDE_LISTS, Verb.APPROVE}
    made = {
        one.permission
        for one in MOVES
        if one.verb not in deciding | {Verb.CORRECT, Verb.RETURN_BY_DISTRICT, Verb.RETURN_BY_PROVINCE}
    }
    assert not made & {one.permission for one in MOVES if one.verb in deciding}


def test_the_district_is_asked_until_30_june_2025_and_never_within_the_year():
    opined = {
        (law, period): DossierState.OPINED in states_of(regime(law), in_year="-" in period)
        for law, period in COURSES
    }
    assert {key for key, asked in opined.items() if asked} == {("tt-17-2016", "2024"), ("qd-24-2021", "2024")}


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ("2020", "tt-17-2016"),
        ("2021", "qd-24-2021"),
        ("2024", "qd-24-2021"),
        ("2025-06", "qd-24-2021"),
        ("2025-07", "qd-24-2021-two-tier"),
        ("2025", "qd-24-2021-two-tier"),
    ],
)
def test_a_round_runs_under_the_law_of_its_first_day(period, code):
    assert regime_for(period).code == code


def test_no_day_has_two_laws():
    days = [date(2021, 8, 31), date(2021, 9, 1), date(2025, 6, 30), date(2025, 7, 1)]
    assert [regime_on(day).code for day in days] == [
        "tt-17-2016",
        "qd-24-2021",
        "qd-24-2021",
        "qd-24-2021-two-tier",
    ]
    for day in days:
        assert len([one for one in regimes().values() if one.is_law and one.holds_on(day)]) == 1


def test_days_that_nobody_read_are_unverified():
    law = regime("qd-24-2021")
    assert {code: clock.unverified for code, clock in law.clocks.items()} == {
        "posting": True,
        "recheck": True,
        "reposting": True,
        "opinion": True,
        "agricultural_posting": False,
        "agricultural_recheck": False,
    }
    assert not law.meeting_share.unverified


@pytest.mark.parametrize(("law", "period"), COURSES)
def test_the_diagram_draws_every_row_that_moves_and_no_other(law, period):
    in_year = "-" in period
    rows = {
        (one.source.value, one.target.value)
        for one in moves_of(regime(law), in_year=in_year)
        if not one.stays
    }
    arrows = {
        tuple(line.split(":")[0].split(" --> "))
        for line in mermaid(regime(law), in_year=in_year).splitlines()
        if " --> " in line and "[*]" not in line
    }
    assert {(a.strip(), b.strip()) for a, b in arrows} == rows
    assert len(drawing(regime(law), in_year=in_year).ways) == sum(
        not one.stays for one in moves_of(regime(law), in_year=in_year)
    )


def test_the_manuals_page_is_the_table():
    page = Path(__file__).parents[3] / "docs" / "procedure.md"
    assert page.read_text(encoding="utf-8") == procedure_manual()
