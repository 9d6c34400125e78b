"""Rows of forms 14 and 15: household by household, member by member, under the name of their village."""

from collections.abc import Mapping, Sequence

import polars as pl

from ansinh.kernel.language import _
from ansinh.kernel.text import name_sort_key, sort_key
from ansinh.reports.context import FormContext, spoken
from ansinh.reports.errors import FormNeedsMore
from ansinh.reports.layouts.columns import Layout
from ansinh.reports.layouts.lists import SUPPORTS
from ansinh.reports.tables import Cell, FormRow, RowKind

MARK = "x"
# Where a household on the list came from, as the columns new, relapse, old; others (moved, split) bear no
# mark.
_ENTRY = {
    "poor": (("new_poor", "near_to_poor"), ("relapse_poor",), ("stay_poor",)),
    "near_poor": (("new_near", "poor_to_near"), ("relapse_near",), ("stay_near",)),
}
_Household = Mapping[str, object]


def list_rows(context: FormContext, plan: Layout, class_: str) -> tuple[list[FormRow], list[str]]:
    """The rows of one list and its remarks.

    Households follow the order of villages and of the heads' given names, members their ``member_no``. Raises
    ``FormNeedsMore`` without the outcome and members frames.
    """
    if context.outcome is None or context.members is None:
        raise FormNeedsMore(_("Danh sách chi tiết cần kết quả từng hộ và các thành viên của hộ."))
    households = context.outcome.filter(
        pl.col("standard") == context.standard.code, pl.col("class") == class_
    )
    members = _members_of(context.members, households)
    supports = _supports(context.supports)
    names = {place.code: place.name for place in context.rows}
    rows: list[FormRow] = []
    group = ""
    for order, household in enumerate(_ordered(context, households, members, names), start=1):
        heading = _heading(context, household, names)
        if heading != group or not rows:
            group = heading
            blank = tuple(Cell(None) for _column in plan.columns)
            rows.append(FormRow(RowKind.GROUP, "", str(household["unit_code"]), heading, "", blank))
        rows += _household_rows(context, class_, household, order, members=members, supports=supports)
    return rows, _remarks(context, households, supports)


def _members_of(members: pl.DataFrame, households: pl.DataFrame) -> dict[str, list[_Household]]:
    wanted = members.join(households.select("household_id"), on="household_id", how="semi")
    found: dict[str, list[_Household]] = {}
    for member in wanted.sort("household_id", "member_no", maintain_order=True).iter_rows(named=True):
        found.setdefault(member["household_id"], []).append(member)
    return found


def _supports(frame: pl.DataFrame | None) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    if frame is not None:
        for household, kind in frame.select("household_id", "kind").unique().iter_rows():
            found.setdefault(household, set()).add(kind)
    return found


def _ordered(
    context: FormContext,
    households: pl.DataFrame,
    members: Mapping[str, Sequence[_Household]],
    names: Mapping[str, str],
) -> list[_Household]:
    def key(household: _Household) -> tuple[str, str, str, str, str]:
        people = members.get(str(household["household_id"]), ())
        head = next((m for m in people if m["relation"] == "head"), people[0] if people else {})
        return (
            str(context.row_of.get(str(household["unit_code"]), "")),
            str(household["unit_code"]),
            sort_key(str(household["village"] or "~")),
            name_sort_key(str(head.get("full_name") or "")) if head else "",
            str(household["household_id"]),
        )

    return sorted(households.iter_rows(named=True), key=key)


def _heading(context: FormContext, household: _Household, names: Mapping[str, str]) -> str:
    village = str(household["village"] or _("Chưa rõ thôn, bản, tổ dân phố"))
    if context.row_key == "village":
        return village
    row = context.row_of.get(str(household["unit_code"]), "")
    return f"{names.get(row, household['unit_code'])}: {village}"


def _household_rows(
    context: FormContext,
    class_: str,
    household: _Household,
    order: int,
    *,
    members: Mapping[str, Sequence[_Household]],
    supports: Mapping[str, set[str]],
) -> list[FormRow]:
    identity = str(household["household_id"])
    first = _of_the_household(context, class_, household, supports.get(identity, set()))
    later = [Cell(None)] * len(first)
    people = members.get(identity, ()) or ({},)
    rows = []
    for number, member in enumerate(people, start=1):
        person = [
            Cell(order if number == 1 else None),
            Cell(number),
            Cell(_text(member.get("full_name"))),
            Cell(sex_words(member.get("sex"))),
            Cell(_text(member.get("birth_year"))),
            Cell(_text(member.get("ethnicity"))),
            Cell(relation_words(member.get("relation"))),
        ]
        cells = tuple(person + (first if number == 1 else later))
        rows.append(FormRow(RowKind.ENTRY, "", str(household["unit_code"]), "", "", cells, identity))
    return rows


def _of_the_household(
    context: FormContext, class_: str, household: _Household, received: set[str]
) -> list[Cell]:
    entry = [household["movement"] in movements for movements in _ENTRY[class_]]
    lacks = [
        str(number)
        for number, words in enumerate(context.standard.indicators, start=1)
        if household.get(words[0]) == 1
    ]
    marks = [*entry, household["merit"] == 1, household["no_labour_capacity"] == 1]
    return [
        *(_mark(mark) for mark in marks),
        Cell(", ".join(lacks)),
        *(_mark(kind in received) for kind in SUPPORTS),
    ]


def _mark(yes: bool) -> Cell:
    return Cell(MARK if yes else None)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def sex_words(value: object) -> str | None:
    """``Nam`` or ``Nữ``."""
    return {"m": _("Nam"), "f": _("Nữ")}.get(str(value))


def relation_words(value: object) -> str | None:
    """The relation to the head as the lists print it; a code nobody knows as it is."""
    if value is None:
        return None
    words = {
        "head": _("Chủ hộ"),
        "spouse": _("Vợ/chồng"),
        "child": _("Con"),
        "parent": _("Bố/mẹ"),
        "grandchild": _("Cháu"),
        "sibling": _("Anh/chị/em"),
        "other": _("Khác"),
    }
    return words.get(str(value), str(value))


def _remarks(context: FormContext, households: pl.DataFrame, supports: Mapping[str, set[str]]) -> list[str]:
    listed = "; ".join(
        f"{number} {spoken(words)}" for number, words in enumerate(context.standard.indicators, start=1)
    )
    remarks = [_("Chỉ số thiếu hụt: {indicators}.").format(indicators=listed)]
    moved = households.filter(pl.col("movement") == "other_in").height
    if moved:
        remarks.append(
            _("{count} hộ chuyển đến, tách hoặc nhập hộ không ghi diện mới, tái hay cũ.").format(count=moved)
        )
    if context.supports is None:
        remarks.append(_("Các hỗ trợ đã nhận chưa có trong dữ liệu; cột tương ứng để trống."))
    return remarks
