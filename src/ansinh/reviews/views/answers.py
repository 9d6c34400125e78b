"""The survey of one household, filled in and corrected, its class computed as it is typed; and the edits of a round."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from ansinh.access.doers import doer_name
from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.kernel.errors import AnSinhError, NotFound, Refused
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import page, see_other
from ansinh.reviews.answer_check import Spotted, class_words, seen_under, spotted
from ansinh.reviews.answer_forms import AnswersForm, prefix_of
from ansinh.reviews.edits import EDITS, described, edits_within, shown_changes
from ansinh.reviews.entering import Entered, enter_answers
from ansinh.reviews.models import Dossier, Round
from ansinh.reviews.policies import may_change
from ansinh.reviews.procedure.queries import items_of
from ansinh.reviews.procedure.surveying import check_may_enter
from ansinh.reviews.queries import dossier_of, dossiers_within, round_within
from ansinh.standards.adopted import standard_in_use
from ansinh.surveys.entering import Sheet, differences, sheet_of
from ansinh.surveys.errors import AnswersChanged
from ansinh.work.downloads import answer_export

P = Permission


def _opened(request: HttpRequest, round_id: int, household_id: UUID) -> tuple[Round, Dossier, Sheet]:
    """Round, dossier and sheet of a household within the scope; 404 outside of it."""
    campaign = round_within(request.scope, round_id)
    household = Household.objects.within(request.scope).filter(pk=household_id).first()
    if household is None:
        raise NotFound(_("Không có hộ này trong địa bàn được giao."), code="no_such_household")
    dossier = dossier_of(campaign, household, request.scope)
    return campaign, dossier, sheet_of(household, campaign.period, campaign.as_of)


@route(P.SEE_HOUSEHOLDS)
def answers(request: HttpRequest, round_id: int, household_id: UUID) -> HttpResponse:
    """The survey as it stands; a form for who may edit and where the dossier is open, else to read."""
    campaign, dossier, sheet = _opened(request, round_id, household_id)
    form = AnswersForm(sheet, campaign.standards, surveyed=_surveyed(request, dossier, sheet))
    return _shown(request, campaign, dossier, sheet, form)


@route(P.ENTER_ANSWERS, methods=("POST",))
def save_answers(request: HttpRequest, round_id: int, household_id: UUID) -> HttpResponse:
    """Save the typed answers as a revision, or say why not with everything typed still there."""
    campaign, dossier, sheet = _opened(request, round_id, household_id)
    form = AnswersForm(sheet, campaign.standards, request.POST, surveyed=_surveyed(request, dossier, sheet))
    if not form.is_valid():
        return _shown(request, campaign, dossier, sheet, form, status=422)
    try:
        entered = enter_answers(
            campaign=campaign,
            dossier=dossier,
            sheet=sheet,
            seen=form.paper.cleaned_data["seen"],
            home=form.home_values,
            people=form.people_values,
            reason=form.paper.cleaned_data.get("reason", ""),
            by=request.actor,
            surveyed_on=form.paper.cleaned_data.get("surveyed_on"),
            surveyed_by=form.paper.cleaned_data.get("surveyed_by", ""),
        )
    except AnswersChanged as meanwhile:
        form.paper.add_error(None, meanwhile.message)
        return _shown(request, campaign, dossier, sheet, form, status=409, changed_meanwhile=True)
    except AnSinhError as refused:
        form.paper.add_error(None, refused.message)
        return _shown(request, campaign, dossier, sheet, form, status=409)
    return see_other(
        request,
        "reviews:answers",
        said=_said(campaign, entered),
        kind="success" if entered.changed else "info",
        round_id=campaign.pk,
        household_id=household_id,
    )


def _surveyed(request: HttpRequest, dossier: Dossier, sheet: Sheet) -> tuple[date, str] | None:
    """The day and surveyor to propose, where the work list keeps who went to see; none for recorded results."""
    item = items_of(dossier).filter(household=sheet.household).select_related("surveyor").first()
    if item is None:
        return None
    assigned = item.surveyor.full_name if item.surveyor else ""
    return item.surveyed_on or today(), item.surveyed_by or assigned or doer_name(request.actor.label)


def _closed(dossier: Dossier, sheet: Sheet, request: HttpRequest) -> str:
    """Why the procedure lets nobody enter these answers now; blank where it does."""
    try:
        check_may_enter(dossier, sheet.household, request.actor)
    except Refused as refused:
        return refused.message
    return ""


def _said(campaign: Round, entered: Entered) -> str:
    standard = standard_in_use(campaign.standards[0])
    if not entered.changed:
        return _("Không có câu trả lời nào thay đổi; chưa ghi gì.")
    if not entered.reclassified:
        return _("Đã lưu phiếu. Xã này chưa phân loại; loại hộ sẽ có khi chạy phân loại.")
    after = class_words(standard, entered.class_after)
    if entered.class_before in ("", entered.class_after):
        return _("Đã lưu phiếu. Loại tính được: {after}.").format(after=after)
    return _("Đã lưu phiếu. Loại tính được đổi từ {before} thành {after}.").format(
        before=class_words(standard, entered.class_before), after=after
    )


def _shown(
    request: HttpRequest,
    campaign: Round,
    dossier: Dossier,
    sheet: Sheet,
    form: AnswersForm,
    *,
    status: int = 200,
    changed_meanwhile: bool = False,
) -> HttpResponse:
    if not form.paper.is_bound:
        home, people = sheet.answers, {one.member_ref: one.answers for one in sheet.respondents}
    else:
        home, people = form.home_values, form.people_values
    if changed_meanwhile:
        # What was typed stays; saving again is knowingly over what the other person saved.
        form.paper.data = form.paper.data.copy()
        form.paper.data["seen"] = str(sheet.revision)
    edits = may(request.actor, P.ENTER_ANSWERS, dossier.unit_id, sheet.household.village)
    closed = _closed(dossier, sheet, request) if edits and may_change(dossier) else ""
    theirs = []
    if changed_meanwhile:
        now = {one.member_ref: one.answers for one in sheet.respondents}
        theirs = shown_changes(
            differences((sheet.answers, now), (home, people)), sheet, campaign.standards[0]
        )
    return page(
        request,
        "reviews/answers.html",
        status=status,
        campaign=campaign,
        dossier=dossier,
        sheet=sheet,
        form=form,
        changeable=edits and may_change(dossier) and not closed and bool(sheet.respondents),
        closed=closed,
        edits=edits,
        approved=not may_change(dossier),
        theirs=theirs,
        seen=seen_under(campaign, dossier, sheet, home, people),
        beside=_beside(spotted(campaign, dossier, home, people), sheet),
        field_of=_field_ids(sheet),
    )


def _field_ids(sheet: Sheet):
    """Where the field of a question stands on the page: ``field_of(member_ref, column)``."""
    prefixes = {one.member_ref: prefix_of(one) for one in sheet.respondents}

    def field_of(member_ref: str, column: str) -> str:
        return f"id_{prefixes[member_ref] if member_ref else 'h'}-{column}"

    return field_of


def _beside(found: list[Spotted], sheet: Sheet) -> dict[str, list[str]]:
    field_of, messages = _field_ids(sheet), {}
    for one in found:
        messages.setdefault(field_of(one.member_ref, one.column), []).append(one.message)
    return messages


@route(P.ENTER_ANSWERS, methods=("POST",))
def preview_answers(request: HttpRequest, round_id: int, household_id: UUID) -> HttpResponse:
    """What the typed answers would come to; nothing is saved."""
    campaign, dossier, sheet = _opened(request, round_id, household_id)
    form = AnswersForm(sheet, campaign.standards, request.POST)
    form.is_valid()
    home, people = form.home_values, form.people_values
    return page(
        request,
        "reviews/answers_preview.html",
        sheet=sheet,
        form=form,
        seen=seen_under(campaign, dossier, sheet, home, people),
        beside=_beside(spotted(campaign, dossier, home, people), sheet),
        field_of=_field_ids(sheet),
        typing=True,
    )


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def edits(request: HttpRequest, round_id: int) -> HttpResponse:
    """Every correction after a first entry: who, when, why, which answers, and the class before and after."""
    campaign = round_within(request.scope, round_id)
    asked = EDITS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = edits_within(request.scope, campaign)
    if asked.export:
        return answer_export(asked, rows, name=f"edits-{campaign.period}", by=request.actor)
    found = asked.page(rows)
    return page(
        request,
        "reviews/edits.html",
        part="list",
        campaign=campaign,
        dossiers=dossiers_within(request.scope, campaign),
        listing=found,
        described=described(campaign, found.rows),
    )
