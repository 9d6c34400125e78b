"""Somebody's tables in, the contradictions beside the cells."""

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission
from ansinh.datasets.models import Version
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.findings import Level
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.kernel.web.uploads import check_size
from ansinh.reports.actions import lay_down_tables, remove_tables
from ansinh.reports.csv import csv_text
from ansinh.reports.frame_lists import frame_page, frame_rows
from ansinh.reports.heads import split_word
from ansinh.reports.kept_forms import kept_form
from ansinh.reports.laid_down import (
    findings_frame,
    forms_in,
    laid_out,
    report_of,
    rule_words,
    tables_of,
)
from ansinh.reports.layouts import FORM_NUMBERS, LIST_CLASSES
from ansinh.reports.models import CheckedTables
from ansinh.reports.tables import FormTable
from ansinh.reports.versions import shown_period, version_within
from ansinh.reports.web_forms import TablesForm
from ansinh.work.downloads import TYPES, file_answer, frame_of, record_export

# How many of one's own reconciliations the first page shows.
_RECENT = 30


@route(Permission.PRINT_FORMS, methods=("GET", "POST"), sees=Nothing.SUMS)
def start(request: HttpRequest) -> HttpResponse:
    """Choose files; below, what one reconciled before."""
    check_size(request)
    version = _chosen_version(request)
    form = TablesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = _lay_down(request, form, version)
        if made is not None:
            return see_other(request, "reports:reconciled", check_id=made.pk)
    recent = CheckedTables.objects.filter(user_id=request.actor.user_id).select_related("version__unit")
    return page(
        request,
        "reports/reconcile.html",
        form=form,
        version=version,
        period=shown_period,
        recent=recent.order_by("-made_at")[:_RECENT],
    )


def _chosen_version(request: HttpRequest) -> Version | None:
    given = request.GET.get("version", "")
    if not given:
        return None
    return version_within(request.scope, int(given) if given.isdecimal() else 0)


def _lay_down(request: HttpRequest, form: TablesForm, version: Version | None) -> CheckedTables | None:
    with TemporaryDirectory() as folder:
        paths = []
        for one in form.cleaned_data["files"]:
            path = Path(folder) / one.name
            path.write_bytes(one.read())
            paths.append(path)
        made = attempt(
            form,
            lay_down_tables,
            files=paths,
            standard=form.cleaned_data["standard"],
            version=version,
            by=request.actor,
        )
    return made if isinstance(made, CheckedTables) else None


@route(Permission.PRINT_FORMS, methods=("POST",), sees=Nothing.SUMS)
def own(request: HttpRequest, version_id: int) -> HttpResponse:
    """Our own forms 1 to 13 through the same rules."""
    version = version_within(request.scope, version_id)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{version.period}-{version.unit.code}-bieu.csv"
        path.write_text(csv_text(_made_forms(version)), encoding="utf-8", newline="")
        made = lay_down_tables(
            files=[path], standard=version.standard.partition("+")[0], version=version, by=request.actor
        )
    return see_other(request, "reports:reconciled", check_id=made.pk)


def _made_forms(version: Version) -> list[FormTable]:
    return [kept_form(version, number) for number in FORM_NUMBERS if number not in LIST_CLASSES]


def _level_words(level: str) -> tuple[str, str]:
    if level == Level.ERROR.value:
        return ("error", _("Mâu thuẫn"))
    return ("info", _("Ghi chú"))


def _listing(tables: CheckedTables, rules: list[str], forms: list[int]) -> Listing:
    def cell(row) -> str | None:
        if not row["form"] or row["level"] != Level.ERROR.value:
            return None
        return _form_address(tables, row["form"]) + f"#f{row['no']}"

    return Listing(
        "reconciled",
        columns=(
            Column("no", later("Số"), lambda row: row["no"], "number", order="no"),
            Column("level", later("Loại"), lambda row: _level_words(row["level"]), "status"),
            Column("form", later("Biểu"), lambda row: row["form"] or None, order="form"),
            Column("unit", later("Mã đơn vị"), lambda row: row["unit_code"], order="unit_code"),
            Column(
                "split",
                later("Hàng"),
                lambda row: split_word(row["split"]) if row["split"] else None,
                shown=False,
            ),
            Column("column", later("Cột"), lambda row: row["column"].removeprefix("c") or None),
            Column("printed", later("Đã in"), lambda row: row["printed"]),
            Column("computed", later("Tính lại"), lambda row: row["computed"]),
            Column("message", later("Điều tìm thấy"), lambda row: row["message"], link=cell),
            Column("rule", later("Quy tắc"), lambda row: rule_words(row["rule"]), shown=False),
        ),
        filters=(
            Filter(
                "rule",
                later("Quy tắc"),
                lambda frame, value: frame.filter(frame["rule"] == value),
                choices=lambda request: [(rule, rule_words(rule)) for rule in rules],
            ),
            Filter(
                "form",
                later("Biểu"),
                lambda frame, value: frame.filter(frame["form"] == int(value)),
                choices=lambda request: [
                    (str(form), _("Biểu số {number}").format(number=form)) for form in forms
                ],
            ),
        ),
        sort="no",
    )


