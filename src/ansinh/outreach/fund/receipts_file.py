"""Receipts of a file: read, each row looked at, and written all together or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import read_day, read_number
from ansinh.outreach.arriving import NO_FILE, FromFile
from ansinh.outreach.fund.receiving import write_receipt
from ansinh.outreach.fund.years import held_fund
from ansinh.outreach.models import FundYear, Receipt, TakenFile
from ansinh.outreach.models.enums import DonorKind
from ansinh.outreach.policies import check_keeps
from ansinh.outreach.words import donor_words
from ansinh.work.tables import read_table

COLUMNS = ("number", "received_on", "donor_kind", "donor_name", "amount")


@dataclass(frozen=True)
class ReceiptRow:
    """One row of a file; ``amount`` in đồng."""

    number: str
    received_on: date
    donor_kind: DonorKind
    donor_name: str
    amount: int


def read_receipts(path: Path, fund: FundYear) -> tuple[list[ReceiptRow], list[str]]:
    """The rows of a table of receipts, and what is wrong by row. Raises ``UnusableInput`` where the table has not the columns."""
    table = read_table(path)
    missing = [name for name in COLUMNS if name not in table.frame.columns]
    if missing:
        raise UnusableInput(
            _("Tệp thiếu cột: {columns}.").format(columns=", ".join(missing)), code="columns_missing"
        )
    known = set(Receipt.objects.everywhere().filter(fund=fund).values_list("number", flat=True))
    kinds = {one.value: one for one in DonorKind} | {donor_words(one.value): one for one in DonorKind}
    rows: list[ReceiptRow] = []
    faults: list[str] = []
    for at, given in zip(table.rows, table.frame.select(COLUMNS).iter_rows(named=True), strict=True):
        texts = {name: str(value or "").strip() for name, value in given.items()}
        day, amount = read_day(texts["received_on"]), read_number(texts["amount"])
        wrong = [
            words
            for words, holds in (
                (_("thiếu số phiếu thu"), not texts["number"]),
                (_("số phiếu đã có trong sổ hoặc lặp trong tệp"), texts["number"] in known),
                (_("ngày không thuộc năm của sổ"), day is None or day.year != fund.year),
                (
                    _("không rõ ai ủng hộ (agency, enterprise, person, other)"),
                    texts["donor_kind"] not in kinds,
                ),
                (_("thiếu tên"), not texts["donor_name"]),
                (
                    _("số tiền phải là số nguyên lớn hơn không"),
                    amount is None or amount < 1 or amount % 1 != 0,
                ),
            )
            if holds
        ]
        known.add(texts["number"])
        if wrong or day is None or amount is None:
            faults.append(_("Dòng {row}: {why}.").format(row=at, why="; ".join(wrong)))
        else:
            rows.append(
                ReceiptRow(texts["number"], day, kinds[texts["donor_kind"]], texts["donor_name"], int(amount))
            )
    return rows, faults


@action(EventName.FUND_RECEIPTS_TAKEN_IN)
def take_in_receipts(
    *, fund: FundYear, rows: Sequence[ReceiptRow], by: Actor, source: FromFile = NO_FILE
) -> int:
    """Write the checked rows of a file, all or none; how many. The file is remembered, so that its rows can be taken back together. Raises ``Refused`` as ``receive`` does, naming the receipt."""
    check_keeps(by, fund.unit_id)
    held = held_fund(fund)
    if not rows:
        raise UnusableInput(_("Tệp không có dòng nào."), code="no_rows")
    taken = TakenFile.objects.create(
        unit_id=held.unit_id,
        fund=held,
        file_name=source.name,
        digest=source.digest,
        rows=len(rows),
        taken_at=now(),
        taken_by=by.label,
    )
    for one in rows:
        try:
            write_receipt(
                held,
                number=one.number,
                donor_kind=one.donor_kind,
                donor_name=one.donor_name,
                amount=one.amount,
                received_on=one.received_on,
                by=by,
                taken=taken,
            )
        except (Refused, UnusableInput) as failure:
            raise type(failure)(
                _("Phiếu {number}: {why} Chưa ghi dòng nào.").format(number=one.number, why=failure.message),
                code=failure.code,
            ) from failure
    note(subject=f"fund:{held.pk}", place=held.unit.code, rows=len(rows), file=taken.pk)
    return len(rows)
