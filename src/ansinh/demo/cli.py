"""``ansinh demo``: build a place's year through the real pipeline and print what its sealed version says."""

import json
from pathlib import Path

import click
from django.conf import settings

from ansinh.accounts.actor import Actor
from ansinh.datasets.models import Version
from ansinh.demo.budget import write_budget
from ansinh.demo.building import Place, build, files_of
from ansinh.demo.next_summary import next_lines, next_summary
from ansinh.demo.next_year import (
    build_next_year,
    check_has_next_year,
    close_next_year,
    files_of_review,
    sealed_next_year,
)
from ansinh.demo.outreach_summary import outreach_lines
from ansinh.demo.outreach_year import run_outreach_year
from ansinh.demo.summary import lines_of, summary_of
from ansinh.demo.support_summary import support_lines, support_summary
from ansinh.demo.support_year import run_support_year, support_begun
from ansinh.demo.written_report import write_report
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.kernel.terminal import bar
from ansinh.monitoring.models import WrittenReport
from ansinh.papers.rendering import shown_number_of
from ansinh.reports.cli_forms import ALL
from ansinh.reports.printing import print_forms


def build_and_print(place: Place, shape: str, *, by: Actor, next_year: bool = False) -> None:
    """Build the demonstration unless it is built, print its forms into the data folder, run its year
    of support where it has one, and say what came of it. With ``next_year`` also the simulated review of the year after."""
    if next_year:
        check_has_next_year(place)
    out = Path(settings.DATA_FOLDER) / "forms" / place.name
    with bar() as tell:
        version = build(place, by=by, progress=tell)
        _print_forms(version, out, by, tell)
        second = sealed_next_year(place, version)
        if next_year and second is None and not support_begun(place):
            # Before the year of support, which gives by the list in force (the reasons stand in next_year.py).
            write_report(place, version, by=by)
            second = build_next_year(place, version, by=by, progress=tell)
        newest = second or version
        days = (
            run_support_year(
                place,
                by=by,
                progress=tell,
                review=newest.period,
                answers=files_of_review(place, newest.period),
            )
            if place.support
            else None
        )
        written = write_report(place, version, by=by)
        if place.support:
            write_budget(place, version, by=by)
        outreach = run_outreach_year(place, version, days, by=by, progress=tell)
        closed = None
        if next_year:
            second = build_next_year(place, version, by=by, progress=tell)
            _print_forms(second, out / second.period, by, tell)
            closed = close_next_year(place, second, by=by, progress=tell)
    summary = summary_of(version, files_of(place)) | {"outreach": outreach}
    if days is not None:
        # Printed figures are those of the first review: beside a later list they say nothing.
        printed = summary if second is None else summary | {"published": []}
        summary["support"] = support_summary(place, days, printed)
    if next_year and second is not None:
        summary["next_year"] = next_summary(
            summary, summary_of(second, files_of_review(place, second.period)), second
        )
    if shape == "json":
        click.echo(json.dumps(summary, ensure_ascii=False, indent=1, default=str))
        return
    for line in lines_of(summary):
        click.echo(line)
    for line in support_lines(summary["support"]) if days is not None else ():
        click.echo(line)
    for line in outreach_lines(outreach):
        click.echo(line)
    click.echo(_("Các biểu: {folder}").format(folder=out))
    _say_written(written)
    if closed is not None:
        for line in next_lines(summary["next_year"]):
            click.echo(line)
        if days is not None and days.review != str(closed.year):
            said = _(
                "Năm hỗ trợ đã dựng trước theo danh sách của cuộc rà soát {first} và giữ nguyên; ai không còn trong danh sách của cuộc rà "
                "soát {second} mà đang được hưởng thì hiện ở /gaps."
            )
            click.echo(said.format(first=version.period, second=closed.year))
        click.echo(_("Các biểu: {folder}").format(folder=out / str(closed.year)))
        _say_written(closed)


def _print_forms(version: Version, out: Path, by: Actor, progress: Progress) -> None:
    for kind in ("xlsx", "csv"):
        if not list(out.glob(f"*.{kind}")):
            print_forms(version=version, numbers=ALL, shape=kind, out=out, by=by, progress=progress)


def _say_written(written: WrittenReport) -> None:
    if written.paper is not None:
        number = shown_number_of(written.paper.number, written.paper.suffix)
        said = _("Báo cáo năm {year}: số {number}, trang /written-reports/{key}")
        click.echo(said.format(year=written.year, number=number, key=written.pk))
