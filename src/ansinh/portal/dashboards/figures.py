"""The figures of a dashboard, out of the official forms of one sealed version: what a dashboard says, a form says, and opens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.urls import reverse

from ansinh.datasets.models import Version
from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.portal.charts import Chart, Row, Value, bar_chart, stacked_chart, value_of
from ansinh.reports.kept_forms import kept_form, key_of
from ansinh.reports.layouts.columns import Column
from ansinh.reports.printed_pages import cell_address, shown_value
from ansinh.reports.tables import FormRow, FormTable, RowKind
from ansinh.reports.versions import versions_below

RESULT, POOR_MOVES, NEAR_MOVES, POOR_LACKS, NEAR_LACKS, CAUSES = 1, 2, 3, 4, 6, 10
# Columns of form 1 (Decision 24/2021, form 1 of its annex as ``reports.layouts.summary`` has it).
HOUSEHOLDS, PERSONS, POOR, POOR_RATE, NEAR, NEAR_RATE, POOR_PERSONS, NEAR_PERSONS = 1, 2, 3, 4, 5, 6, 9, 11


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a form prints it: nothing where it is not known."""

    amount: Decimal | int | None
    shown: str
    href: str

    @property
    def value(self) -> Value:
        return value_of(self.amount, self.shown, self.href)


@dataclass(frozen=True, slots=True)
class Place:
    """A row of form 1: a place below with its figures; ``href`` its own dashboard, where it has a version."""

    code: str
    name: str
    href: str
    figures: dict[int, Figure]


class Sheet:
    """The forms of a version, made once; ``opens``: whether cells lead to households, else to the form."""

    def __init__(self, version: Version, *, opens: bool) -> None:
        self.version, self.opens = version, opens
        self._key = key_of(version)
        self._forms: dict[int, FormTable] = {}

    def form(self, number: int) -> FormTable:
        """A form; raises what ``kept_form`` raises."""
        if number not in self._forms:
            self._forms[number] = kept_form(self.version, number, self._key)
        return self._forms[number]

    def figure(self, number: int, column: int, row: FormRow | None = None) -> Figure:
        """The figure of a column (from 1) in the row of a place, or of the whole."""
        table = self.form(number)
        one = row or self._whole(table)
        cell, head = one.cells[column - 1], table.columns[column - 1]
        amount = cell.value if isinstance(cell.value, int | Decimal) else None
        if self.opens and cell.sources:
            href = cell_address(self.version.pk, number, one, column)
        else:
            href = reverse("reports:form", kwargs={"version_id": self.version.pk, "number": number})
        return Figure(amount, shown_value(head, amount), href if amount is not None else "")

    @staticmethod
    def _whole(table: FormTable) -> FormRow:
        return next(one for one in table.rows if one.kind is RowKind.TOTAL and one.split != "persons")

    @cached_property
    def rates(self) -> dict[int, Figure]:
        """The columns of form 1 for the whole."""
        return {column.number: self.figure(RESULT, column.number) for column in self.form(RESULT).columns}

    def places(self) -> list[Place]:
        """The places below, in the order of the form. One read."""
        below = {
            code: reverse("dashboards:dashboard", kwargs={"version_id": one.pk})
            for code, one in versions_below(self.version).items()
        }
        table = self.form(RESULT)
        numbers = [column.number for column in table.columns]
        return [
            Place(
                row.code,
                row.name,
                below.get(row.code, ""),
                {number: self.figure(RESULT, number, row) for number in numbers},
            )
            for row in table.rows
            if row.kind is RowKind.PLACE
        ]

    def columns(self, number: int, measure: str, class_: str) -> Iterator[Column]:
        """The columns of a form that count measures beginning so, of one class."""
        for column in self.form(number).columns:
            first = column.sources[0] if column.sources else None
            if first is not None and first.measure.startswith(measure) and first.class_ == class_:
                yield column


