"""A paper goes out to units (all of a level below in one act, or chosen ones) and to others, and comes back acknowledged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.places.models import Unit
from ansinh.places.queries import units_under
from ansinh.plans.correcting import held_to_write
from ansinh.plans.models import Document, Recipient
from ansinh.plans.policies import check_issued


@dataclass(frozen=True, slots=True)
class Receipts:
    """To how many units a paper went, how many of them said that it came, to how many outside of the system it went."""

    units: int
    acknowledged: int
    outside: int

    @property
    def waiting(self) -> int:
        return self.units - self.acknowledged


def receipts_of(document: Document) -> Receipts:
    """One read whatever their number."""
    found = document.recipients.aggregate(
        units=Count("pk", filter=Q(unit__isnull=False)),
        acknowledged=Count("pk", filter=Q(acknowledged_on__isnull=False)),
        outside=Count("pk", filter=Q(unit=None)),
    )
    return Receipts(**found)


def units_below(unit: Unit, level: str, on: date) -> list[Unit]:
    """The units of ``level`` (``UnitLevel``) in ``unit`` on a day; of a unit that has ended, on its last day."""
    return units_under(unit, min(on, unit.valid_until or on), level)


@action(EventName.DOCUMENT_SENT)
def send_document(
    *, document: Document, units: Sequence[Unit], sent_on: date, by: Actor, others: Iterable[str] = ()
) -> int:
    """Send an issued paper on a day; how many recipients came to those it had. Who has it already is passed over.

    Raises ``Refused`` for who does not keep the paper, a draft, or where everybody named has it; ``UnusableInput`` where nobody is
    named or the day is before that of the paper or to come.
    """
    held = held_to_write(document, by)
    check_issued(held)
    if sent_on > today() or (held.issued_on is not None and sent_on < held.issued_on):
        raise UnusableInput(_("Ngày gửi phải từ ngày ban hành đến hôm nay."), code="day_outside")
    words = [said for one in others if (said := clean(one)[:200])]
    if not units and not words:
        raise UnusableInput(_("Hãy chọn đơn vị, hoặc ghi nơi nhận khác."), code="nobody_named")
    there = set(held.recipients.filter(unit__isnull=False).values_list("unit_id", flat=True))
    told = set(held.recipients.filter(unit=None).values_list("sent_to", flat=True))
    last = held.recipients.aggregate(last=Max("position"))["last"]
    rows: list[tuple[str, Unit | None]] = [(one.name, one) for one in units if one.pk not in there]
    rows += [(said, None) for said in dict.fromkeys(words) if said not in told]
    if not rows:
        raise Refused(_("Các nơi này đã được gửi văn bản rồi."), code="sent_already")
    Recipient.objects.bulk_create(
        [
            Recipient(
                document=held,
                position=number,
                sent_to=name,
                unit=unit,
                sent_on=sent_on,
                sent_by=by.label,
            )
            for number, (name, unit) in enumerate(rows, start=0 if last is None else last + 1)
        ],
        batch_size=500,
    )
    place = held.keeper or held.issuer_unit
    note(
        subject=f"document:{held.pk}",
        place=place.code if place else "",
        units=sum(1 for _name, unit in rows if unit is not None),
        others=sum(1 for _name, unit in rows if unit is None),
    )
    return len(rows)
