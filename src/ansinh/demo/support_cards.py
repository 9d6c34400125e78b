"""Health insurance in the demonstration's year: the list of a month of some communes, made by one officer and approved by the other,
and the insurer's file that comes back with invented numbers."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from ansinh.demo.building import clean_check
from ansinh.demo.support_people import SupportPeople
from ansinh.exchange.health_cards import accept_cards, check_cards
from ansinh.places.models import Unit
from ansinh.support.insurance.making import approve_list, prepare_list
from ansinh.support.models import CardLine, CardList
from ansinh.support.models.health_card_enums import COVERED_BY, Answer, ListState, RefusedFor
from ansinh.work.tables.writing import write_rows

# One in so many has a card by another group, as the insurer says; one in so many was not answered yet.
_INSURED_ONE_IN, _WAITING_ONE_IN = 40, 25
# No real number of social insurance begins so.
_INVENTED = 99_0000_0000


def hand_out_cards(communes: Sequence[Unit], month_from: date, folder: Path, people: SupportPeople) -> None:
    """Make and approve the list of a month at these communes, and bring in what the insurer answered; what is there is left."""
    month = f"{month_from.year:04d}-{month_from.month:02d}"
    for unit in communes:
        lists = CardList.objects.everywhere().filter(unit=unit)
        if not lists.exists():
            prepare_list(unit=unit, month=month, by=people.maker)
        waiting = lists.filter(state=ListState.PREPARED.value).first()
        if waiting is not None:
            many = waiting.added + waiting.changed + waiting.removed
            approve_list(card_list=waiting, people=many, by=people.chair)
        path = folder / f"cards-{unit.code}.csv"
        if not path.exists():
            write_rows(path, _answers(unit, date(month_from.year, 12, 31)))
        accept_cards(checked=clean_check(check_cards(path)), by=people.maker)


def _answers(unit: Unit, until: date) -> pl.DataFrame:
    """The insurer's file about a commune's approved lines."""
    lines = CardLine.objects.everywhere().filter(
        unit=unit, change__in=COVERED_BY, counts=True, list__state=ListState.APPROVED.value
    )
    rows = []
    for number, line in enumerate(lines.order_by("pk")):
        if number % _WAITING_ONE_IN == 0:
            continue
        insured = number % _INSURED_ONE_IN == 1
        rows.append(
            {
                "reference": line.reference,
                "result": Answer.REFUSED.value if insured else Answer.ISSUED.value,
                "card_number": "" if insured else str(_INVENTED + line.pk),
                "valid_from": "" if insured else line.valid_from.isoformat(),
                "valid_until": "" if insured else until.isoformat(),
                "refused_for": RefusedFor.INSURED_OTHERWISE.value if insured else "",
                "reason": "đang đi làm, công ty đóng" if insured else "",
            }
        )
    return pl.DataFrame(rows)
