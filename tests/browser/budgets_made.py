"""Money of a commune of the demonstration, given, paid and settled by its officers, so that the pages of each are walked."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from ansinh.accounts.actor import Actor
from ansinh.budgets.actions import approve_act, propose_money
from ansinh.budgets.enums import PaymentKind, Source
from ansinh.budgets.lines import Purpose
from ansinh.budgets.paying import Paid, record_payment
from ansinh.budgets.policies import PaperRef
from ansinh.budgets.settling import prepare_settlement
from ansinh.places.models import Unit

YEAR = 2024


def make_budgets(unit: Unit, maker: Actor, chair: Actor) -> Iterator[tuple[str, str, str, str]]:
    """Route, who opens it, the page that leads there, its address: as ``made.Made``."""
    act = propose_money(
        unit=unit,
        year=YEAR,
        purpose=Purpose(Source.SOCIAL, "housing", project="Nhà thử"),
        amount=50_000_000,
        paper=PaperRef(number="1/QĐ-THỬ", on=date(YEAR, 1, 5)),
        by=maker,
    )
    approve_act(act=act, by=chair)
    line = act.entries.everywhere().get().line
    paid = Paid(line.pk, PaymentKind.PAYMENT, 30_000_000, "1/UNC-THỬ", date(YEAR, 5, 6))
    payment = record_payment(line=line, paid=paid, by=maker)
    approve_act(act=payment, by=chair)
    settlement = prepare_settlement(unit=unit, year=YEAR, by=maker)
    at = reverse("budgets:line", kwargs={"budget_line_id": line.pk})
    yield "budgets:line", "canboxa", reverse("budgets:lines"), at
    for name in ("adjust", "allocate", "pay"):
        yield f"budgets:{name}", "canboxa", at, reverse(f"budgets:{name}", kwargs={"budget_line_id": line.pk})
    where = reverse("budgets:act", kwargs={"budget_act_id": act.pk})
    yield "budgets:act", "canboxa", reverse("budgets:acts"), where
    one = payment.payments.everywhere().get()
    slip = reverse("budgets:payment", kwargs={"payment_id": one.pk})
    yield "budgets:payment", "canboxa", reverse("budgets:payments"), slip
    of_year = reverse("budgets:settlement", kwargs={"settlement_id": settlement.pk})
    yield "budgets:settlement", "canboxa", reverse("budgets:settlements"), of_year