def movements(sheet: Sheet, number: int) -> Chart:
    """Stock and flow of form 2 or 3: who was there, who went, who came, who is there. It closes, or the form says where not."""
    table = sheet.form(number)
    rows = []
    for column in table.columns:
        sign = "" if column.number in (1, 9) else "− " if column.number <= 4 else "+ "
        rows.append(Row(f"{sign}{column.heads[-1]}", (sheet.figure(number, column.number).value,)))
    title = _("Diễn biến hộ nghèo") if number == POOR_MOVES else _("Diễn biến hộ cận nghèo")
    first, last = rows[0].values[0].shown, rows[-1].values[0].shown
    told = _("Đầu kỳ {first} hộ, cuối kỳ {last} hộ: đầu kỳ trừ các dòng − cộng các dòng + là cuối kỳ.")
    return bar_chart(
        f"moves-{number}",
        title,
        told.format(first=first, last=last),
        head=_("Diễn biến"),
        series=_("Số hộ"),
        rows=rows,
    )


def deprivations(sheet: Sheet) -> Chart:
    """How many poor and near-poor households lack each indicator (forms 4 and 6), the most frequent first."""
    poor = {one.sources[0].measure: one for one in sheet.columns(POOR_LACKS, "indicator:", "poor")}
    near = {one.sources[0].measure: one for one in sheet.columns(NEAR_LACKS, "indicator:", "near_poor")}
    rows = [
        Row(
            poor[measure].heads[-1],
            (
                sheet.figure(POOR_LACKS, poor[measure].number).value,
                sheet.figure(NEAR_LACKS, near[measure].number).value,
            ),
        )
        for measure in poor
        if measure in near
    ]
    return _of_both("lacks", _("Thiếu hụt của hộ nghèo và hộ cận nghèo"), _("Chỉ số thiếu hụt"), rows)


def causes(sheet: Sheet) -> Chart:
    """How many households name each cause (form 10), the most frequent first. One may name several."""
    poor = {one.sources[0].measure: one for one in sheet.columns(CAUSES, "cause:", "poor")}
    near = {one.sources[0].measure: one for one in sheet.columns(CAUSES, "cause:", "near_poor")}
    rows = [
        Row(
            poor[measure].heads[-1],
            tuple(sheet.figure(CAUSES, one.number).value for one in (poor[measure], near[measure])),
        )
        for measure in poor
        if measure in near
    ]
    return _of_both("causes", _("Nguyên nhân nghèo"), _("Nguyên nhân"), rows)


def _of_both(key: str, title: str, head: str, rows: Sequence[Row]) -> Chart:
    ordered = sorted(rows, key=lambda row: -sum(value.amount or 0 for value in row.values))
    told = (
        _("Nhiều nhất: {what}. Một hộ có thể được đếm ở nhiều dòng.").format(what=ordered[0].words)
        if ordered
        else _("Không có số nào.")
    )
    return stacked_chart(key, title, told, head=head, series=(_("Hộ nghèo"), _("Hộ cận nghèo")), rows=ordered)


@dataclass(frozen=True, slots=True)
class Part:
    """A chart of a dashboard, or why its form cannot be made."""

    chart: Chart | None
    kind: str = ""
    why: str = ""


def parts(sheet: Sheet) -> list[Part]:
    """The charts of a dashboard in order; a form that cannot be made says why in its place."""
    return [
        _part(lambda: movements(sheet, POOR_MOVES), "bars"),
        _part(lambda: movements(sheet, NEAR_MOVES), "bars"),
        _part(lambda: deprivations(sheet), "stacked"),
        _part(lambda: causes(sheet), "stacked"),
    ]


def _part(make, kind: str) -> Part:  # type: ignore[no-untyped-def]
    try:
        return Part(make(), kind)
    except AnSinhError as refusal:
        return Part(None, kind, refusal.message)


def shown_difference(off: Decimal | int, *, rate: bool) -> str:
    """A difference with its sign; of rates in percentage points."""
    sign = "+" if off > 0 else "−" if off < 0 else ""
    shown = f"{sign}{shown_number(abs(off), 2 if rate else 0)}"
    return _("{number} điểm %").format(number=shown) if rate else shown
