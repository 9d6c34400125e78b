"""Health insurance on pages: lists, a new one, one with its lines, who is covered, one line with its card, the insurer's answers."""

from typing import Any

import polars as pl
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.households.queries import names_of
from ansinh.kernel.dates import today
from ansinh.kernel.errors import AnSinhError, NotFound
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _, current_language
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.catalogue.card_groups import group_order
from ansinh.support.delivery.forms import WhyForm
from ansinh.support.delivery.giving import agencies_spoken_for, kinds_held
from ansinh.support.delivery.views.shared import name_of, own_code, place_called
from ansinh.support.delivery.words import policy_words, rule_words
from ansinh.support.insurance.answering import answer_line, settle_refusal
from ansinh.support.insurance.cards import correct_card, end_card, reveal_card, shown
from ansinh.support.insurance.changes import Changes
from ansinh.support.insurance.forms import AnswerForm, ApproveForm, CardForm, EndForm, ListForm, SettleForm
from ansinh.support.insurance.insurer_file import make_insurer_file
from ansinh.support.insurance.making import approve_list, drop_list, prepare_list, what_changes
from ansinh.support.insurance.owing import card_policies
from ansinh.support.insurance.policies import insurers
from ansinh.support.insurance.premiums import premium_on
from ansinh.support.insurance.words import (
    answer_words,
    card_state,
    cause_words,
    change_words,
    left_out_words,
    list_words,
    month_words,
    refused_words,
    settled_words,
)
from ansinh.support.models import CardLine, CardList, HealthCard
from ansinh.support.models.health_card_enums import (
    COVERED_BY,
    Answer,
    Cause,
    Change,
    ListState,
    RefusedFor,
    Settled,
)
from ansinh.support.reached import communes
from ansinh.work.downloads import answer_export, file_answer

# A preview names so many who are left out; the rest is counted.
_NAMED = 200


def _list_page(row: CardList) -> str:
    return reverse("insurance:list", kwargs={"card_list_id": row.pk})


def _line_page(row: CardLine) -> str:
    return reverse("insurance:line", kwargs={"card_line_id": row.pk})


def _by_person(rows: QuerySet, words: str) -> QuerySet:
    """Lines whose person, or head of household, has all of these words in the name, without regard to accents."""
    for word in fold(words).split(" "):
        rows = rows.filter(person__full_name_fold__contains=word) | rows.filter(
            household__head_name_fold__contains=word
        )
    return rows


def _policies(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.code, policy_words(one.code)) for one in card_policies()]


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
_PEOPLE = (
    Column("name", later("Họ tên"), name_of, order="person__full_name_fold", link=_line_page),
    Column("head", later("Chủ hộ"), lambda row: row.household.head_name, order="household__head_name_sort"),
    Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
    Column("place", later("Xã"), lambda row: row.unit.name, shown=False),
    Column("policy", later("Nhóm"), lambda row: row.policy, order="policy"),
    Column("groups", later("Các nhóm cùng thuộc"), lambda row: row.groups.replace(";", ", "), shown=False),
    Column("from", later("Từ ngày"), lambda row: row.valid_from, kind="day", order="valid_from"),
    Column("until", later("Đến ngày"), lambda row: row.ended_on or row.valid_until, kind="day"),
    Column("state_share", later("Nhà nước (đồng)"), lambda row: row.state_amount, kind="number"),
    Column("local_share", later("Địa phương (đồng)"), lambda row: row.local_amount, kind="number"),
    Column("own_share", later("Tự đóng (đồng)"), lambda row: row.own_amount, kind="number"),
)
_CHANGE = Column("change", later("Báo"), lambda row: change_words(row.change), kind="status", order="change")
_CAUSE = Column("cause", later("Lý do"), lambda row: cause_words(row.cause))
_ANSWER = Column(
    "answer", later("Kết quả"), lambda row: answer_words(row.answer) if row.change in COVERED_BY else None,
    kind="status", order="answer",
)  # fmt: skip
_REFUSED = Column(
    "refused", later("Vì sao không cấp"), lambda row: refused_words(row.refused_for), shown=False
)
_FILTERS = (
    Filter("q", later("Tìm người, chủ hộ"), _by_person, sealed=True),
    Filter("policy", later("Nhóm"), lambda rows, value: rows.filter(policy=value), choices=_policies),
    Filter("village", later("Thôn, tổ"), lambda rows, value: rows.filter(village__icontains=value)),
)


