"""The work list of a dossier, its assignment to surveyors, quick identification, and what one surveyor has to do."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from ansinh.access.models import RoleHolding
from ansinh.access.policies import may
from ansinh.access.roles import ROLES
from ansinh.access.routes import route
from ansinh.accounts.models import User
from ansinh.accounts.permissions import Permission
from ansinh.households.models import Household
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.reviews.models import Dossier
from ansinh.reviews.procedure.enums import OffReason, WorkReason, WorkState
from ansinh.reviews.procedure.forms import (
    AddForm,
    AssignForm,
    DrawUpForm,
    QuickForm,
    TakeOffForm,
)
from ansinh.reviews.procedure.models import WorkItem
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import regime_of, step_of
from ansinh.reviews.procedure.objections import recheck_objection
from ansinh.reviews.procedure.queries import (
    dossier_within,
    item_within,
    items_within,
    open_objections_of,
    units_of,
    village_counts,
    villages_of,
    with_answers,
)
from ansinh.reviews.procedure.surveying import identify_quickly, markers_of
from ansinh.reviews.procedure.views.dossier import named, steps
from ansinh.reviews.procedure.views.work_listing import (
    COLUMNS,
    by_name,
    in_state,
    reason_of,
    state_choices,
    state_sign,
    work_listing,
)
from ansinh.reviews.procedure.work_list import (
    add_to_work_list,
    assign_surveyor,
    close_work_list,
    draw_up_work_list,
    left_for_another,
    take_off_work_list,
)
from ansinh.work.downloads import answer_export

P = Permission


def surveyors_of(dossier: Dossier) -> list[User]:
    """Who may enter answers in some village of the dossier's commune today."""
    roles = [code for code, role in ROLES.items() if P.ENTER_ANSWERS in role.permissions]
    held = RoleHolding.objects.filter(role__in=roles, valid_from__lte=today(), unit__in=units_of(dossier))
    rows = held.filter(Q(valid_until=None) | Q(valid_until__gte=today()), revoked_on=None)
    return list(User.objects.active().filter(pk__in=rows.values("user")).order_by("full_name", "pk"))


