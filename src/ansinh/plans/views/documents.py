"""Papers that steer the programme: the register, one paper with what it cites, who received it."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import check_may
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
from ansinh.plans.enums import DocumentKind
from ansinh.plans.models import Document, Plan
from ansinh.plans.queries import document_within, documents_within
from ansinh.plans.words import citation_words, document_kind_words
from ansinh.work.downloads import answer_export


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split(" "):
        rows = rows.filter(title_fold__contains=word)
    return rows


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
    ),
    sort="title",
)


@route(P.PRINT_FORMS, methods=("GET", "POST"), sees=Nothing.SUMS, decides=False)
def documents(request: HttpRequest) -> HttpResponse:
    """The register of papers a person reaches."""
    asked = DOCUMENTS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = documents_within(request.scope)
    if asked.export:
        return answer_export(asked, rows, name="documents", by=request.actor)
    return page(request, "plans/documents.html", part="list", listing=asked.page(rows))


@route(P.PRINT_FORMS, sees=Nothing.SUMS)
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    """One paper: what it cites and what is wrong with that, who received it."""
    one = document_within(request.scope, document_id)
    own = scope_of(request.actor, P.KEEP_PLANS)
    recipients = one.recipients.select_related("unit").order_by("position")
    return page(
        request,
        "plans/document.html",
        document=one,
        plan=Plan.objects.filter(document=one).first(),
        citations=one.citations.select_related("cited").order_by("position"),
        findings=findings_of_document(one),
        recipients=[(row, row.unit_id is not None and own.covers(row.unit_id)) for row in recipients],
        citation_words=citation_words,
        document_kind_words=document_kind_words,
    )


@route(P.KEEP_PLANS, methods=("POST",))
def acknowledge(request: HttpRequest, document_id: int) -> HttpResponse:
    """Say for one's own unit that a paper came."""
    one = document_within(request.scope, document_id)
    key = request.POST.get("recipient", "")
    recipient = one.recipients.filter(pk=key).select_related("unit").first() if key.isdigit() else None
    if recipient is None or recipient.unit_id is None:
        raise NotFound(_("Văn bản này không gửi đến đơn vị ấy."))
    check_may(request.actor, P.KEEP_PLANS, recipient.unit_id)
    acknowledge_document(recipient=recipient, by=request.actor)
    return see_other(request, "plans:document", document_id=one.pk, said=_("Đã xác nhận nhận văn bản."))
