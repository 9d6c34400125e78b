"""Savings groups and lists 03/TD on pages: the groups, who may borrow, a list made, confirmed, taken as a file."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import know_doers
from ansinh.access.place_fields import offer_places
from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.households.models import Household, Person
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.web.forms import later, read_number
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.credit.answers import lines_of_lists
from ansinh.support.credit.forms import EndForm, GroupForm, ListForm, programme_choices
from ansinh.support.credit.listing import (
    ENTITLED,
    Wish,
    askable,
    confirm_list,
    end_group,
    enter_group,
    make_list,
    refuse_list,
)
from ansinh.support.credit.terms import terms_of
from ansinh.support.credit.views.sides import PLACES, Side
from ansinh.support.credit.words import line_words, list_words, trustee_words, verdict_words
from ansinh.support.delivery.forms import DecisionForm, WhyForm
from ansinh.support.delivery.views.shared import by_words, name_of, own_code, placed
from ansinh.support.delivery.words import policy_words, rule_words
from ansinh.support.entitling.one import state_shown
from ansinh.support.models import LoanAnswer, LoanList, LoanRequest, SavingsGroup
from ansinh.support.models.delivery_enums import AnswerState
from ansinh.support.models.loan_enums import LineState
from ansinh.support.paper_links import loan_list_subject, paper_links
from ansinh.work.downloads import answer_export

GROUPS = Listing(
    "savings-groups",
    columns=(
        Column(
            "name", later("Tổ"), lambda row: row.name, order="name",
            link=lambda row: reverse("credit:group", kwargs={"group_id": row.pk}),
        ),
        Column("place", later("Xã"), lambda row: row.unit.name),
        Column("village", later("Thôn, tổ dân phố"), lambda row: row.village, order="village"),
        Column("trustee", later("Hội, đoàn thể nhận ủy thác"), lambda row: trustee_words(row.trustee), order="trustee"),
        Column("leader", later("Tổ trưởng"), lambda row: row.leader),
        Column("founded", later("Thành lập"), lambda row: row.founded_on, kind="day", order="founded_on"),
        Column("ended", later("Kết thúc"), lambda row: row.ended_on, kind="day"),
    ),
    filters=(
        Filter(
            "open", later("Tình trạng"),
            lambda rows, value: rows.filter(ended_on__isnull=value == "yes"),
            choices=lambda _r: [("yes", _("đang hoạt động")), ("no", _("đã kết thúc"))],
        ),
        Filter("village", later("Thôn, tổ"), lambda rows, value: with_name(rows, "village", value)),
    ),
    sort="name",
)  # fmt: skip


@route(P.SEE_HOUSEHOLDS)
def groups(request: HttpRequest) -> HttpResponse:
    """The savings and loan groups within the scope."""
    asked = GROUPS.asked(request)
    rows = SavingsGroup.objects.within(request.scope).select_related("unit")
    if asked.export:
        return answer_export(asked, rows, name="savings-groups", by=request.actor)
    return page(request, "support/credit/groups.html", part="list", listing=asked.page(rows), permission=P)


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def new_group(request: HttpRequest) -> HttpResponse:
    """Enter a group."""
    form = GroupForm(request.POST or None, initial={"code": own_code(request, P.PROPOSE_SUPPORT, "commune")})
    offer_places(form, request, "code")
    if request.method == "POST" and form.is_valid():
        given = placed(form, request.scope)
        if given and (made := attempt(form, enter_group, by=request.actor, **given)):
            return see_other(request, "credit:group", group_id=made.pk, said=_("Đã ghi tổ."))
    return page(request, "support/credit/new_group.html", status=422 if form.errors else 200, form=form)


def _group(scope: Scope, group_id: int) -> SavingsGroup:
    found = SavingsGroup.objects.within(scope).select_related("unit").filter(pk=group_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy tổ này."))
    return found


@route(P.SEE_HOUSEHOLDS)
def group(request: HttpRequest, group_id: int) -> HttpResponse:
    """One group and its lists."""
    return _group_page(request, _group(request.scope, group_id))


def _group_page(request: HttpRequest, one: SavingsGroup, status: int = 200, **forms: Any) -> HttpResponse:
    rows = LoanList.objects.within(request.scope).filter(group=one).order_by("-number")  # type: ignore[attr-defined]
    makes = may(request.actor, P.PROPOSE_SUPPORT, one.unit_id)  # type: ignore[attr-defined]
    return page(
        request,
        "support/credit/group.html",
        status=status,
        one=one,
        trustee=trustee_words(one.trustee),
        lists=[(row, policy_words(row.policy), list_words(row.state)) for row in rows],
        programmes=programme_choices(),
        makes=makes and one.ended_on is None,
        **({"form": EndForm()} | forms),
    )


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def end(request: HttpRequest, group_id: int) -> HttpResponse:
    """End a group, with the reason."""
    found = _group(request.scope, group_id)
    form = EndForm(request.POST)
    if form.is_valid() and attempt(form, end_group, group=found, by=request.actor, **form.cleaned_data):
        return see_other(request, "credit:group", group_id=found.pk, said=_("Đã ghi tổ kết thúc."))
    return _group_page(request, _group(request.scope, group_id), 422, form=form)


def _candidates(unit_id: int, code: str) -> list[dict[str, Any]]:
    """Who needs a loan of the programme in the commune: names, state, what is missing, and the key of the form's fields."""
    rows = askable([unit_id], policy_in_use(code), today()).to_dicts()
    heads = dict(
        Household.objects.everywhere()
        .filter(pk__in={row["household_id"] for row in rows})
        .values_list("pk", "head_name")
    )
    people = dict(
        Person.objects.filter(pk__in={row["person_id"] for row in rows if row["person_id"]}).values_list(
            "pk", "full_name"
        )
    )
    names = {key.hex: name for key, name in (*heads.items(), *people.items())}
    for row in rows:
        row["name"] = names.get(row["person_id"] or row["household_id"]) or _("(chưa có tên)")
        row["head"] = names.get(row["household_id"], "")
        row["key"] = f"{row['household_id']}{row['person_id'] or ''}"
        row["told"] = state_shown(row["state"], row["missing"])
        row["home"] = UUID(row["household_id"])
        row["rule"] = rule_words(code, row["rule"]) if row["rule"] else ""
    return rows


