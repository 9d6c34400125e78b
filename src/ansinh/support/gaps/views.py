"""Gaps on pages: counts by place and policy, the list, one gap and its answers."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.agencies.kinds import agency_kinds
from ansinh.agencies.queries import kind_responsible
from ansinh.households.search import words_of
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.gaps.actions import answer_gap
from ansinh.support.gaps.forms import AnswerForm
from ansinh.support.gaps.queries import (
    answers_of,
    counted,
    gap_within,
    kinds_counted,
    of_village,
    open_gaps,
    searches,
)
from ansinh.support.gaps.words import kind_words, policy_names, reply_words
from ansinh.support.models import Gap
from ansinh.support.models.planning_enums import GapKind, GapReply
from ansinh.support.reached import communes, communes_of
from ansinh.work.downloads import answer_export
from ansinh.work.queue import ask

_ROWS = [GapKind.ENTITLED_NOT_SERVED, GapKind.SERVED_NOT_ENTITLED, GapKind.SERVED_TWICE, GapKind.UNKNOWN]


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    """Each word the beginning of a word of the head's name, as in the list of households."""
    for word in words_of(words):
        begins = Q(household__head_name_fold__startswith=word)
        rows = rows.filter(begins | Q(household__head_name_fold__contains=f" {word}"))
    return rows


def _by_reply(rows: QuerySet, value: str) -> QuerySet:
    if value == "none":
        return rows.filter(reply="")
    if value == "overdue":
        return rows.filter(reply=GapReply.WILL_SERVE.value, reply_due__lte=today())
    return rows.filter(reply=value)


def _page_of(row: Gap) -> str:
    return reverse("gaps:gap", kwargs={"gap_id": row.pk})


def _kinds(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.value, kind_words(one.value)[1]) for one in _ROWS]


def _policies(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(code, f"{code} – {name}") for code, name in policy_names().items()]


def _agencies(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.code, one.words) for one in agency_kinds().values()]


GAPS = Listing(
    "gaps",
    columns=(
        Column(
            "name",
            later("Chủ hộ"),
            lambda row: row.household.head_name or _("(chưa có tên)"),
            order="name_sort",
            link=_page_of,
        ),
        Column("person", later("Người"), lambda row: row.person.full_name if row.person else ""),
        Column(
            "birth",
            later("Năm sinh"),
            lambda row: str(row.person.birth_year or "") if row.person else "",
            shown=False,
        ),
        Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
        Column("place", later("Xã"), lambda row: row.unit.name),
        Column("policy", later("Chính sách"), lambda row: row.policy, order="policy"),
        Column("kind", later("Thiếu sót"), lambda row: kind_words(row.kind), kind="status"),
        Column(
            "promise",
            later("Theo"),
            lambda row: _("kế hoạch hứa thêm") if row.promise else _("pháp luật"),
        ),
        Column("amount", later("Mức (đồng)"), lambda row: row.amount, kind="number"),
        Column("needed", later("Có nhu cầu"), lambda row: _("có") if row.needed else ""),
        Column("since", later("Từ ngày"), lambda row: row.since, kind="day", order="since"),
        Column("reply", later("Trả lời"), lambda row: reply_words(row.reply), kind="status"),
        Column("due", later("Hẹn"), lambda row: row.reply_due, kind="day", shown=False),
        Column("number", later("Mã hộ"), lambda row: row.household.source_ref, shown=False),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), _by_words, sealed=True),
        Filter("kind", later("Thiếu sót"), lambda rows, value: rows.filter(kind=value), choices=_kinds),
        Filter(
            "policy",
            later("Chính sách"),
            lambda rows, value: rows.filter(policy=value),
            choices=_policies,
        ),
        Filter(
            "agency",
            later("Cơ quan"),
            lambda rows, value: rows.filter(agency=value),
            choices=_agencies,
        ),
        Filter(
            "by",
            later("Theo"),
            lambda rows, value: rows.filter(promise=value == "promise"),
            choices=lambda _r: [("law", _("pháp luật")), ("promise", _("kế hoạch hứa thêm"))],
        ),
        Filter(
            "reply",
            later("Trả lời"),
            _by_reply,
            choices=lambda _r: [
                ("none", reply_words("")[1]),
                *((one.value, reply_words(one.value)[1]) for one in GapReply),
                ("overdue", _("đã đến hẹn")),
            ],
        ),
        Filter("village", later("Thôn, tổ"), of_village),
        Filter("unit", later("Xã"), lambda rows, value: rows.filter(unit_id=int(value)), choices=communes),
    ),
    sort="since",
)


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def gaps(request: HttpRequest) -> HttpResponse:
    """The open gaps of the places within the scope."""
    asked = GAPS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = open_gaps(request.scope, asked.values.get("q", ""))
    if asked.export:
        return answer_export(asked, rows, name="gaps", by=request.actor)
    return page(
        request, "support/gaps/list.html", part="list", listing=asked.page(rows), names=policy_names()
    )


