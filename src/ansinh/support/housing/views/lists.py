"""The lists of houses on pages: proposed from what was surveyed, answered by a second person."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import know_doers
from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.delivery.forms import DecisionForm, WhyForm
from ansinh.support.delivery.words import answer_words
from ansinh.support.housing.deciding import approve_works, propose_works, refuse_works
from ansinh.support.housing.priorities import order
from ansinh.support.housing.programmes import (
    programme_called,
)
from ansinh.support.housing.views.candidates import commune_asked
from ansinh.support.housing.words import dwelling_words, kind_words
from ansinh.support.models import HousingProposal, HousingWork
from ansinh.support.models.delivery_enums import AnswerState
from ansinh.support.models.housing_enums import WorkState
from ansinh.support.reached import communes_of
from ansinh.work.downloads import answer_export

SURVEYED = Listing(
    "housing-surveyed",
    columns=(
        Column(
            "name", later("Chủ hộ"), lambda row: row.household.head_name or _("(chưa có tên)"),
            order="household__head_name_sort", link=lambda row: reverse("housing:work", kwargs={"work_id": row.pk}),
        ),
        Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
        Column("kind", later("Việc"), lambda row: kind_words(row.kind), order="kind"),
        Column("dwelling", later("Nhà hiện nay"), lambda row: dwelling_words(row.dwelling)),
        Column("priority", later("Thứ tự ưu tiên"), lambda row: row.priority, kind="number", order="priority"),
        Column("granted", later("Mức hỗ trợ (đồng)"), lambda row: row.granted, kind="number"),
        Column("on", later("Ngày khảo sát"), lambda row: row.surveyed_on, kind="day", order="surveyed_on"),
    ),
    filters=(Filter("village", later("Thôn, tổ"), lambda rows, value: with_name(rows, "village", value)),),
    sort="priority",
)  # fmt: skip
_LONGEST = 19


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def propose(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Choose surveyed works of a commune for its list, and send it for approval."""
    found = programme_called(programme_id)
    here = communes_of(request.scope)
    unit = commune_asked(request, here)
    form = WhyForm({"reason": "-"} if request.method == "POST" else None)
    rows = HousingWork.objects.within(request.scope).filter(
        programme=found, unit=unit, state=WorkState.SURVEYED.value
    )
    if request.method == "POST":
        if unit is None:
            raise NotFound(_("Không có xã này trong địa bàn được giao."))
        form.is_valid()
        chosen = [
            int(one) for one in request.POST.getlist("chosen") if one.isdecimal() and len(one) < _LONGEST
        ]
        if made := attempt(form, propose_works, programme=found, unit=unit, chosen=chosen, by=request.actor):
            said = _("Đã lập danh sách; chờ người thứ hai duyệt.")
            return see_other(request, "housing:list", works_list_id=made.pk, said=said)
    asked = SURVEYED.asked(request)
    listing = asked.page(rows.select_related("household", "unit"))
    if asked.export:
        return answer_export(
            asked, rows.select_related("household", "unit"), name="housing-surveyed", by=request.actor
        )
    return page(
        request,
        "support/housing/propose.html",
        part="list",
        status=422 if form.errors else 200,
        one=found,
        unit=unit,
        communes=here,
        listing=listing,
        form=form,
        order=order(),
    )


LISTS = Listing(
    "housing-lists",
    columns=(
        Column(
            "number", later("Danh sách"), lambda row: f"#{row.pk}", order="pk",
            link=lambda row: reverse("housing:list", kwargs={"works_list_id": row.pk}),
        ),
        Column("programme", later("Chương trình"), lambda row: row.programme.name),
        Column("place", later("Xã"), lambda row: row.unit.name),
        Column("works", later("Số nhà"), lambda row: row.works, kind="number", order="works"),
        Column("made", later("Lập lúc"), lambda row: row.proposed_at, kind="moment", order="proposed_at"),
        Column("decision", later("Số quyết định"), lambda row: row.decision_no),
        Column("state", later("Tình trạng"), lambda row: answer_words(row.state), kind="status", order="state"),
    ),
    filters=(
        Filter(
            "state", later("Tình trạng"), lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, answer_words(one.value)[1]) for one in AnswerState],
        ),
    ),
    sort="-made",
)  # fmt: skip


@route(P.SEE_HOUSEHOLDS)
def lists(request: HttpRequest) -> HttpResponse:
    """The lists of the places within the scope."""
    asked = LISTS.asked(request)
    rows = HousingProposal.objects.within(request.scope).select_related("programme", "unit")
    if asked.export:
        return answer_export(asked, rows, name="housing-lists", by=request.actor)
    return page(request, "support/housing/lists.html", part="list", listing=asked.page(rows))


def _list_within(scope: Scope, works_list_id: int) -> HousingProposal:
    rows = HousingProposal.objects.within(scope).select_related("programme", "unit")
    found = rows.filter(pk=works_list_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy danh sách này."))
    return found


def _list_page(request: HttpRequest, one: HousingProposal, status: int = 200, **forms: Any) -> HttpResponse:
    who = request.actor  # type: ignore[attr-defined]
    rows = HousingWork.objects.within(request.scope).filter(proposal=one).select_related("household")  # type: ignore[attr-defined]
    found = list(rows.order_by("priority", "village", "pk"))
    know_doers({work.surveyed_by for work in found} | {one.proposed_by, one.decided_by})
    answers = one.state == AnswerState.WAITING.value and may(who, P.APPROVE_SUPPORT, one.unit_id)
    return page(
        request,
        "support/housing/proposal.html",
        status=status,
        one=one,
        rows=[(work, kind_words(work.kind), dwelling_words(work.dwelling)) for work in found],
        granted=sum(work.granted or 0 for work in found),
        unknown=sum(work.granted is None for work in found),
        state=answer_words(one.state),
        answers=answers,
        own=who.label in {one.proposed_by, *(work.surveyed_by for work in found)},
        waiting=one.state == AnswerState.WAITING.value,
        order=order(),
        **({"form": DecisionForm(), "why_form": WhyForm()} | forms),
    )


@route(P.SEE_HOUSEHOLDS)
def one_list(request: HttpRequest, works_list_id: int) -> HttpResponse:
    """One list: who is on it, in which order, and who decided."""
    return _list_page(request, _list_within(request.scope, works_list_id))


@route(P.APPROVE_SUPPORT, methods=("POST",))
def answer_list(request: HttpRequest, works_list_id: int) -> HttpResponse:
    """Approve a list by a decision, or refuse it with the reason."""
    found = _list_within(request.scope, works_list_id)
    if request.POST.get("verb") == "refuse":
        why = WhyForm(request.POST)
        if why.is_valid() and attempt(
            why, refuse_works, proposal=found, by=request.actor, **why.cleaned_data
        ):
            return see_other(request, "housing:list", works_list_id=found.pk, said=_("Đã trả danh sách."))
        return _list_page(request, _list_within(request.scope, works_list_id), 422, why_form=why)
    form = DecisionForm(request.POST)
    if form.is_valid() and attempt(
        form, approve_works, proposal=found, by=request.actor, **form.cleaned_data
    ):
        return see_other(request, "housing:list", works_list_id=found.pk, said=_("Đã duyệt danh sách."))
    return _list_page(request, _list_within(request.scope, works_list_id), 422, form=form)