def _answers(_request: HttpRequest) -> list[tuple[str, str]]:
    return [
        ("none", answer_words("")[1]),
        *((one.value, answer_words(one.value)[1]) for one in Answer),
        ("unsettled", _("không cấp, xã chưa trả lời")),
        *((one.value, refused_words(one.value)) for one in RefusedFor),
    ]


def _by_answer(rows: QuerySet, value: str) -> QuerySet:
    if value == "none":
        return rows.filter(answer="", change__in=COVERED_BY)
    if value == "unsettled":
        return rows.filter(answer=Answer.REFUSED.value, settled="")
    if value in set(RefusedFor):
        return rows.filter(refused_for=value)
    return rows.filter(answer=value)


_BY_ANSWER = Filter("answer", later("Kết quả"), _by_answer, choices=_answers)
LINES = Listing(
    "health-card-lines",
    columns=(*_PEOPLE[:2], _CHANGE, _ANSWER, _CAUSE, *_PEOPLE[2:], _REFUSED),
    filters=(
        *_FILTERS,
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
        _BY_ANSWER,
    ),
    sort="village",
)
COVERED = Listing(
    "health-card-people",
    columns=(*_PEOPLE[:2], _ANSWER, *_PEOPLE[2:], _REFUSED),
    filters=(
        *_FILTERS,
        _BY_ANSWER,
        Filter("unit", later("Xã"), lambda rows, value: rows.filter(unit_id=int(value)), choices=communes),
    ),
    sort="village",
)
TO_ANSWER = Listing(
    "health-cards-to-answer",
    columns=(
        Column(
            "name",
            later("Họ tên"),
            name_of,
            order="person__full_name_fold",
            link=lambda row: reverse("insurance:answer", kwargs={"card_line_id": row.pk}),
        ),
        *_PEOPLE[1:],
    ),
    filters=_FILTERS,
    sort="village",
)


def _with_people(rows: QuerySet) -> QuerySet:
    return rows.select_related("household", "person", "unit")


