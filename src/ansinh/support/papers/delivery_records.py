"""The record by which support in kind is handed over: what, to whom, by what document."""

from collections.abc import Iterable

from ansinh.accounts.actor import Actor
from ansinh.agencies.kinds import agency_kind
from ansinh.kernel.dates import shown_date
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _, speaking
from ansinh.kernel.money_words import amount_in_words
from ansinh.kernel.numbers import shown_number
from ansinh.papers.contexts import DeliveryRecord
from ansinh.papers.kinds import KindCode
from ansinh.papers.models import Paper
from ansinh.support.delivery.kinds import asked_words, delivery_kinds, result_words
from ansinh.support.delivery.words import policy_words
from ansinh.support.models import Delivery
from ansinh.support.models.delivery_enums import DeliveryState
from ansinh.support.paper_links import delivery_subject
from ansinh.support.papers.issuing import Drafted, Signing, check_issues, issue_once


def check_given(row: Delivery) -> None:
    """Raise ``Refused`` for what was withdrawn as written wrongly."""
    if row.state == DeliveryState.WITHDRAWN.value:
        said = _(
            "Khoản này đã rút vì ghi sai nên không lập biên bản. Hãy ghi lại khoản đúng rồi lập biên bản."
        )
        raise Refused(said, code="withdrawn")


def drafted_delivery_record(*, row: Delivery, written: Signing, by: Actor) -> Drafted:
    """What ``issue_delivery_record`` would issue, and a preview shows. Raises as it does."""
    check_issues(by, row.unit)
    check_given(row)
    with speaking("vi"):
        context = _context(row, written)
    return Drafted(
        kind=KindCode.DELIVERY_RECORD,
        context=context,
        about=row,
        unit=row.unit,
        subject=delivery_subject(row.pk),
        title=f"Biên bản giao nhận hỗ trợ {row.policy} ngày {shown_date(row.given_on)}, {context.name}",
        why=written.why,
    )


def issue_delivery_record(*, row: Delivery, written: Signing, by: Actor) -> Paper:
    """Issue the record of one delivery with the next number of its commune. A second one replaces it and says why.

    Raises ``Refused`` for what was withdrawn or where ``by`` issues no papers, ``UnusableInput`` without the reason of a
    replacement.
    """
    return issue_once(drafted_delivery_record(row=row, written=written, by=by), by=by)


def _context(row: Delivery, written: Signing) -> DeliveryRecord:
    head = row.household.head_name or _("(chưa có tên)")
    kind = delivery_kinds().get(row.kind)
    return DeliveryRecord(
        given_on=row.given_on,
        name=(row.person.full_name if row.person else "") or head,
        head_name=head,
        village=row.village,
        policy=policy_words(row.policy),
        kind=kind.words if kind else "",
        counts=kind.counted_words if kind else "",
        quantity=row.quantity,
        details=tuple(_details(row)),
        amount=row.amount,
        amount_words=amount_in_words(row.amount) if row.amount is not None else "",
        document=row.document,
        agency=agency_kind(row.agency).words,
        signatory=written.signatory,
    )


def _details(row: Delivery) -> Iterable[str]:
    """What else was told of it, a line each."""
    told = (
        ("hours", shown_number(row.hours)),
        ("course", row.course),
        ("term", row.term),
        ("result", result_words(row.result)),
        ("area", shown_number(row.area)),
    )
    yield from (f"{asked_words(name)}: {value}" for name, value in told if value)
    if row.valid_until is not None:
        yield f"Dùng đến ngày: {shown_date(row.valid_until)}"
