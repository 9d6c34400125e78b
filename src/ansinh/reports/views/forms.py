"""The forms on pages: which versions there are, what can be printed of one, a form as it is printed, files."""

from collections.abc import Collection, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission
from ansinh.datasets.models import Version
from ansinh.kernel.errors import AnSinhError, NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import page, see_other
from ansinh.reports.cell_lists import names_within
from ansinh.reports.comparing import compared
from ansinh.reports.errors import UnknownForm
from ansinh.reports.jobs import PACKET, packet_file
from ansinh.reports.kept_forms import Key, kept_form, kept_list, key_of
from ansinh.reports.layouts import FORM_NUMBERS, LIST_CLASSES, layout
from ansinh.reports.loading import words_of
from ansinh.reports.policies import check_may_have, forms_for
from ansinh.reports.printed_pages import shown_form
from ansinh.reports.printing import SHAPES, print_forms
from ansinh.reports.tables import FormRow, FormTable, RowKind
from ansinh.reports.versions import (
    VERSIONS,
    earlier_forms,
    forms_below,
    newest,
    shown_period,
    siblings,
    version_within,
    versions_below,
    versions_within,
)
from ansinh.work.downloads import TYPES, answer_export
from ansinh.work.models import Job
from ansinh.work.queue import ask

_PDF = "application/pdf"
# A list of more households than this is printed by the queue, or by commune.
MOST_LISTED = 1_500
# Households on one page of a list.
LIST_PAGE = 100


@route(Permission.PRINT_FORMS, sees=Nothing.SUMS)
def versions(request: HttpRequest) -> HttpResponse:
    """The sealed versions in scope: whose forms there are."""
    asked = VERSIONS.asked(request)
    rows = versions_within(request.scope)
    if "kept" not in asked.values:
        rows = newest(rows)
    if asked.export:
        return answer_export(asked, rows, name="phien-ban", by=request.actor)
    return page(request, "reports/versions.html", listing=asked.page(rows))


@route(Permission.PRINT_FORMS, sees=Nothing.SUMS)
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """The fifteen forms of a version: which can be printed, and of the others why not."""
    found = version_within(request.scope, version_id)
    key, allowed = key_of(found), forms_for(request.actor, found)
    return page(
        request,
        "reports/version.html",
        version=found,
        period=shown_period(found.period),
        forms=[
            _possible(found, number, key) if number in allowed else _kept_back(found, number)
            for number in FORM_NUMBERS
        ],
        versions=siblings(found),
        below=list(versions_below(found).values()),
        crumbs=_crumbs(),
    )


def _possible(found: Version, number: int, key: Key) -> dict[str, object]:
    """One line of the fifteen: title, whether it can be made, and what is to be known of it."""
    title = layout(number, words_of(found.standard)).title
    said = {"number": number, "title": title, "kind": "ok", "words": _("In được"), "why": ""}
    if number in LIST_CLASSES:
        if found.unit.level != "commune":
            said |= {"kind": "info", "words": _("In theo xã"), "why": _("Mở danh sách của từng xã.")}
        return said
    try:
        table = kept_form(found, number, key)
    except AnSinhError as refusal:
        return said | {"kind": "error", "words": _("Không in được"), "why": refusal.message}
    if _lacks_base(table):
        why = _("Chưa có số dân cư của mọi địa bàn; cột tổng số và tỷ lệ để trống.")
        said |= {"kind": "warning", "words": _("In được, còn ô trống"), "why": why}
    return said


def _kept_back(found: Version, number: int) -> dict[str, object]:
    """The line of a form that names households, for who does not see them."""
    title = layout(number, words_of(found.standard)).title
    why = _("Biểu này nêu tên từng hộ; người xem cần thêm quyền «{permission}» ở địa bàn này.")
    return {
        "number": number,
        "title": title,
        "kind": "error",
        "words": _("Không in được"),
        "why": why.format(permission=Permission.SEE_HOUSEHOLDS.words),
    }


