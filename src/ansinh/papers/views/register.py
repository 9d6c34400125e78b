"""The register of papers: the list, one paper, its files, many at once, and the check of a code."""

from datetime import date

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_column
from ansinh.access.routes import Nothing, Open, route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later, read_day
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.papers.actions import advance_register
from ansinh.papers.checks import digits_of, short
from ansinh.papers.drawn import ask_to_draw, drawn_file, draws_apart
from ansinh.papers.files import TYPES, file_name, file_of, note_printed
from ansinh.papers.jobs import BUNDLE, bundle_file
from ansinh.papers.kinds import KINDS, kind_named
from ansinh.papers.models import Paper
from ansinh.papers.offices import office_of, offices_of
from ansinh.papers.queries import mark_of, mark_replacing, paper_within, papers_within, registers_of
from ansinh.papers.rendering import shown_number_of
from ansinh.papers.web_forms import AdvanceForm, BundleForm, CheckForm
from ansinh.work.downloads import answer_export
from ansinh.work.models import Job
from ansinh.work.queue import ask


def shown_number(paper: Paper) -> str:
    """``45/QĐ-UBND``, or a dash for a kind without numbers."""
    return shown_number_of(paper.number, paper.suffix) or "–"


def kind_words(code: str) -> str:
    """The words of a kind; one that is no longer known by its code."""
    return str(KINDS[code].words) if code in KINDS else code


def _state(paper: Paper) -> tuple[str, str]:
    replaced = getattr(paper, "replaced_by", None)
    return ("neutral", _("đã thay thế")) if replaced else ("ok", _("có hiệu lực"))


def _page(paper: Paper) -> str:
    return reverse("papers:paper", kwargs={"paper_id": paper.pk})


def _by_words(rows: QuerySet[Paper], words: str) -> QuerySet[Paper]:
    for word in fold(words).split():
        rows = rows.filter(title_fold__contains=word)
    return rows


def _by_number(rows: QuerySet[Paper], text: str) -> QuerySet[Paper]:
    number = text.partition("/")[0].strip().lstrip("0")
    return rows.filter(number=int(number)) if number.isdecimal() else rows.none()


def _since(rows: QuerySet[Paper], text: str) -> QuerySet[Paper]:
    day = read_day(text)
    return rows.filter(issued_on__gte=day) if day else rows


def _until(rows: QuerySet[Paper], text: str) -> QuerySet[Paper]:
    day = read_day(text)
    return rows.filter(issued_on__lte=day) if day else rows


def _by_state(rows: QuerySet[Paper], state: str) -> QuerySet[Paper]:
    return rows.filter(replaced_by__isnull=state == "in_force")


PAPERS = Listing(
    "papers",
    columns=(
        Column("number", later("Số, ký hiệu"), shown_number, order="number", link=_page),
        Column("day", later("Ngày"), lambda one: one.issued_on, kind="day", order="issued_on"),
        Column("kind", later("Loại"), lambda one: kind_words(one.kind), order="kind"),
        Column("title", later("Trích yếu"), lambda one: one.title, order="title_fold", link=_page),
        Column("unit", later("Đơn vị"), lambda one: one.unit.name),
        Column("state", later("Trạng thái"), _state, kind="status"),
        doer_column(
            "who", later("Người lập"), lambda one: one.issued_by, lambda one: one.issued_at, order="issued_by"
        ),
        Column("at", later("Lập lúc"), lambda one: one.issued_at, kind="moment", shown=False),
        Column("code", later("Mã kiểm tra"), lambda one: short(one.digest), shown=False),
    ),
    filters=(
        Filter("q", later("Tìm trong trích yếu"), _by_words, sealed=True),
        Filter("no", later("Số"), _by_number),
        Filter(
            "kind",
            later("Loại"),
            lambda rows, code: rows.filter(kind=code),
            choices=lambda request: [(code, str(one.words)) for code, one in KINDS.items()],
        ),
        Filter("since", later("Từ ngày"), _since),
        Filter("until", later("Đến ngày"), _until),
        Filter(
            "state",
            later("Trạng thái"),
            _by_state,
            choices=lambda request: [("in_force", _("có hiệu lực")), ("replaced", _("đã thay thế"))],
        ),
    ),
    sort="-day",
)


@route(Permission.ISSUE_PAPERS, methods=("GET", "POST"))
def papers(request: HttpRequest) -> HttpResponse:
    """The papers of one's places, the newest first."""
    asked = PAPERS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = papers_within(request.scope)
    if asked.export:
        return answer_export(asked, rows, name="so-van-ban", by=request.actor)
    light = rows.defer("context", "replaced_by__context")
    return page(request, "papers/papers.html", part="list", listing=asked.page(light))


@route(Permission.ISSUE_PAPERS)
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """One paper: what it is, what it replaces, its files, how it is checked."""
    found = paper_within(request.scope, paper_id)
    return page(
        request,
        "papers/paper.html",
        paper=found,
        number=shown_number(found),
        kind=kind_named(found.kind),
        state=_state(found),
        code=short(found.digest),
        head=short(found.log_head) if found.log_head else "",
        replaced_by=getattr(found, "replaced_by", None),
        shown_number=shown_number,
    )


