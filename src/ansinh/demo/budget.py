"""A small budget of a demonstrated place, drawn up and approved as its two officers would. Every amount and number of a paper in it
is invented and says so; only what it is for follows the words of the plans (sources [HD25:181-185], communes with a high poor rate
first [TK23:248], money of people and enterprises for houses [TN23:93])."""

from datetime import date

from ansinh.accounts.actor import Actor, actor_of
from ansinh.budgets.actions import approve_act, propose_allocation, propose_money
from ansinh.budgets.enums import PaymentKind, Rule, Source
from ansinh.budgets.lines import Purpose
from ansinh.budgets.models import BudgetLine
from ansinh.budgets.paying import Paid, record_payment
from ansinh.budgets.policies import PaperRef
from ansinh.datasets.models import Version
from ansinh.demo.building import Place
from ansinh.demo.officers import users_of

INVENTED = "Số minh họa, không có thật"
_GRANTS = (
    (Purpose(Source.CENTRAL, "infrastructure"), 12_000_000_000),
    (Purpose(Source.COUNTERPART, "infrastructure"), 3_000_000_000),
    (Purpose(Source.RECURRENT, "capacity"), 400_000_000),
    (Purpose(Source.SOCIAL, "housing"), 2_500_000_000),
)
_EACH = 1_500_000_000


def write_budget(place: Place, version: Version, *, by: Actor) -> None:
    """The budget of the year after ``version``; nothing where there is one."""
    year, unit = int(version.period) + 1, version.unit
    if BudgetLine.objects.everywhere().filter(unit=unit, year=year).exists():
        return
    maker, chair = (actor_of(user) for user in users_of(place, by=by))
    lines: dict[tuple[str, str], BudgetLine] = {}
    for number, (purpose, amount) in enumerate(_GRANTS, start=1):
        act = propose_money(
            unit=unit, year=year, purpose=purpose, amount=amount, paper=_paper(number, year), remark=INVENTED, by=maker
        )  # fmt: skip
        approve_act(act=act, by=chair)
        lines[purpose.source, purpose.component] = act.entries.everywhere().get().line
    rates, homes = lines[Source.CENTRAL, "infrastructure"], lines[Source.SOCIAL, "housing"]
    for number, (line, rule, amount) in enumerate(
        ((rates, Rule.COMMUNE_RATE, 10_000_000_000), (homes, Rule.POOR_HOUSEHOLDS, 2_000_000_000)), start=5
    ):
        act = propose_allocation(
            giver=line, paper=_paper(number, year), rule=rule, version=version, amount=amount,
            each=_EACH if rule is Rule.COMMUNE_RATE else None, remark=INVENTED, by=maker,
        )  # fmt: skip
        approve_act(act=act, by=chair)
    work = lines[Source.RECURRENT, "capacity"]
    paid = Paid(
        work.pk, PaymentKind.PAYMENT, 120_000_000, "01/UNC-MINH-HOA", date(year, 6, 15), content="Tập huấn"
    )
    approve_act(act=record_payment(line=work, paid=paid, remark=INVENTED, by=maker), by=chair)


def _paper(number: int, year: int) -> PaperRef:
    return PaperRef(number=f"{number:02}/QĐ-MINH-HOA", on=date(year, 1, 15))
