"""The conclusion of an inspection on pages: written, looked at, issued by another."""

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _, speaking
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.monitoring.concluded import check_reads
from ansinh.monitoring.concluding import (
    Written,
    filled_conclusion,
    issue_conclusion,
    issued_of,
    newest_draft,
    write_conclusion,
)
from ansinh.monitoring.forms import ConclusionForm
from ansinh.monitoring.models import ConclusionDraft, Inspection
from ansinh.monitoring.views.inspections import inspection_within
from ansinh.papers.files import TYPES
from ansinh.papers.pdf import pdf_of
from ansinh.papers.rendering import draft as drafted
from ansinh.reviews.decisions.contexts import grounds_of
from ansinh.reviews.procedure.regime import regime_on


@route(P.INSPECT, methods=("GET", "POST"))
def write(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Write the conclusion of an inspection."""
    one = inspection_within(request.scope, inspection_id)
    before = newest_draft(one)
    form = ConclusionForm(request.POST or None, again=issued_of(one) is not None, initial=_begun(one, before))
    if request.method == "POST" and form.is_valid():
        written = Written(**form.cleaned_data)
        if attempt(form, write_conclusion, inspection=one, written=written, by=request.actor):
            said = _("Đã ghi kết luận; chờ người khác ban hành.")
            return see_other(request, "monitoring:inspection", inspection_id=one.pk, said=said)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "monitoring/write_conclusion.html", status=status, form=form, one=one)


def _begun(one: Inspection, before: ConclusionDraft | None) -> dict[str, str]:
    if before is not None:
        kept = ("conclusion", "requests", "grounds", "recipients", "position", "signatory")
        return {name: getattr(before, name) for name in kept}
    law = regime_on(today())
    return {
        "grounds": "\n".join(grounds_of(law.code)) if law is not None else "",
        "recipients": "Lưu: VT",
        "position": "CHỦ TỊCH",
    }


@route(P.SEE_HOUSEHOLDS)
def preview(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """The conclusion as it would be issued now, as PDF or Word; no number is taken and nothing is kept."""
    draft = _draft(request, inspection_id)
    check_reads(draft, request.actor)
    shape = request.GET.get("shape", "pdf")
    if shape not in TYPES:
        raise NotFound(_("Chỉ xem trước được dạng PDF hoặc Word."))
    word = drafted(filled_conclusion(draft))
    with speaking("vi"):
        across = _("BẢN XEM TRƯỚC, CHƯA CÓ SỐ")
    content = (
        word if shape == "docx" else pdf_of([word], title=draft.inspection.title, at=now(), across=across)
    )
    how = "inline" if shape == "pdf" else "attachment"
    named = {
        "Content-Disposition": f'{how}; filename="ket-luan-xem-truoc.{shape}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=TYPES[shape], headers=named)


@route(P.APPROVE_REPORTS, methods=("POST",))
def issue(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Issue what was written."""
    draft = _draft(request, inspection_id)
    issue_conclusion(draft=draft, by=request.actor)
    said = _("Đã ban hành kết luận kiểm tra.")
    return see_other(request, "monitoring:inspection", inspection_id=inspection_id, said=said)


def _draft(request: HttpRequest, inspection_id: int) -> ConclusionDraft:
    one = inspection_within(request.scope, inspection_id)
    found = newest_draft(one)
    if found is None or not request.scope.covers(one.unit_id):
        raise NotFound(_("Chưa có kết luận của cuộc kiểm tra này."), code="no_conclusion")
    return found
