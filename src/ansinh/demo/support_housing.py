"""The housing programme of the demonstration's year, to 1 July: surveyed, approved by a second officer, paid from several sources, built
in stages and accepted; one work is given up with its reason, and some are late."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from ansinh.demo.support_people import SupportPeople
from ansinh.households.models import Household
from ansinh.places.models import Unit
from ansinh.support.housing.building import accept_work, reach_stage, withdraw_work
from ansinh.support.housing.deciding import approve_works, propose_works
from ansinh.support.housing.money import plan_money, receive_money
from ansinh.support.housing.programmes import write_programme
from ansinh.support.housing.surveying import lacking, survey_dwelling
from ansinh.support.models import HousingProgramme, HousingWork
from ansinh.support.models.housing_enums import DwellingState, MoneySource, WorkKind, WorkState

_POLICY, _ACT = "NO-3", "Số liệu minh họa: kế hoạch hỗ trợ nhà ở"
_HOUSES = 6
_GROUND = "Số liệu minh họa: hộ nghèo, cận nghèo thiếu hụt chất lượng nhà ở theo danh sách của xã"
# What a house costs, the programme's part and the family's, in đồng: invented, as the act's amounts were not found.
_NEW = (130_000_000, {MoneySource.DISTRICT: (80_000_000, 0), MoneySource.KIN: (30_000_000, 20)})
_REPAIR = (60_000_000, {MoneySource.DISTRICT: (40_000_000, 0), MoneySource.HOUSEHOLD: (20_000_000, 10)})
_STAGES = (WorkState.BEGUN, WorkState.FOUNDATION, WorkState.ROOFED, WorkState.DONE)


def build_houses(district: Unit, communes: Sequence[Unit], last: date, people: SupportPeople) -> None:
    """A programme whose deadline is the last 1 July before ``last``, with its works at the communes; one that is there is left."""
    deadline = date(last.year if last >= date(last.year, 7, 1) else last.year - 1, 7, 1)
    begins = date(deadline.year, 1, 5)
    programme = HousingProgramme.objects.filter(unit=district, act=_ACT).first() or write_programme(
        unit=district,
        policy=_POLICY,
        name="Số liệu minh họa: xóa nhà tạm, nhà dột nát đến 01/7",
        act=_ACT,
        begins_on=begins,
        deadline=deadline,
        by=people.maker,
    )
    for unit in communes:
        if HousingWork.objects.everywhere().filter(programme=programme, unit=unit).exists():
            continue
        works = _survey(programme, unit, begins, people)
        if works:
            _approve(programme, unit, works, begins + timedelta(days=40), people)
            _build(works, begins + timedelta(days=50), people)


def _survey(
    programme: HousingProgramme, unit: Unit, begins: date, people: SupportPeople
) -> list[HousingWork]:
    """The first of the order, half of them to be built anew."""
    found = lacking([unit.pk], programme, begins + timedelta(days=20))["household_id"].to_list()[:_HOUSES]
    homes = Household.objects.everywhere().select_related("unit").in_bulk([UUID(one) for one in found])
    return [
        survey_dwelling(
            household=homes[UUID(one)],
            programme=programme,
            kind=WorkKind.NEW if number % 2 == 0 else WorkKind.REPAIR,
            dwelling=DwellingState.MAKESHIFT if number % 2 == 0 else DwellingState.DILAPIDATED,
            surveyed_on=begins + timedelta(days=20),
            finding="Số liệu minh họa: mái dột, tường nứt, nền thấp",
            ground=_GROUND,
            cost=(_NEW if number % 2 == 0 else _REPAIR)[0],
            by=people.maker,
        )
        for number, one in enumerate(found)
    ]


def _approve(
    programme: HousingProgramme, unit: Unit, works: list[HousingWork], on: date, people: SupportPeople
) -> None:
    chosen = [one.pk for one in works]
    proposal = propose_works(programme=programme, unit=unit, chosen=chosen, on=on, by=people.maker)
    approve_works(
        proposal=proposal, decision_no=f"{proposal.pk}/QĐ-UBND", on=on + timedelta(days=5), by=people.chair
    )


def _build(works: list[HousingWork], begins: date, people: SupportPeople) -> None:
    """Of six, three are accepted before the deadline, one is done and waits, one stands at its foundation, one is given up."""
    for number, work in enumerate(works):
        cost, sources = _NEW if work.kind == WorkKind.NEW.value else _REPAIR
        if number == len(works) - 1 and number > 0:
            withdraw_work(work=work, reason="Hộ đề nghị lùi sang năm sau", on=begins, by=people.maker)
            continue
        plan_money(work=work, cost=cost, sources=sources, on=begins, by=people.maker)
        reached = _STAGES[: 2 if number == len(works) - 2 else len(_STAGES)]
        for step, stage in enumerate(reached):
            on = begins + timedelta(days=10 + 25 * step)
            reach_stage(work=work, stage=stage, on=on, by=people.maker)
        for source, (amount, days) in sources.items():
            receive_money(
                work=work, source=source, amount=amount, labour_days=days, on=begins + timedelta(days=12),
                document="Số liệu minh họa: phiếu chi, biên nhận", by=people.maker,
            )  # fmt: skip
        if number < len(works) - 3:
            accept_work(
                work=work, on=begins + timedelta(days=100), record_no=f"{work.pk}/BBNT", by=people.chair
            )