def _lacks_base(table: FormTable) -> bool:
    bases = [column.number - 1 for column in table.columns if column.of_population]
    return any(row.cells[base].value is None for row in table.rows for base in bases)


def _crumbs(found: Version | None = None) -> list[tuple[str, str]]:
    crumbs = [(_("Biểu chính thức"), reverse("reports:versions"))]
    if found is not None:
        words = _("{place}, {period}").format(place=found.unit.name, period=shown_period(found.period))
        crumbs.append((words, reverse("reports:version", kwargs={"version_id": found.pk})))
    return crumbs


def _check_number(number: int) -> None:
    if number not in FORM_NUMBERS:
        said = _("Không có biểu số {number}; có các biểu từ 1 đến 15.").format(number=number)
        raise NotFound(said, code=UnknownForm.code)


@route(Permission.PRINT_FORMS)
def form(request: HttpRequest, version_id: int, number: int) -> HttpResponse:
    """A form as it is printed; each figure opens to what it is made of."""
    _check_number(number)
    found = version_within(request.scope, version_id)
    check_may_have(request.actor, found, number)
    if number in LIST_CLASSES:
        return _list_page(request, found, number, versions_below(found))
    table = kept_form(found, number)
    shown = shown_form(table, found.pk, forms_below(found, {row.code for row in table.rows}))
    return page(
        request,
        "reports/form.html",
        version=found,
        form=shown,
        number=number,
        numbers=FORM_NUMBERS,
        crumbs=_crumbs(found),
        pager=None,
        permission=Permission,
    )


def _list_page(request: HttpRequest, found: Version, number: int, below: dict[str, Version]) -> HttpResponse:
    """A commune's list, some households a page; of a higher place the communes whose lists there are."""
    if below:
        return page(
            request,
            "reports/lists_below.html",
            version=found,
            number=number,
            title=layout(number, words_of(found.standard)).title,
            class_=LIST_CLASSES[number],
            below=[(one, one.counts.get(LIST_CLASSES[number], 0)) for one in below.values()],
            numbers=FORM_NUMBERS,
            crumbs=_crumbs(found),
        )
    table = kept_list(found, number)
    after = request.GET.get("after", "")
    if after and not after.isdecimal():
        raise UnusableInput(_("Liên kết trang này đã cũ. Hãy mở lại danh sách từ đầu."))
    rows, more = _households_after(table, int(after or 0))
    return page(
        request,
        "reports/form.html",
        version=found,
        form=shown_form(table, found.pk, {}, rows=rows, homes=_homes(request, rows)),
        number=number,
        numbers=FORM_NUMBERS,
        crumbs=_crumbs(found),
        pager=_list_pager(request.path, int(after or 0), more),
        permission=Permission,
    )


def _homes(request: HttpRequest, rows: Sequence[FormRow]) -> Collection[str]:
    """The households of a page of a list that are still within the reader's scope."""
    return names_within(request.scope, list({row.household for row in rows if row.household}))


def _households_after(table: FormTable, after: int) -> tuple[list[FormRow], bool]:
    """The rows of the next ``LIST_PAGE`` households after number ``after``, with the heading of their village; more?"""
    rows: list[FormRow] = []
    heading, order = None, 0
    for row in table.rows:
        if row.kind is RowKind.GROUP:
            heading = row
            continue
        order = row.cells[0].value or order
        if order > after + LIST_PAGE:
            return rows, True
        if order > after:
            rows += [row] if heading is None else [heading, row]
            heading = None
    return rows, False


def _list_pager(path: str, after: int, more: bool) -> dict[str, str | None]:
    before = max(0, after - LIST_PAGE)
    return {
        "previous": (f"{path}?after={before}" if before else path) if after else None,
        "next": f"{path}?after={after + LIST_PAGE}" if more else None,
    }


