"""Programmes on pages: the list, a new one, one with its sums by commune; who lacks a house; a survey; the lists for approval."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import know_doers
from ansinh.access.place_fields import offer_places
from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.households.histories import household_by_id
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.places.models import Unit
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.catalogue.words import state_words as entitled_words
from ansinh.support.delivery.forms import DecisionForm, WhyForm
from ansinh.support.delivery.views.shared import own_code, placed
from ansinh.support.delivery.words import answer_words, policy_words
from ansinh.support.entitling.one import state_shown
from ansinh.support.housing.deciding import approve_works, propose_works, refuse_works
from ansinh.support.housing.forms import DeadlineForm, ProgrammeForm, SurveyForm
from ansinh.support.housing.priorities import order
from ansinh.support.housing.programmes import (
    move_deadline,
    programme_called,
    programmes_at,
    write_programme,
)
from ansinh.support.housing.queries import sums_of
from ansinh.support.housing.surveying import NOT_COMPUTED, lacking, survey_dwelling
from ansinh.support.housing.words import dwelling_words, kind_words, short_words, work_words
from ansinh.support.models import HousingDeadline, HousingProgramme, HousingProposal, HousingWork
from ansinh.support.models.delivery_enums import AnswerState
from ansinh.support.models.housing_enums import WorkState
from ansinh.support.reached import communes_of, communes_touched
from ansinh.work.downloads import answer_export

PROGRAMMES = Listing(
    "housing-programmes",
    columns=(
        Column(
            "name", later("Chương trình"), lambda row: row.name, order="name",
            link=lambda row: reverse("housing:programme", kwargs={"programme_id": row.pk}),
        ),
        Column("act", later("Văn bản"), lambda row: row.act, order="act"),
        Column("place", later("Địa bàn"), lambda row: row.unit.name),
        Column("policy", later("Chính sách"), lambda row: row.policy, order="policy"),
        Column("begins", later("Bắt đầu"), lambda row: row.begins_on, kind="day", order="begins_on"),
        Column("deadline", later("Hạn hoàn thành"), lambda row: row.deadline, kind="day", order="deadline"),
    ),
    filters=(Filter("q", later("Tên, văn bản"), lambda rows, value: with_name(rows, "name", value)),),
    sort="-begins",
)  # fmt: skip


@route(P.SEE_HOUSEHOLDS, sees=Nothing.SUMS)
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme; they tell of nobody."""
    asked = PROGRAMMES.asked(request)
    rows = HousingProgramme.objects.select_related("unit")
    if asked.export:
        return answer_export(asked, rows, name="housing-programmes", by=request.actor)
    return page(
        request, "support/housing/programmes.html", part="list", listing=asked.page(rows), permission=P
    )


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"), sees=Nothing.BLANK)
def new_programme(request: HttpRequest) -> HttpResponse:
    """Write down a programme of a place."""
    form = ProgrammeForm(request.POST or None, initial={"code": own_code(request, P.PROPOSE_SUPPORT)})
    offer_places(form, request, "code")
    if request.method == "POST" and form.is_valid():
        given = placed(form, request.scope)
        if given and (made := attempt(form, write_programme, by=request.actor, **given)):
            said = _("Đã ghi chương trình.")
            return see_other(request, "housing:programme", programme_id=made.pk, said=said)
    return page(request, "support/housing/new_programme.html", status=422 if form.errors else 200, form=form)


def _programme_page(
    request: HttpRequest, one: HousingProgramme, status: int = 200, **forms: Any
) -> HttpResponse:
    who = request.actor  # type: ignore[attr-defined]
    rows = sums_of(one, request.scope, today())  # type: ignore[attr-defined]
    return page(
        request,
        "support/housing/programme.html",
        status=status,
        one=one,
        policy=policy_words(one.policy),
        computed=bool(policy_in_use(one.policy).law),
        rows=rows,
        shown_states=[(state.value, short_words(state.value)) for state in WorkState],
        deadlines=HousingDeadline.objects.filter(programme=one).order_by("-pk"),
        moves=may(who, P.PROPOSE_SUPPORT, one.unit_id),
        permission=P,
        **({"form": DeadlineForm()} | forms),
    )


@route(P.SEE_HOUSEHOLDS, sees=Nothing.SUMS)
def programme(request: HttpRequest, programme_id: int) -> HttpResponse:
    """One programme: its act and deadline, and by commune how far the works are."""
    return _programme_page(request, programme_called(programme_id))


