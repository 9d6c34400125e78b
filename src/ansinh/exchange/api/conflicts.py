"""Surveys that devices sent and that differ from what is kept: the list, and one beside the answers in force."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_column
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.exchange.api.deciding import Unsealed, decide_conflict, unsealed
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.reviews.edits import ShownChange, shown_changes
from ansinh.reviews.queries import list_year_of
from ansinh.standards.registry import standard_for_list
from ansinh.surveys.answers import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS
from ansinh.surveys.entering import differences, sheet_of
from ansinh.surveys.models import SubmissionConflict
from ansinh.work.downloads import answer_export

Kind, Decision = SubmissionConflict.Kind, SubmissionConflict.Decision
_KINDS = {
    Kind.SAME_KEY: later("Cùng khóa gửi, khác nội dung"),
    Kind.SAME_SURVEY: later("Cùng mã phiếu, khác nội dung"),
    Kind.OTHER_ANSWERS: later("Hộ đã có phiếu khác"),
}
_DECISIONS = {
    Decision.OPEN: ("waiting", later("Chờ quyết định")),
    Decision.KEPT: ("neutral", later("Giữ phiếu đang có")),
    Decision.TAKEN: ("ok", later("Dùng phiếu gửi sau")),
}


def _state(one: SubmissionConflict) -> tuple[str, str]:
    sign, words = _DECISIONS[Decision(one.decision)]
    return sign, str(words)


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split(" "):
        rows = rows.filter(household__head_name_fold__contains=word) | rows.filter(
            household__source_ref__icontains=word
        )
    return rows


def _kinds(_request: HttpRequest) -> Sequence[tuple[str, str]]:
    return [(kind.value, str(words)) for kind, words in _KINDS.items()]


def _decisions(_request: HttpRequest) -> Sequence[tuple[str, str]]:
    return [(one.value, str(words)) for one, (_sign, words) in _DECISIONS.items()]


def _page(one: SubmissionConflict) -> str:
    return reverse("exchange:conflict", kwargs={"conflict_id": one.pk})


CONFLICTS = Listing(
    "conflicts",
    columns=(
        Column(
            "at",
            later("Nhận lúc"),
            lambda one: one.received_at,
            kind="moment",
            order="received_at",
            link=_page,
        ),
        Column("household", later("Chủ hộ"), lambda one: one.household.head_name, link=_page),
        Column("ref", later("Mã hộ"), lambda one: one.household.source_ref),
        Column("place", later("Xã"), lambda one: one.unit.name),
        Column("village", later("Thôn"), lambda one: one.village, order="village"),
        Column("round", later("Kỳ"), lambda one: one.period, order="period"),
        Column("kind", later("Vì sao"), lambda one: str(_KINDS[Kind(one.kind)]), order="kind"),
        Column("from", later("Người gửi"), lambda one: one.received_from, order="received_from"),
        Column("state", later("Trạng thái"), _state, kind="status", order="decision"),
        doer_column(
            "by",
            later("Người quyết định"),
            lambda one: one.decided_by,
            lambda one: one.decided_at,
            shown=False,
        ),
        Column("reason", later("Lý do"), lambda one: one.reason, shown=False),
    ),
    filters=(
        Filter("q", later("Chủ hộ, mã hộ"), _by_words, sealed=True),
        Filter("kind", later("Vì sao"), lambda rows, kind: rows.filter(kind=kind), choices=_kinds),
        Filter("state", later("Trạng thái"), lambda rows, one: rows.filter(decision=one), choices=_decisions),
    ),
    sort="-at",
)


class DecisionForm(forms.Form):
    """Which survey holds, and why."""

    decision = forms.ChoiceField(
        label=later("Quyết định"),
        widget=forms.RadioSelect,
        choices=(
            ("keep", later("Giữ phiếu đang có; phiếu gửi sau chỉ được lưu lại")),
            ("take", later("Dùng phiếu gửi sau; phiếu đang có thành lần sửa trước")),
        ),
    )
    reason = forms.CharField(label=later("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.IntegerField(widget=forms.HiddenInput)


@route(Permission.EDIT_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def conflicts(request: HttpRequest) -> HttpResponse:
    """Every survey that differs, within this person's places, the newest first."""
    asked = CONFLICTS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = SubmissionConflict.objects.within(request.scope).select_related("household", "unit")
    if asked.export:
        return answer_export(asked, rows, name="conflicts", by=request.actor)
    return page(request, "exchange/conflicts.html", part="list", listing=asked.page(rows))


@route(Permission.EDIT_HOUSEHOLDS, methods=("GET", "POST"))
def conflict(request: HttpRequest, conflict_id: UUID) -> HttpResponse:
    """One survey that differs, beside what is in force, and the decision."""
    rows = SubmissionConflict.objects.within(request.scope).select_related("household", "unit")
    found = rows.filter(pk=conflict_id).first()
    if found is None:
        raise NotFound(_("Không có phiếu này trong địa bàn được giao."), code="no_such_conflict")
    opened = unsealed(found)
    form = DecisionForm(request.POST or None, initial={"seen": opened.revision, "decision": "keep"})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if attempt(
            form,
            decide_conflict,
            conflict=found,
            take=told["decision"] == "take",
            seen=told["seen"],
            reason=told["reason"],
            by=request.actor,
        ):
            return see_other(request, "exchange:conflict", said=_("Đã ghi quyết định."), conflict_id=found.pk)
    return page(
        request,
        "exchange/conflict.html",
        status=422 if form.errors else 200,
        conflict=found,
        state=_state(found),
        why=_KINDS[Kind(found.kind)],
        opened=opened,
        changes=_changes(found, opened),
        form=form,
    )


def _changes(found: SubmissionConflict, opened: Unsealed) -> list[ShownChange]:
    """What the kept survey says otherwise than the answers in force, in words."""
    if opened.household is None or opened.current is None:
        return []
    campaign_day = opened.current.recorded_at.date()
    sheet = sheet_of(opened.household, found.period, campaign_day)
    now_is = {one.member_ref: one.answers for one in sheet.respondents if one.asked_before}
    home = {name: opened.rows.home.get(name) for name in HOUSEHOLD_COLUMNS}
    people = {
        one["member_id"]: {name: one.get(name) for name in MEMBER_COLUMNS} for one in opened.rows.members
    }
    standard = standard_for_list(list_year_of(found.period))
    return shown_changes(differences((sheet.answers, now_is), (home, people)), sheet, standard)