@route(Permission.PRINT_FORMS)
def file(request: HttpRequest, version_id: int, number: int, shape: str) -> HttpResponse:
    """One form as a file, noted in the log. A long list is for the queue."""
    _check_number(number)
    found = version_within(request.scope, version_id)
    if shape not in SHAPES:
        raise NotFound(_("Chỉ có tệp xlsx, csv hoặc pdf."), code="no_such_file")
    check_may_have(request.actor, found, number)
    if number in LIST_CLASSES and found.counts.get(LIST_CLASSES[number], 0) > MOST_LISTED:
        raise Refused(
            _(
                "Danh sách này dài hơn {most} hộ. Hãy dùng «Tải cả bộ biểu» (chạy nền) hoặc mở danh sách của từng xã."
            ).format(most=MOST_LISTED),
            code="list_too_long",
        )
    with TemporaryDirectory() as folder:
        [path] = print_forms(version=found, numbers=[number], shape=shape, out=Path(folder), by=request.actor)
        content = path.read_bytes()
    return HttpResponse(
        content,
        content_type={**TYPES, "pdf": _PDF}[shape],
        headers={"Content-Disposition": f'attachment; filename="{path.name}"'},
    )


@route(Permission.PRINT_FORMS, methods=("POST",), sees=Nothing.SUMS)
def packet(request: HttpRequest, version_id: int) -> HttpResponse:
    """All forms the person may have in one file: a job, because lists of people take their time."""
    found = version_within(request.scope, version_id)
    shape = request.POST.get("shape", "")
    if shape not in SHAPES:
        raise UnusableInput(_("Hãy chọn dạng tệp: xlsx, csv hoặc pdf."))
    job = ask(PACKET, {"version": found.pk, "shape": shape}, by=request.actor, unit=found.unit)
    return see_other(request, "work:job", job_id=job.pk, said=_("Đã nhận việc in cả bộ biểu."))


@route(Permission.PRINT_FORMS)
def packet_download(request: HttpRequest, job_id: int) -> HttpResponse:
    """The file a job printed, for who asked for it."""
    job = Job.objects.filter(
        pk=job_id, kind=PACKET, state=Job.State.DONE, user_id=request.actor.user_id
    ).first()
    if job is None:
        raise NotFound(_("Không có bộ biểu này. Hãy yêu cầu in lại từ trang của phiên bản."))
    found = version_within(request.scope, job.arguments["version"])
    # A packet of before they were noted holds all.
    for number in job.result.get("numbers", FORM_NUMBERS):
        check_may_have(request.actor, found, number)
    path = packet_file(job.result["file"])
    if not path.exists():
        said = _("Bộ biểu này đã được dọn khỏi máy chủ. Hãy yêu cầu in lại từ trang của phiên bản.")
        raise NotFound(said, code="packet_gone")
    name = f"{found.period}-{found.unit.code}-bieu-{job.arguments['shape']}.zip"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")


@route(Permission.PRINT_FORMS)
def compare(request: HttpRequest, version_id: int, number: int) -> HttpResponse:
    """The same form of two versions beside each other, with the differences."""
    _check_number(number)
    found = version_within(request.scope, version_id)
    others: Sequence[Version] = list(earlier_forms(found, request.scope))
    chosen = request.GET.get("with", "")
    other = next((one for one in others if str(one.pk) == chosen), None)
    if chosen and other is None:
        raise NotFound(_("Không có phiên bản này để so. Hãy chọn lại trong danh sách."), code="no_version")
    if number in LIST_CLASSES:
        raise NotFound(_("Danh sách hộ không so được theo ô; hãy so các biểu 1 đến 13."), code="no_form")
    return page(
        request,
        "reports/compare.html",
        version=found,
        number=number,
        title=layout(number, words_of(found.standard)).title,
        others=others,
        other=other,
        rows=compared(kept_form(found, number), kept_form(other, number)) if other else None,
        period=shown_period,
        crumbs=_crumbs(found),
    )
