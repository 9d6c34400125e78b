"""Papers of the meetings and the posting: the invitation, the notice, and what a village prints for itself."""

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.papers.files import TYPES
from ansinh.papers.models import Paper
from ansinh.papers.rendering import shown_number_of
from ansinh.reviews.procedure.enums import Capacity
from ansinh.reviews.procedure.forms import InvitationForm, NoticeForm, agenda_lines
from ansinh.reviews.procedure.models import Meeting, Posting
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import check_step
from ansinh.reviews.procedure.printing import (
    Invited,
    draft_minutes,
    invite_to_meeting,
    issue_posting_notice,
    notice_of,
    village_copy,
)
from ansinh.reviews.procedure.queries import dossier_within, villages_of

P = Permission


def _village(request: HttpRequest, dossier, name: str) -> str:
    """A village of the work list that the person reaches. Raises ``NotFound``."""
    if name not in villages_of(dossier) or not request.scope.covers(dossier.unit_id, name):
        raise NotFound(_("Không có thôn này trong danh sách rà soát được giao."), code="no_such_village")
    return name


def _issued(request: HttpRequest, paper: Paper) -> HttpResponse:
    said = _("Đã lập {paper}.").format(paper=shown_number_of(paper.number, paper.suffix))
    return see_other(request, "papers:paper", said=said, paper_id=paper.pk)


@route(P.ISSUE_PAPERS, methods=("GET", "POST"))
def invite(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """The invitation to a village's meeting."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    village = _village(request, dossier, request.POST.get("village", request.GET.get("village", "")))
    check_step(dossier, Verb.HOLD_MEETING)
    initial = {"guests": "\n".join(one.words for one in Capacity), "agenda": agenda_lines()}
    form = InvitationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            invite_to_meeting,
            dossier=dossier,
            village=village,
            invited=Invited(**form.cleaned_data),
            by=request.actor,
        )
        if isinstance(made, Paper):
            return _issued(request, made)
    return page(
        request,
        "reviews/procedure/invite.html",
        status=422 if form.is_bound and form.errors else 200,
        dossier=dossier,
        village=village,
        form=form,
    )


@route(P.ISSUE_PAPERS, methods=("GET", "POST"))
def notice(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """The notice of the lists that hang; where it was issued, that one."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    known = notice_of(dossier)
    if known is not None and request.method == "GET":
        return see_other(request, "papers:paper", paper_id=known.pk)
    initial = {"feedback_to": _("Ủy ban nhân dân {place}").format(place=dossier.unit.name)}
    form = NoticeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, issue_posting_notice, dossier=dossier, by=request.actor, **form.cleaned_data)
        if isinstance(made, Paper):
            return _issued(request, made)
    return page(
        request,
        "reviews/procedure/notice.html",
        status=422 if form.is_bound and form.errors else 200,
        dossier=dossier,
        form=form,
    )


@route(P.HOLD_MEETINGS)
def sheet(request: HttpRequest, round_id: int, dossier_id: int, shape: str) -> HttpResponse:
    """The sheet to take to a village's meeting: a draft without a number."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    village = _village(request, dossier, request.GET.get("village", ""))
    _check_shape(shape)
    content = draft_minutes(dossier=dossier, village=village, shape=shape)
    return _file(content, f"{dossier.round.period}-{dossier.unit.code}-bien-ban-nhap.{shape}", shape)


@route(P.HOLD_MEETINGS)
def minutes(
    request: HttpRequest, round_id: int, dossier_id: int, meeting_id: int, shape: str
) -> HttpResponse:
    """The minutes of a meeting as they were issued, for who held it."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    _check_shape(shape)
    rows = Meeting.objects.within(request.scope).filter(dossier=dossier, pk=meeting_id)
    paper = rows.values_list("paper_id", flat=True).first()
    return _file(*village_copy(paper_id=paper, shape=shape, by=request.actor), shape)


@route(P.HOLD_MEETINGS)
def posted(request: HttpRequest, round_id: int, dossier_id: int, posting_id: int, shape: str) -> HttpResponse:
    """A posted list as it was made, for who hangs it in the village."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    _check_shape(shape)
    rows = Posting.objects.within(request.scope).filter(dossier=dossier, pk=posting_id)
    paper = rows.values_list("paper_id", flat=True).first()
    return _file(*village_copy(paper_id=paper, shape=shape, by=request.actor), shape)


def _check_shape(shape: str) -> None:
    if shape not in TYPES:
        raise UnusableInput(_("Chỉ có tệp Word (docx) và PDF."))


def _file(content: bytes, name: str, shape: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=TYPES[shape],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
