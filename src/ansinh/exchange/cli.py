"""Imports on the command line: read, check, show findings by row; written only with ``--accept``."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ansinh.access.policies import check_may
from ansinh.access.queries import scope_of
from ansinh.accounts.actor import Actor, actor_named
from ansinh.accounts.permissions import Permission
from ansinh.exchange.cli_boundaries import boundaries
from ansinh.exchange.events import accept_events
from ansinh.exchange.kinds import KINDS
from ansinh.exchange.list_tables.checking import (
    check_designation_table,
    check_events,
    check_lists,
    check_population_table,
)
from ansinh.exchange.review_export.accepting import accept_review_export, known_before
from ansinh.exchange.review_export.checking import check_review_export
from ansinh.exchange.rounds import kept_to_the_law, round_for, rounds_for, survey_units
from ansinh.exchange.survey_tables.checking import check_of_nobody_close, check_survey
from ansinh.exchange.wording import count_words
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.options import ROUND, SHAPE
from ansinh.kernel.terminal import bar
from ansinh.places.actions import designate_places, record_populations
from ansinh.places.queries import unit_at
from ansinh.reviews.list_entries import record_lists
from ansinh.reviews.queries import closing_day, period_of, round_covering, rounds_below
from ansinh.surveys.actions import record_survey
from ansinh.work.batches import Checked, accepted_before
from ansinh.work.tables import read_table
from ansinh.work.tables.encodings import NAMES
from ansinh.work.tables.findings_workbook import write_findings

_ACCEPT = click.option("--accept", is_flag=True, help="Ghi vào hệ thống; không có thì chỉ kiểm tra.")
_BOOK = click.option(
    "--findings",
    "book",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Ghi tệp XLSX có nhận xét bên cạnh từng dòng.",
)
_ENCODING = click.option(
    "--encoding",
    type=click.Choice(NAMES),
    help="Bảng mã chữ Việt của tệp CSV; không có thì tự nhận biết.",
)
_FILE = click.argument("file", type=click.Path(path_type=Path))


_SHOWN = 50
"""Findings printed to the terminal; the rest is in the workbook."""


@click.group(name="import", help="Nhập tệp: đọc, kiểm tra từng dòng, chỉ ghi khi có --accept.")
def import_() -> None:
    """Imports."""


import_.add_command(boundaries)


def _importer(obj: dict, kind: str) -> Actor:
    """Who imports: an account only where it may bring such files in at some place; without a name the operator."""
    by = actor_named(obj["as"])
    check_may(by, KINDS[kind].permission)
    return by


def _finish(checked: Checked, shape: str, *, accepted: bool, books: dict[Path, Path]) -> None:
    """Print counts and findings; exit 1 where a finding is an error."""
    for source, book in books.items():
        table = read_table(
            source,
            header_rows=2 if checked.kind == "review-export" else 1,
            encoding=checked.options.get("encoding"),
        )
        write_findings(table, [f for f in checked.findings if f.file == table.file], book)
    if shape == "json":
        facts = checked.counts | {
            "accepted": accepted,
            "findings": [finding.as_json() for finding in checked.findings],
        }
        click.echo(json.dumps(facts, ensure_ascii=False, default=str))
    else:
        _print_text(checked, accepted)
    sys.exit(1 if checked.errors else 0)


def _print_text(checked: Checked, accepted: bool) -> None:
    for name, value in checked.counts.items():
        if name != "same_file":
            click.echo(
                f"{count_words(name)}: {shown_number(len(value) if isinstance(value, list) else value)}"
            )
    if checked.counts.get("same_file"):
        click.echo(_("Đúng tệp này đã được nhập trước đây; không có gì thay đổi."))
    shown = [finding for finding in checked.findings if finding.level is not Level.INFO]
    for finding in shown[:_SHOWN]:
        click.echo(f"  {_where(finding)}: {finding.message}", err=True)
    if len(shown) > _SHOWN:
        rest = _("  … còn {count} nhận xét; xem hết bằng --findings TỆP.xlsx")
        click.echo(rest.format(count=shown_number(len(shown) - _SHOWN)), err=True)
    if accepted:
        click.echo(_("Đã ghi."))
    elif checked.errors:
        said = _("Có {count} lỗi; chưa ghi gì. Hãy sửa tệp rồi nhập lại.")
        click.echo(said.format(count=shown_number(checked.errors)))
    else:
        click.echo(_("Chưa ghi gì. Thêm --accept để ghi."))


def _where(finding: Finding) -> str:
    """``households.csv, dòng 7, cột area_code``; without row or column where the finding is of the whole file."""
    row = _("dòng {row}").format(row=finding.row) if finding.row else ""
    column = _("cột {column}").format(column=finding.column) if finding.column else ""
    return ", ".join(part for part in (finding.file, row, column) if part)


def _accepted(checked: Checked, accept: bool, write: Callable[[], dict[str, Any]]) -> tuple[Checked, bool]:
    """Accept a checked file, unless the very same was accepted before."""
    if not accept:
        return checked, False
    if accepted_before(checked.kind, checked.digest) is not None:
        return replace(checked, counts=checked.counts | {"same_file": True}), True
    if checked.errors:
        return checked, False
    return replace(checked, counts=checked.counts | write()), True


@import_.command(name="survey", help="Nhập phiếu khảo sát: tệp hộ và tệp thành viên.")
@click.option("--households", type=click.Path(path_type=Path), required=True, help="Tệp hộ.")
@click.option("--members", type=click.Path(path_type=Path), required=True, help="Tệp thành viên.")
@ROUND
@click.option("--area", "code", help="Địa bàn để xếp hộ khi tệp không có mã xã.")
@_ACCEPT
@SHAPE
@_BOOK
@_ENCODING
@click.pass_obj
def survey(
    obj: dict,
    households: Path,
    members: Path,
    period: str,
    code: str | None,
    accept: bool,
    shape: str,
    book: Path | None,
    encoding: str | None,
) -> None:
    """Survey tables."""
    by, period = _importer(obj, "survey"), period_of(period)
    as_of = closing_day(period)
    area = unit_at(code, as_of) if code else None
    with bar() as tell:
        tell("check")
        checked = check_survey(
            households, members, period=period, as_of=as_of, area=area, encoding=encoding, by=by
        )

        def write() -> dict[str, Any]:
            tell("register", 0, checked.counts["households"])
            return _write_survey(checked, period, by)

        checked, done = _accepted(checked, accept, write)
    books = {households: book, members: book.with_stem(book.stem + "-members")} if book else {}
    _finish(checked, shape, accepted=done, books=books)


def _write_survey(checked: Checked, period: str, by: Actor) -> dict[str, Any]:
    check_of_nobody_close(checked, by)
    campaigns = rounds_for(checked.payload["places"], period, closing_day(period), by)
    with kept_to_the_law(campaigns, survey_units(checked)):
        recorded = record_survey(
            checked=checked, period=period, as_of=campaigns[0].as_of, keys=keys_folder(), by=by
        )
    return recorded.counts()


@import_.command(name="lists", help="Nhập danh sách đã công nhận của các năm.")
@_FILE
@_ACCEPT
@SHAPE
@_BOOK
@_ENCODING
@click.pass_obj
def lists(obj: dict, file: Path, accept: bool, shape: str, book: Path | None, encoding: str | None) -> None:
    """Lists."""
    by = _importer(obj, "lists")
    checked = check_lists(file, encoding=encoding)
    checked, done = _accepted(
        checked, accept, lambda: record_lists(checked=checked, keys=keys_folder(), by=by)
    )
    _finish(checked, shape, accepted=done, books={file: book} if book else {})


@import_.command(name="events", help="Nhập biến động của hộ và thành viên.")
@_FILE
@_ACCEPT
@SHAPE
@_BOOK
@_ENCODING
@click.pass_obj
def events(obj: dict, file: Path, accept: bool, shape: str, book: Path | None, encoding: str | None) -> None:
    """Life events."""
    by = _importer(obj, "events")
    checked = check_events(file, encoding=encoding)
    checked, done = _accepted(checked, accept, lambda: accept_events(checked=checked, by=by))
    _finish(checked, shape, accepted=done, books={file: book} if book else {})


@import_.command(name="populations", help="Nhập số hộ, số dân theo đơn vị và ngày.")
@_FILE
@_ACCEPT
@SHAPE
@_BOOK
@_ENCODING
@click.pass_obj
def populations(
    obj: dict, file: Path, accept: bool, shape: str, book: Path | None, encoding: str | None
) -> None:
    """Populations."""
    by = _importer(obj, "populations")
    checked = check_population_table(file, encoding=encoding)
    checked, done = _accepted(
        checked, accept, lambda: {"recorded": record_populations(rows=checked.payload["rows"], by=by)}
    )
    _finish(checked, shape, accepted=done, books={file: book} if book else {})


@import_.command(
    name="designations", help="Nhập danh sách xã, thôn đặc biệt khó khăn, xã nghèo theo văn bản."
)
@_FILE
@_ACCEPT
@SHAPE
@_BOOK
@_ENCODING
@click.pass_obj
def designations(
    obj: dict, file: Path, accept: bool, shape: str, book: Path | None, encoding: str | None
) -> None:
    """What lists say of communes and villages: area_code, village, kind, holds, valid_from, valid_until, source."""
    by = actor_named(obj["as"])
    check_may(by, Permission.EDIT_PLACES)
    checked = check_designation_table(file, scope=scope_of(by, Permission.EDIT_PLACES), encoding=encoding)
    checked, done = _accepted(
        checked, accept, lambda: {"recorded": designate_places(rows=checked.payload["rows"], by=by)}
    )
    _finish(checked, shape, accepted=done, books={file: book} if book else {})


@import_.command(name="review-export", help="Nhập tệp Excel xuất từ phần mềm rà soát đang dùng.")
@_FILE
@ROUND
@click.option("--area", "code", required=True, help="Mã huyện, tỉnh hoặc xã mà tệp nói đến.")
@_ACCEPT
@SHAPE
@_BOOK
@click.pass_obj
def review_export(
    obj: dict, file: Path, period: str, code: str, accept: bool, shape: str, book: Path | None
) -> None:
    """The export of the software in use today. Rows that cannot be read are refused one by one; the others are taken."""
    by, period = _importer(obj, "review-export"), period_of(period)
    as_of = closing_day(period)
    area = unit_at(code, as_of)
    checked = check_review_export(file, period=period, area=area.code, keys=keyring(keys_folder()))
    checked = replace(checked, counts=checked.counts | {"already": known_before(checked, area, period)})
    if accept:
        if round_covering(area, period) is None and not rounds_below(area, period):
            round_for(area, period, as_of, by)
        accept_review_export(
            checked=checked, area=area, period=period, as_of=as_of, keys=keys_folder(), by=by
        )
    _finish(checked, shape, accepted=accept, books={file: book} if book else {})
