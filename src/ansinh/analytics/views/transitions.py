"""Who changed what they are between two years, and who came back to the lists; each count opens to its households."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission
from ansinh.analytics.relapse import TRAITS, Relapse, behind, relapse
from ansinh.analytics.transitions import STATES, Transition, between, comparable, from_opening
from ansinh.analytics.versions import place_order, trait_words
from ansinh.datasets.models import Version
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.pages import page
from ansinh.reports.cell_lists import household_listing
from ansinh.reports.kept_forms import key_of
from ansinh.reports.opening import commune_names
from ansinh.reports.versions import newest, shown_period, version_within, versions_within
from ansinh.reports.views.cells import list_answer, named_page

_STATE_WORDS = {
    "poor": later("Hộ nghèo"),
    "near_poor": later("Hộ cận nghèo"),
    "other": later("Ngoài hai danh sách"),
    "undetermined": later("Chưa xác định"),
    "absent": later("Không có trong phiên bản"),
}
_TRAIT_TITLES = {
    "before": later("Diện trước khi thoát"),
    "minority": later("Dân tộc của chủ hộ"),
    "head_sex": later("Giới tính của chủ hộ"),
    "no_labour_capacity": later("Khả năng lao động của hộ"),
}


@route(Permission.PRINT_FORMS, sees=Nothing.SUMS)
def transitions(request: HttpRequest, version_id: int) -> HttpResponse:
    """The matrix from an earlier year (``?from=`` a version, or the list the review began with), and who came back."""
    found = version_within(request.scope, version_id)
    chosen = request.GET.get("from", "")
    earlier = _earlier(request, found)
    try:
        answer, refused = _between(request, found, chosen), ""
    except Refused as refusal:
        answer, refused = None, refusal.message
    came_back, too_few = _relapse([*reversed(earlier), found])
    sees = may(request.actor, Permission.SEE_HOUSEHOLDS, found.unit_id)
    return page(
        request,
        "analytics/transitions.html",
        version=found,
        period=shown_period(found.period),
        others=_others(request, found),
        chosen=chosen,
        answer=answer,
        refused=refused,
        states=_STATE_WORDS,
        relapse=came_back,
        too_few=too_few,
        traits=_TRAIT_TITLES,
        trait_words={name: _trait_words(name) for name in TRAITS},
        href=_opens(found, chosen) if sees else None,
        crumbs=_crumbs(found),
    )


def _trait_words(name: str) -> dict[str, str]:
    return {"": _("Chưa rõ")} | trait_words("class" if name == "before" else name)


def _earlier(request: HttpRequest, version: Version) -> list[Version]:
    """The newest version of each earlier period that it can be compared with, the latest first."""
    return comparable(version, list(_of_place(request, version).filter(period__lt=version.period)))


def _others(request: HttpRequest, version: Version) -> list[Version]:
    """What a reader may choose, also what will be refused: the refusal says why."""
    return list(_of_place(request, version).exclude(pk=version.pk).exclude(period=version.period))


def _of_place(request: HttpRequest, version: Version) -> Any:
    return newest(versions_within(request.scope)).filter(unit=version.unit).order_by("-period", "standard")


def _between(request: HttpRequest, version: Version, chosen: str) -> Transition:
    if not chosen:
        return from_opening(version)
    if not chosen.isdecimal():
        raise UnusableInput(_("Kỳ đầu không có trong các lựa chọn. Hãy chọn lại."), code="wrong_question")
    return between(version_within(request.scope, int(chosen)), version)


def _relapse(versions: Sequence[Version]) -> tuple[Relapse | None, str]:
    try:
        return relapse(versions), ""
    except Refused as refusal:
        return None, refusal.message


def _opens(version: Version, chosen: str) -> Any:
    base = reverse("analytics:transition-households", kwargs={"version_id": version.pk})

    def address(**named: str) -> str:
        return (
            f"{base}?{urlencode({key: value for key, value in ({'from': chosen} | named).items() if value})}"
        )

    return address


@route(Permission.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def households(request: HttpRequest, version_id: int) -> HttpResponse:
    """The households of a cell of the matrix, or those who left (``left=1``) and came back (``left=back``)."""
    found = version_within(request.scope, version_id)
    frame, title = _chosen_rows(request, found)
    frame = frame.with_columns(place_order())
    listing = household_listing(frame, commune_names(key_of(found)), request.scope, later("Tính vào ô"))
    if answer := list_answer(request, listing, frame, "household_id", name="ho-doi-dien"):
        return answer
    return page(
        request,
        "analytics/transition_households.html",
        version=found,
        title=title,
        counted_total=int(frame["counted"].sum()),
        listing=named_page(listing.asked(request), frame, "household_id", request.scope),
        crumbs=[
            *_crumbs(found),
            (
                _("Ai đổi diện, ai tái nghèo"),
                reverse("analytics:transitions", kwargs={"version_id": found.pk}),
            ),
        ],
    )


def _chosen_rows(request: HttpRequest, version: Version) -> tuple[pl.DataFrame, str]:
    if left := request.GET.get("left", ""):
        age, trait = request.GET.get("age") or "0", request.GET.get("trait", "")
        if not age.isdecimal() or (trait and trait not in TRAITS):
            raise NotFound(_("Bảng này không có ô đó. Hãy mở lại bảng và chọn một ô."), code="no_cell")
        found = relapse([*reversed(_earlier(request, version)), version])
        group = request.GET.get("group", "")
        rows = behind(found, back=left == "back", age=int(age), trait=trait, group=group)
        if left == "back":
            return rows, _("Các hộ đã thoát rồi quay lại danh sách")
        return rows, _("Các hộ đã thoát khỏi danh sách")
    before, after = request.GET.get("was", ""), request.GET.get("now", "")
    if any(one and one not in STATES for one in (before, after)):
        raise NotFound(_("Bảng này không có ô đó. Hãy mở lại bảng và chọn một ô."), code="no_cell")
    said = _("Từ «{before}» sang «{after}»")
    words = {key: str(value) for key, value in _STATE_WORDS.items()} | {"": _("tất cả")}
    rows = _between(request, version, request.GET.get("from", "")).of(before, after)
    rows = rows.with_columns(pl.lit(1, pl.Int64).alias("counted"))
    return rows, said.format(before=words[before], after=words[after])


def _crumbs(version: Version) -> list[tuple[str, str]]:
    words = _("{place}, {period}").format(place=version.unit.name, period=shown_period(version.period))
    return [
        (_("Đo nghèo đa chiều"), reverse("analytics:versions")),
        (words, reverse("analytics:measures", kwargs={"version_id": version.pk})),
    ]
