"""Printed figures beside ours, and what contradicts what: nothing is overwritten, each number keeps its paper."""

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Asked, Column, Filter, Listing
from ansinh.kernel.web.pages import page
from ansinh.places.models import Unit
from ansinh.reports.frame_lists import frame_rows
from ansinh.reports.published.beside import Beside, beside, communes_on
from ansinh.reports.published.figures import RATE, Figure, by_place
from ansinh.reports.published.findings import FigureFinding
from ansinh.reports.published.held import held_figures
from ansinh.reports.published.rounding import words_of_way
from ansinh.reports.published.rule_words import words_of_rule
from ansinh.reports.published.rules import check
from ansinh.reports.published.rules_of_rates import rounding_of
from ansinh.reports.published.statistics import words_of_statistic
from ansinh.work.downloads import TYPES, file_answer, frame_of, record_export

_SAME, _OFF, _NONE = "same", "off", "none"


def _words(frame: pl.DataFrame, words: str) -> pl.DataFrame:
    """Words in any order, without accents, anywhere in what a figure counts or its paper."""
    wanted = fold(words).split()
    kept = [all(word in text for word in wanted) for text in frame["sought"]]
    return frame.filter(pl.Series(kept, dtype=pl.Boolean))


def _same(column: str) -> Callable[[pl.DataFrame, str], pl.DataFrame]:
    return lambda frame, value: frame.filter(pl.col(column) == value)


def _papers(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(one, one) for one in dict.fromkeys(figure.paper for figure in held_figures())]


def _states(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(_SAME, _("Khớp")), (_OFF, _("Chênh")), (_NONE, _("Chưa có số tính được"))]


def _found(_request: HttpRequest) -> list[tuple[str, str]]:
    return [("yes", _("Có mâu thuẫn")), ("no", _("Không có"))]


def _page_of(row: dict[str, Any]) -> str:
    return reverse("reports:figure", kwargs={"figure_id": row["figure"]})


PUBLISHED = Listing(
    "published",
    columns=(
        Column("paper", later("Văn bản"), lambda row: row["paper"], order="order"),
        Column("line", later("Dòng"), lambda row: row["line"]),
        Column("place", later("Địa bàn"), lambda row: row["place"]),
        Column("on", later("Bộ địa bàn ngày"), lambda row: row["on"], "day", shown=False),
        Column("list_year", later("Danh sách năm"), lambda row: str(row["list_year"])),
        Column("words", later("Số nói gì"), lambda row: row["words"], order="words"),
        Column("printed", later("Đã in"), lambda row: row["printed"], "text", link=_page_of),
        Column("rounding", later("Cách làm tròn giải thích được"), lambda row: row["rounding"] or None),
        Column(
            "ours", later("Tính được"), lambda row: row["ours"] or None, link=lambda row: row["href"] or None
        ),
        Column("off", later("Chênh"), lambda row: row["off"] or None),
        Column("rules", later("Mâu thuẫn"), lambda row: row["rules"] or None),
    ),
    filters=(
        Filter("q", later("Số nói gì"), _words),
        Filter("paper", later("Văn bản"), _same("paper"), choices=_papers),
        Filter("state", later("So với số tính được"), _same("state"), choices=_states),
        Filter("found", later("Mâu thuẫn"), _same("found"), choices=_found),
    ),
    sort="paper",
    size=100,
)


@route(Permission.PRINT_FORMS, sees=Nothing.SUMS)
def published(request: HttpRequest) -> HttpResponse:
    """The printed figures that are held beside ours, and the findings of every rule."""
    figures = held_figures()
    findings = check(figures, communes_on(figures))
    asked = PUBLISHED.asked(request)
    frame = _frame(beside(figures, request.scope), findings)
    if asked.export:
        return _export(asked, frame, request)
    return page(
        request,
        "reports/published.html",
        listing=asked.page_of(frame),
        findings=findings,
        words_of_rule=words_of_rule,
        places=_place_names(figures),
        enters=may(request.actor, Permission.KEEP_PLANS),
    )


