"""Papers that steer the programme: the register, one paper with what it cites, who received it."""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_column
from ansinh.access.policies import may
from ansinh.access.queries import scope_of
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import page, see_other
from ansinh.plans.actions import acknowledge_document
from ansinh.plans.checking import findings_of_document
from ansinh.plans.enums import CitationKind, DocumentKind, DocumentState
from ansinh.plans.models import Citation, Document, Plan, Recipient
from ansinh.plans.policies import keeps_document
from ansinh.plans.queries import document_within, documents_within
from ansinh.plans.sending import receipts_of
from ansinh.plans.todo import units_of_office
from ansinh.plans.words import (
    citation_words,
    document_kind_words,
    document_state_words,
    field_words,
    part_words,
)
from ansinh.work.downloads import answer_export


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split(" "):
        rows = rows.filter(title_fold__contains=word)
    return rows


def _state(row: Document) -> tuple[str, str]:
    return _STATES[row.state], document_state_words(row.state)


_STATES = {"draft": "waiting", "issued": "ok", "dropped": "neutral"}


def _waiting(rows: QuerySet, _value: str) -> QuerySet:
    """Those that came to the person's own units (``own_office``, given by the view) and were not acknowledged."""
    return rows.filter(waits_here=True)


def _page_of(row: Document) -> str:
    return reverse("plans:document", kwargs={"document_id": row.pk})


DOCUMENTS = Listing(
    "documents",
    columns=(
        Column("title", later("Văn bản"), lambda row: row.title, order="title_fold", link=_page_of),
        Column("kind", later("Loại"), lambda row: document_kind_words(row.kind), order="kind"),
        Column("number", later("Số"), lambda row: row.number or _("để trống"), order="number_fold"),
        Column("issued", later("Ngày ban hành"), lambda row: row.issued_on, kind="day"),
        Column("issuer", later("Cơ quan ban hành"), lambda row: row.issuer, order="issuer"),
        Column("state", later("Tình trạng"), _state, kind="status", order="state"),
    ),
    filters=(
        Filter("q", later("Tìm"), _by_words),
        Filter("number", later("Số"), lambda rows, value: rows.filter(number_fold__contains=fold(value))),
        Filter(
            "kind",
            later("Loại"),
            lambda rows, value: rows.filter(kind=value),
            choices=lambda _r: [(one.value, document_kind_words(one.value)) for one in DocumentKind],
        ),
        Filter(
            "state",
            later("Tình trạng"),
            lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, document_state_words(one.value)) for one in DocumentState],
        ),
        Filter(
            "mine",
            later("Gửi đến đơn vị mình"),
            _waiting,
            choices=lambda _r: [("waiting", _("chưa xác nhận đã nhận"))],
        ),
    ),
    sort="title",
)


@route(P.PRINT_FORMS, methods=("GET", "POST"), sees=Nothing.SUMS, decides=False)
def documents(request: HttpRequest) -> HttpResponse:
    """The register of papers a person reaches."""
    asked = DOCUMENTS.asked(request)
    if answer := asked.sealed_away():
        return answer
    waiting = Recipient.objects.filter(
        document=OuterRef("pk"), unit__in=units_of_office(request.actor), acknowledged_on=None
    )
    rows = documents_within(request.scope).annotate(waits_here=Exists(waiting))
    if asked.export:
        return answer_export(asked, rows, name="documents", by=request.actor)
    return page(
        request,
        "plans/documents.html",
        part="list",
        listing=asked.page(rows),
        enters=may(request.actor, P.KEEP_PLANS),
    )


