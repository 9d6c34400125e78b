"""Payments from a file (CSV or XLSX): each row is looked at and told; nothing is recorded while one of them does not fit."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ansinh.accounts.actor import Actor
from ansinh.budgets.enums import PaymentKind, Source
from ansinh.budgets.models import BudgetLine
from ansinh.budgets.paying import Paid, check_paid, known_payment, waiting_of
from ansinh.budgets.queries import lines_seen
from ansinh.kernel.errors import AnSinhError, UnusableInput
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import read_day, read_number
from ansinh.places.queries import units_with_code
from ansinh.work.tables import read_table

REQUIRED = ("unit_code", "year", "source", "component", "paper_no", "paper_on", "amount")
OPTIONAL = ("project", "agency", "policy", "kind", "paper_line", "content")
MOST_ROWS = 5_000


@dataclass
class Checked:
    """A file of payments as it was read: what would be recorded, by place and year; how many rows are known already."""

    digest: str
    rows: int = 0
    fresh: dict[tuple[int, int], list[Paid]] = field(default_factory=dict)
    known: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def fits(self) -> bool:
        """Whether nothing stands in the way of recording."""
        return not any(one.level is Level.ERROR for one in self.findings)


def check_payments(path: Path, by: Actor) -> Checked:
    """Read a file and look at each row: its line, document, day and amount, whether it is known, whether enough is left.

    Raises ``UnusableInput`` for a file that cannot be read, lacks a column or has too many rows.
    """
    table = read_table(path)
    missing = [one for one in REQUIRED if one not in table.columns]
    if missing:
        said = _("Tệp thiếu cột {columns}. Các cột: {all}.")
        raise UnusableInput(
            said.format(columns=", ".join(missing), all=", ".join((*REQUIRED, *OPTIONAL))),
            code="columns_missing",
        )
    if table.frame.height > MOST_ROWS:
        said = _("Tệp có quá {most} dòng. Hãy chia tệp theo xã hoặc theo tháng.")
        raise UnusableInput(said.format(most=shown_number(MOST_ROWS)), code="too_many_rows")
    checked = Checked(table.digest, table.frame.height, findings=list(table.findings))
    reading = _Reading(by, checked)
    for number, row in zip(table.rows, table.frame.iter_rows(named=True), strict=True):
        reading.take(number, {key: str(value or "").strip() for key, value in row.items()})
    checked.findings += reading.too_much()
    return checked


class _Reading:
    """Row after row, with what the rows before said."""

    def __init__(self, by: Actor, checked: Checked) -> None:
        self.by, self.checked = by, checked
        self.lines: dict[tuple[str, ...], BudgetLine | None] = {}
        self.seen: dict[tuple[int, object], int] = {}
        self.first_row: dict[int, int] = {}

    def take(self, number: int, row: dict[str, str]) -> None:
        """One row: a payment that is new, one that is known, or a finding."""
        try:
            line = self._line(row)
            paid = _paid(line, row)
            check_paid(line, paid)
        except AnSinhError as refusal:
            self._tell(refusal.code, number, refusal.message)
            return
        key = (line.unit_id, paid.key)
        if key in self.seen:
            said = _("Trùng số, ngày và dòng chứng từ với dòng {row} của tệp.")
            self._tell("twice_in_file", number, said.format(row=self.seen[key]))
            return
        self.seen[key] = number
        before = known_payment(line.unit_id, paid)
        if before is None:
            self.first_row.setdefault(line.pk, number)
            self.checked.fresh.setdefault((line.unit_id, line.year), []).append(paid)
        elif (before.line_id, before.amount) == (line.pk, paid.amount):
            self.checked.known += 1
            said = _("Chứng từ này đã được ghi; bỏ qua.")
            self._tell("payment_known", number, said, Level.INFO)
        else:
            said = _(
                "Chứng từ này đã được ghi với số tiền khác ({amount} đồng) hoặc ở dòng kinh phí khác. Không ghi đè: nếu số cũ sai, hãy giảm chi ở trang "
                "của chứng từ."
            )
            self._tell("known_otherwise", number, said.format(amount=shown_number(before.amount)))

    def too_much(self) -> Iterator[Finding]:
        """Lines of which less is left than the new rows need."""
        needed: dict[int, int] = {}
        for rows in self.checked.fresh.values():
            for one in rows:
                needed[one.line_id] = needed.get(one.line_id, 0) + one.amount
        for line in self.lines.values():
            left = line.left - waiting_of(line) if line is not None else 0
            if line is not None and needed.get(line.pk, 0) > left:
                said = _(
                    "Các dòng của tệp cần {amount} đồng từ dòng kinh phí này, nhưng chỉ còn {left} đồng."
                )
                words = said.format(amount=shown_number(needed[line.pk]), left=shown_number(left))
                yield Finding("over_budget", Level.ERROR, words, row=self.first_row[line.pk], column="amount")

    def _line(self, row: dict[str, str]) -> BudgetLine:
        key = tuple(
            fold(row.get(one, "")) if one == "project" else row.get(one, "")
            for one in ("unit_code", "year", "source", "component", "project", "agency", "policy")
        )
        if key not in self.lines:
            self.lines[key] = self._found(*key)
        line = self.lines[key]
        if line is None:
            raise UnusableInput(
                _(
                    "Không có dòng kinh phí này trong địa bàn của bạn: kiểm tra mã địa bàn, năm, nguồn, nội dung chi, dự án, cơ quan, chính sách (mã "
                    "như ở tệp xuất danh sách dòng kinh phí)."
                ),
                code="unknown_line",
            )
        return line

    def _found(
        self, code: str, year: str, source: str, component: str, project: str, agency: str, policy: str
    ) -> BudgetLine | None:
        if not year.isdecimal() or source not in set(Source):
            return None
        units = [one.pk for one in units_with_code(code)]
        rows = lines_seen(self.by).filter(
            unit__in=units, year=int(year), source=source, component=component,
            project_fold=project, agency=agency, policy=policy,
        )  # fmt: skip
        return rows.order_by("-pk").first()

    def _tell(self, rule: str, number: int, message: str, level: Level = Level.ERROR) -> None:
        self.checked.findings.append(Finding(rule, level, message, row=number))


def _paid(line: BudgetLine, row: dict[str, str]) -> Paid:
    on, amount = read_day(row["paper_on"]), read_number(row["amount"])
    position = row.get("paper_line") or "1"
    kind = row.get("kind") or PaymentKind.PAYMENT.value
    if on is None:
        raise UnusableInput(_("Ngày chứng từ không đọc được: viết ngày/tháng/năm."), code="day_unreadable")
    if amount is None or amount != int(amount):
        raise UnusableInput(_("Số tiền không phải là số đồng tròn."), code="amount_unreadable")
    if not position.isdecimal() or kind not in (PaymentKind.PAYMENT.value, PaymentKind.ADVANCE.value):
        raise UnusableInput(
            _("Dòng chứng từ là số từ 1; loại là payment (thanh toán) hoặc advance (tạm ứng)."),
            code="kind_unreadable",
        )
    return Paid(
        line.pk, PaymentKind(kind), int(amount), row["paper_no"], on, int(position), row.get("content", "")
    )