@route(P.PROPOSE_SUPPORT, methods=("POST",), sees=Nothing.SUMS)
def deadline(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Put the deadline elsewhere."""
    found = programme_called(programme_id)
    form = DeadlineForm(request.POST)
    if form.is_valid() and attempt(
        form, move_deadline, programme=found, by=request.actor, **form.cleaned_data
    ):
        return see_other(request, "housing:programme", programme_id=found.pk, said=_("Đã đổi hạn."))
    return _programme_page(request, programme_called(programme_id), 422, form=form)


def _commune(request: HttpRequest, here: list[Unit]) -> Unit | None:
    """The commune of ``here`` that ``unit`` names; else the first, nothing where there is none."""
    asked = request.GET.get("unit") or request.POST.get("unit") or ""
    if not asked:
        return next(iter(here), None)
    found = next((one for one in here if str(one.pk) == asked), None)
    if found is None:
        raise NotFound(_("Không có xã này trong địa bàn được giao."))
    return found


def _state(row: dict[str, Any]) -> tuple[str, str]:
    if row["state"] == NOT_COMPUTED:
        return "neutral", _("chính sách chưa có quy tắc để máy xét")
    return state_shown(row["state"], row["missing"])


def _known(value: int | None, yes: str, no: str) -> str:
    return _("chưa rõ") if value is None else yes if value else no


def _lacking_list(told: dict[UUID, dict[str, Any]], programme: HousingProgramme, by: Actor) -> Listing:
    surveys = may(by, P.PROPOSE_SUPPORT)

    def survey(row: Household) -> str:
        """Who writes surveys down does so next; others see the household."""
        if surveys:
            return reverse("housing:survey", kwargs={"programme_id": programme.pk, "household_id": row.pk})
        return reverse("owed:household", kwargs={"household_id": row.pk})

    return Listing(
        "housing-lacking",
        columns=(
            Column(
                "name", later("Chủ hộ"), lambda row: row.head_name or _("(chưa có tên)"), order="head_name_sort",
                link=survey,
            ),
            Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
            Column("place", later("Thứ tự ưu tiên"), lambda row: told[row.pk]["place"], kind="number"),
            Column(
                "deprived", later("Thiếu hụt chất lượng nhà ở"),
                lambda row: _known(told[row.pk]["deprived"], _("có"), _("không")),
            ),
            Column("needed", later("Đã ghi nhu cầu"), lambda row: _("có") if told[row.pk]["needed"] else _("chưa")),
            Column(
                "aided", later("Đã được hỗ trợ nhà ở"),
                lambda row: _known(told[row.pk]["aided_before"], _("đã được"), _("chưa")),
            ),
            Column("state", later("Theo quy tắc"), lambda row: _state(told[row.pk]), kind="status"),
        ),
        filters=(
            Filter("q", later("Tìm chủ hộ"), _by_head, sealed=True),
            Filter("village", later("Thôn, tổ"), lambda rows, value: with_name(rows, "village", value)),
            Filter(
                "state", later("Theo quy tắc"),
                lambda rows, value: rows.filter(pk__in=[key for key, one in told.items() if one["state"] == value]),
                choices=lambda _r: [
                    (one, entitled_words(one)) for one in ("entitled", "unknown", "not_entitled")
                ],
            ),
        ),
        sort="village",
    )  # fmt: skip


def _by_head(rows: Any, words: str) -> Any:
    for word in fold(words).split(" "):
        rows = rows.filter(head_name_fold__contains=word)
    return rows


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def candidates(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Who lacks a house in a commune and has no work yet."""
    found = programme_called(programme_id)
    here = communes_touched(request.scope)
    unit = _commune(request, here)
    units = [unit.pk] if unit else []
    told = {UUID(row["household_id"]): row for row in lacking(units, found, today()).iter_rows(named=True)}
    asked = _lacking_list(told, found, request.actor).asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = Household.objects.within(request.scope).filter(pk__in=list(told))
    if asked.export:
        return answer_export(asked, rows, name="housing-lacking", by=request.actor)
    return page(
        request,
        "support/housing/lacking.html",
        part="list",
        one=found,
        unit=unit,
        communes=here,
        listing=asked.page(rows),
        order=order(),
    )


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def survey(request: HttpRequest, programme_id: int, household_id: UUID) -> HttpResponse:
    """Write down what a visit found of a household's house."""
    found = programme_called(programme_id)
    home = household_by_id(request.scope, household_id)
    gone = HousingWork.objects.within(request.scope).filter(
        programme=found, unit_id=home.unit_id, state=WorkState.WITHDRAWN.value
    )
    free = gone.exclude(
        pk__in=HousingWork.objects.within(request.scope)
        .filter(replaces__isnull=False)
        .exclude(state=WorkState.WITHDRAWN.value)
        .values("replaces")
    )
    named = [
        (row.pk, row.household.head_name or _("(chưa có tên)"))
        for row in free.select_related("household").order_by("pk")
    ]
    form = SurveyForm(request.POST or None, withdrawn=named)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["replaces"] = free.filter(pk=given["replaces"]).first() if given["replaces"] else None
        if made := attempt(form, survey_dwelling, household=home, programme=found, by=request.actor, **given):
            return see_other(request, "housing:work", work_id=made.pk, said=_("Đã ghi khảo sát."))
    return page(
        request,
        "support/housing/survey.html",
        status=422 if form.errors else 200,
        form=form,
        one=found,
        home=home,
        computed=bool(policy_in_use(found.policy).law),
    )


@route(P.PROPOSE_SUPPORT)
def choose(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """The programmes of the place where a household lives, to survey its house for one of them."""
    home = household_by_id(request.scope, household_id)
    found = programmes_at(home.unit) if home.unit else []
    works = HousingWork.objects.within(request.scope).filter(household=home).select_related("programme")
    return page(
        request,
        "support/housing/choose.html",
        home=home,
        programmes=found,
        works=[(one, work_words(one.state)) for one in works.order_by("-pk")],
    )


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
    unit = _commune(request, here)
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