def _form_address(tables: CheckedTables, number: int) -> str:
    return reverse("reports:reconciled-form", kwargs={"check_id": tables.pk, "number": number})


@route(Permission.PRINT_FORMS, sees=Nothing.SUMS)
def checked(request: HttpRequest, check_id: UUID) -> HttpResponse:
    """What was found: by rule, and one by one."""
    tables = tables_of(request.actor.user_id, check_id)
    published, report = report_of(tables)
    frame = findings_frame(report)
    counts = dict(frame.group_by("rule").len().iter_rows())
    listing = _listing(
        tables,
        [rule for rule in (*report.checked, *counts) if rule in counts],
        sorted(set(frame["form"].to_list()) - {0}),
    )
    asked = listing.asked(request)
    if asked.export:
        if asked.export not in TYPES:
            raise UnusableInput(_("Chỉ xuất được tệp xlsx hoặc csv."))
        rows = list(frame_rows(asked, frame, "key"))
        record_export(listing=listing.key, filters=sorted(asked.values), rows=len(rows), by=request.actor)
        return file_answer(frame_of(rows, listing.columns), f"doi-chieu.{asked.export}")
    return page(
        request,
        "reports/reconciled.html",
        tables=tables,
        report=report,
        rules=[
            {
                "code": rule,
                "words": rule_words(rule),
                "checked": report.checked.get(rule),
                "found": counts.get(rule, 0),
            }
            for rule in dict.fromkeys((*report.checked, *counts))
        ],
        rounding=_rounding_words(),
        listing=frame_page(asked, frame, "key"),
        tabs=_tabs(tables, published, None),
        period=shown_period,
    )


def _rounding_words() -> dict[str, str]:
    return {
        "half_up": _("làm tròn"),
        "cut": _("cắt bỏ"),
        "mixed": _("lẫn cả hai cách"),
        "either": _("số liệu không cho biết"),
    }


def _tabs(tables: CheckedTables, published, current: int | None) -> list[tuple[str, str, bool]]:
    first = reverse("reports:reconciled", kwargs={"check_id": tables.pk})
    return [
        (_("Kết quả"), first, current is None),
        *(
            (_("Biểu {number}").format(number=form), _form_address(tables, form), form == current)
            for form in forms_in(published)
        ),
    ]


@route(Permission.PRINT_FORMS, sees=Nothing.SUMS)
def checked_form(request: HttpRequest, check_id: UUID, number: int) -> HttpResponse:
    """One printed form with what was found at each cell, and our own figure where it differs."""
    tables = tables_of(request.actor.user_id, check_id)
    published, report = report_of(tables)
    shown = laid_out(tables, number)
    said = {
        at: one
        for at, one in enumerate(report.findings, start=1)
        if one.form == number and one.level is Level.ERROR
    }
    return page(
        request,
        "reports/reconciled_form.html",
        tables=tables,
        shown=shown,
        findings=said,
        rule_words=rule_words,
        tabs=_tabs(tables, published, number),
        period=shown_period,
    )


@route(Permission.PRINT_FORMS, methods=("GET", "POST"), sees=Nothing.SUMS)
def remove(request: HttpRequest, check_id: UUID) -> HttpResponse:
    """Take the tables away, asked first."""
    tables = tables_of(request.actor.user_id, check_id)
    if request.method == "POST":
        remove_tables(tables=tables, by=request.actor)
        return see_other(request, "reports:reconcile", said=_("Đã xóa các bảng của lần đối chiếu."))
    return page(request, "reports/reconcile_remove.html", tables=tables)
