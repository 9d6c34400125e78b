"""Commands on files: ``classify``, ``explain``, ``standards``. They need no database and check no area
codes."""

import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click
import polars as pl

from ansinh.kernel.errors import AnSinhError, NotFound, UnusableInput
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _, current_language
from ansinh.kernel.options import SHAPE, Day, day_or_today
from ansinh.kernel.progress import Progress, silent
from ansinh.standards.classes import Class
from ansinh.standards.explain import explain as explain_household
from ansinh.standards.files import Summary, classify_files
from ansinh.standards.manual import manual
from ansinh.standards.manual_pdf import manual_pdf, manual_typst
from ansinh.standards.registry import CODES, standard
from ansinh.standards.scores import UnusableScores
from ansinh.standards.standard import Standard
from ansinh.standards.survey import UnusableSurvey
from ansinh.standards.wording import warning_words
from ansinh.work.tables import NATIONAL, read_table
from ansinh.work.tables.drafts import whole_or_not

UNUSABLE = 2


def _options(function):
    """The options that both commands on survey files take."""
    path = click.Path(path_type=Path, dir_okay=False)
    for option in (
        click.option("--as-of", type=Day(), callback=day_or_today, help="Ngày tính; mặc định là hôm nay."),
        click.option("--members", required=True, type=path, help="Bảng thành viên (CSV, XLSX, Parquet)."),
        click.option("--households", required=True, type=path, help="Bảng hộ (CSV, XLSX, Parquet)."),
        click.option("--standard", "code", required=True, help="Mã chuẩn: vn-2016, vn-2022 hoặc vn-2027."),
    ):
        function = option(function)
    return function


@click.command(help="Phân loại các hộ trong hai tệp khảo sát.")
@_options
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Tệp kết quả: .csv, .xlsx hoặc .parquet.",
)
@SHAPE
def classify(*, code: str, households: Path, members: Path, as_of: date, out: Path, shape: str) -> None:
    """Classify two survey files."""
    try:
        summary = classify_files(standard(code), households, members, as_of, out, progress=_progress(shape))
    except AnSinhError as error:
        _refuse(error, shape)
    if shape == "json":
        click.echo(json.dumps(summary.as_json(), ensure_ascii=False))
    else:
        _print_summary(summary)


@click.command(help="Giải thích kết quả của một hộ.")
@_options
@click.option("--household", "household_id", required=True, help="Mã hộ cần giải thích.")
@click.option("--language", type=click.Choice(["vi", "en"]), default=None)
@SHAPE
def explain(
    *,
    code: str,
    households: Path,
    members: Path,
    as_of: date,
    household_id: str,
    language: str | None,
    shape: str,
) -> None:
    """Explain one household of two survey files."""
    language = language or current_language()
    try:
        chosen = standard(code)
        home = _rows_of(households, household_id)
        if not home:
            raise NotFound(_("Không có hộ này trong tệp {file}.").format(file=households.name))
        found = explain_household(chosen, home[0], _rows_of(members, household_id), as_of)
    except AnSinhError as error:
        _refuse(error, shape)
    if shape == "json":
        click.echo(json.dumps(found.as_json(language), ensure_ascii=False))
    else:
        click.echo(found.text(language), nl=False)


@click.group(help="Các chuẩn nghèo: danh sách, cẩm nang.")
def standards() -> None:
    """Standards."""


@standards.command("list", help="Danh sách các chuẩn.")
@SHAPE
def list_standards(shape: str) -> None:
    """The national standards and the lists they make."""
    rows = []
    for code in CODES:
        each = standard(code)
        rows.append(
            {
                "standard": code,
                "title": each.title.in_language(current_language()),
                "first_list": each.first_list,
                "last_list": each.last_list,
                "verified": each.verified,
                "unverified": list(each.unverified),
            }
        )
    if shape == "json":
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        mark = "" if row["verified"] else _(" (chưa kiểm chứng)")
        click.echo(f"{row['standard']}  {row['first_list']}-{row['last_list']}  {row['title']}{mark}")