def _chosen(text: str, among: list[str]) -> str:
    return text if text in among else among[0]


@route(P.SEE_HOUSEHOLDS)
def matrix(request: HttpRequest) -> HttpResponse:
    """Households by place and policy (or agency) for one kind of gap: stored counts, each opens to its households."""
    kind = _chosen(request.GET.get("kind", ""), [one.value for one in GapKind])
    by = _chosen(request.GET.get("by", ""), ["policy", "agency"])
    promise = request.GET.get("promise") == "1"
    names = policy_names()
    order = names if by == "policy" else agency_kinds()
    found = counted(request.scope, kind=kind, promise=promise, by=by, order=order)
    heads = {code: names.get(code, code) for code in found.columns}
    if by == "agency":
        # Who does it today: what an agency that ended did went to another.
        known = agency_kinds()
        heads = {
            code: kind_responsible(code, today()).words if code in known else code for code in found.columns
        }
    done = searches(request.scope)
    return page(
        request,
        "support/gaps/matrix.html",
        matrix=found,
        heads=heads,
        kind=kind,
        by=by,
        promise=promise,
        kinds=[(one.value, kind_words(one.value)[1]) for one in GapKind],
        sums=kinds_counted(request.scope),
        searches=done,
        unlisted=kind == GapKind.UNKNOWN_UNLISTED.value,
        permission=P,
    )


@route(P.PLAN_SUPPORT, methods=("POST",))
def seek(request: HttpRequest) -> HttpResponse:
    """Ask for a search of the communes within the scope where households live."""
    units = communes_of(request.scope)
    if not units:
        raise Refused(_("Không có xã nào trong địa bàn được giao có hộ để tìm."), code="no_communes")
    unit = units[0] if len(units) == 1 else None
    job = ask("support.seek_gaps", {"units": [one.pk for one in units]}, by=request.actor, unit=unit)
    return see_other(request, "work:job", job_id=job.pk)


@route(P.SEE_HOUSEHOLDS)
def gap(request: HttpRequest, gap_id: int) -> HttpResponse:
    """One gap: what it is, what was answered."""
    return _shown(request, gap_within(request.scope, gap_id), AnswerForm())


def _shown(request: HttpRequest, one: Gap, form: Any, status: int = 200) -> HttpResponse:
    return page(
        request,
        "support/gaps/gap.html",
        status=status,
        gap=one,
        name=policy_names().get(one.policy, one.policy),
        kind=kind_words(one.kind),
        reply=reply_words(one.reply),
        agencies=agency_kinds(),
        answers=answers_of(one),
        reply_words=reply_words,
        form=form,
        permission=P,
    )


@route(P.PLAN_SUPPORT, methods=("POST",))
def answer(request: HttpRequest, gap_id: int) -> HttpResponse:
    """Answer a gap."""
    one = gap_within(request.scope, gap_id)
    form = AnswerForm(request.POST)
    if form.is_valid() and attempt(form, answer_gap, gap=one, by=request.actor, **form.cleaned_data):
        return see_other(request, "gaps:gap", gap_id=one.pk, said=_("Đã ghi trả lời."))
    return _shown(request, one, form, 422)
