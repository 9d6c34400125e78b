"""The list of people who may be one and the same, and the search for more of them."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import route
from ansinh.access.walls import beyond_walls
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import page, see_other
from ansinh.places.queries import lineage, unit_at
from ansinh.portal.duplicates.reading import pairs_within
from ansinh.portal.households.founding import communes_within
from ansinh.portal.households.wording import birth_words
from ansinh.work.downloads import answer_export
from ansinh.work.queue import ask


def basis_words(basis: str) -> str:
    return {"citizen_id": _("cùng số định danh"), "name_birth_place": _("tên, năm sinh, xã giống nhau")}[
        basis
    ]


def decision_status(decision: str) -> tuple[str, str]:
    """The sign and words of what was decided."""
    return {
        "open": ("waiting", _("chờ quyết định")),
        "same": ("ok", _("cùng một người")),
        "different": ("neutral", _("hai người khác nhau")),
    }[decision]


def _seen(row: Any, side: str) -> bool:
    return bool(getattr(row, f"{side}_seen"))


def _name(side: str) -> Callable[[Any], str]:
    def name(row: Any) -> str:
        person = getattr(row, side)
        return person.full_name or _("(chưa có tên)") if _seen(row, side) else _("(người ở nơi khác)")

    return name


def _place(side: str) -> Callable[[Any], str]:
    """Village and commune; of who lives elsewhere the commune alone."""

    def place(row: Any) -> str:
        village = getattr(row, f"{side}_village") if _seen(row, side) else ""
        return ", ".join(part for part in (village, getattr(row, f"{side}_place")) if part)

    return place


def _head(side: str) -> Callable[[Any], str | None]:
    def head(row: Any) -> str | None:
        return getattr(row, f"{side}_head") if _seen(row, side) else None

    return head


def _birth(row: Any) -> str:
    return birth_words(row.left if row.left_seen else row.right)


def _page(row: Any) -> str:
    return reverse("portal:duplicate", kwargs={"pair_id": row.pk})


def _by_words(rows: Any, words: str) -> Any:
    """Each word in the name of somebody who is seen: nobody is found by a name that is not shown."""
    for word in fold(words).split():
        rows = rows.filter(Q(left_name__contains=word) | Q(right_name__contains=word))
    return rows


def _homes(rows: Any, value: str) -> Any:
    if value == "one":
        return rows.filter(left_home=F("right_home"))
    return rows.exclude(left_home=F("right_home"))


def _communes(request: HttpRequest) -> list[tuple[str, str]]:
    if not hasattr(request, "_communes_of_duplicates"):
        request._communes_of_duplicates = [(one.code, one.name) for one in communes_within(request.scope)]
    return request._communes_of_duplicates


def _in_commune(rows: Any, code: str) -> Any:
    """At a commune of today, or what its people were in before."""
    ids = lineage(unit_at(code, today(), "commune"), today())
    return rows.filter(Q(left_at__in=ids) | Q(right_at__in=ids))


DUPLICATES = Listing(
    "duplicates",
    columns=(
        Column("pair", later("Cặp"), lambda row: row.pk, link=_page),
        Column("left", later("Người thứ nhất"), _name("left"), order="left_name", link=_page),
        Column("left_place", later("Nơi ở người thứ nhất"), _place("left")),
        Column("left_head", later("Chủ hộ người thứ nhất"), _head("left"), shown=False),
        Column("right", later("Người thứ hai"), _name("right"), order="right_name", link=_page),
        Column("right_place", later("Nơi ở người thứ hai"), _place("right")),
        Column("right_head", later("Chủ hộ người thứ hai"), _head("right"), shown=False),
        Column("birth", later("Ngày sinh"), _birth),
        Column("basis", later("Vì"), lambda row: basis_words(row.basis)),
        Column("score", later("Giống (%)"), lambda row: row.score, kind="number", order="score"),
        Column("decision", later("Quyết định"), lambda row: decision_status(row.decision), kind="status"),
        Column(
            "found",
            later("Tìm thấy lúc"),
            lambda row: row.found_at,
            kind="moment",
            order="found_at",
            shown=False,
        ),
    ),
    filters=(
        Filter("q", later("Tìm theo tên"), _by_words, sealed=True),
        Filter(
            "decision",
            later("Quyết định"),
            lambda rows, value: rows.filter(decision=value),
            choices=lambda _request: [
                (code, decision_status(code)[1]) for code in ("open", "same", "different")
            ],
        ),
        Filter(
            "basis",
            later("Vì"),
            lambda rows, value: rows.filter(basis=value),
            choices=lambda _request: [
                (code, basis_words(code)) for code in ("citizen_id", "name_birth_place")
            ],
        ),
        Filter(
            "likeness",
            later("Giống từ"),
            lambda rows, value: rows.filter(score__gte=int(value)),
            choices=lambda _request: [("100", "100 %"), ("96", "96 %"), ("92", "92 %")],
        ),
        Filter(
            "homes",
            later("Cùng hộ"),
            _homes,
            choices=lambda _request: [("one", _("trong một hộ")), ("two", _("ở hai hộ"))],
        ),
        Filter("commune", later("Xã"), _in_commune, choices=_communes),
    ),
    sort="-score",
)


@route(Permission.DECIDE_DUPLICATES, methods=("GET", "POST"))
def duplicates(request: HttpRequest) -> HttpResponse:
    """The pairs that concern the person's places."""
    asked = DUPLICATES.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = pairs_within(request.scope)
    # A pair is read whole, or it would be missing where its other person lives elsewhere; the columns show of that one the
    # commune alone.
    with beyond_walls():
        if asked.export:
            return answer_export(asked, rows, name="duplicates", by=request.actor)
        listing = asked.page(rows)
    return page(request, "portal/duplicates/list.html", part="list", listing=listing)


@route(Permission.DECIDE_DUPLICATES, methods=("POST",))
def seek(request: HttpRequest) -> HttpResponse:
    """Look for pairs nobody proposed yet, as work that goes on while the person goes on."""
    job = ask("households.seek_duplicates", {}, by=request.actor)
    return see_other(request, "work:job", job_id=job.pk)