def _wishes(request: HttpRequest, rows: list[dict[str, Any]]) -> list[Wish]:
    chosen = set(request.POST.getlist("chosen"))
    return [
        Wish(
            household_id=row["household_id"],
            person_id=row["person_id"],
            amount=_number(request.POST.get(f"amount-{row['key']}", "")),
            term_months=_number(request.POST.get(f"term-{row['key']}", "")),
            purpose=request.POST.get(f"purpose-{row['key']}", ""),
        )
        for row in rows
        if row["key"] in chosen
    ]


def _number(text: str) -> int:
    """A whole number as it was typed; nothing for another text, which the action then refuses with words."""
    found = read_number(text)
    return int(found) if found is not None and found == int(found) else 0


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def new_list(request: HttpRequest, group_id: int) -> HttpResponse:
    """Who of the commune needs a loan of a programme and may have it; choose, say how much and for what, make the list."""
    found = _group(request.scope, group_id)
    codes = dict(programme_choices())
    code = request.GET.get("policy") or next(iter(codes))
    if code not in codes:
        raise NotFound(_("Không có chương trình cho vay này."))
    rows = _candidates(found.unit_id, code)
    request.saw(count=len(rows), place=found.unit.code)
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, make_list, group=found, policy=code, wishes=_wishes(request, rows), by=request.actor,
            **form.cleaned_data,
        )  # fmt: skip
        if made:
            said = _("Đã lập danh sách; chờ người thứ hai xác nhận.")
            return see_other(request, "credit:list", loan_list_id=made.pk, said=said)
    return page(
        request,
        "support/credit/new_list.html",
        status=422 if form.errors else 200,
        one=found,
        code=code,
        policy=codes[code],
        programmes=programme_choices(),
        terms=terms_of(policy_in_use(code), today()),
        may_have=[row for row in rows if row["state"] == ENTITLED],
        others=[row for row in rows if row["state"] != ENTITLED],
        given=request.POST,
        form=form,
    )


