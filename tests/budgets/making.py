"""An invented province with two communes, who makes and who approves there, and money to begin with."""

from dataclasses import dataclass
from datetime import date

from tests.households.making import unit

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, Actor, actor_of
from ansinh.budgets.actions import approve_act, propose_allocation, propose_money
from ansinh.budgets.enums import PaymentKind, Source
from ansinh.budgets.lines import Purpose
from ansinh.budgets.models import BudgetAct, BudgetLine
from ansinh.budgets.paying import Paid, record_payment
from ansinh.budgets.policies import PaperRef
from ansinh.budgets.ruling import Share
from ansinh.places.models import Unit

YEAR = 2025
PAPER = PaperRef(number="12/QĐ-UBND", on=date(2025, 1, 15))
ROADS = Purpose(Source.CENTRAL, "infrastructure", project="Đường thôn")


def somebody(name: str, role: str, at: Unit, **more) -> Actor:
    user = register_user(username=name, full_name="Nguyễn Văn Sổ", by=SYSTEM)
    give_role(user=user, role=role, unit=at, valid_from=date(2022, 1, 1), by=SYSTEM, **more)
    return actor_of(user)


@dataclass
class Place:
    """``line`` is the province's, with a billion đồng."""

    province: Unit
    one: Unit
    two: Unit
    maker: Actor
    chair: Actor
    commune_maker: Actor
    commune_chair: Actor
    line: BudgetLine


def granted(
    place_or_unit: Unit, amount: int, maker: Actor, chair: Actor, purpose: Purpose = ROADS
) -> BudgetLine:
    act = propose_money(unit=place_or_unit, year=YEAR, purpose=purpose, amount=amount, paper=PAPER, by=maker)
    approve_act(act=act, by=chair)
    return act.entries.everywhere().get().line


def world() -> Place:
    province = unit("91")
    one, two = unit("91001", parent=province), unit("91002", parent=province)
    maker, chair = somebody("so", "province_officer", province), somebody("duyet", "province_chair", province)
    return Place(
        province, one, two, maker, chair,
        somebody("xa", "commune_officer", one), somebody("chutich", "commune_chair", one),
        granted(province, 1_000_000_000, maker, chair),
    )  # fmt: skip


def fresh(line: BudgetLine) -> BudgetLine:
    return BudgetLine.objects.everywhere().select_related("unit").get(pk=line.pk)


def sums(line: BudgetLine) -> tuple[int, int, int, int]:
    row = fresh(line)
    return row.granted, row.allocated, row.disbursed, row.left


def handed(place: Place, amount: int, to: Unit | None = None, *, approve: bool = True) -> BudgetAct:
    """Money of the province's line to its first commune."""
    act = propose_allocation(
        giver=place.line, paper=PAPER, shares=[Share((to or place.one).pk, amount)], by=place.maker
    )
    return approve_act(act=act, by=place.chair) if approve else act


def line_at(at: Unit) -> BudgetLine:
    return BudgetLine.objects.everywhere().get(unit=at, year=YEAR)


def slip(line: BudgetLine, amount: int, number: str = "01/UNC", position: int = 1, **more) -> Paid:
    given = {"kind": PaymentKind.PAYMENT, "paper_on": date(2025, 3, 1)} | more
    return Paid(line.pk, amount=amount, paper_no=number, paper_line=position, **given)


def paid(place: Place, line: BudgetLine, amount: int, number: str = "01/UNC") -> BudgetAct:
    act = record_payment(line=line, paid=slip(line, amount, number), by=place.maker)
    return approve_act(act=act, by=place.chair)