def manual_options(function):
    """The options of commands that print a manual."""
    for option in (
        click.option("--as-of", type=Day(), callback=day_or_today, help="Ngày tính; mặc định là hôm nay."),
        click.option("--language", type=click.Choice(["vi", "en"]), default=None),
        click.option(
            "--format", "shape", type=click.Choice(["markdown", "typst", "pdf"]), default="markdown"
        ),
        click.option(
            "--out",
            type=click.Path(path_type=Path, dir_okay=False),
            default=None,
            help="Tệp để ghi cẩm nang; bản PDF cần tệp.",
        ),
    ):
        function = option(function)
    return function


@standards.command("manual", help="In cẩm nang của một chuẩn.")
@click.argument("code")
@manual_options
def print_manual(code: str, as_of: date, language: str | None, shape: str, out: Path | None) -> None:
    """The manual of a national standard."""
    try:
        give_manual(standard(code), as_of, language or current_language(), shape, out)
    except AnSinhError as error:
        _refuse(error, "text")


def give_manual(chosen: Standard, as_of: date, language: str, shape: str, out: Path | None) -> None:
    """Print the manual or write it to ``out``; raises ``UnusableInput`` for a PDF without a file and for a
    folder that is not there."""
    if shape == "pdf" and out is None:
        raise UnusableInput(_("Bản PDF cần tên tệp: thêm --out TỆP."), code="no_file")
    if shape == "pdf":
        body = manual_pdf(chosen, as_of, language)
    else:
        write = manual if shape == "markdown" else manual_typst
        body = write(chosen, as_of, language).encode()
    if out is None:
        click.echo(body.decode(), nl=False)
        return
    if not out.parent.is_dir():
        raise UnusableInput(
            _("Không có thư mục của tệp kết quả {out}. Hãy tạo thư mục trước.").format(out=out),
            code="no_folder",
        )
    with whole_or_not(out) as draft:
        draft.write_bytes(body)
    click.echo(_("Kết quả: {out}").format(out=out))


commands = [classify, explain, standards]


def _rows_of(path: Path, household_id: str) -> list[dict[str, object]]:
    """The rows of one household in a table."""
    table = read_table(path, limits=NATIONAL)
    if "household_id" not in table.columns:
        finding = Finding(
            "missing_column",
            Level.ERROR,
            _("Thiếu cột bắt buộc."),
            file=table.file,
            row=1,
            column="household_id",
        )
        raise UnusableSurvey([finding])
    wanted = pl.col("household_id").cast(pl.String).str.strip_chars() == household_id.strip()
    return table.frame.filter(wanted).to_dicts()


def _progress(shape: str) -> Progress:
    """A line on a terminal's standard error; silent elsewhere and for programs."""
    if shape == "json" or not sys.stderr.isatty():
        return silent

    def report(stage: str, done: int = 0, total: int = 0) -> None:
        share = f" {100 * done // total} %" if total else ""
        click.echo(f"\r{stage}{share}   ", err=True, nl=False)

    return report


def _print_summary(summary: Summary) -> None:
    _print_findings(summary.findings)
    click.echo(
        _("{households} hộ, {members} thành viên, chuẩn {standard}, ngày tính {day}.").format(
            households=summary.households,
            members=summary.members,
            standard=summary.standard,
            day=summary.as_of.isoformat(),
        )
    )
    words = standard(summary.standard).class_words
    for name, count in summary.as_json()["classes"].items():
        click.echo(f"  {words[Class(name)].in_language(current_language())} ({name}): {count}")
    for name, count in sorted(summary.warnings.items()):
        click.echo(f"  {warning_words(name)} ({name}): {count}")
    click.echo(_("Kết quả: {out}").format(out=summary.out))


def _print_findings(findings: Iterable[Finding]) -> None:
    for finding in findings:
        place = ":".join(
            str(part) for part in (finding.file, finding.row or "", finding.column) if part != ""
        )
        click.echo(f"{finding.level}: {place}: {finding.message}", err=True)


def _refuse(error: AnSinhError, shape: str) -> None:
    """Say why and leave with the error's exit code; every finding with its file, row and column."""
    findings = error.findings if isinstance(error, UnusableSurvey | UnusableScores) else ()
    if shape == "json":
        body = {
            "error": error.code,
            "message": error.message,
            "findings": [each.as_json() for each in findings],
        }
        click.echo(json.dumps(body, ensure_ascii=False))
    else:
        _print_findings(findings)
    click.echo(error.message, err=True)
    sys.exit(UNUSABLE)
