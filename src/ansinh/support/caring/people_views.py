"""Who looks after households: members of the groups and sponsors, entered and ended."""

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.agencies.queries import agencies_at
from ansinh.households.search import inhabited
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.caring.forms import (
    BoardMemberForm,
    EndForm,
    SponsorForm,
)
from ansinh.support.caring.people import (
    end_board_member,
    end_sponsor,
    enter_board_member,
    enter_sponsor,
    sponsor_kind_words,
    sponsor_words,
)
from ansinh.support.caring.queries import (
    board_of,
    sponsors_of,
)
from ansinh.support.models import BoardMember, Sponsor
from ansinh.support.reached import communes_of


@route(P.SEE_HOUSEHOLDS)
def people(request: HttpRequest) -> HttpResponse:
    """Who is in charge of which village, and who helps."""
    reached = sorted(inhabited(request.scope).touched or ())
    return page(
        request,
        "support/caring/people.html",
        members=list(board_of(reached, today())),
        sponsors=list(sponsors_of(reached, today())),
        sponsor_words=sponsor_words,
        sponsor_kind_words=sponsor_kind_words,
        permission=P,
    )


@route(P.PLAN_SUPPORT, methods=("GET", "POST"))
def new_member(request: HttpRequest) -> HttpResponse:
    """Enter a member of the committee."""
    form = BoardMemberForm(request.POST or None, units=communes_of(request.scope))
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, enter_board_member, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "caring:people", said=_("Đã ghi thành viên Ban Chỉ đạo."))
    status = 422 if form.is_bound and form.errors else 200
    return page(
        request,
        "support/caring/new_person.html",
        status=status,
        form=form,
        title=_("Thêm thành viên Ban Chỉ đạo"),
    )


@route(P.PLAN_SUPPORT, methods=("GET", "POST"))
def new_sponsor(request: HttpRequest) -> HttpResponse:
    """Enter a sponsor."""
    units = communes_of(request.scope)
    form = SponsorForm(
        request.POST or None,
        units=units,
        agencies=agencies_at([one.pk for one in units], today()).order_by("sort_key"),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, enter_sponsor, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "caring:people", said=_("Đã ghi người đỡ đầu."))
    status = 422 if form.is_bound and form.errors else 200
    return page(
        request, "support/caring/new_person.html", status=status, form=form, title=_("Thêm người đỡ đầu")
    )


@route(P.PLAN_SUPPORT, methods=("GET", "POST"))
def end_member(request: HttpRequest, member_id: int) -> HttpResponse:
    """Say until when a member was in charge."""
    rows = BoardMember.objects.touched_by(request.scope).select_related("unit")
    member = rows.filter(pk=member_id).first()
    if member is None:
        raise NotFound(_("Không có thành viên này trong địa bàn được giao."))
    form = EndForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, end_board_member, member=member, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "caring:people", said=_("Đã ghi ngày kết thúc."))
    status = 422 if form.is_bound and form.errors else 200
    return page(
        request,
        "support/caring/end_person.html",
        status=status,
        form=form,
        name=member.full_name,
        title=_("Kết thúc phụ trách"),
    )


@route(P.PLAN_SUPPORT, methods=("GET", "POST"))
def stop_sponsor(request: HttpRequest, sponsor_id: int) -> HttpResponse:
    """Say until when a sponsor helped."""
    rows = Sponsor.objects.touched_by(request.scope).select_related("unit", "agency")
    sponsor = rows.filter(pk=sponsor_id).first()
    if sponsor is None:
        raise NotFound(_("Không có người đỡ đầu này trong địa bàn được giao."))
    form = EndForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, end_sponsor, sponsor=sponsor, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "caring:people", said=_("Đã ghi ngày kết thúc."))
    status = 422 if form.is_bound and form.errors else 200
    return page(
        request,
        "support/caring/end_person.html",
        status=status,
        form=form,
        name=sponsor_words(sponsor),
        title=_("Kết thúc đỡ đầu"),
    )
