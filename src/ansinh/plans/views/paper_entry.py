"""Papers by form: entered, corrected, issued, dropped, linked, sent, with their files."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from ansinh.access.place_fields import offer_places
from ansinh.access.policies import check_may
from ansinh.access.queries import scope_of
from ansinh.access.routes import Nothing, route
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.kernel.web.uploads import check_size
from ansinh.places.models import Unit
from ansinh.plans.checking import findings_of_document
from ansinh.plans.entering import (
    change_document,
    drop_document,
    enter_document,
    issue_document,
    link_document,
    withdraw_link,
)
from ansinh.plans.enums import DocumentState
from ansinh.plans.files import LARGEST, add_file, content_of
from ansinh.plans.models import Document
from ansinh.plans.paper_forms import (
    DocumentForm,
    DropForm,
    EnterForm,
    FileForm,
    IssueForm,
    LinkForm,
    SendForm,
    WhyForm,
)
from ansinh.plans.policies import check_draft, check_issued, check_keeps_document, check_not_dropped
from ansinh.plans.queries import document_within, documents_within
from ansinh.plans.sending import send_document
from ansinh.plans.todo import units_of_office
from ansinh.plans.words import citation_words


def own_units(actor: Actor) -> list[Unit]:
    """The units whose papers an actor keeps by a role at the unit itself."""
    scope = scope_of(actor, P.KEEP_PLANS)
    held = [one for one in units_of_office(actor) if scope.covers(one)]
    return list(Unit.objects.filter(pk__in=held).order_by("sort_key"))


def _kept(request: HttpRequest, document_id: int) -> Document:
    """A paper that the person writes; raises ``NotFound`` or ``Refused``."""
    found = document_within(request.scope, document_id)  # type: ignore[attr-defined]
    check_keeps_document(request.actor, found)  # type: ignore[attr-defined]
    return found


def _back(request: HttpRequest, document: Document, said: str) -> HttpResponse:
    return see_other(request, "plans:document", document_id=document.pk, said=said)


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.BLANK)
def enter(request: HttpRequest) -> HttpResponse:
    """A new paper: a draft of the own unit, or one that was issued elsewhere."""
    units = own_units(request.actor)
    initial: dict[str, Any] = {}
    if len(units) == 1:
        initial = {
            "issuer_unit": str(units[0]),
            "territory": str(units[0]),
            "issuer_kind": "peoples_committee",
        }
    form = EnterForm(request.POST or None, units=units, initial=initial)
    offer_places(form, request, "issuer_unit", "territory")
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            enter_document,
            head=form.head(),
            keeper=form.cleaned_data["keeper"],
            elsewhere=bool(form.cleaned_data["elsewhere"]),
            by=request.actor,
        )
        if isinstance(made, Document):
            return _back(request, made, _("Đã nhập văn bản."))
    return page(
        request,
        "plans/document_form.html",
        status=422 if form.errors else 200,
        form=form,
        document=None,
        units=units,
    )


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def change(request: HttpRequest, document_id: int) -> HttpResponse:
    """The head of a paper written anew."""
    one = _kept(request, document_id)
    check_not_dropped(one)
    form = DocumentForm(request.POST or None, paper=one, initial=DocumentForm.told(one))
    offer_places(form, request, "issuer_unit", "territory")
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form, change_document, document=one, head=form.head(), why=form.said_why, by=request.actor
        )
    ):
        return _back(request, one, _("Đã ghi văn bản."))
    return page(
        request,
        "plans/document_form.html",
        status=422 if form.errors else 200,
        form=form,
        document=one,
        units=(),
    )


@route(P.APPROVE_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def issue(request: HttpRequest, document_id: int) -> HttpResponse:
    """Issue a draft, with its number and day; what is wrong with its citations is shown before."""
    one = document_within(request.scope, document_id)
    check_may(request.actor, P.APPROVE_PLANS, one.kept_at)
    check_draft(one)
    form = IssueForm(
        request.POST or None, initial={"number": one.number, "issued_on": one.issued_on or today()}
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, issue_document, document=one, by=request.actor, **form.cleaned_data)
    ):
        return _back(request, one, _("Đã ban hành văn bản."))
    return page(
        request,
        "plans/document_issue.html",
        status=422 if form.errors else 200,
        form=form,
        document=one,
        findings=findings_of_document(one),
    )


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def drop(request: HttpRequest, document_id: int) -> HttpResponse:
    """Drop a draft, with the reason."""
    one = _kept(request, document_id)
    check_draft(one)
    form = DropForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, drop_document, document=one, by=request.actor, **form.cleaned_data)
    ):
        return _back(request, one, _("Đã bỏ dự thảo."))
    return page(
        request, "plans/document_drop.html", status=422 if form.errors else 200, form=form, document=one
    )


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def links(request: HttpRequest, document_id: int) -> HttpResponse:
    """What a paper carries out, rests on, replaces, amends; a wrong one is taken back here."""
    one = _kept(request, document_id)
    check_not_dropped(one)
    papers = documents_within(request.scope).filter(state=DocumentState.ISSUED.value).exclude(pk=one.pk)
    form = LinkForm(
        request.POST if request.method == "POST" and "withdraw" not in request.POST else None,
        paper=one,
        papers=list(papers.order_by("-issued_on", "-pk")[:300]),
    )
    back = WhyForm(request.POST if "withdraw" in request.POST else None, paper=one, prefix="back")
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if attempt(
            form,
            link_document,
            document=one,
            kind=given["kind"],
            words=given["words"],
            cited=given["cited"],
            why=form.said_why,
            by=request.actor,
        ):
            return see_other(request, "plans:document-links", document_id=one.pk, said=_("Đã ghi quan hệ."))
    if "withdraw" in request.POST and back.is_valid():
        key = request.POST["withdraw"]
        found = one.citations.filter(pk=key).select_related("document").first() if key.isdigit() else None
        if found is None:
            raise NotFound(_("Không có chỗ dẫn này."))
        if attempt(back, withdraw_link, citation=found, why=back.said_why, by=request.actor):
            return see_other(request, "plans:document-links", document_id=one.pk, said=_("Đã rút quan hệ."))
    return page(
        request,
        "plans/document_links.html",
        status=422 if form.errors or back.errors else 200,
        form=form,
        back=back,
        document=one,
        citations=one.citations.filter(withdrawn_in=None).select_related("cited").order_by("position"),
        citation_words=citation_words,
    )


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def send(request: HttpRequest, document_id: int) -> HttpResponse:
    """Send a paper to units and others."""
    one = _kept(request, document_id)
    check_issued(one)
    keeper = one.keeper or one.issuer_unit
    form = SendForm(request.POST or None, keeper=keeper, initial={"sent_on": today()})
    if request.method == "POST" and form.is_valid():
        sent = attempt(
            form,
            send_document,
            document=one,
            units=form.units,
            others=form.said_others(),
            sent_on=form.cleaned_data["sent_on"],
            by=request.actor,
        )
        if sent:
            said = _("Đã gửi đến {count} nơi.").format(count=sent)
            return see_other(request, "plans:recipients", document_id=one.pk, said=said)
    return page(
        request, "plans/document_send.html", status=422 if form.errors else 200, form=form, document=one
    )


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def add(request: HttpRequest, document_id: int) -> HttpResponse:
    """Add a file to a paper."""
    one = _kept(request, document_id)
    check_not_dropped(one)
    check_size(request)
    standing = list(one.attachments.filter(replaced_by=None).order_by("pk"))
    form = FileForm(request.POST or None, request.FILES or None, standing=standing)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        # One byte more than the largest: the action then says that it is too large, and no more than that is read.
        content = given["file"].read(LARGEST + 1)
        if attempt(
            form,
            add_file,
            document=one,
            content=content,
            name=given["file"].name,
            remark=given["remark"],
            replaces=given["replaces"],
            by=request.actor,
        ):
            return _back(request, one, _("Đã thêm tệp."))
    return page(
        request, "plans/document_file.html", status=422 if form.errors else 200, form=form, document=one
    )


@route(P.PRINT_FORMS, sees=Nothing.SUMS)
def file(request: HttpRequest, document_id: int, attachment_id: int) -> HttpResponse:
    """A file of a paper, to who reads the paper: always taken down, never opened in the page."""
    one = document_within(request.scope, document_id)
    found = one.attachments.filter(pk=attachment_id).first()
    if found is None:
        raise NotFound(_("Văn bản này không có tệp ấy."))
    answer = HttpResponse(content_of(found), content_type=found.content_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    named = content_disposition_header(as_attachment=True, filename=found.titled)
    answer.headers["Content-Disposition"] = named or "attachment"
    return answer