@route(P.SEE_HOUSEHOLDS)
def lists(request: HttpRequest) -> HttpResponse:
    """The lists of the places within the scope."""
    asked = LISTS.asked(request)
    rows = CardList.objects.within(request.scope).select_related("unit")
    if asked.export:
        return answer_export(asked, rows, name="health-cards", by=request.actor)
    return page(request, "support/insurance/lists.html", part="list", listing=asked.page(rows), permission=P)


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def people(request: HttpRequest) -> HttpResponse:
    """Who is on the lists now, or was refused and is waited for."""
    asked = COVERED.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = CardLine.objects.within(request.scope).filter(change__in=COVERED_BY, ended_on=None)
    rows = _with_people(rows.exclude(list__state=ListState.DROPPED.value))
    if asked.export:
        return answer_export(asked, rows, name="health-card-people", by=request.actor)
    return page(request, "support/insurance/people.html", part="list", listing=asked.page(rows))


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Look at what a list would say, then make it."""
    this = today()
    initial = {"code": own_code(request, P.PROPOSE_SUPPORT), "month": f"{this.year:04d}-{this.month:02d}"}
    form = ListForm(request.POST or None, initial=initial)
    found: Changes | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            unit = place_called(given["code"].strip(), request.scope)
            if request.POST.get("verb") == "make":
                made = prepare_list(unit=unit, month=given["month"], by=request.actor)
                said = _("Đã lập danh sách; chờ người thứ hai duyệt.")
                return see_other(request, "insurance:list", card_list_id=made.pk, said=said)
            found = what_changes(unit=unit, month=given["month"], by=request.actor)
            request.saw(count=found.lines.height + found.left_out.height, place=unit.code)
        except AnSinhError as refusal:
            form.add_error(None, refusal.message)
    return page(
        request,
        "support/insurance/new.html",
        status=422 if form.errors else 200,
        form=form,
        found=found,
        sums=_sums(found),
        left_out=_left_out(found),
        many_left=_NAMED,
    )


def _sums(found: Changes | None) -> list[tuple[tuple[str, str], str, str, int]]:
    """What the list would say by change, group and cause."""
    if found is None:
        return []
    rows = found.lines.group_by("change", "policy", "cause").agg(pl.len().alias("many"))
    return [
        (change_words(one["change"]), policy_words(one["policy"]), cause_words(one["cause"]), one["many"])
        for one in rows.sort("change", "policy", "cause").iter_rows(named=True)
    ]


def _left_out(found: Changes | None) -> list[tuple[str, int, list[tuple[str, str]]]]:
    """Who is left out by reason: words, how many, and the first of them as name and household."""
    if found is None:
        return []
    names = names_of(found.left_out["person_id"].to_list())
    rows = found.left_out.join(names.rename({"person": "person_id"}), on="person_id", how="left")
    told = []
    for (why,), part in rows.sort("why", "full_name").group_by("why", maintain_order=True):
        first = part.head(_NAMED).select("full_name", "household_id").rows()
        told.append(
            (
                left_out_words(str(why)),
                part.height,
                [(name or _("(chưa có tên)"), home) for name, home in first],
            )
        )
    return told


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
        return answer_export(asked, _with_people(rows), name="health-card-lines", by=request.actor)  # type: ignore[attr-defined]
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
        listing=asked.page(_with_people(rows)),
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


def line_within(scope: Scope, line_id: int) -> CardLine:
    """One line within the scope, or ``NotFound``."""
    rows = CardLine.objects.within(scope).select_related("household", "person", "unit", "list")
    found = rows.filter(pk=line_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy dòng này của danh sách thẻ."))
    return found


def _of_line(request: HttpRequest, found: CardLine, status: int = 200, **forms: Any) -> HttpResponse:
    scope, who = request.scope, request.actor  # type: ignore[attr-defined]
    others = CardLine.objects.within(scope).filter(person=found.person).exclude(pk=found.pk)
    cards = HealthCard.objects.everywhere().filter(line=found).order_by("-pk")
    makes = may(who, P.PROPOSE_SUPPORT, found.unit_id)
    return page(
        request,
        "support/insurance/line.html",
        status=status,
        line=found,
        name=name_of(found),
        month=month_words(found.list.month),
        change=change_words(found.change),
        cause=cause_words(found.cause),
        answer=answer_words(found.answer) if found.change in COVERED_BY else None,
        refused=refused_words(found.refused_for),
        settled=settled_words(found.settled),
        policy=policy_words(found.policy),
        rule=rule_words(found.policy, found.rule),
        groups=[policy_words(code) for code in found.groups.split(";") if code],
        premium=premium_on(found.list.month_from),
        cards=[(one, shown(one), card_state(one.valid_until, today())) for one in cards],
        others=[
            (one, change_words(one.change), month_words(one.list.month))
            for one in others.select_related("list").order_by("-pk")
        ],
        settles=makes and found.answer == Answer.REFUSED.value,
        makes=makes,
        **{"form": SettleForm()} | forms,
    )


@route(P.SEE_HOUSEHOLDS)
def line(request: HttpRequest, card_line_id: int) -> HttpResponse:
    """One person of a list: group and why, shares, the insurer's answer, the card."""
    return _of_line(request, line_within(request.scope, card_line_id))


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def settle(request: HttpRequest, card_line_id: int) -> HttpResponse:
    """Say what comes of a refusal."""
    found = line_within(request.scope, card_line_id)
    form = SettleForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data | {"settled": Settled(form.cleaned_data["settled"])}
        if attempt(form, settle_refusal, line=found, by=request.actor, **given):
            return see_other(request, "insurance:line", card_line_id=found.pk, said=_("Đã ghi trả lời."))
    return _of_line(request, found, 422, form=form)


