"""Files on their way in: the list, a new one, one with its progress, findings and decision."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_column
from ansinh.access.place_fields import offer_places
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission
from ansinh.exchange import actions
from ansinh.exchange.findings_books import AT_ONCE, book_of, write_books
from ansinh.exchange.forms import TakeBackForm, UploadForm
from ansinh.exchange.kinds import KINDS, FileKind, ImportKind
from ansinh.exchange.wording import column_words, count_words
from ansinh.exchange.written import COUNTED, households_written, listing_of
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.kernel.web.uploads import check_size
from ansinh.standards.questions import HOUSEHOLDS, MEMBERS
from ansinh.work.downloads import TYPES, answer_export, file_answer, frame_of, record_export
from ansinh.work.models import Batch
from ansinh.work.queries import batch_for, batches_for
from ansinh.work.queue import ask
from ansinh.work.tables.findings_workbook import level_words
from ansinh.work.uploads import book_content, findings_of
from ansinh.work.views import shown as shown_job

State = Batch.State
_IMPORT = Permission.IMPORT_FILES
_LEVEL_SIGNS = {"error": "error", "warning": "warning", "info": "info"}


def state_of(batch: Batch) -> tuple[str, str]:
    """The state of a batch: its sign and words."""
    signs = {
        State.UPLOADED: "waiting",
        State.CHECKED: "warning" if batch.errors else "info",
        State.UNUSABLE: "error",
        State.ACCEPTED: "ok",
        State.GIVEN_UP: "neutral",
        State.TAKEN_BACK: "neutral",
    }
    return signs[State(batch.state)], actions.words_of(batch)


def _page(batch: Batch) -> str:
    return reverse("exchange:import", kwargs={"batch_id": batch.pk})


def _kinds(_request: HttpRequest) -> Sequence[tuple[str, str]]:
    return [(kind.key, str(kind.words)) for kind in KINDS.values()]


def _states(_request: HttpRequest) -> Sequence[tuple[str, str]]:
    return [(state.value, actions.words_of(Batch(state=state))) for state in State]


def _by_words(rows, words: str):
    for word in words.split():
        rows = rows.filter(file_names__icontains=word) | rows.filter(uploaded_by__icontains=word)
    return rows


IMPORTS = Listing(
    "imports",
    columns=(
        Column("number", later("Số"), lambda one: one.pk, kind="number", order="id", link=_page),
        Column("kind", later("Loại"), lambda one: str(KINDS[one.kind].words), order="kind", link=_page),
        Column("files", later("Tệp"), lambda one: one.file_names, order="file_names"),
        Column("state", later("Trạng thái"), state_of, kind="status", order="state"),
        Column("rows", later("Số dòng"), lambda one: one.rows, kind="number", order="rows"),
        Column("errors", later("Lỗi"), lambda one: one.errors, kind="number", order="errors"),
        Column("warnings", later("Cảnh báo"), lambda one: one.warnings, kind="number", order="warnings"),
        Column("place", later("Địa bàn"), lambda one: one.unit.name if one.unit else ""),
        Column("round", later("Kỳ"), lambda one: one.options.get("round", ""), shown=False),
        doer_column(
            "by",
            later("Người nạp"),
            lambda one: one.uploaded_by or one.checked_by,
            lambda one: one.uploaded_at,
            order="uploaded_by",
        ),
        Column("at", later("Nạp lúc"), lambda one: one.uploaded_at or one.checked_at, kind="moment"),
        Column("accepted", later("Ghi lúc"), lambda one: one.accepted_at, kind="moment", shown=False),
    ),
    filters=(
        Filter("q", later("Tên tệp, người nạp"), _by_words, sealed=True),
        Filter("kind", later("Loại"), lambda rows, kind: rows.filter(kind=kind), choices=_kinds),
        Filter("state", later("Trạng thái"), lambda rows, state: rows.filter(state=state), choices=_states),
    ),
    sort="-number",
)


@route(_IMPORT, methods=("GET", "POST"))
def imports(request: HttpRequest) -> HttpResponse:
    """Every import this person may see, the newest first."""
    asked = IMPORTS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = batches_for(request.actor, request.scope)
    if asked.export:
        return answer_export(asked, rows, name="imports", by=request.actor)
    return page(request, "exchange/imports.html", listing=asked.page(rows))


@route(_IMPORT, sees=Nothing.BLANK)
def choose(request: HttpRequest) -> HttpResponse:
    """Which kind of file is brought."""
    return page(request, "exchange/choose.html", kinds=list(KINDS.values()))


def _kind(key: str) -> ImportKind:
    if key not in KINDS:
        raise NotFound(_("Không có loại tệp nhập này."), code="no_such_kind")
    return KINDS[key]


@route(_IMPORT, methods=("GET", "POST"), sees=Nothing.BLANK)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Bring files of one kind: what they must hold, and the upload."""
    chosen = _kind(kind)
    form = UploadForm(chosen, request.scope, request.POST or None, request.FILES or None)
    if chosen.of_round:
        offer_places(form, request, "area")
    if request.method == "POST":
        check_size(request)
        if form.is_valid() and (batch := _upload(form, chosen, request)):
            return see_other(request, "exchange:import", batch_id=batch.pk)
    return page(
        request,
        "exchange/new.html",
        status=422 if form.is_bound and form.errors else 200,
        kind=chosen,
        form=form,
        columns=[(one, list(columns_of(one))) for one in chosen.files],
    )