def _export(asked: Asked, frame: pl.DataFrame, request: HttpRequest) -> HttpResponse:
    if asked.export not in TYPES:
        raise UnusableInput(_("Chỉ xuất được tệp xlsx hoặc csv."))
    rows = list(frame_rows(asked, frame, "id"))
    record_export(listing=asked.listing.key, filters=sorted(asked.values), rows=len(rows), by=request.actor)
    return file_answer(frame_of(rows, asked.columns), f"so-da-cong-bo.{asked.export}")


def _place_names(figures: Sequence[Figure]) -> dict[str, str]:
    """The names of the places by code, as they were called on the figures' days where that is known."""
    days = {one.unit_code: one.on for one in figures}
    names: dict[str, str] = {}
    for unit in Unit.objects.filter(code__in=days).order_by("valid_from"):
        if unit.valid_from <= days[unit.code] or unit.code not in names:
            names[unit.code] = unit.name
    return names


_SCHEMA = {
    "id": pl.String,
    "order": pl.String,
    "figure": pl.Int64,
    "paper": pl.String,
    "line": pl.String,
    "place": pl.String,
    "on": pl.Date,
    "list_year": pl.Int64,
    "words": pl.String,
    "sought": pl.String,
    "printed": pl.String,
    "rounding": pl.String,
    "ours": pl.String,
    "href": pl.String,
    "off": pl.String,
    "state": pl.String,
    "rules": pl.String,
    "found": pl.String,
}


def _frame(rows: Sequence[Beside], findings: Sequence[FigureFinding]) -> pl.DataFrame:
    """One row a figure, in the order of the papers."""
    names = _place_names([one.figure for one in rows])
    rules: dict[Figure, list[str]] = {}
    for one in findings:
        for figure in one.figures:
            rules.setdefault(figure, []).append(one.rule)
    ways = _ways([one.figure for one in rows])
    return pl.DataFrame(
        [_row(at, one, names, rules.get(one.figure, []), ways[one.figure]) for at, one in enumerate(rows)],
        schema=_SCHEMA,
    )


def _ways(figures: Sequence[Figure]) -> dict[Figure, str]:
    """Of each figure how its rounding is called; blank for a count and where the base is not printed."""
    told = {}
    for group in by_place(figures):
        for figure in group.values():
            ways = rounding_of(group, figure)
            told[figure] = "" if ways is None else _way_words(ways)
    return {one: told.get(one, "") for one in figures}


def _way_words(ways: Sequence[str]) -> str:
    if not ways:
        return _("không cách nào")
    if {"half_up", "cut"} <= set(ways):
        return _("cách nào cũng ra số này")
    return words_of_way(ways[0])


def _row(at: int, one: Beside, names: dict[str, str], rules: Sequence[str], rounding: str) -> dict[str, Any]:
    figure, off = one.figure, one.difference
    words = words_of_statistic(figure.statistic, figure.standard)
    decimals = 2 if figure.statistic.startswith(RATE) else 0
    state = _NONE if off is None else _OFF if off else _SAME
    return {
        "id": f"{at:06d}",
        "order": f"{at:06d}",
        "figure": figure.key,
        "paper": figure.paper,
        "line": figure.line,
        "place": names.get(figure.unit_code, figure.unit_code),
        "on": figure.on,
        "list_year": figure.list_year,
        "words": words,
        "sought": fold(f"{words} {figure.paper} {names.get(figure.unit_code, '')}"),
        "printed": figure.printed,
        "rounding": rounding,
        "ours": "" if one.value is None else shown_number(one.value, decimals),
        "href": one.href,
        "off": "" if not off else f"{'+' if off > 0 else '−'}{shown_number(abs(off), decimals)}",
        "state": state,
        "rules": ", ".join(words_of_rule(one) for one in dict.fromkeys(rules)),
        "found": "yes" if rules else "no",
    }
