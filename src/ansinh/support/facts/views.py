"""Facts of one household on pages, and the lists that a commune calls complete."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.households.histories import household_by_id
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.facts.actions import (
    Span,
    complete_list,
    correct_fact,
    end_fact,
    record_fact,
    reopen_list,
    reveal_fact,
)
from ansinh.support.facts.forms import (
    ChooseFactForm,
    CompleteListForm,
    EndFactForm,
    FactForm,
    ReasonForm,
)
from ansinh.support.facts.queries import Told, fact_of, facts_of, lists_within, members_of
from ansinh.support.facts.registry import fact_kind, fact_kinds
from ansinh.support.models import Fact, FactList
from ansinh.support.reached import communes_of

_PAGE = "owed:household"


@route(P.EDIT_HOUSEHOLDS)
def choose(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Of whom, and which fact."""
    home = household_by_id(request.scope, household_id)
    asked = request.GET if "code" in request.GET else None
    form = ChooseFactForm(asked, members=members_of(home))
    if asked is not None and form.is_valid():
        subject = form.cleaned_data["subject"]
        query = {"subject": subject} if subject else None
        return see_other(
            request, "facts:record", household_id=home.pk, code=form.cleaned_data["code"], query=query
        )
    return page(request, "support/facts/choose.html", home=home, form=form)


@route(P.EDIT_HOUSEHOLDS, methods=("GET", "POST"))
def record(request: HttpRequest, household_id: UUID, code: str) -> HttpResponse:
    """Record a fact of the household, or of one member (``?subject=``)."""
    home = household_by_id(request.scope, household_id)
    kind = fact_kind(code)
    person = _subject(home, request.GET.get("subject", ""))
    form = FactForm(request.POST or None, kind=kind, initial={"valid_from": today()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = attempt(
            form,
            record_fact,
            household=home,
            person=person,
            code=code,
            value=given["value"],
            span=Span(given["valid_from"], given["valid_until"]),
            source=given["source"],
            by=request.actor,
        )
        if done:
            return see_other(request, _PAGE, household_id=home.pk, said=_("Đã ghi dữ kiện."))
    status = 422 if form.is_bound and form.errors else 200
    name = members_of(home).get(person, "") if person else ""
    return page(
        request, "support/facts/record.html", status=status, home=home, kind=kind, name=name, form=form
    )


def _subject(home: Household, text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as fault:
        raise UnusableInput(_("Liên kết này không đúng. Hãy chọn lại thành viên.")) from fault


def _told(home: Household, fact: Fact) -> Told:
    return next(one for one in facts_of(home) if one.row.pk == fact.pk)


@route(P.EDIT_HOUSEHOLDS, methods=("GET", "POST"))
def end(request: HttpRequest, household_id: UUID, fact_id: int) -> HttpResponse:
    """Say until when a fact held."""
    home = household_by_id(request.scope, household_id)
    fact = fact_of(home, fact_id)
    form = EndFactForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, end_fact, fact=fact, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, _PAGE, household_id=home.pk, said=_("Đã ghi ngày kết thúc."))
    status = 422 if form.is_bound and form.errors else 200
    return page(
        request, "support/facts/end.html", status=status, home=home, told=_told(home, fact), form=form
    )


@route(P.EDIT_HOUSEHOLDS, methods=("GET", "POST"))
def correct(request: HttpRequest, household_id: UUID, fact_id: int) -> HttpResponse:
    """Put right what was recorded wrong; a covered value is not shown, it is written anew."""
    home = household_by_id(request.scope, household_id)
    fact = fact_of(home, fact_id)
    kind = fact_kind(fact.code)
    initial = {
        "valid_from": fact.valid_from,
        "valid_until": fact.valid_until,
        "source": "" if kind.sensitive else fact.source,
    }
    if not kind.sensitive:
        initial["value"] = fact.value
    form = FactForm(request.POST or None, kind=kind, corrects=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = attempt(
            form,
            correct_fact,
            fact=fact,
            value=given["value"],
            span=Span(given["valid_from"], given["valid_until"]),
            source=given["source"],
            reason=given["reason"],
            by=request.actor,
        )
        if done:
            return see_other(request, _PAGE, household_id=home.pk, said=_("Đã sửa dữ kiện."))
    status = 422 if form.is_bound and form.errors else 200
    return page(
        request, "support/facts/correct.html", status=status, home=home, told=_told(home, fact), form=form
    )


@route(P.EDIT_HOUSEHOLDS, methods=("GET", "POST"))
def reveal(request: HttpRequest, household_id: UUID, fact_id: int) -> HttpResponse:
    """Show one covered fact, on purpose: who asks says why, and the log keeps it."""
    home = household_by_id(request.scope, household_id)
    fact = fact_of(home, fact_id)
    form = ReasonForm(request.POST or None)
    shown = None
    if request.method == "POST" and form.is_valid():
        shown = attempt(form, reveal_fact, fact=fact, reason=form.cleaned_data["reason"], by=request.actor)
    answer = page(
        request,
        "support/facts/reveal.html",
        home=home,
        told=_told(home, fact),
        form=form,
        shown=shown,
        source=fact.source if shown else "",
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@route(P.SEE_HOUSEHOLDS)
def lists(request: HttpRequest) -> HttpResponse:
    """Which facts are known of everybody, by commune."""
    rows = list(lists_within(request.scope))
    kinds = [one for one in fact_kinds().values() if one.listed]
    return page(request, "support/facts/lists.html", rows=rows, kinds=kinds, words=fact_kinds(), permission=P)


@route(P.PLAN_SUPPORT, methods=("GET", "POST"))
def complete(request: HttpRequest) -> HttpResponse:
    """Call a commune's list of a fact complete."""
    units = communes_of(request.scope)
    form = CompleteListForm(request.POST or None, units=[(str(one.pk), one.name) for one in units])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        unit = next(one for one in units if str(one.pk) == given["unit"])
        done = attempt(
            form,
            complete_list,
            unit=unit,
            code=given["code"],
            since=given["since"],
            source=given["source"],
            by=request.actor,
        )
        if done:
            return see_other(request, "facts:lists", said=_("Đã ghi danh sách là đủ."))
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "support/facts/complete.html", status=status, form=form)


@route(P.PLAN_SUPPORT, methods=("GET", "POST"))
def reopen(request: HttpRequest, list_id: int) -> HttpResponse:
    """A list is no longer complete."""
    found = FactList.objects.within(request.scope).filter(pk=list_id).select_related("unit").first()
    if found is None:
        raise NotFound(_("Không có danh sách này trong địa bàn được giao."))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try_it = attempt(
            form, reopen_list, fact_list=found, reason=form.cleaned_data["reason"], by=request.actor
        )
        if try_it:
            return see_other(request, "facts:lists", said=_("Đã mở lại danh sách."))
    status = 422 if form.is_bound and form.errors else 200
    return page(
        request, "support/facts/reopen.html", status=status, one=found, kind=fact_kind(found.code), form=form
    )
