"""Settlements: drawn up by one person, closed by another who typed what they come to, or dropped with the reason."""

from datetime import date, timedelta
from hashlib import sha256

import polars as pl
from django.db import IntegrityError
from django.db.models import Max, Sum

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.officers import check_not_close, close_to
from ansinh.kernel.bulk import fresh_ids, insert_frame, read_frame
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.progress import Progress, silent
from ansinh.places.models import Unit
from ansinh.support.delivery.paying import units_of
from ansinh.support.delivery.policies import check_approves, check_proposes, check_reason, check_second_person
from ansinh.support.insurance.changes import month_called
from ansinh.support.insurance.premiums import AMOUNTS
from ansinh.support.insurance.settling.comparing import agrees
from ansinh.support.insurance.settling.reckoning import Reckoned, reckon, rests_on
from ansinh.support.models import CardSettlement, HealthCard, SettledCard, SettledSpan
from ansinh.support.models.health_card_enums import ListState

_SIGNED = ("line_id", "months", *AMOUNTS, "unreckoned")
_MOST_MONTHS, _MOST_BEFORE = 24, 60
LONGEST = 3_000
"""A settlement of more cards is drawn up by a job."""
MOST_CARDS = 30_000
"""Of more cards a request does not reckon beforehand either."""


def what_is_settled(*, unit: Unit, first: str, last: str, by: Actor, since: str = "") -> Reckoned:
    """What a settlement would hold now, without drawing it up. ``since``: the month from which it asks for months before the period
    that were settled nowhere; blank: for none but those that an earlier settlement asked for.

    Raises ``Refused`` where ``by`` may not, for a period that is not over or before one that was settled; ``UnusableInput`` for no
    months, none of a period, a ``since`` that is not before it or too long ago.
    """
    return reckon(units_of(unit, by), *check_period(unit=unit, first=first, last=last, by=by, since=since))


def check_period(
    *, unit: Unit, first: str, last: str, by: Actor, since: str = ""
) -> tuple[date, date, date | None]:
    """The first and last day of a period that ``by`` may settle at the place now, and from when before it; raises as
    ``what_is_settled`` does."""
    check_proposes(by, unit.pk)
    period_from, period_until = _period(first, last)
    before = _before(since, period_from)
    if period_until >= today():
        raise Refused(
            _("Kỳ này chưa hết nên chưa quyết toán được. Hãy chọn kỳ kết thúc trước tháng này."),
            code="period_not_over",
        )
    earlier = CardSettlement.objects.everywhere().filter(unit=unit).exclude(state=ListState.DROPPED.value)
    settled_to = earlier.aggregate(last=Max("period_until"))["last"]
    if settled_to is not None and period_until < settled_to:
        raise Refused(
            _(
                "Đã quyết toán đến hết {month}. Kỳ sau ghi chênh lệch của kỳ trước, nên không lập lùi: hãy chọn kỳ kết thúc từ tháng ấy."
            ).format(month=f"{settled_to.month:02d}/{settled_to.year}"),
            code="period_before",
        )
    return period_from, period_until, before


def _before(since: str, period_from: date) -> date | None:
    """The month ``since``, nothing for a blank one."""
    if not since:
        return None
    month = month_called(since)
    months = (period_from.year - month.year) * 12 + period_from.month - month.month
    if not 0 < months <= _MOST_BEFORE:
        raise UnusableInput(
            _(
                "Tháng bắt đầu tính phải trước tháng đầu của kỳ và không quá {months} tháng. Hãy chọn lại, hoặc để trống."
            ).format(months=_MOST_BEFORE),
            code="since_wrong",
        )
    return month


