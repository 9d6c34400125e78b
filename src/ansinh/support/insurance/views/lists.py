"""Lists for the insurer on pages: all of them, one with its lines, its approval, the file that goes out."""

from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.errors import NotFound
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.catalogue.card_groups import group_order
from ansinh.support.delivery.forms import WhyForm
from ansinh.support.delivery.words import policy_words
from ansinh.support.insurance.forms import ApproveForm
from ansinh.support.insurance.insurer_file import make_insurer_file
from ansinh.support.insurance.making import approve_list, drop_list
from ansinh.support.insurance.premiums import premium_on
from ansinh.support.insurance.views.columns import ANSWER, BY_ANSWER, FILTERS, PEOPLE, REFUSED, with_people
from ansinh.support.insurance.words import (
    answer_words,
    cause_words,
    change_words,
    list_words,
    month_words,
)
from ansinh.support.models import CardLine, CardList
from ansinh.support.models.health_card_enums import (
    COVERED_BY,
    Cause,
    Change,
    ListState,
)
from ansinh.support.reached import communes
from ansinh.work.downloads import answer_export, file_answer


def _list_page(row: CardList) -> str:
    return reverse("insurance:list", kwargs={"card_list_id": row.pk})


LISTS = Listing(
    "health-cards",
    columns=(
        Column(
            "month", later("Tháng"), lambda row: month_words(row.month), order="month_from", link=_list_page
        ),
        Column("number", later("Danh sách"), lambda row: row.number, kind="number", order="number"),
        Column("place", later("Địa bàn"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("added", later("Tăng"), lambda row: row.added, kind="number", order="added"),
        Column("changed", later("Đổi nhóm"), lambda row: row.changed, kind="number", order="changed"),
        Column("removed", later("Giảm"), lambda row: row.removed, kind="number", order="removed"),
        Column("made", later("Lập lúc"), lambda row: row.made_at, kind="moment", order="made_at"),
        Column("decided", later("Duyệt lúc"), lambda row: row.decided_at, kind="moment"),
        Column("state", later("Tình trạng"), lambda row: list_words(row.state), kind="status", order="state"),
    ),
    filters=(
        Filter(
            "state",
            later("Tình trạng"),
            lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, list_words(one.value)[1]) for one in ListState],
        ),
        Filter("unit", later("Xã"), lambda rows, value: rows.filter(unit_id=int(value)), choices=communes),
    ),
    sort="-month",
)


_CHANGE = Column("change", later("Báo"), lambda row: change_words(row.change), kind="status", order="change")


_CAUSE = Column("cause", later("Lý do"), lambda row: cause_words(row.cause))


LINES = Listing(
    "health-card-lines",
    columns=(*PEOPLE[:2], _CHANGE, ANSWER, _CAUSE, *PEOPLE[2:], REFUSED),
    filters=(
        *FILTERS,
        Filter(
            "change",
            later("Báo"),
            lambda rows, value: rows.filter(change=value),
            choices=lambda _r: [(one.value, change_words(one.value)[1]) for one in Change],
        ),
        Filter(
            "cause",
            later("Lý do"),
            lambda rows, value: rows.filter(cause=value),
            choices=lambda _r: [(one.value, cause_words(one.value)) for one in Cause],
        ),
        BY_ANSWER,
    ),
    sort="village",
)


@route(P.SEE_HOUSEHOLDS)
def lists(request: HttpRequest) -> HttpResponse:
    """The lists of the places within the scope."""
    asked = LISTS.asked(request)
    rows = CardList.objects.within(request.scope).select_related("unit")
    if asked.export:
        return answer_export(asked, rows, name="health-cards", by=request.actor)
    return page(request, "support/insurance/lists.html", part="list", listing=asked.page(rows), permission=P)