def card_within(scope: Scope, card_id: int) -> HealthCard:
    """One card within the scope, or ``NotFound``."""
    rows = HealthCard.objects.within(scope).select_related("household", "person", "line")
    found = rows.filter(pk=card_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy thẻ này."))
    return found


def _of_card(request: HttpRequest, found: HealthCard, title: str, form: Any, **more: Any) -> HttpResponse:
    return page(
        request,
        "support/insurance/card.html",
        status=422 if form.is_bound and form.errors else 200,
        card=found,
        name=name_of(found),
        covered=shown(found),
        title=title,
        form=form,
        **{"revealed": ""} | more,
    )


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def correct(request: HttpRequest, card_id: int) -> HttpResponse:
    """Say what a card really is."""
    found = card_within(request.scope, card_id)
    form = CardForm(
        request.POST or None, initial={"valid_from": found.valid_from, "valid_until": found.valid_until}
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, correct_card, card=found, keys=keys_folder(), by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "insurance:line", card_line_id=found.line_id, said=_("Đã sửa thẻ."))
    return _of_card(request, found, _("Sửa thẻ"), form)


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def end(request: HttpRequest, card_id: int) -> HttpResponse:
    """A card holds no longer than a day."""
    found = card_within(request.scope, card_id)
    form = EndForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, end_card, card=found, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "insurance:line", card_line_id=found.line_id, said=_("Đã kết thúc thẻ."))
    return _of_card(request, found, _("Kết thúc thẻ"), form)


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def reveal(request: HttpRequest, card_id: int) -> HttpResponse:
    """Show a whole card number, on purpose: who asks says why, and the log keeps it."""
    found = card_within(request.scope, card_id)
    form = WhyForm(request.POST or None)
    number = None
    if request.method == "POST" and form.is_valid():
        number = attempt(
            form, reveal_card, card=found, keys=keys_folder(), by=request.actor, **form.cleaned_data
        )
    answer = _of_card(request, found, _("Xem số thẻ"), form, revealed=number or "")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _waiting(request: HttpRequest) -> QuerySet[CardLine]:
    """Lines that wait for the insurer whom the person speaks for."""
    rows = CardLine.objects.within(request.scope).filter(  # type: ignore[attr-defined]
        list__state=ListState.APPROVED.value, change__in=COVERED_BY, counts=True, answer="", ended_on=None
    )
    spoken = agencies_spoken_for(kinds_held(request.actor), today())  # type: ignore[attr-defined]
    return rows if insurers() & spoken else rows.none()


@route(P.CONFIRM_DELIVERIES, methods=("GET", "POST"), decides=False)
def to_answer(request: HttpRequest) -> HttpResponse:
    """What the insurer has to answer."""
    asked = TO_ANSWER.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = _with_people(_waiting(request))
    if asked.export:
        return answer_export(asked, rows, name="health-cards-to-answer", by=request.actor)
    return page(
        request,
        "support/insurance/to_answer.html",
        part="list",
        listing=asked.page(rows),
        speaks=bool(insurers() & agencies_spoken_for(kinds_held(request.actor), today())),
    )


@route(P.CONFIRM_DELIVERIES, methods=("GET", "POST"))
def answer(request: HttpRequest, card_line_id: int) -> HttpResponse:
    """The insurer answers one line that waits for it; another agency's people know of none."""
    found = _with_people(_waiting(request)).filter(pk=card_line_id).first()
    if found is None:
        raise NotFound(_("Dòng này không chờ bạn trả lời. Hãy mở lại danh sách chờ trả lời."))
    form = AnswerForm(request.POST or None, initial={"valid_from": found.valid_from})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, answer_line, line=found, keys=keys_folder(), by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "insurance:to-answer", said=_("Đã ghi kết quả."))
    return page(
        request,
        "support/insurance/answer.html",
        status=422 if form.is_bound and form.errors else 200,
        line=found,
        name=name_of(found),
        policy=policy_words(found.policy),
        form=form,
    )