def _upload(form: UploadForm, kind: ImportKind, request: HttpRequest) -> Batch | None:
    files = {
        one.role: (form.cleaned_data[one.role].name, Path(form.cleaned_data[one.role].temporary_file_path()))
        for one in kind.files
    }
    return attempt(
        form,
        actions.upload,
        kind=kind,
        files=files,
        options=form.options(),
        area=form.cleaned_data.get("unit"),
        by=request.actor,
    )


def columns_of(file: FileKind) -> list[dict[str, Any]]:
    """Every column of a file: its name, what it holds, whether it must be there."""
    asked = HOUSEHOLDS if file.role == "households" else MEMBERS if file.role == "members" else {}
    language = current_language()
    return [
        {
            "name": name,
            "words": asked[name].label(language) if name in asked else column_words(name),
            "codes": [(code, asked[name].code_label(code, language)) for code in asked[name].codes]
            if name in asked
            else [],
            "required": name in file.required,
        }
        for name in file.columns
    ]


@route(_IMPORT, sees=Nothing.BLANK)
def template(request: HttpRequest, kind: str, role: str) -> HttpResponse:
    """An empty workbook with the columns of one file."""
    file = next((one for one in _kind(kind).files if one.role == role), None)
    if file is None:
        raise NotFound(_("Không có loại tệp nhập này."), code="no_such_kind")
    empty = pl.DataFrame(schema=dict.fromkeys(file.columns, pl.String))
    return file_answer(empty, f"{kind}-{role}.xlsx")


@route(_IMPORT)
def one_import(request: HttpRequest, batch_id: int) -> HttpResponse:
    """One import: its progress, then what was found and what may be decided."""
    batch = batch_for(request.actor, request.scope, batch_id)
    return page(request, "exchange/import.html", part="state", **_shown(batch, request))


def _shown(batch: Batch, request: HttpRequest) -> dict[str, Any]:
    kind = KINDS[batch.kind]
    found = findings_of(batch)
    live = batch.job is not None and batch.job.is_live
    same = batches_for(request.actor, request.scope).filter(pk=batch.counts.get("same_as") or 0).first()
    return {
        "batch": batch,
        "kind": kind,
        "state": state_of(batch),
        "live": live,
        "job": shown_job(batch.job) if batch.job else None,
        "counts": [
            (count_words(name), value, _made_of(batch, name) if value else None)
            for name, value in batch.counts.items()
            if isinstance(value, int) and name != "same_as"
        ],
        "same": same,
        "by_kind": _by_kind(found),
        "has_findings": not found.is_empty(),
        "has_files": bool(batch.folder),
        "may_accept": batch.state == State.CHECKED and not live and (not batch.errors or kind.takes_part),
    }