@route(Permission.ISSUE_PAPERS)
def file(request: HttpRequest, paper_id: int, shape: str) -> HttpResponse:
    """The paper as Word or PDF; noted in the log before it is given. The PDF of a long one is drawn by a job that then leads here."""
    found = paper_within(request.scope, paper_id)
    if shape == "pdf" and draws_apart(found):
        kept = drawn_file(found)
        if not kept.exists():
            return see_other(request, "work:job", job_id=ask_to_draw(found, by=request.actor).pk)
        content = kept.read_bytes()
    else:
        content = file_of(found, shape)
    note_printed(papers=[found.pk], shape=shape, place=found.unit.code, by=request.actor)
    return HttpResponse(
        content,
        content_type=TYPES[shape],
        headers={"Content-Disposition": f'attachment; filename="{file_name(found, shape)}"'},
    )


@route(Permission.ISSUE_PAPERS, methods=("GET", "POST"))
def bundle(request: HttpRequest) -> HttpResponse:
    """Ask for many papers in one go."""
    units = offices_of(request.actor, Permission.ISSUE_PAPERS)
    start = {
        "first": date(today().year, 1, 1),
        "last": today(),
        "kind": request.GET.get("kind", "certificate"),
    }
    form = BundleForm(request.POST or None, units=units, initial=start)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        unit = office_of(request.actor, Permission.ISSUE_PAPERS, asked["unit"])
        arguments = {
            "kind": asked["kind"],
            "unit": unit.pk,
            "place": unit.code,
            "first": asked["first"].isoformat(),
            "last": asked["last"].isoformat(),
            "shape": asked["shape"],
        }
        job = ask(BUNDLE, arguments, by=request.actor, unit=unit)
        return see_other(request, "work:job", job_id=job.pk)
    return page(request, "papers/bundle.html", form=form, units=units)


@route(Permission.ISSUE_PAPERS)
def bundle_download(request: HttpRequest, job_id: int) -> HttpResponse:
    """The zip file a job made, for who asked for it."""
    job = Job.objects.filter(
        pk=job_id, kind=BUNDLE, state=Job.State.DONE, user_id=request.actor.user_id
    ).first()
    if job is None:
        raise NotFound(_("Không có tệp in gộp này. Hãy yêu cầu in lại từ sổ văn bản."), code="no_bundle")
    if not request.scope.covers(job.arguments["unit"]):
        raise NotFound(_("Không có tệp in gộp này. Hãy yêu cầu in lại từ sổ văn bản."), code="no_bundle")
    path = bundle_file(job.result["file"])
    if not path.exists():
        raise NotFound(_("Tệp in gộp này đã được dọn khỏi máy chủ. Hãy yêu cầu in lại."), code="bundle_gone")
    request.saw(count=job.result["papers"], place=job.arguments["place"])
    name = f"{job.arguments['place']}-{job.arguments['kind']}-{job.pk}.zip"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")


@route(Open.SIGNED_IN, methods=("GET", "POST"), sees=Nothing.RECEIPT)
def check(request: HttpRequest) -> HttpResponse:
    """Whether a paper with this code was issued here: its number, kind, day and place, and whether another replaced it."""
    form = CheckForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        digits = digits_of(form.cleaned_data["code"])
        marks = mark_of(digits) if digits else []
        if len(marks) == 1:
            found = marks[0]
        elif not digits:
            form.add_error("code", _("Mã gồm ít nhất 16 chữ số và chữ cái từ A đến F, in ở cuối giấy tờ."))
        else:
            form.add_error("code", _("Không có giấy tờ nào được ban hành ở hệ thống này với mã đã nhập."))
    return page(
        request,
        "papers/check.html",
        form=form,
        mark=found,
        number=shown_number_of(found.number, found.suffix) if found else "",
        kind=kind_words(found.kind) if found else "",
        replaced=mark_replacing(found) if found else None,
        shown_number_of=shown_number_of,
        code=short(found.digest) if found else "",
    )


@route(Permission.ISSUE_PAPERS, methods=("GET", "POST"), sees=Nothing.SUMS)
def registers(request: HttpRequest) -> HttpResponse:
    """The registers of one's offices: the last number of each; numbers given elsewhere are entered here."""
    units = offices_of(request.actor, Permission.ISSUE_PAPERS)
    form = AdvanceForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        unit = office_of(request.actor, Permission.ISSUE_PAPERS, asked["unit"])
        done = attempt(
            form,
            advance_register,
            unit=unit,
            year=int(asked["year"]),
            suffix=asked["suffix"],
            until=int(asked["until"]),
            why=asked["why"],
            by=request.actor,
        )
        if done:
            said = _("Đã ghi: sổ tiếp tục từ số {next}.").format(next=done.last + 1)
            return see_other(request, "papers:registers", said=said)
    return page(
        request,
        "papers/registers.html",
        form=form,
        units=units,
        registers=registers_of(units),
        short=shown_number_of,
    )