LISTS = Listing(
    "loan-lists",
    columns=(
        Column(
            "number", later("Danh sách"), lambda row: f"{row.group.name} · {row.number}", order="pk",
            link=lambda row: reverse("credit:list", kwargs={"loan_list_id": row.pk}),
        ),
        Column("place", later("Xã"), lambda row: row.unit.name),
        Column("policy", later("Chương trình"), lambda row: row.policy, order="policy"),
        Column("on", later("Ngày lập"), lambda row: row.requested_on, kind="day", order="requested_on"),
        Column("lines", later("Số người, hộ"), lambda row: row.lines, kind="number", order="lines"),
        Column("amount", later("Số tiền đề nghị (đồng)"), lambda row: row.amount, kind="number", order="amount"),
        Column("document", later("Số xác nhận"), lambda row: row.document_no),
        Column("state", later("Tình trạng"), lambda row: list_words(row.state), kind="status", order="state"),
    ),
    filters=(
        Filter(
            "policy", later("Chương trình"), lambda rows, value: rows.filter(policy=value),
            choices=lambda _r: programme_choices(),
        ),
        Filter(
            "state", later("Tình trạng"), lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, list_words(one.value)[1]) for one in AnswerState],
        ),
    ),
    sort="-on",
)  # fmt: skip


@route(P.SEE_HOUSEHOLDS)
def lists(request: HttpRequest) -> HttpResponse:
    """The lists 03/TD within the scope."""
    asked = LISTS.asked(request)
    rows = LoanList.objects.within(request.scope).select_related("group", "unit")
    if asked.export:
        return answer_export(asked, rows, name="loan-lists", by=request.actor)
    return page(request, "support/credit/lists.html", part="list", listing=asked.page(rows))


_CONFIRMED = AnswerState.CONFIRMED.value


def _loan_of(row: LoanRequest) -> str | None:
    return reverse("credit:loan", kwargs={"loan_id": row.loan_key}) if row.loan_key else None


LINES = Listing(
    "loan-list-lines",
    columns=(
        Column(
            "name", later("Người, hộ vay"), name_of, order="household__head_name_sort",
            link=lambda row: PLACES.line_page(row.pk),
        ),
        Column("head", later("Chủ hộ"), lambda row: row.household.head_name),
        Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
        Column("amount", later("Số tiền đề nghị (đồng)"), lambda row: row.amount, kind="number", order="amount"),
        Column("purpose", later("Mục đích"), lambda row: row.purpose),
        Column("term", later("Thời hạn (tháng)"), lambda row: row.term_months, kind="number", order="term_months"),
        Column("limit", later("Mức tối đa (đồng)"), lambda row: row.limit, kind="number"),
        Column("owed", later("Đang nợ khi lập (đồng)"), lambda row: row.owed, kind="number", order="owed"),
        Column(
            "bank", later("Ngân hàng"), lambda row: line_words(row.progress) if row.list.state == _CONFIRMED else None,
            kind="status",
        ),
        Column("granted", later("Ngân hàng duyệt (đồng)"), lambda row: row.granted or None, kind="number"),
        Column("refused", later("Lý do không cho vay"), lambda row: row.refused_because, shown=False),
        Column(
            "loan", later("Khoản vay"), lambda row: _("đã vay") if row.loan_key else _("chưa vay"),
            link=lambda row: _loan_of(row) or PLACES.line_page(row.pk),
        ),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), by_words, sealed=True),
        Filter(
            "bank", later("Ngân hàng"), lambda rows, value: rows.filter(progress=value),
            choices=lambda _r: [(one.value, line_words(one.value)[1]) for one in LineState],
        ),
        Filter("village", later("Thôn, tổ"), lambda rows, value: with_name(rows, "village", value)),
    ),
    sort="village",
)  # fmt: skip


def list_within(scope: Scope, loan_list_id: int, *, sent: bool = False) -> LoanList:
    """One list within the scope, or ``NotFound``; ``sent``: only one that its commune confirmed."""
    found = LoanList.objects.within(scope).select_related("group", "unit").filter(pk=loan_list_id).first()
    if found is None or (sent and found.state != _CONFIRMED):
        raise NotFound(_("Không tìm thấy danh sách này."))
    return found