def _given(dossier: Dossier) -> list[User]:
    assigned = dossier.work_items.everywhere().exclude(surveyor=None).order_by().values("surveyor")
    return list(User.objects.filter(pk__in=assigned).order_by("full_name", "pk"))


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def work_list(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """Who is reviewed and why, who surveys whom, how far each village is."""
    return _listed(request, dossier_within(request.scope, round_id, dossier_id))


def _listed(request: HttpRequest, dossier: Dossier, *, status: int = 200, **forms) -> HttpResponse:
    villages = [name for name in villages_of(dossier) if request.scope.covers(dossier.unit_id, name)]
    asked = work_listing(villages, _given(dossier)).asked(request)
    if not forms and (answer := asked.sealed_away()):
        return answer
    rows = items_within(request.scope, dossier).select_related("surveyor", "household", "dossier")
    if asked.export:
        return answer_export(asked, rows, name=f"work-list-{dossier.round.period}", by=request.actor)
    prepares = may(request.actor, P.PREPARE_DOSSIERS, dossier.unit_id)
    return page(
        request,
        "reviews/procedure/work_list.html",
        part="list",
        status=status,
        dossier=dossier,
        law=regime_of(dossier),
        steps=steps(dossier),
        listing=asked.page(rows),
        villages=village_counts(dossier, request.scope),
        may_change=prepares and step_of(dossier, Verb.ADD_TO_WORK_LIST) is not None,
        may_assign=prepares and step_of(dossier, Verb.ASSIGN_SURVEYOR) is not None,
        may_close=prepares and step_of(dossier, Verb.CLOSE_WORK_LIST) is not None,
        may_classify=may(request.actor, P.RUN_CLASSIFICATION, dossier.unit_id)
        and step_of(dossier, Verb.CLASSIFY) is not None,
        forms={
            "draw_up": DrawUpForm(initial={"until": today()}),
            "add": AddForm(),
            "assign": AssignForm(villages=villages, surveyors=surveyors_of(dossier)) if prepares else None,
        }
        | forms,
    )


@route(P.PREPARE_DOSSIERS, methods=("POST",))
def draw_up(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """Fill the list from the list in force and the requests that came."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    form = DrawUpForm(request.POST)
    done = form.is_valid() and attempt(
        form, draw_up_work_list, dossier=dossier, until=form.cleaned_data["until"], by=request.actor
    )
    if not done:
        return _listed(request, dossier, status=409, draw_up=form)
    said = _("Đã thêm {count} hộ vào danh sách rà soát.").format(count=done.added.total())
    if done.gone:
        said += " " + _("{count} hộ của danh sách hiện hành không còn cư trú ở xã.").format(count=done.gone)
    if done.unregistered:
        said += " " + _("{count} đơn chưa gắn với hộ nào: hãy gắn hộ ở trang của đơn.").format(
            count=done.unregistered
        )
    return see_other(request, "reviews:work-list", said=said, **named(dossier))


@route(P.PREPARE_DOSSIERS, methods=("POST",))
def add(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """Add one household with a reason."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    form = AddForm(request.POST)
    if form.is_valid():
        number = form.cleaned_data["household"].strip()
        homes = Household.objects.within(request.scope).filter(
            source_ref=number, unit_id__in=units_of(dossier)
        )
        home = homes.order_by("pk").first()
        if home is None:
            form.add_error("household", _("Không có hộ mang mã này ở xã. Hãy xem lại mã ở trang của hộ."))
        elif attempt(
            form,
            add_to_work_list,
            dossier=dossier,
            household=home,
            why=form.cleaned_data["why"],
            by=request.actor,
        ):
            return see_other(
                request, "reviews:work-list", said=_("Đã đưa hộ vào danh sách rà soát."), **named(dossier)
            )
    return _listed(request, dossier, status=409, add=form)


@route(P.PREPARE_DOSSIERS, methods=("POST",))
def assign(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """Give a village, or the chosen households, to a surveyor."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    form = AssignForm(request.POST, villages=villages_of(dossier), surveyors=surveyors_of(dossier))
    chosen = [int(key) for key in request.POST.getlist("chosen") if key.isdigit()]
    if form.is_valid():
        whole = None if chosen else form.cleaned_data["village"]
        given = attempt(
            form,
            assign_surveyor,
            dossier=dossier,
            surveyor=form.cleaned_data["surveyor"],
            village=whole,
            items=chosen,
            by=request.actor,
        )
        if given is not None:
            count = 0 if given is True else given
            said = _("Đã phân công {count} hộ.").format(count=count)
            own = 0 if chosen else left_for_another(dossier, form.cleaned_data["surveyor"], whole)
            if own:
                said += " " + _(
                    "{count} hộ của chính người này hoặc người thân: hãy phân công người khác."
                ).format(count=own)
            return see_other(request, "reviews:work-list", said=said, **named(dossier))
    return _listed(request, dossier, status=409, assign=form)


@route(P.PREPARE_DOSSIERS, methods=("POST",))
def close(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """Close the list: the survey begins."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    close_work_list(dossier=dossier, by=request.actor)
    return see_other(
        request, "reviews:dossier", said=_("Đã chốt danh sách rà soát; bắt đầu khảo sát."), **named(dossier)
    )


@route(P.SEE_HOUSEHOLDS)
def item(request: HttpRequest, round_id: int, dossier_id: int, item_id: int) -> HttpResponse:
    """One household of the list: why it is there, who surveys it, what was done."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    return _item(request, dossier, item_within(request.scope, dossier, item_id))


def _item(
    request: HttpRequest, dossier: Dossier, row: WorkItem, *, status: int = 200, **forms
) -> HttpResponse:
    markers = markers_of(dossier.unit, today())
    enters = may(request.actor, P.ENTER_ANSWERS, dossier.unit_id, row.village)
    asked = row.reason in (WorkReason.REQUEST.value, WorkReason.ADDED.value)
    prepares = may(request.actor, P.PREPARE_DOSSIERS, dossier.unit_id)
    return page(
        request,
        "reviews/procedure/work_item.html",
        status=status,
        dossier=dossier,
        item=row,
        sign=state_sign(row),
        reason_said=reason_of(row),
        off_said=OffReason(row.off_reason).words if row.off_reason else "",
        steps=[(one, _step_said(one)) for one in row.steps.everywhere().order_by("-pk")],
        identifications=row.identifications.everywhere().prefetch_related("markers").order_by("-pk"),
        votes=row.votes.everywhere().select_related("meeting").order_by("-pk"),
        rechecks=row.rechecks.everywhere().select_related("objection").order_by("-pk"),
        objections=open_objections_of(dossier).filter(household=row.household_id, recheck=None)
        if prepares
        else [],
        markers=markers,
        quick=asked and enters and step_of(dossier, Verb.IDENTIFY_QUICKLY) is not None,
        may_take_off=prepares
        and row.state != WorkState.TAKEN_OFF.value
        and step_of(dossier, Verb.TAKE_OFF_WORK_LIST) is not None,
        may_recheck=prepares and step_of(dossier, Verb.RECHECK_OBJECTION) is not None,
        may_enter=enters
        and step_of(dossier, Verb.ENTER_ANSWERS) is not None
        and row.state != WorkState.TAKEN_OFF.value,
        forms={"take_off": TakeOffForm(), "quick": QuickForm(markers=markers, initial={"on": today()})}
        | forms,
    )


def _step_said(step) -> str:
    """What a step of an item was, in words."""
    said = Verb(step.verb).words
    more = {
        **{one.value: one.words for one in WorkReason},
        **{one.value: one.words for one in OffReason},
        "passed": _("đạt tỷ lệ đồng ý"),
        "failed": _("không đạt tỷ lệ đồng ý"),
        "again": _("rà soát lại"),
    }.get(step.said, step.said)
    return f"{said}: {more}" if more else said


@route(P.PREPARE_DOSSIERS, methods=("POST",))
def take_off(request: HttpRequest, round_id: int, dossier_id: int, item_id: int) -> HttpResponse:
    """Take the household off the list, with its reason."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    row = item_within(request.scope, dossier, item_id)
    form = TakeOffForm(request.POST)
    if form.is_valid() and attempt(
        form,
        take_off_work_list,
        item=row,
        off_reason=OffReason(form.cleaned_data["off_reason"]),
        why=form.cleaned_data["why"],
        by=request.actor,
    ):
        said = _("Đã đưa hộ ra khỏi danh sách rà soát; lý do được giữ.")
        return see_other(request, "reviews:work-item", said=said, item_id=row.pk, **named(dossier))
    return _item(request, dossier, row, status=409, take_off=form)


@route(P.ENTER_ANSWERS, methods=("POST",))
def identify(request: HttpRequest, round_id: int, dossier_id: int, item_id: int) -> HttpResponse:
    """Phiếu A of the household."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    row = item_within(request.scope, dossier, item_id)
    form = QuickForm(request.POST, markers=markers_of(dossier.unit, today()))
    if form.is_valid() and attempt(
        form,
        identify_quickly,
        item=row,
        markers=[int(key) for key in form.cleaned_data["markers"]],
        passes=form.cleaned_data["passes"] == "yes",
        reason=form.cleaned_data["reason"],
        on=form.cleaned_data["on"],
        by=request.actor,
    ):
        return see_other(
            request, "reviews:work-item", said=_("Đã ghi Phiếu A."), item_id=row.pk, **named(dossier)
        )
    return _item(request, dossier, row, status=409, quick=form)


@route(P.PREPARE_DOSSIERS, methods=("POST",))
def recheck(request: HttpRequest, round_id: int, dossier_id: int, objection_id: int) -> HttpResponse:
    """Open the re-check of the household that an objection names."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    found = open_objections_of(dossier).filter(pk=objection_id).first()
    if found is None:
        raise NotFound(
            _("Không có phản ánh này đối với danh sách đang niêm yết, hoặc phản ánh đã được trả lời.")
        )
    made = recheck_objection(dossier=dossier, objection=found, by=request.actor)
    said = _("Đã mở phúc tra, hạn đến hết ngày {day}.").format(day=shown_date(made.due))
    return see_other(request, "reviews:work-item", said=said, item_id=made.item_id, **named(dossier))


@route(P.ENTER_ANSWERS, methods=("GET", "POST"))
def mine(request: HttpRequest) -> HttpResponse:
    """The households that this person is to survey, in every round that is being surveyed."""
    asked = _MINE.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = WorkItem.objects.within(request.scope).filter(
        ~Q(state=WorkState.TAKEN_OFF.value),
        surveyor_id=request.actor.user_id,
        dossier__state__in=("open", "surveying", "classified", "posted"),
    )
    rows = with_answers(rows, None).select_related("dossier__round", "dossier__unit", "household", "surveyor")
    if asked.export:
        return answer_export(asked, rows, name="my-households", by=request.actor)
    return page(request, "reviews/procedure/mine.html", part="list", listing=asked.page(rows))


_MINE = Listing(
    "my-households",
    columns=(
        COLUMNS[0],
        Column("village", later("Thôn"), lambda row: row.village, order="village"),
        Column("place", later("Xã"), lambda row: row.dossier.unit.name, shown=False),
        Column("period", later("Kỳ"), lambda row: row.dossier.round.period),
        COLUMNS[2],
        COLUMNS[3],
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), by_name, sealed=True),
        Filter("state", later("Tình trạng"), in_state, choices=state_choices),
    ),
    sort="name",
)
