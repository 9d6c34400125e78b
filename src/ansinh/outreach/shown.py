"""What the pages of outreach have in common: forms of one thing, lists, places to narrow a list to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Filter, Listing, R
from ansinh.kernel.web.pages import page
from ansinh.support.reached import places_of
from ansinh.work.downloads import answer_export

# Words and address of a crumb; the last has none.
Crumb = tuple[str, str | None]


@dataclass(frozen=True)
class Way:
    """A button at the top of a list: where it leads, and the right without which it is not shown."""

    words: str
    href: str
    icon: str = "list"
    needs: P | None = None
    kind: str = "plain"


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: str,
    button: str,
    back: str,
    crumbs: Sequence[Crumb],
    lead: str = "",
    facts: Sequence[tuple[str, Any]] = (),
    danger: bool = False,
    files: bool = False,
    notes: Sequence[str] = (),
    writes: bool = True,
) -> HttpResponse:
    """One form on a page of its own; 422 where something in it is wrong. ``danger``: it is asked once more; without ``writes`` the
    facts alone."""
    return page(
        request,
        "outreach/form.html",
        status=422 if form.is_bound and form.errors else 200,
        form=form,
        title=title,
        button=button,
        back=back,
        crumbs=crumbs,
        lead=lead,
        facts=facts,
        danger=danger,
        files=files,
        notes=notes,
        writes=writes,
    )


def list_page(
    request: HttpRequest,
    listing: Listing,
    rows: QuerySet[Any],
    *,
    name: str,
    title: str,
    lead: str,
    empty: str,
    following: str,
    ways: Sequence[Way] = (),
    crumbs: Sequence[Crumb] = (),
) -> HttpResponse:
    """A list, its search sealed away and its export answered. ``name`` is the file's."""
    asked = listing.asked(request)
    if answer := asked.sealed_away():
        return answer
    if asked.export:
        return answer_export(asked, rows, name=name, by=request.actor)  # type: ignore[attr-defined]
    return page(
        request,
        "outreach/list.html",
        part="list",
        listing=asked.page(rows),
        title=title,
        lead=lead,
        empty=empty,
        following=following,
        ways=ways,
        crumbs=crumbs,
    )


def by_place(rows_of: Callable[[HttpRequest], QuerySet[Any]], field: str = "unit") -> Filter:
    """Narrow a list to one place of those its rows (``rows_of`` a request) belong to."""
    return Filter(
        "unit",
        later("Địa bàn"),
        lambda rows, value: rows.filter(**{field: value}),
        choices=lambda request: places_of(rows_of(request)),
    )


def in_words(field: str) -> Callable[[R, str], R]:
    """Rows whose folded ``field`` has every word that was typed, without regard to accents."""

    def narrowed(rows: Any, words: str) -> Any:
        for word in fold(words).split(" "):
            rows = rows.filter(**{f"{field}__contains": word})
        return rows

    return narrowed


def by_standing() -> Filter:
    """Rows that count, or those that were withdrawn."""
    return Filter(
        "state",
        later("Tình trạng"),
        lambda rows, value: rows.filter(withdrawn_at__isnull=value == "stands"),
        choices=lambda _request: [("stands", _("còn hiệu lực")), ("withdrawn", _("đã rút"))],
    )