def _period(first: str, last: str) -> tuple[date, date]:
    """The first day of the first month and the last day of the last."""
    begins, ends = month_called(first), month_called(last)
    months = (ends.year - begins.year) * 12 + ends.month - begins.month + 1
    if not 0 < months <= _MOST_MONTHS:
        raise UnusableInput(
            _("Kỳ phải từ tháng trước đến tháng sau và không quá {months} tháng.").format(
                months=_MOST_MONTHS
            ),
            code="period_wrong",
        )
    after = date(ends.year + ends.month // 12, ends.month % 12 + 1, 1)
    return begins, after - timedelta(days=1)


def check_none_waits(unit: Unit) -> None:
    """Raise ``Refused`` while a settlement of the place waits to be closed."""
    if CardSettlement.objects.everywhere().filter(unit=unit, state=ListState.PREPARED.value).exists():
        raise Refused(
            _("Một bản quyết toán của nơi này đang chờ duyệt. Hãy duyệt hoặc bỏ bản ấy trước."),
            code="one_waits",
        )


def cards_of(unit: Unit, by: Actor) -> int:
    """How many cards a settlement of the place asks about."""
    return HealthCard.objects.everywhere().filter(unit__in=units_of(unit, by), in_force=True).count()


def prepare_settlement(
    *, unit: Unit, first: str, last: str, by: Actor, since: str = "", progress: Progress = silent
) -> CardSettlement:
    """Draw up the settlement of a place: everything is computed before the one short transaction. Raises ``Refused`` where nothing is
    to be settled, another waits, or somebody settled the same meanwhile."""
    check_none_waits(unit)
    progress("read")
    found = what_is_settled(unit=unit, first=first, last=last, by=by, since=since)
    if found.cards.is_empty():
        raise Refused(
            _("Không có thẻ nào có hiệu lực chưa quyết toán, cũng không có chênh lệch của kỳ trước."),
            code="nothing_to_settle",
        )
    progress("write", 0, found.cards.height)
    try:
        return write_settlement(unit=unit, found=found, by=by)
    except IntegrityError as failure:
        raise Refused(
            _(
                "Có thẻ vừa được đưa vào bản quyết toán khác. Chưa ghi gì; hãy duyệt hoặc bỏ bản ấy rồi xem trước lại."
            ),
            code="settled_meanwhile",
        ) from failure


@action(EventName.CARD_SETTLEMENT_MADE)
def write_settlement(*, unit: Unit, found: Reckoned, by: Actor) -> CardSettlement:
    """Write a computed settlement. The database refuses a card in two that are drawn up and a month settled twice; what was closed
    since it was computed is refused here."""
    check_proposes(by, unit.pk)
    same = CardSettlement.objects.everywhere().filter(unit=unit)
    cards = found.cards
    made = CardSettlement.objects.create(
        unit=unit,
        period_from=found.period_from,
        period_until=found.period_until,
        number=(same.aggregate(last=Max("number"))["last"] or 0) + 1,
        people=cards["person_id"].n_unique(),
        months=found.total("months"),
        unreckoned=found.total("unreckoned"),
        since=found.since,
        left_out=found.left_out,
        unverified=found.unverified,
        digest=digest_of(cards),
        made_at=now(),
        made_by=by.label,
        **{name: found.total(name) for name in AMOUNTS},
    )
    keys = pl.Series("id", fresh_ids(SettledCard, cards.height), dtype=pl.Int64)
    rows = cards.with_columns(
        keys, settlement_id=pl.lit(made.pk, pl.Int64), open=pl.lit(value=True), counts=pl.lit(value=True)
    )
    insert_frame(SettledCard, rows)
    spans = found.spans.join(rows.select("line_id", settled_id="id"), on="line_id").drop("line_id")
    insert_frame(SettledSpan, spans)
    # After the cards are written: whoever would close another one of the same cards now waits, or is seen here.
    if rests_on(cards["unit_id"].unique().to_list()) - found.rests_on:
        raise Refused(
            _("Một bản quyết toán của các thẻ này vừa được duyệt. Chưa ghi gì; hãy xem trước lại."),
            code="settled_meanwhile",
        )
    note(
        subject=f"card_settlement:{made.pk}",
        place=unit.code,
        period=f"{found.period_from}/{found.period_until}",
        cards=cards.height,
        amount=made.amount,
        digest=made.digest,
    )
    return made


def digest_of(cards: pl.DataFrame) -> str:
    """SHA-256 over the cards in a fixed order, each value apart from the next."""
    row = pl.concat_str([pl.col(one).cast(pl.String) for one in _SIGNED], separator="\x1f")
    rows = cards.sort("line_id").select(row.alias("row"))["row"]
    return sha256("\n".join(rows).encode()).hexdigest()


def _cards_of(settlement: CardSettlement) -> pl.DataFrame:
    """The cards as they were drawn up: without those that only the insurer told of."""
    columns = ", ".join(f"c.{one}" for one in _SIGNED)
    rows = read_frame(
        f"SELECT {columns} FROM support_settledcard c WHERE c.settlement_id = %s",
        [settlement.pk],
        dict.fromkeys(_SIGNED, pl.Int64),
    )
    told_only = pl.all_horizontal(pl.col("months", *AMOUNTS, "unreckoned") == 0)
    spans = read_frame(
        "SELECT c.line_id FROM support_settledspan s JOIN support_settledcard c ON c.id = s.settled_id "
        "WHERE c.settlement_id = %s",
        [settlement.pk],
        {"line_id": pl.Int64},
    )
    return rows.filter(~told_only | pl.col("line_id").is_in(spans["line_id"].to_list()))


def held_settlement(settlement: CardSettlement) -> CardSettlement:
    """The settlement as it is now, held to the end of the transaction; it must be waiting."""
    rows = CardSettlement.objects.everywhere().select_related("unit").select_for_update(of=("self",))
    held = rows.get(pk=settlement.pk)
    if held.state != ListState.PREPARED.value:
        raise Refused(
            _("Bản quyết toán này đã ở bước khác. Hãy tải lại trang để xem ai đã làm gì."),
            code="wrong_state",
        )
    return held


@action(EventName.CARD_SETTLEMENT_APPROVED)
def approve_settlement(
    *, settlement: CardSettlement, total: int, by: Actor, explained: str = ""
) -> CardSettlement:
    """A second person, who types what it comes to, closes a settlement: nothing of it changes any more, what turns out otherwise is
    a correction in the next one.

    Raises ``Refused`` for who drew it up, another total, cards that are no more as they were drawn up, the own household or kin;
    ``UnusableInput`` without words where the insurer says otherwise, or nothing.
    """
    held = held_settlement(settlement)
    check_approves(by, held.unit_id)
    check_second_person(by, [held.made_by], _("đã lập bản quyết toán này"))
    if total != held.amount:
        raise Refused(
            _("Số tiền đã gõ ({typed}) khác tổng của bản quyết toán. Hãy xem lại rồi gõ đúng tổng.").format(
                typed=shown_number(total)
            ),
            code="other_total",
        )
    if not agrees(held) and not explained.strip():
        raise UnusableInput(
            _(
                "Số của cơ quan bảo hiểm còn khác hoặc chưa có. Hãy ghi vì sao vẫn duyệt, và chênh lệch được xử lý thế nào."
            ),
            code="unexplained",
        )
    close = close_to(by.user_id).all
    rows = SettledCard.objects.everywhere().filter(settlement=held)
    if close and rows.filter(household__in=close).exists():
        check_not_close(close, by)
    _check_as_drawn_up(held)
    rows.update(open=False)
    held.state, held.decided_at, held.decided_by = ListState.APPROVED.value, now(), by.label
    held.explained = explained.strip()
    held.save(update_fields=["state", "decided_at", "decided_by", "explained"])
    note(
        subject=f"card_settlement:{held.pk}",
        place=held.unit.code,
        amount=held.amount,
        digest=held.digest,
        explained=held.explained,
    )
    return held


def _check_as_drawn_up(held: CardSettlement) -> None:
    """Raise ``Refused`` unless the cards are those that were drawn up and come to the sums above them."""
    cards = _cards_of(held)
    sums = (
        SettledCard.objects.everywhere()
        .filter(settlement=held)
        .aggregate(**{name: Sum(name) for name in AMOUNTS})
    )
    if digest_of(cards) != held.digest or any(sums[name] != getattr(held, name) for name in AMOUNTS):
        raise Refused(
            _("Các dòng không còn như khi lập. Hãy bỏ bản quyết toán này và lập lại."), code="lines_changed"
        )


@action(EventName.CARD_SETTLEMENT_DROPPED)
def drop_settlement(*, settlement: CardSettlement, reason: str, by: Actor) -> CardSettlement:
    """Give up a settlement that was not closed, with the reason: its cards stay to be read and no longer count. The maker takes it
    back, or who would close it gives it back."""
    held, reason = held_settlement(settlement), check_reason(reason)
    if by.label == held.made_by:
        check_proposes(by, held.unit_id)
    else:
        check_approves(by, held.unit_id)
    SettledCard.objects.everywhere().filter(settlement=held).update(open=False, counts=False)
    held.state, held.decided_at, held.decided_by = ListState.DROPPED.value, now(), by.label
    held.reason = reason
    held.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    note(subject=f"card_settlement:{held.pk}", place=held.unit.code, reason=reason)
    return held
