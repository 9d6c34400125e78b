"""What a cell of a form is made of: its definition, numerator and base, the very households, the people, the records."""

from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission
from ansinh.datasets.models import Version
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.listing import Asked, Listing, Page
from ansinh.kernel.web.pages import page
from ansinh.reports.cell_lists import household_listing, people_listing, with_names
from ansinh.reports.definitions import definition
from ansinh.reports.frame_lists import frame_page, frame_rows
from ansinh.reports.layouts.columns import Kind
from ansinh.reports.loading import words_of
from ansinh.reports.opening import (
    OpenedCell,
    commune_names,
    households_of,
    names_people,
    open_cell,
    people_of,
    populations_behind,
)
from ansinh.reports.printed_pages import cell_address, column_words, shown_value, split_of_address
from ansinh.reports.tables import RowKind
from ansinh.reports.versions import shown_period, version_within
from ansinh.work.downloads import (
    MOST_ROWS,
    TYPES,
    file_answer,
    frame_of,
    let_out,
    name_of_file,
    record_export,
)


@route(Permission.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def cell(
    request: HttpRequest, version_id: int, number: int, row: str, split: str, column: int
) -> HttpResponse:
    """A cell: what it counts, in words, and the households it counts (or the population records it prints)."""
    found, opened = _opened(request, version_id, number, row=row, split=split, column=column)
    if opened.population:
        records = populations_behind(opened)
        return page(request, "reports/cell.html", **_about(found, opened), records=records, listing=None)
    frame = households_of(opened)
    listing = household_listing(frame, commune_names(opened.key), request.scope, _counted_words(opened))
    if answer := list_answer(request, listing, frame, "household_id", name="ho-trong-o"):
        return answer
    shown = named_page(listing.asked(request), frame, "household_id", request.scope)
    return page(request, "reports/cell.html", **_about(found, opened), records=None, listing=shown)


@route(Permission.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def people(
    request: HttpRequest, version_id: int, number: int, row: str, split: str, column: int
) -> HttpResponse:
    """The people counted in a cell, where the version keeps who they are."""
    found, opened = _opened(request, version_id, number, row=row, split=split, column=column)
    if not names_people(opened):
        said = _("Ô này không mở được đến từng người. Hãy xem các hộ được tính trong ô.")
        raise NotFound(said, code="no_people")
    frame = people_of(opened)
    listing = people_listing(frame, request.scope)
    if answer := list_answer(request, listing, frame, "key", name="nguoi-trong-o"):
        return answer
    shown = named_page(listing.asked(request), frame, "key", request.scope)
    about = _about(found, opened)
    return page(
        request,
        "reports/people.html",
        **about,
        listing=shown,
        lacking=about["counted_total"] - frame.height,
    )


def _opened(
    request: HttpRequest, version_id: int, number: int, *, row: str, split: str, column: int
) -> tuple[Version, OpenedCell]:
    found = version_within(request.scope, version_id)
    read = split_of_address(split)
    if read is None or not 1 <= number <= 13:
        said = _("Biểu này không có ô đó. Hãy mở lại biểu và chọn một ô.")
        raise NotFound(said, code="no_cell")
    opened = open_cell(found, number, row, read, column)
    if not opened.cell.sources:
        raise NotFound(_("Ô này không đếm hộ nào. Hãy mở lại biểu và chọn một ô số."), code="no_cell")
    return found, opened


def _counted_words(opened: OpenedCell) -> str:
    if opened.counts_persons:
        return _("Số người tính vào ô")
    if opened.cell.sources[0].measure == "deprivations":
        return _("Số lượt thiếu hụt")
    return _("Tính vào ô")


def named_page(asked: Asked, frame: pl.DataFrame, key: str, scope: Scope) -> Page:
    """The asked page of a list of households or people out of a sealed file, with the names one may see."""
    shown = frame_page(asked, frame, key)
    shown.rows = with_names(shown.rows, scope)
    return shown


def list_answer(
    request: HttpRequest, listing: Listing, frame: pl.DataFrame, key: str, *, name: str
) -> HttpResponse | None:
    """The answer to a posted search or an export; nothing where the page itself is asked for."""
    asked = listing.asked(request)
    if answer := asked.sealed_away():
        return answer
    if not asked.export:
        return None
    if asked.export not in TYPES:
        raise UnusableInput(_("Chỉ xuất được tệp xlsx hoặc csv."))
    rows = with_names(list(frame_rows(asked, frame, key)), request.scope)
    if len(rows) > MOST_ROWS:
        said = _("Danh sách dài quá {most} dòng. Hãy lọc bớt (theo xã, diện…) rồi xuất lại.")
        raise Refused(said.format(most=MOST_ROWS), code="list_too_long")
    kept = let_out(rows)
    record_export(listing=listing.key, filters=sorted(asked.values), rows=len(kept), by=request.actor)
    name = name_of_file(name, len(rows) - len(kept))
    return file_answer(frame_of(kept, asked.columns), f"{name}.{asked.export}")


def _about(found: Version, opened: OpenedCell) -> dict[str, Any]:
    """What every page of a cell says: whose it is, what it counts, of what, and where its parts are."""
    words = words_of(found.standard)
    rate = opened.column.kind is Kind.RATE
    counted = None if opened.population else int(households_of(opened)["counted"].sum())
    here = cell_address(found.pk, opened.table.number, opened.row, opened.column.number)
    return {
        "version": found,
        "opened": opened,
        "period": shown_period(found.period),
        "place": _("Tổng cộng {place}").format(place=found.unit.name)
        if opened.row.kind is RowKind.TOTAL
        else opened.row.name,
        "column": column_words(opened.column),
        "value": shown_value(opened.column, opened.cell.value),
        "counted_total": counted,
        "definitions": list(dict.fromkeys(definition(one, words) for one in opened.cell.sources)),
        "is_rate": rate,
        "base": _base(found, opened) if rate else None,
        "parts": _parts(found, opened),
        "here": here,
        "people_href": f"{here}/people" if names_people(opened) else None,
        "crumbs": _crumbs(found, opened.table.number),
    }


def _base(found: Version, opened: OpenedCell) -> dict[str, Any]:
    """The base of a rate: its words, its value, where it opens."""
    assert opened.base is not None and opened.base_cell is not None
    return {
        "words": column_words(opened.base),
        "value": shown_value(opened.base, opened.base_cell.value),
        "href": cell_address(found.pk, opened.table.number, opened.row, opened.base.number),
    }


def _parts(found: Version, opened: OpenedCell) -> list[dict[str, str]]:
    """Of a total, the same column of the places it sums; nothing for a place's own cell."""
    if opened.row.kind is not RowKind.TOTAL:
        return []
    index = opened.column.number
    return [
        {
            "name": row.name,
            "value": shown_value(opened.column, row.cells[index - 1].value),
            "href": cell_address(found.pk, opened.table.number, row, index),
        }
        for row in opened.table.rows
        if row.kind is RowKind.PLACE and row.split == opened.row.split
    ]


def _crumbs(found: Version, number: int) -> list[tuple[str, str]]:
    version = {"version_id": found.pk}
    words = _("{place}, {period}").format(place=found.unit.name, period=shown_period(found.period))
    return [
        (_("Biểu chính thức"), reverse("reports:versions")),
        (words, reverse("reports:version", kwargs=version)),
        (
            _("Biểu số {number}").format(number=number),
            reverse("reports:form", kwargs={**version, "number": number}),
        ),
    ]
