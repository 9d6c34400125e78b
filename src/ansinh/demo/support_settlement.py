"""The settlement of the demonstration's cards: drawn up for the month that is over, beside the insurer's invented figures, closed by
a second person."""

from datetime import date

from ansinh.demo.outreach_people import OutreachPeople
from ansinh.places.models import Unit
from ansinh.support.insurance.settling.comparing import groups_of
from ansinh.support.insurance.settling.figures import record_figure
from ansinh.support.insurance.settling.making import approve_settlement, prepare_settlement
from ansinh.support.models import CardSettlement
from ansinh.support.models.health_card_enums import ListState

_SAID = "Số liệu minh họa: bảng kê của cơ quan bảo hiểm"
_WHY = "Số liệu minh họa: bảo hiểm tính thiếu một thẻ, đã gửi công văn; bù vào kỳ sau."


def settle_cards(district: Unit, month: date, people: OutreachPeople) -> None:
    """Settle the cards of a month at the district, from wherever it stands."""
    rows = CardSettlement.objects.everywhere().filter(unit=district)
    if not rows.exclude(state=ListState.DROPPED.value).exists():
        called = f"{month:%Y-%m}"
        prepare_settlement(unit=district, first=called, last=called, by=people.maker)
    waiting = rows.filter(state=ListState.PREPARED.value).first()
    if waiting is None:
        return
    for number, one in enumerate(groups_of(waiting)):
        short = one.owed.state // max(one.people, 1) if number == 0 else 0
        record_figure(
            settlement=waiting, policy=one.policy, people=one.people - (1 if short else 0),
            state_amount=one.owed.state - short, local_amount=one.owed.local, own_amount=one.owed.own, document=_SAID,
            by=people.maker,
        )  # fmt: skip
    approve_settlement(settlement=waiting, total=waiting.amount, explained=_WHY, by=people.chair)