def _list_page(request: HttpRequest, one: LoanList, status: int = 200, **forms: Any) -> HttpResponse:
    who = request.actor  # type: ignore[attr-defined]
    asked = LINES.asked(request)
    rows = (
        lines_of_lists(request.scope).filter(list=one).select_related("household", "person", "unit", "list")
    )  # type: ignore[attr-defined]
    if asked.export:
        return answer_export(asked, rows, name="loan-list-03td", by=who)
    waiting = one.state == AnswerState.WAITING.value
    return page(
        request,
        "support/credit/list.html",
        part="list",
        status=status,
        one=one,
        policy=policy_words(one.policy),
        trustee=trustee_words(one.group.trustee),
        state=list_words(one.state),
        listing=asked.page(rows),
        waiting=waiting,
        links=paper_links(who, loan_list_subject(one.pk), one.unit_id),
        answers=waiting and may(who, P.APPROVE_SUPPORT, one.unit_id),
        own=who.label == one.made_by,
        **({"form": DecisionForm(), "why_form": WhyForm()} | forms),
    )


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def one_list(request: HttpRequest, loan_list_id: int) -> HttpResponse:
    """One list 03/TD and its lines; as a file with ``?export=``."""
    found = list_within(request.scope, loan_list_id)
    if answer := LINES.asked(request).sealed_away():
        return answer
    return _list_page(request, found)


def line_within(scope: Scope, loan_request_id: int, *, sent: bool = False) -> LoanRequest:
    """One line of a list within the scope with how far it is (``lines_of_lists``), or ``NotFound``; ``sent``: only of a list that its
    commune confirmed."""
    rows = lines_of_lists(scope).select_related("household", "person", "unit", "list__group")
    found = rows.filter(pk=loan_request_id).first()
    if found is None or (sent and found.list.state != _CONFIRMED):
        raise NotFound(_("Không tìm thấy dòng này của danh sách."))
    return found


def line_shown(
    request: HttpRequest, row: LoanRequest, side: Side, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of one line that was reached through a scope before, with every answer of the bank."""
    answers = list(LoanAnswer.objects.everywhere().filter(request=row).order_by("-pk"))
    know_doers({one.by for one in answers})
    sent = row.list.state == _CONFIRMED
    return page(
        request,
        "support/credit/line.html",
        status=status,
        side=side,
        row=row,
        name=name_of(row),
        policy=policy_words(row.policy),
        rule=rule_words(row.policy, row.rule),
        state=line_words(row.progress) if sent else list_words(row.list.state),
        answers=[(one, verdict_words(one.verdict)) for one in answers],
        lends=sent and row.progress in _TO_LEND and side.writes(request.actor, row.unit_id),  # type: ignore[attr-defined]
        **({"form": None} | forms),
    )


_TO_LEND = (LineState.WAITING.value, LineState.GRANTED.value)


@route(P.SEE_HOUSEHOLDS)
def line(request: HttpRequest, loan_request_id: int) -> HttpResponse:
    """One line of a list 03/TD: what was asked, what the bank said, the loan."""
    return line_shown(request, line_within(request.scope, loan_request_id), PLACES)


@route(P.APPROVE_SUPPORT, methods=("POST",))
def answer(request: HttpRequest, loan_list_id: int) -> HttpResponse:
    """Confirm a list, or refuse it with the reason."""
    found = list_within(request.scope, loan_list_id)
    if request.POST.get("verb") == "refuse":
        why = WhyForm(request.POST)
        if why.is_valid() and attempt(why, refuse_list, listed=found, by=request.actor, **why.cleaned_data):
            return see_other(request, "credit:list", loan_list_id=found.pk, said=_("Đã trả danh sách."))
        return _list_page(request, list_within(request.scope, loan_list_id), 422, why_form=why)
    form = DecisionForm(request.POST)
    if form.is_valid() and attempt(
        form, confirm_list, listed=found, document_no=form.cleaned_data["decision_no"], by=request.actor
    ):
        return see_other(request, "credit:list", loan_list_id=found.pk, said=_("Xã đã xác nhận danh sách."))
    return _list_page(request, list_within(request.scope, loan_list_id), 422, form=form)
