"""What the pages of budgets have in common."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from ansinh.access.queries import scope_of
from ansinh.accounts.permissions import Permission as P
from ansinh.budgets.enums import Source, State
from ansinh.budgets.models import BudgetLine
from ansinh.budgets.words import components, source_words, state_words
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Filter
from ansinh.places.models import Unit
from ansinh.places.queries import units_with_code
from ansinh.plans.models import Document, Plan
from ansinh.plans.queries import documents_within, plans_within

_MOST_DOCUMENTS = 200


def whole_number(text: str) -> int | None:
    """A whole number of an address; nothing for another text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def by_year(path: str) -> Filter:
    """A filter of the year that stands at ``path``."""
    return Filter("year", later("Năm"), lambda rows, value: rows.filter(**{path: whole_number(value) or 0}))


def by_place(path: str = "unit__code") -> Filter:
    return Filter("place", later("Mã địa bàn"), lambda rows, value: rows.filter(**{path: value}))


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


def place_in_year(request: HttpRequest, code: str, year: int) -> Unit:
    """The unit of a code that there was in a year, within the scope of the request; raises ``NotFound``."""
    scope = request.scope  # type: ignore[attr-defined]
    for one in reversed(units_with_code(code)):
        until = one.valid_until.year if one.valid_until else year
        if one.valid_from.year <= year <= until and scope.covers(one.pk):
            return one
    raise NotFound(
        _("Năm {year} không có địa bàn mang mã {code} trong phạm vi của bạn.").format(year=year, code=code)
    )


def asked_year(request: HttpRequest) -> int:
    """The year an address asks for; this year where it asks for none, or for none that there is."""
    return whole_number(request.GET.get("year", "")) or today().year


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
