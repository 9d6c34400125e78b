"""Awards on pages: what can be given, who is proposed, what was appraised and decided."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.place_fields import offer_places
from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.households.histories import household_by_id
from ansinh.households.models import Household
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.outreach.awards.deciding import appraise, decide_award, propose_award, withdraw_file, write_award
from ansinh.outreach.awards.forms import AppraisalForm, AwardForm, DecisionForm, FileForm
from ansinh.outreach.awards.queries import award_around, awards_around, file_within
from ansinh.outreach.fund.forms import ReasonForm
from ansinh.outreach.models import AwardFile
from ansinh.outreach.models.enums import AwardState, HonouredKind
from ansinh.outreach.shown import Crumb, Way, by_place, form_page, in_words, list_page
from ansinh.outreach.words import award_words, honoured_words
from ansinh.support.delivery.views.shared import own_code, placed

AWARDS = Listing(
    "awards",
    columns=(
        Column(
            "title", later("Danh hiệu, hình thức khen"), lambda row: row.title, order="title",
            link=lambda row: reverse("outreach:award", kwargs={"award_id": row.pk}),
        ),
        Column("honours", later("Dành cho"), lambda row: honoured_words(row.honours), order="honours"),
        Column("place", later("Địa bàn"), lambda row: row.unit.name),
        Column("paper", later("Văn bản"), lambda row: row.paper),
        Column("since", later("Từ ngày"), lambda row: row.valid_from, kind="day", order="valid_from"),
        Column("until", later("Đến ngày"), lambda row: row.valid_until, kind="day"),
    ),
    filters=(Filter("q", later("Danh hiệu, hình thức khen"), lambda rows, value: rows.filter(title__icontains=value)),),
    sort="title",
)  # fmt: skip
FILES = Listing(
    "award-files",
    columns=(
        Column(
            "name", later("Ai được đề nghị"), lambda row: row.full_name, order="name_fold",
            link=lambda row: reverse("outreach:award-file", kwargs={"award_file_id": row.pk}),
        ),
        Column("honours", later("Là"), lambda row: honoured_words(row.award.honours)),
        Column("escaped", later("Mới thoát nghèo"), lambda row: _("có") if row.escaped else ""),
        Column("award", later("Danh hiệu, hình thức khen"), lambda row: row.award.title),
        Column("place", later("Địa bàn"), lambda row: row.unit.name),
        Column("year", later("Năm"), lambda row: str(row.year), order="year"),
        Column("on", later("Ngày đề nghị"), lambda row: row.proposed_on, kind="day", order="proposed_on"),
        Column("decision", later("Số quyết định"), lambda row: row.decision_no),
        Column("decided", later("Ngày quyết định"), lambda row: row.decided_on, kind="day"),
        Column("state", later("Tình trạng"), lambda row: award_words(row.state), kind="status", order="state"),
    ),
    filters=(
        Filter("q", later("Ai được đề nghị"), in_words("name_fold"), sealed=True),
        by_place(lambda request: AwardFile.objects.within(request.scope)),
        Filter(
            "honours", later("Là"), lambda rows, value: rows.filter(award__honours=value),
            choices=lambda _r: [(one.value, honoured_words(one.value)) for one in HonouredKind],
        ),
        Filter(
            "state", later("Tình trạng"), lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, award_words(one.value)[1]) for one in AwardState],
        ),
    ),
    sort="-on",
)  # fmt: skip


def _crumbs(*more: Crumb) -> list[Crumb]:
    return [(_("Khen thưởng"), reverse("outreach:award-files")), *more]


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def files(request: HttpRequest) -> HttpResponse:
    """Who is proposed, and who was awarded, at the places within the scope."""
    return list_page(
        request,
        FILES,
        AwardFile.objects.within(request.scope).select_related("award", "unit"),
        name="award-files",
        title=_("Khen thưởng"),
        lead=_(
            "Hồ sơ đề nghị khen địa bàn, cá nhân, hộ: một người lập, người khác thẩm định, người thứ ba quyết định."
        ),
        empty=_("Chưa có hồ sơ khen thưởng nào theo bộ lọc này."),
        following=_("Ghi hình thức khen theo văn bản trước, rồi lập hồ sơ."),
        ways=(
            Way(_("Lập hồ sơ"), reverse("outreach:new-award-file"), "plus", P.KEEP_OUTREACH, "primary"),
            Way(_("Hình thức khen, tiêu chí"), reverse("outreach:awards"), "book"),
        ),
    )


@route(P.SEE_HOUSEHOLDS, sees=Nothing.SUMS)
def awards(request: HttpRequest) -> HttpResponse:
    """What can be given at the places within the scope, and above them."""
    return list_page(
        request,
        AWARDS,
        awards_around(request.scope),
        name="awards",
        title=_("Hình thức khen, tiêu chí"),
        lead=_("Của địa bàn và cấp trên, với tiêu chí như văn bản viết."),
        empty=_("Chưa ghi hình thức khen nào."),
        following=_("Ghi hình thức khen và tiêu chí theo văn bản."),
        ways=(
            Way(_("Ghi hình thức khen"), reverse("outreach:new-award"), "plus", P.KEEP_OUTREACH, "primary"),
        ),
        crumbs=_crumbs((_("Hình thức khen, tiêu chí"), None)),
    )


@route(P.KEEP_OUTREACH, methods=("GET", "POST"), sees=Nothing.BLANK)
def new_award(request: HttpRequest) -> HttpResponse:
    """Write an award with its criteria."""
    form = AwardForm(request.POST or None, initial={"code": own_code(request, P.KEEP_OUTREACH)})
    offer_places(form, request, "code")
    if request.method == "POST" and form.is_valid():
        given = placed(form, request.scope)
        if given and (made := attempt(form, write_award, by=request.actor, **given)):
            return see_other(request, "outreach:award", award_id=made.pk, said=_("Đã ghi hình thức khen."))
    return form_page(
        request,
        form,
        title=_("Ghi hình thức khen"),
        button=_("Ghi hình thức khen"),
        back=reverse("outreach:awards"),
        crumbs=_crumbs((_("Hình thức khen, tiêu chí"), reverse("outreach:awards")), (_("Ghi mới"), None)),
    )


@route(P.SEE_HOUSEHOLDS, sees=Nothing.SUMS)
def award(request: HttpRequest, award_id: int) -> HttpResponse:
    """One award: its criteria, and the files of the places within the scope by state."""
    one = award_around(request.scope, award_id)
    states = (
        AwardFile.objects.within(request.scope).filter(award=one).order_by().values_list("state", flat=True)
    )
    many: dict[str, int] = {}
    for state in states:
        many[state] = many.get(state, 0) + 1
    return page(
        request,
        "outreach/awards/award.html",
        one=one,
        honours=honoured_words(one.honours),
        states=[(award_words(state), count) for state, count in sorted(many.items())],
        permission=P,
    )


def _household(request: HttpRequest) -> Household | None:
    asked = request.GET.get("household", "")
    if not asked:
        return None
    try:
        key = UUID(asked)
    except ValueError as failure:
        raise UnusableInput(_("Mã hộ không đúng.")) from failure
    return household_by_id(request.scope, key)  # type: ignore[attr-defined]


@route(P.KEEP_OUTREACH, methods=("GET", "POST"))
def new_file(request: HttpRequest) -> HttpResponse:
    """Propose a place, a person, or (``?household=``) a household for an award."""
    home = _household(request)
    rows = awards_around(request.scope).order_by("title", "pk")
    known = {
        row.pk: row for row in rows if (row.honours == HonouredKind.HOUSEHOLD.value) == (home is not None)
    }
    form = FileForm(
        request.POST or None,
        awards=[(key, f"{row.title} ({row.unit.name})") for key, row in known.items()],
        initial={
            "code": home.unit.code if home and home.unit else own_code(request, P.KEEP_OUTREACH),
            "award_id": request.GET.get("award", ""),
        },
    )
    offer_places(form, request, "code")
    if request.method == "POST" and form.is_valid():
        given = placed(form, request.scope)
        if given:
            chosen = known[given.pop("award_id")]
            given |= {"household": home, "award": chosen}
            if chosen.honours == HonouredKind.UNIT.value:
                given["honoured_unit"] = given["unit"]
            if made := attempt(form, propose_award, by=request.actor, **given):
                said = _("Đã lập hồ sơ; chờ người khác thẩm định.")
                return see_other(request, "outreach:award-file", award_file_id=made.pk, said=said)
    return form_page(
        request,
        form,
        title=_("Lập hồ sơ khen thưởng"),
        lead=(home.head_name or _("(chưa có tên)")) if home else _("Cho một địa bàn hoặc một cá nhân; hồ sơ của hộ lập từ trang quà, thăm hỏi của hộ."),
        button=_("Lập hồ sơ"),
        back=reverse("outreach:award-files"),
        crumbs=_crumbs((_("Lập hồ sơ"), None)),
    )  # fmt: skip


def _file_page(request: HttpRequest, one: AwardFile, status: int = 200, **forms: Any) -> HttpResponse:
    who = request.actor  # type: ignore[attr-defined]
    keeps, decides = may(who, P.KEEP_OUTREACH, one.unit_id), may(who, P.APPROVE_OUTREACH, one.unit_id)
    return page(
        request,
        "outreach/awards/file.html",
        status=status,
        one=one,
        state=award_words(one.state),
        honours=honoured_words(one.award.honours),
        appraises=keeps and one.state == AwardState.PROPOSED.value and who.label != one.proposed_by,
        waits_for_another=keeps and one.state == AwardState.PROPOSED.value and who.label == one.proposed_by,
        decides=decides and one.state == AwardState.APPRAISED.value,
        withdraws=keeps and one.state in (AwardState.PROPOSED.value, AwardState.APPRAISED.value),
        **({"form": AppraisalForm(), "decision_form": DecisionForm(), "why_form": ReasonForm()} | forms),
    )


@route(P.SEE_HOUSEHOLDS)
def file(request: HttpRequest, award_file_id: int) -> HttpResponse:
    """One file: who, for what, what was appraised and decided."""
    return _file_page(request, file_within(request.scope, award_file_id))


@route(P.KEEP_OUTREACH, methods=("POST",))
def appraise_file(request: HttpRequest, award_file_id: int) -> HttpResponse:
    """Appraise a file, or take it back."""
    one = file_within(request.scope, award_file_id)
    if request.POST.get("verb") == "withdraw":
        why = ReasonForm(request.POST)
        if why.is_valid() and attempt(why, withdraw_file, file=one, by=request.actor, **why.cleaned_data):
            return see_other(request, "outreach:award-file", award_file_id=one.pk, said=_("Đã rút hồ sơ."))
        return _file_page(request, file_within(request.scope, award_file_id), 422, why_form=why)
    form = AppraisalForm(request.POST)
    if form.is_valid() and attempt(form, appraise, file=one, by=request.actor, **form.cleaned_data):
        return see_other(request, "outreach:award-file", award_file_id=one.pk, said=_("Đã ghi thẩm định."))
    return _file_page(request, file_within(request.scope, award_file_id), 422, form=form)


@route(P.APPROVE_OUTREACH, methods=("POST",))
def decide_file(request: HttpRequest, award_file_id: int) -> HttpResponse:
    """Grant an award by a decision, or refuse it."""
    one = file_within(request.scope, award_file_id)
    if request.POST.get("verb") == "refuse":
        why = ReasonForm(request.POST)
        if why.is_valid() and attempt(
            why, decide_award, file=one, grant=False, by=request.actor, **why.cleaned_data
        ):
            return see_other(request, "outreach:award-file", award_file_id=one.pk, said=_("Đã ghi."))
        return _file_page(request, file_within(request.scope, award_file_id), 422, why_form=why)
    form = DecisionForm(request.POST)
    if form.is_valid() and attempt(
        form, decide_award, file=one, grant=True, by=request.actor, **form.cleaned_data
    ):
        return see_other(request, "outreach:award-file", award_file_id=one.pk, said=_("Đã khen thưởng."))
    return _file_page(request, file_within(request.scope, award_file_id), 422, decision_form=form)
