"""What the pages of budgets have in common."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from ansinh.access.place_fields import units_in
from ansinh.access.queries import scope_of
from ansinh.accounts.permissions import Permission as P
from ansinh.budgets.enums import Source, State
from ansinh.budgets.models import BudgetLine
from ansinh.budgets.queries import lines_seen
from ansinh.budgets.words import components, source_words, state_words
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Filter
from ansinh.places.models import Unit
from ansinh.places.naming import code_named
from ansinh.places.queries import units_with_code
from ansinh.plans.models import Document, Plan
from ansinh.plans.queries import documents_within, plans_within
from ansinh.support.delivery.views.shared import own_code

_MOST_DOCUMENTS = 200
_FOR_EVER = 9999


def whole_number(text: str) -> int | None:
    """A whole number of an address; nothing for another text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def by_year(path: str) -> Filter:
    """A filter of the year that stands at ``path``."""
    return Filter("year", later("Năm"), lambda rows, value: rows.filter(**{path: whole_number(value) or 0}))


def by_place() -> Filter:
    """A filter of the place, by name or code among those that have rows."""
    return Filter("place", later("Địa bàn (tên hoặc mã)"), _at_place)


def _at_place(rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    among = Unit.objects.filter(pk__in=rows.order_by().values("unit"))
    return rows.filter(unit__code=code_named(typed, among))


def by_source(path: str = "source") -> Filter:
    return Filter(
        "source", later("Nguồn"), lambda rows, value: rows.filter(**{path: value}),
        choices=lambda _r: [(one.value, source_words(one.value)) for one in Source],
    )  # fmt: skip


def by_component(path: str = "component") -> Filter:
    return Filter(
        "component", later("Nội dung chi"), lambda rows, value: rows.filter(**{path: value}),
        choices=lambda _r: [(one.code, one.words) for one in components().values()],
    )  # fmt: skip


def by_state() -> Filter:
    return Filter(
        "state", later("Tình trạng"), lambda rows, value: rows.filter(state=value),
        choices=lambda _r: [(one.value, state_words(one.value)[1]) for one in State],
    )  # fmt: skip


def line_page(line: BudgetLine) -> str:
    return reverse("budgets:line", kwargs={"budget_line_id": line.pk})


@dataclass(frozen=True, slots=True)
class Asked:
    """Which place and year a page is about; no place: all of them."""

    unit: Unit | None
    code: str
    year: int


def asked_place(request: HttpRequest, *, with_lines: bool = False) -> Asked:
    """The place and year of the address; else one's own place, and this year or the last one there was such a place (``with_lines``:
    the last year of which it has lines, where it has any).

    Raises ``NotFound`` for a place out of reach, or that there was not in the year asked for.
    """
    given = whole_number(request.GET.get("year", ""))
    scope = request.scope  # type: ignore[attr-defined]
    typed = request.GET.get("place", "").strip()
    code = code_named(typed, units_in(scope)) if typed else own_code(request, P.VIEW_BUDGETS)
    if with_lines and not given:
        seen = lines_seen(request.actor)  # type: ignore[attr-defined]
        given = (seen.filter(unit__code=code) if code else seen).aggregate(last=Max("year"))["last"]
    if not code:
        return Asked(None, "", given or today().year)
    for one in reversed(units_with_code(code)):
        until = one.valid_until.year if one.valid_until else _FOR_EVER
        year = given or min(today().year, until)
        if one.valid_from.year <= year <= until and scope.covers(one.pk):
            return Asked(one, code, year)
    said = _("Năm {year} không có địa bàn mang mã {code} trong phạm vi của bạn.")
    raise NotFound(said.format(year=given or today().year, code=code))


def documents_for(request: HttpRequest) -> list[Document]:
    """The papers a person may name as the ground of an act, the newest first."""
    scope = scope_of(request.actor, P.PRINT_FORMS)  # type: ignore[attr-defined]
    return list(documents_within(scope).order_by("-issued_on", "-pk")[:_MOST_DOCUMENTS])


def plans_for(request: HttpRequest) -> list[Plan]:
    """The plans a person may name as what a line carries out."""
    scope = scope_of(request.actor, P.PRINT_FORMS)  # type: ignore[attr-defined]
    return list(plans_within(scope).order_by("-year_from", "-pk"))


def words_of(line: BudgetLine) -> str:
    """A line in one text: source, component, project."""
    words: list[Any] = [source_words(line.source), components()[line.component].words, line.project]
    return " · ".join(one for one in words if one)