def _made_of(batch: Batch, count: str) -> str | None:
    """Where the households that a count of a written batch counts are listed."""
    if batch.state != State.ACCEPTED or batch.kind == "populations" or count not in COUNTED:
        return None
    return reverse("exchange:import-households", kwargs={"batch_id": batch.pk}) + f"?which={COUNTED[count]}"


@route(_IMPORT)
def households(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The households an import wrote to."""
    batch = batch_for(request.actor, request.scope, batch_id)
    asked = listing_of(batch, request.scope).asked(request)
    rows = households_written(batch, request.scope)
    if asked.export:
        return answer_export(asked, rows, name=f"import-{batch.pk}-households", by=request.actor)
    return page(
        request, "exchange/households.html", batch=batch, kind=KINDS[batch.kind], listing=asked.page(rows)
    )


def _by_kind(found: pl.DataFrame) -> list[dict[str, Any]]:
    """Findings counted by rule, the weightiest first, each with its first row and one of its sentences."""
    counted = (
        found.group_by("rule", "level", maintain_order=True)
        .agg(
            pl.len().alias("count"),
            pl.col("row").first(),
            pl.col("message").first(),
            pl.col("column").first(),
        )
        .with_columns(pl.col("level").replace_strict({"error": 0, "warning": 1, "info": 2}).alias("weight"))
        .sort("weight", "count", descending=[False, True])
    )
    words = level_words()
    return [
        {**row, "sign": _LEVEL_SIGNS[row["level"]], "words": words[row["level"]]}
        for row in counted.iter_rows(named=True)
    ]


def _levels(_request: HttpRequest) -> Sequence[tuple[str, str]]:
    return [(level.value, words) for level, words in level_words().items()]


def _said(frame: pl.DataFrame, words: str) -> pl.DataFrame:
    for word in words.split():
        in_text = pl.col("message").str.to_lowercase().str.contains(word.lower(), literal=True)
        frame = frame.filter(in_text | (pl.col("column") == word) | (pl.col("row").cast(pl.String) == word))
    return frame


def _findings_list(found: pl.DataFrame) -> Listing:
    """The list of one batch's findings: which rules and files it can be narrowed to is told by what was found."""
    rules = [(rule, rule) for rule in found["rule"].unique().sort()]
    files = [(name, name) for name in found["file"].unique().sort() if name]
    words = level_words()
    return Listing(
        "import-findings",
        columns=(
            Column("id", later("Số"), lambda one: one["id"], kind="number", order="id", shown=False),
            Column("level", later("Mức độ"), lambda one: (one["level"], words[one["level"]]), kind="status"),
            Column("file", later("Tệp"), lambda one: one["file"], order="file", shown=len(files) > 1),
            Column("row", later("Dòng"), lambda one: one["row"] or None, kind="number", order="row"),
            Column("column", later("Cột"), lambda one: one["column"], order="column"),
            Column("message", later("Nội dung"), lambda one: one["message"], order="message"),
            Column("rule", later("Loại"), lambda one: one["rule"], order="rule"),
        ),
        filters=(
            Filter("q", later("Nội dung, cột, số dòng"), _said, sealed=True),
            Filter(
                "level", later("Mức độ"), lambda rows, v: rows.filter(pl.col("level") == v), choices=_levels
            ),
            Filter(
                "rule",
                later("Loại"),
                lambda rows, v: rows.filter(pl.col("rule") == v),
                choices=lambda _request: rules,
            ),
            *(
                [
                    Filter(
                        "file",
                        later("Tệp"),
                        lambda rows, v: rows.filter(pl.col("file") == v),
                        choices=lambda _request: files,
                    )
                ]
                if len(files) > 1
                else []
            ),
        ),
        sort="id",
    )


@route(_IMPORT, methods=("GET", "POST"))
def findings(request: HttpRequest, batch_id: int) -> HttpResponse:
    """What was found, row by row."""
    batch = batch_for(request.actor, request.scope, batch_id)
    found = findings_of(batch)
    asked = _findings_list(found).asked(request)
    if answer := asked.sealed_away():
        return answer
    if asked.export:
        rows = asked.filtered(found).to_dicts()
        record_export(
            listing="import-findings", filters=sorted(asked.values), rows=len(rows), by=request.actor
        )
        return file_answer(frame_of(rows, asked.columns), f"findings-{batch.pk}.{asked.export}")
    return page(
        request, "exchange/findings.html", batch=batch, kind=KINDS[batch.kind], listing=asked.page_of(found)
    )


@route(_IMPORT, methods=("GET",))
def findings_book(request: HttpRequest, batch_id: int, role: str) -> HttpResponse:
    """The workbook with what was found beside each row; of a long file it is written by a job first."""
    batch = batch_for(request.actor, request.scope, batch_id)
    if role not in {file.role for file in KINDS[batch.kind].files}:
        raise NotFound(_("Không có tệp này trong lần nhập."), code="no_such_file")
    book = book_of(batch, role)
    if not book.exists() and batch.rows > AT_ONCE:
        job = ask("exchange.findings", {"batch": batch.pk}, by=request.actor, unit=batch.unit)
        said = _(
            "Tệp dài nên bảng phát hiện được lập ở phía sau; khi xong, hãy tải lại từ trang của lần nhập."
        )
        return see_other(request, "work:job", job_id=job.pk, said=said, kind="info")
    if not book.exists():
        write_books(batch)
    record_export(listing="import-findings-book", filters=[], rows=batch.rows, by=request.actor)
    return FileResponse(
        io.BytesIO(book_content(book)),
        content_type=TYPES["xlsx"],
        as_attachment=True,
        filename=f"findings-{batch.pk}-{role}.xlsx",
    )


@route(_IMPORT, methods=("POST",))
def check_again(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Check the files once more."""
    batch = batch_for(request.actor, request.scope, batch_id)
    actions.ask_for_check(batch=batch, by=request.actor)
    return see_other(request, "exchange:import", batch_id=batch.pk)


@route(_IMPORT, methods=("POST",))
def accept(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Have a checked import written."""
    batch = batch_for(request.actor, request.scope, batch_id)
    if not _is_under_way(batch):
        actions.ask_to_accept(batch=batch, by=request.actor)
    return see_other(request, "exchange:import", batch_id=batch.pk)


def _is_under_way(batch: Batch) -> bool:
    """A second click on what the first already set going leads to the same page."""
    return batch.state == State.ACCEPTED or (
        batch.job is not None and batch.job.is_live and batch.job.kind == "exchange.accept"
    )


@route(_IMPORT, methods=("POST",))
def give_up(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Give an import up: asked first."""
    batch = batch_for(request.actor, request.scope, batch_id)
    if "confirmed" not in request.POST:
        return page(request, "exchange/give_up.html", batch=batch, kind=KINDS[batch.kind])
    actions.give_up(batch=batch, by=request.actor)
    said = _("Đã bỏ lần nhập này: các tệp đã xóa, chưa có gì được ghi.")
    return see_other(request, "exchange:imports", said=said)


@route(_IMPORT, methods=("GET", "POST"))
def take_back(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take an accepted import back: what goes is shown first, and why is asked."""
    batch = batch_for(request.actor, request.scope, batch_id)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        asked = attempt(form, actions.ask_to_take_back, batch=batch, reason=reason, by=request.actor)
        if asked is True:
            said = _("Đã ghi đề nghị rút lại. Chưa có gì được rút: cần một người khác thực hiện.")
            return see_other(request, "exchange:import", batch_id=batch.pk, said=said)
        if asked:
            return see_other(request, "exchange:import", batch_id=batch.pk)
    return page(
        request,
        "exchange/take_back.html",
        status=422 if form.is_bound and form.errors else 200,
        batch=batch,
        kind=KINDS[batch.kind],
        form=form,
        rows=actions.rows_written(batch),
    )


@route(_IMPORT, methods=("POST",))
def keep(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Leave an import as it is that somebody asked to be taken back."""
    batch = batch_for(request.actor, request.scope, batch_id)
    actions.drop_wish_to_take_back(batch=batch, by=request.actor)
    said = _("Đã bỏ đề nghị rút lại: lần nhập này giữ nguyên.")
    return see_other(request, "exchange:import", batch_id=batch.pk, said=said)
