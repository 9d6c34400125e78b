"""The list on which many sign for support in kind: of one policy, kind and day, at a commune or one village of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from ansinh.accounts.actor import Actor
from ansinh.agencies.kinds import agency_kind
from ansinh.kernel.dates import shown_date
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _, speaking
from ansinh.kernel.money_words import amount_in_words
from ansinh.kernel.numbers import shown_number
from ansinh.papers.contexts import HandoverLine, HandoverList, HandoverVillage
from ansinh.papers.kinds import KindCode
from ansinh.papers.models import Paper
from ansinh.places.models import Unit
from ansinh.support.delivery.kinds import delivery_kinds
from ansinh.support.delivery.words import policy_words
from ansinh.support.models import Delivery
from ansinh.support.models.delivery_enums import DeliveryState
from ansinh.support.paper_links import MOST_LINES, handover_subject
from ansinh.support.papers.issuing import Drafted, Signing, check_issues, issue_once


@dataclass(frozen=True)
class Handed:
    """What was handed over: of one policy, kind and day; ``village`` blank for the whole commune."""

    unit: Unit
    policy: str
    kind: str
    given_on: date
    village: str = ""

    @property
    def subject(self) -> str:
        return handover_subject(self.unit.pk, self.policy, self.kind, self.given_on, self.village)

    def rows(self) -> QuerySet[Delivery]:
        """Its deliveries that were not withdrawn, village by village."""
        found = Delivery.objects.everywhere().filter(
            unit=self.unit, policy=self.policy, kind=self.kind, given_on=self.given_on
        )
        found = found.exclude(state=DeliveryState.WITHDRAWN.value)
        if self.village:
            found = found.filter(village=self.village)
        return found.select_related("household", "person").order_by(
            "village", "household__head_name_sort", "pk"
        )


def drafted_handover_list(*, handed: Handed, written: Signing, by: Actor, most: int | None = None) -> Drafted:
    """What ``issue_handover_list`` would issue, and a preview shows (``most``: so many lines of it). Raises as it does."""
    check_issues(by, handed.unit)
    rows = list(handed.rows()[: MOST_LINES + 1])
    check_handed(rows)
    with speaking("vi"):
        context = _context(handed, rows, written, most)
    where = f", {handed.village}" if handed.village else ""
    return Drafted(
        kind=KindCode.HANDOVER_LIST,
        context=context,
        # Who makes the same list at the same time waits for its first delivery.
        about=min(rows, key=lambda one: one.pk),
        unit=handed.unit,
        subject=handed.subject,
        title=f"Danh sách ký nhận hỗ trợ {handed.policy} ngày {shown_date(handed.given_on)}{where}",
        why=written.why,
    )


def issue_handover_list(*, handed: Handed, written: Signing, by: Actor) -> Paper:
    """Issue the list with the next number of its commune. A second one replaces it and says why.

    Raises ``Refused`` where nothing was handed over, for more people than a list holds, or where ``by`` issues no papers;
    ``UnusableInput`` without the reason of a replacement.
    """
    return issue_once(drafted_handover_list(handed=handed, written=written, by=by), by=by)


def check_handed(rows: Sequence[Delivery]) -> None:
    """Raise ``Refused`` where nobody would sign, or more than a list holds."""
    if not rows:
        raise Refused(
            _(
                "Không có khoản nào của chính sách và loại này được giao ngày ấy ở đây. Hãy xem ngày giao ở danh sách Hỗ trợ đã giao."
            ),
            code="nothing_handed",
        )
    if len(rows) > MOST_LINES:
        raise Refused(
            _("Danh sách dài hơn {most} dòng. Hãy chọn từng thôn, tổ để mỗi nơi ký một danh sách.").format(
                most=shown_number(MOST_LINES)
            ),
            code="too_long",
        )


def _context(handed: Handed, rows: Sequence[Delivery], written: Signing, most: int | None) -> HandoverList:
    kind = delivery_kinds().get(handed.kind)
    amounts = [one.amount for one in rows]
    # A sum is told only where every part of it is known.
    amount = None if None in amounts else sum(one for one in amounts if one is not None)
    villages = tuple(
        _village(name or "–", list(part)) for name, part in groupby(rows, lambda one: one.village)
    )
    return HandoverList(
        given_on=handed.given_on,
        village=handed.village,
        policy=policy_words(handed.policy),
        kind=kind.words if kind else "",
        counts=kind.counted_words if kind else "",
        agency=", ".join(dict.fromkeys(str(agency_kind(one.agency).words) for one in rows)),
        lines=len(rows),
        quantity=sum(one.quantity for one in rows),
        amount=amount,
        amount_words=amount_in_words(amount) if amount is not None else "",
        villages=villages,
        total=(_village("Cộng", rows),),
        receivers=tuple(_line(row, order) for order, row in enumerate(rows[:most], start=1)),
        signatory=written.signatory,
    )


def _village(name: str, rows: Sequence[Delivery]) -> HandoverVillage:
    return HandoverVillage(name=name, lines=len(rows), quantity=sum(one.quantity for one in rows))


def _line(row: Delivery, order: int) -> HandoverLine:
    head = row.household.head_name or _("(chưa có tên)")
    return HandoverLine(
        order=order,
        village=row.village,
        name=(row.person.full_name if row.person else "") or head,
        head_name=head,
        quantity=row.quantity,
        amount=row.amount,
        document=row.document,
    )