@route(P.PRINT_FORMS, sees=Nothing.SUMS)
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    """One paper: what it cites and what is wrong with that, who received it."""
    one = document_within(request.scope, document_id)
    office = units_of_office(request.actor)
    own = scope_of(request.actor, P.KEEP_PLANS)
    mine = one.recipients.filter(unit__in=[unit for unit in office if own.covers(unit)]).select_related(
        "unit"
    )
    keeps = keeps_document(request.actor, one) and one.state != DocumentState.DROPPED.value
    draft = one.state == DocumentState.DRAFT.value
    return page(
        request,
        "plans/document.html",
        document=one,
        plan=Plan.objects.filter(document=one).first(),
        citations=one.citations.filter(withdrawn_in=None).select_related("cited").order_by("position"),
        cited_by=_citing(request, one),
        findings=findings_of_document(one),
        receipts=receipts_of(one),
        outside=one.recipients.filter(unit=None).order_by("position"),
        mine=mine.order_by("position"),
        attachments=one.attachments.prefetch_related("replaced_by").order_by("pk"),
        corrections=one.corrections.order_by("-revision"),
        keeps=keeps,
        draft=draft,
        issues=draft and may(request.actor, P.APPROVE_PLANS, one.kept_at),
        state_sign=_state(one),
        citation_words=citation_words,
        document_kind_words=document_kind_words,
        field_words=field_words,
        part_words=part_words,
    )


def _citing(request: HttpRequest, one: Document) -> QuerySet[Citation]:
    """What other papers a person reads say of this one: that they carry it out, replace or amend it."""
    said = (CitationKind.CARRIES_OUT.value, CitationKind.REPLACES.value, CitationKind.AMENDS.value)
    rows = one.cited_by.filter(kind__in=said, withdrawn_in=None, document__state=DocumentState.ISSUED.value)
    return rows.filter(document__in=documents_within(request.scope)).select_related("document").order_by("pk")  # type: ignore[attr-defined]


def _received(row: Recipient) -> tuple[str, str]:
    if row.acknowledged_on is not None:
        return "ok", _("đã nhận")
    if row.unit_id is None:
        return "neutral", _("không làm việc trong hệ thống")
    return "waiting", _("chưa xác nhận")


RECIPIENTS = Listing(
    "recipients",
    columns=(
        Column("sent_to", later("Nơi nhận"), lambda row: row.sent_to, order="position"),
        Column("sent_on", later("Ngày gửi"), lambda row: row.sent_on, kind="day"),
        Column("state", later("Xác nhận"), _received, kind="status"),
        Column("acknowledged_on", later("Ngày nhận"), lambda row: row.acknowledged_on, kind="day"),
        doer_column(
            "by", later("Người xác nhận"), lambda row: row.acknowledged_by, lambda row: row.acknowledged_on
        ),
        Column("remark", later("Ghi chú"), lambda row: row.remark),
    ),
    filters=(
        Filter(
            "state",
            later("Xác nhận"),
            lambda rows, value: {
                "waiting": rows.filter(unit__isnull=False, acknowledged_on=None),
                "acknowledged": rows.filter(acknowledged_on__isnull=False),
                "outside": rows.filter(unit=None),
            }[value],
            choices=lambda _r: [
                ("waiting", _("chưa xác nhận")),
                ("acknowledged", _("đã nhận")),
                ("outside", _("không làm việc trong hệ thống")),
            ],
        ),
    ),
    sort="sent_to",
)


@route(P.PRINT_FORMS, methods=("GET", "POST"), sees=Nothing.SUMS, decides=False)
def recipients(request: HttpRequest, document_id: int) -> HttpResponse:
    """To whom a paper went, who said that it came and who has not yet."""
    one = document_within(request.scope, document_id)
    asked = RECIPIENTS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = one.recipients.select_related("unit")
    if asked.export:
        return answer_export(asked, rows, name="recipients", by=request.actor)
    return page(
        request,
        "plans/recipients.html",
        part="list",
        document=one,
        receipts=receipts_of(one),
        listing=asked.page(rows),
        sends=keeps_document(request.actor, one) and one.state == DocumentState.ISSUED.value,
    )


@route(P.KEEP_PLANS, methods=("POST",))
def acknowledge(request: HttpRequest, document_id: int) -> HttpResponse:
    """Say for one's own unit that a paper came."""
    one = document_within(request.scope, document_id)
    key = request.POST.get("recipient", "")
    recipient = one.recipients.filter(pk=key).select_related("unit").first() if key.isdigit() else None
    if recipient is None or recipient.unit_id is None:
        raise NotFound(_("Văn bản này không gửi đến đơn vị ấy."))
    acknowledge_document(recipient=recipient, by=request.actor, remark=request.POST.get("remark", ""))
    return see_other(request, "plans:document", document_id=one.pk, said=_("Đã xác nhận nhận văn bản."))