def list_within(scope: Scope, list_id: int) -> CardList:
    """One list within the scope, or ``NotFound``."""
    found = CardList.objects.within(scope).select_related("unit").filter(pk=list_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy danh sách thẻ này."))
    return found


def _shown(request: HttpRequest, found: CardList, status: int = 200, **forms: Any) -> HttpResponse:
    asked = LINES.asked(request)
    rows = CardLine.objects.everywhere().filter(list=found)
    if asked.export:
        return answer_export(asked, with_people(rows), name="health-card-lines", by=request.actor)  # type: ignore[attr-defined]
    who, state = request.actor, ListState(found.state)  # type: ignore[attr-defined]
    makes, approves = may(who, P.PROPOSE_SUPPORT, found.unit_id), may(who, P.APPROVE_SUPPORT, found.unit_id)
    waits, own = state is ListState.PREPARED, who.label == found.made_by
    return page(
        request,
        "support/insurance/list.html",
        part="list",
        status=status,
        card_list=found,
        month=month_words(found.month),
        state=list_words(found.state),
        many=found.added + found.changed + found.removed,
        premium=premium_on(found.month_from),
        order=group_order(found.month_from).article.in_language(current_language()),
        totals=_totals(rows),
        answers=_answer_counts(found, rows),
        listing=asked.page(with_people(rows)),
        approves=waits and approves and not own,
        drops=waits and ((makes and own) or (approves and not own)),
        sends=state is ListState.APPROVED and makes and may(who, P.EXPORT_LISTS, found.unit_id),
        permission=P,
        **{"form": ApproveForm(), "why_form": WhyForm()} | forms,
    )


def _totals(rows: QuerySet[CardLine]) -> list[tuple[tuple[str, str], str, dict[str, Any]]]:
    """Lines and money by change and group."""
    sums = rows.order_by().values("change", "policy")
    sums = sums.annotate(
        many=Count("pk"), state=Sum("state_amount"), local=Sum("local_amount"), own=Sum("own_amount")
    )
    return [
        (change_words(one["change"]), policy_words(one["policy"]), one)
        for one in sums.order_by("change", "policy")
    ]


def _answer_counts(found: CardList, rows: QuerySet[CardLine]) -> list[tuple[str, int, str]]:
    """Of an approved list: what the insurer said, each opening to its lines."""
    if found.state != ListState.APPROVED.value:
        return []
    sums = rows.filter(change__in=COVERED_BY).order_by().values("answer").annotate(many=Count("pk"))
    return [
        (
            answer_words(one["answer"])[1],
            one["many"],
            f"{_list_page(found)}?answer={one['answer'] or 'none'}",
        )
        for one in sums.order_by("answer")
    ]


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def card_list(request: HttpRequest, card_list_id: int) -> HttpResponse:
    """One list: its people by group, who bears what, its lines."""
    found = list_within(request.scope, card_list_id)
    if answer := LINES.asked(request).sealed_away():
        return answer
    return _shown(request, found)


@route(P.APPROVE_SUPPORT, methods=("POST",))
def decide(request: HttpRequest, card_list_id: int) -> HttpResponse:
    """Approve a list after typing its number of lines, or give it back with a reason."""
    found = list_within(request.scope, card_list_id)
    if request.POST.get("verb") == "give_back":
        return _dropped(request, found)
    form = ApproveForm(request.POST)
    if form.is_valid() and attempt(
        form, approve_list, card_list=found, by=request.actor, **form.cleaned_data
    ):
        said = _("Đã duyệt danh sách; người lập tải tệp gửi cơ quan bảo hiểm.")
        return see_other(request, "insurance:list", card_list_id=found.pk, said=said)
    return _shown(request, list_within(request.scope, card_list_id), 422, form=form)


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def drop(request: HttpRequest, card_list_id: int) -> HttpResponse:
    """The maker gives a list up, with the reason."""
    return _dropped(request, list_within(request.scope, card_list_id))


def _dropped(request: HttpRequest, found: CardList) -> HttpResponse:
    form = WhyForm(request.POST)
    by = request.actor  # type: ignore[attr-defined]
    if form.is_valid() and attempt(form, drop_list, card_list=found, by=by, **form.cleaned_data):
        said = _("Đã bỏ danh sách; các thay đổi sẽ vào danh sách lập sau.")
        return see_other(request, "insurance:list", card_list_id=found.pk, said=said)
    return _shown(request, found, 422, why_form=form)


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def insurer_file(request: HttpRequest, card_list_id: int) -> HttpResponse:
    """The file for the insurer; filled in, it comes back by the page of imports."""
    found = list_within(request.scope, card_list_id)
    rows = make_insurer_file(card_list=found, keys=keys_folder(), by=request.actor)
    return file_answer(rows, f"bhyt-{found.month}-ds-{found.number}.xlsx")
