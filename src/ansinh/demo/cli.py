"""``ansinh demo``: build a place's year through the real pipeline and print what its sealed version says."""

import json
from pathlib import Path

import click
from django.conf import settings

from ansinh.accounts.actor import Actor
from ansinh.demo.budget import write_budget
from ansinh.demo.building import Place, build, files_of
from ansinh.demo.outreach_summary import outreach_lines
from ansinh.demo.outreach_year import run_outreach_year
from ansinh.demo.summary import lines_of, summary_of
from ansinh.demo.support_summary import support_lines, support_summary
from ansinh.demo.support_year import run_support_year
from ansinh.demo.written_report import write_report
from ansinh.kernel.language import _
from ansinh.kernel.terminal import bar
from ansinh.papers.rendering import shown_number_of
from ansinh.reports.cli_forms import ALL
from ansinh.reports.printing import print_forms


def build_and_print(place: Place, shape: str, *, by: Actor) -> None:
    """Build the demonstration unless it is built, print its forms into the data folder, run its year
    of support where it has one, and say what came of it."""
    out = Path(settings.DATA_FOLDER) / "forms" / place.name
    with bar() as tell:
        version = build(place, by=by, progress=tell)
        for kind in ("xlsx", "csv"):
            if not list(out.glob(f"*.{kind}")):
                print_forms(version=version, numbers=ALL, shape=kind, out=out, by=by, progress=tell)
        days = run_support_year(place, by=by, progress=tell) if place.support else None
        written = write_report(place, version, by=by)
        if place.support:
            write_budget(place, version, by=by)
        outreach = run_outreach_year(place, version, days, by=by, progress=tell)
    summary = summary_of(version, files_of(place)) | {"outreach": outreach}
    if days is not None:
        summary["support"] = support_summary(place, days, summary)
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
    if written.paper is not None:
        number = shown_number_of(written.paper.number, written.paper.suffix)
        said = _("Báo cáo năm {year}: số {number}, trang /written-reports/{key}")
        click.echo(said.format(year=written.year, number=number, key=written.pk))
