"""Certificates on pages: the register of a place, one certificate, given again, withdrawn."""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_column
from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.language import _, current_language
from ansinh.kernel.searching import with_name
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.reviews.decisions.certifying import (
    certificate_within,
    events_of,
    reissue_certificate,
    withdraw_certificate,
)
from ansinh.reviews.decisions.contexts import years_of
from ansinh.reviews.decisions.enums import CertificateEventKind
from ansinh.reviews.decisions.forms import WhyForm
from ansinh.reviews.decisions.models import Certificate, CertificateEvent, CertificateYear
from ansinh.standards.adopted import standard_in_use
from ansinh.work.downloads import answer_export

P = Permission
_GONE = CertificateEvent.objects.everywhere().filter(
    certificate=OuterRef("pk"), kind=CertificateEventKind.WITHDRAWN.value
)


def event_words(kind: str) -> str:
    """What happened to a certificate, in words."""
    return {
        CertificateEventKind.ISSUED: _("cấp"),
        CertificateEventKind.REISSUED: _("cấp lại"),
        CertificateEventKind.WITHDRAWN: _("thu hồi"),
    }[CertificateEventKind(kind)]


def _page_of(row: Certificate) -> str:
    return reverse("decisions:certificate", kwargs={"certificate_id": row.pk})


def _state(row: Certificate) -> tuple[str, str]:
    return ("neutral", _("đã thu hồi")) if row.gone else ("ok", _("đang có hiệu lực"))


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split(" "):
        rows = rows.filter(household__head_name_fold__contains=word)
    return rows


CERTIFICATES = Listing(
    "certificates",
    columns=(
        Column("number", later("Số"), lambda row: row.words, order="number", link=_page_of),
        Column("year", later("Sổ năm"), lambda row: str(row.year), order="year"),
        Column(
            "name",
            later("Chủ hộ"),
            lambda row: row.household.head_name or _("(chưa có tên)"),
            order="household__head_name_sort",
        ),
        Column("village", later("Thôn"), lambda row: row.village, order="village"),
        Column("place", later("Xã"), lambda row: row.unit.name, shown=False),
        Column("issued_on", later("Ngày cấp"), lambda row: row.issued_on, kind="day", order="issued_on"),
        Column("state", later("Tình trạng"), _state, kind="status"),
        doer_column(
            "by", later("Người cấp"), lambda row: row.issued_by, lambda row: row.issued_on, shown=False
        ),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), _by_words, sealed=True),
        Filter("village", later("Thôn"), lambda rows, value: with_name(rows, "village", value)),
        Filter(
            "year",
            later("Sổ năm"),
            lambda rows, value: rows.filter(year=int(value)) if value.isdigit() else rows.none(),
        ),
        Filter(
            "state",
            later("Tình trạng"),
            lambda rows, value: rows.filter(gone=value == "withdrawn"),
            choices=lambda _r: [("valid", _("đang có hiệu lực")), ("withdrawn", _("đã thu hồi"))],
        ),
    ),
    sort="-number",
)


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def certificates(request: HttpRequest) -> HttpResponse:
    """The certificates of the places within the scope."""
    asked = CERTIFICATES.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = Certificate.objects.within(request.scope).annotate(gone=Exists(_GONE))
    rows = rows.select_related("household", "unit")
    if asked.export:
        return answer_export(asked, rows, name="certificates", by=request.actor)
    return page(request, "reviews/decisions/certificates.html", part="list", listing=asked.page(rows))


def _deprived(row: CertificateYear) -> str:
    language = current_language()
    standard = standard_in_use(row.standard)
    names = [
        one.name.in_language(language)
        for bit, one in enumerate(standard.indicators)
        if row.deprived >> bit & 1
    ]
    return "; ".join(names)


def _shown(request: HttpRequest, held: Certificate, form: WhyForm, status: int) -> HttpResponse:
    events = events_of(held)
    return page(
        request,
        "reviews/decisions/certificate.html",
        status=status,
        certificate=held,
        years=[(row, _deprived(row)) for row in years_of([held]).get(held.pk, [])],
        events=events,
        event_words=event_words,
        withdrawn=any(one.kind == CertificateEventKind.WITHDRAWN.value for one in events),
        form=form,
        issues=may(request.actor, P.ISSUE_PAPERS, held.unit_id, held.village),
    )


@route(P.SEE_HOUSEHOLDS)
def certificate(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """One certificate: its years, what happened to it, its papers."""
    return _shown(request, certificate_within(request.scope, certificate_id), WhyForm(), 200)


@route(P.ISSUE_PAPERS, methods=("POST",))
def change(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Give it again or withdraw it, with the reason."""
    held = certificate_within(request.scope, certificate_id)
    form = WhyForm(request.POST)
    verbs = {"reissue": reissue_certificate, "withdraw": withdraw_certificate}
    verb = verbs.get(request.POST.get("verb", ""))
    if (
        verb is not None
        and form.is_valid()
        and attempt(form, verb, certificate=held, reason=form.cleaned_data["reason"], by=request.actor)
    ):
        said = _("Đã ghi việc cấp lại.") if verb is reissue_certificate else _("Đã ghi việc thu hồi.")
        return see_other(request, "decisions:certificate", certificate_id=held.pk, said=said)
    return _shown(request, held, form, 422)
