"""``make_form``: any of the fifteen official forms from a sealed version's frames."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ansinh.kernel.language import _
from ansinh.kernel.numbers import rate
from ansinh.reports.context import FormContext, Place
from ansinh.reports.errors import FormDoesNotClose
from ansinh.reports.figures import Figures, ethnicities_present, gather, unplaced_code
from ansinh.reports.layouts import LIST_CLASSES, layout
from ansinh.reports.layouts.columns import HOUSEHOLDS, PERSONS, Column, Kind, Layout
from ansinh.reports.lists import list_rows
from ansinh.reports.papers import head, notes, signatures
from ansinh.reports.tables import Cell, FormRow, FormTable, RowKind

_Numbers = dict[tuple[str, str], list[int | None]]


def make_form(number: int, context: FormContext) -> FormTable:
    """Form ``number`` (1 to 15) of the reporting unit, in the current language.

    Counts come from the cube, rates are rounded half up to two decimals and blank where there is no base.
    Raises ``UnknownForm``, ``FormDoesNotClose`` (a movement that does not close, indicators that do not add
    up), ``OutsideUnit``, and ``FormNeedsMore`` for a list without its frames.
    """
    groups = ethnicities_present(context) if number == 9 else []
    plan = layout(number, context.standard, groups)
    if number in LIST_CLASSES:
        entries, remarks = list_rows(context, plan, LIST_CLASSES[number])
        return _table(context, plan, plan.columns, entries, remarks, is_list=True)
    figures = gather(context, [source for column in plan.columns for source in column.sources])
    places = _places(context, plan, figures)
    numbers, remarks = _count(context, plan, places, figures)
    columns, more = _checked_columns(plan, numbers)
    if _villages_lack_a_base(context, plan, places, numbers):
        places = []
        remarks = [
            _(
                "Chưa có số dân cư của từng thôn, bản, tổ dân phố, nên biểu này chỉ in số của cả xã; các biểu khác vẫn in theo thôn."
            )
        ]
    rows = _rows(context, plan, places, numbers)
    return _table(context, plan, columns, rows, [*remarks, *more])


def _villages_lack_a_base(
    context: FormContext, plan: Layout, places: Sequence[Place], numbers: _Numbers
) -> bool:
    """Whether a form of rates would print villages whose households nobody counted.

    Communes are counted by whoever keeps their population, so a blank there is a fault to be shown; villages mostly are not.
    """
    bases = [
        index
        for index, column in enumerate(plan.columns)
        if column.of_population and column.kind is not Kind.RATE
    ]
    return context.row_key == "village" and any(
        numbers[place.code, split][index] is None
        for place in places
        for split in _splits(plan)
        for index in bases[:1]
    )


def _places(context: FormContext, plan: Layout, figures: Figures) -> list[Place]:
    """The rows, and one more for households without a known village where there are any."""
    extra = unplaced_code(context)
    if any(key[0] == extra for key in figures.cube):
        return [*context.rows, Place(extra, _("Chưa rõ thôn, bản, tổ dân phố"))]
    return list(context.rows)


def _count(
    context: FormContext, plan: Layout, places: Sequence[Place], figures: Figures
) -> tuple[_Numbers, list[str]]:
    """The counts behind every cell by (row code, split); the total is the sum of its rows."""
    numbers: _Numbers = {}
    remarks: list[str] = []
    for split in _splits(plan):
        sources = [column.read_on(split) for column in plan.columns]
        for place in places:
            numbers[place.code, split] = figures.values(place.code, sources)
        owns = figures.values(context.unit.code, sources)
        total: list[int | None] = []
        for index, column in enumerate(plan.columns):
            parts = [numbers[place.code, split][index] for place in places]
            if not column.of_population:
                total.append(sum(part or 0 for part in parts))
                continue
            total.append(_total(parts, owns[index]))
            remarks += _base_remarks(column, places, parts, owns[index])
        numbers[context.unit.code, split] = total
    return numbers, remarks


def _total(parts: Sequence[int | None], own: int | None) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if parts and len(known) == len(parts) else own


def _base_remarks(
    column: Column, places: Sequence[Place], parts: Sequence[int | None], own: int | None
) -> list[str]:
    lacking = [place.name for place, part in zip(places, parts, strict=True) if part is None]
    if lacking:
        return [
            _(
                "Cột {column}: chưa có số dân cư của {places}; số và tỷ lệ tương ứng để trống, "
                "tổng số lấy theo số của chính đơn vị báo cáo nếu có."
            ).format(column=column.number, places=", ".join(lacking))
        ]
    total = _total(parts, None)
    if own is not None and total is not None and own != total:
        return [
            _(
                "Cột {column}: tổng các đơn vị là {total}, số của chính đơn vị báo cáo là {own}; in tổng."
            ).format(column=column.number, total=total, own=own)
        ]
    return []


def _splits(plan: Layout) -> tuple[str, ...]:
    return (HOUSEHOLDS, PERSONS) if plan.split else ("",)


def _checked_columns(plan: Layout, numbers: _Numbers) -> tuple[tuple[Column, ...], list[str]]:
    """Columns whose parts make them up keep their formula. A must that fails is an error; where the rest is
    only not known (an ethnic group nobody answered), the formula is not printed and a note says why."""
    columns, remarks = [], []
    for column in plan.columns:
        broken = [key for key, values in numbers.items() if _differs(column, values)]
        if broken and column.must:
            raise _does_not_close(plan, column, *broken[0])
        if broken:
            remarks.append(
                _(
                    "Cột {column} gồm cả phần chưa rõ dân tộc hoặc chưa tách, nên không bằng tổng các cột "
                    "bên cạnh."
                ).format(column=column.number)
            )
        columns.append(replace(column, formula="") if broken else column)
    return tuple(columns), remarks


def _does_not_close(plan: Layout, column: Column, code: str, split: str) -> FormDoesNotClose:
    return FormDoesNotClose(
        _("Biểu {form}, cột {column}, đơn vị {code} {split}: số liệu không khép; biểu không được in.").format(
            form=plan.number, column=column.number, code=code, split=split
        ),
        form=plan.number,
        column=column.key,
        unit_code=code,
        split=split,
    )


def _differs(column: Column, values: Sequence[int | None]) -> bool:
    printed = values[column.number - 1]
    parts = [values[abs(part) - 1] for part in column.parts]
    if not parts or printed is None or None in parts:
        return False
    return printed != sum(
        (part if sign > 0 else -part)
        for sign, part in zip(column.parts, parts, strict=True)
        if part is not None
    )


def _rows(context: FormContext, plan: Layout, places: Sequence[Place], numbers: _Numbers) -> list[FormRow]:
    rows = []
    sources = {split: [column.read_on(split) for column in plan.columns] for split in _splits(plan)}
    ordered = [(RowKind.PLACE, str(i), place.code, place.name) for i, place in enumerate(places, start=1)]
    ordered.append((RowKind.TOTAL, "", context.unit.code, context.unit.name))
    for kind, order, code, name in ordered:
        for split in _splits(plan):
            figures = _printed(plan, numbers[code, split])
            cells = tuple(
                Cell(value, origin, context.published.get((plan.number, code, split, column.key)))
                for column, value, origin in zip(plan.columns, figures, sources[split], strict=True)
            )
            rows.append(FormRow(kind, order, code, name, split, cells))
    return rows


def _printed(plan: Layout, values: Sequence[int | None]) -> list[int | Decimal | None]:
    """Counts as they are, and in the columns of rates the rate of each."""
    return [
        rate(count, values[column.base - 1]) if column.kind is Kind.RATE and count is not None else count
        for column, count in zip(plan.columns, values, strict=True)
    ]


def _table(
    context: FormContext,
    plan: Layout,
    columns: tuple[Column, ...],
    rows: Sequence[FormRow],
    remarks: Sequence[str],
    *,
    is_list: bool = False,
) -> FormTable:
    return FormTable(
        plan.number,
        context.unit.code,
        context.unit.parent_code,
        head(context, plan),
        columns,
        tuple(rows),
        notes(context, plan, rows, remarks),
        signatures(),
        context.version.sealed_at,
        is_list,
    )
