"""Households listed in two places on pages: each commune reads of its own side only."""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.reviews.decisions.enums import ListingDecision
from ansinh.reviews.decisions.forms import ListingForm, WhyForm
from ansinh.reviews.decisions.listed_twice import (
    Side,
    ask_for_decision,
    basis_words,
    decide_double_listing,
    other_side,
    said_words,
    side_within,
    sides_within,
)
from ansinh.reviews.decisions.models import DoubleListingMove, DoubleListingSide
from ansinh.reviews.words import class_words
from ansinh.work.downloads import answer_export
from ansinh.work.queue import ask

P = Permission
_SAID = DoubleListingMove.objects.everywhere().filter(side=OuterRef("pk"))


def _page_of(row: DoubleListingSide) -> str:
    return reverse("decisions:listed-twice", kwargs={"side_id": row.pk})


def _state(row: DoubleListingSide) -> tuple[str, str]:
    if row.decided:
        return "ok", _("đã quyết định")
    return ("waiting", _("đã gửi đề nghị")) if row.asked else ("warning", _("chưa xử lý"))


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split(" "):
        rows = rows.filter(household__head_name_fold__contains=word)
    return rows


SIDES = Listing(
    "listed-twice",
    columns=(
        Column(
            "name",
            later("Chủ hộ"),
            lambda row: row.household.head_name or _("(chưa có tên)"),
            order="household__head_name_sort",
            link=_page_of,
        ),
        Column("place", later("Xã"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("village", later("Thôn"), lambda row: row.village, order="village"),
        Column("list", later("Danh sách ở đây"), lambda row: row.list_class, kind="class", told=class_words),
        Column("since", later("Từ ngày"), lambda row: row.since, kind="day"),
        Column("basis", later("Dấu hiệu"), lambda row: basis_words(row.listing.basis)),
        Column(
            "found",
            later("Phát hiện"),
            lambda row: row.listing.found_at,
            kind="moment",
            order="listing__found_at",
        ),
        Column("state", later("Tình trạng"), _state, kind="status"),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), _by_words, sealed=True),
        Filter(
            "state",
            later("Tình trạng"),
            lambda rows, value: rows.filter(decided=value == "decided"),
            choices=lambda _r: [("open", _("chưa quyết định")), ("decided", _("đã quyết định"))],
        ),
        Filter("village", later("Thôn"), lambda rows, value: with_name(rows, "village", value)),
    ),
    sort="-found",
)


@route(P.DECIDE_DUPLICATES, methods=("GET", "POST"))
def sides(request: HttpRequest) -> HttpResponse:
    """One's own households that are listed elsewhere too."""
    asked = SIDES.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = sides_within(request.scope).annotate(
        asked=Exists(_SAID.filter(said=ListingDecision.ASKED.value)),
        decided=Exists(_SAID.exclude(said=ListingDecision.ASKED.value)),
    )
    if asked.export:
        return answer_export(asked, rows, name="listed-twice", by=request.actor)
    return page(request, "reviews/decisions/sides.html", part="list", listing=asked.page(rows))


def _shown(request: HttpRequest, found: Side, form, status: int) -> HttpResponse:
    asking = form if isinstance(form, WhyForm) else WhyForm()
    deciding = form if isinstance(form, ListingForm) else ListingForm()
    return page(
        request,
        "reviews/decisions/side.html",
        status=status,
        found=found,
        # Who has both in charge sees both; nobody else is given the other side at all.
        other=other_side(found.side) if found.both else None,
        basis=basis_words(found.side.listing.basis),
        said_words=said_words,
        asking=asking,
        deciding=deciding,
    )


@route(P.DECIDE_DUPLICATES)
def side(request: HttpRequest, side_id: int) -> HttpResponse:
    """One household that is listed elsewhere too."""
    return _shown(request, side_within(request.scope, side_id), None, 200)


@route(P.DECIDE_DUPLICATES, methods=("POST",))
def say(request: HttpRequest, side_id: int) -> HttpResponse:
    """Ask the next level, or decide with both in charge."""
    found = side_within(request.scope, side_id)
    deciding = "decision" in request.POST
    form = ListingForm(request.POST) if deciding else WhyForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        if deciding:
            done = attempt(
                form,
                decide_double_listing,
                side=found.side,
                decision=ListingDecision(given["decision"]),
                reason=given["reason"],
                by=request.actor,
            )
        else:
            done = attempt(form, ask_for_decision, side=found.side, reason=given["reason"], by=request.actor)
        if done:
            return see_other(request, "decisions:listed-twice", side_id=side_id, said=_("Đã ghi."))
    return _shown(request, found, form, 422)


@route(P.DECIDE_DUPLICATES, methods=("POST",), sees=Nothing.BLANK)
def seek(request: HttpRequest) -> HttpResponse:
    """Ask for the lists in force of every commune to be compared, and go to the job."""
    return see_other(request, "work:job", job_id=ask("reviews.seek_listed_twice", {}, by=request.actor).pk)
