"""``ansinh demo``: build a place's year through the real pipeline and print what its sealed version says."""

import json
from pathlib import Path

import click
from django.conf import settings

from ansinh.accounts.actor import actor_named
from ansinh.demo.building import PLACES, build, files_of
from ansinh.demo.summary import lines_of, summary_of
from ansinh.kernel.language import _
from ansinh.kernel.options import SHAPE
from ansinh.kernel.terminal import bar
from ansinh.reports.cli_forms import ALL
from ansinh.reports.printing import print_forms


@click.command(help="Dựng dữ liệu trình diễn của một địa bàn, phân loại, phê duyệt và in biểu.")
@click.option(
    "--place", type=click.Choice(list(PLACES)), default="thuy-nguyen", show_default=True, help="Địa bàn."
)
@click.option("--no-serve", is_flag=True, help="Chỉ dựng và in, không mở máy chủ trang.")
@SHAPE
@click.pass_obj
def demo(obj: dict, place: str, no_serve: bool, shape: str) -> None:
    """Build and show."""
    by = actor_named(obj["as"])
    chosen = PLACES[place]
    out = Path(settings.DATA_FOLDER) / "forms" / place
    with bar() as tell:
        version = build(chosen, by=by, progress=tell)
        for kind in ("xlsx", "csv"):
            if not list(out.glob(f"*.{kind}")):
                print_forms(version=version, numbers=ALL, shape=kind, out=out, by=by, progress=tell)
    summary = summary_of(version, files_of(chosen))
    if shape == "json":
        click.echo(json.dumps(summary, ensure_ascii=False, indent=1, default=str))
        return
    for line in lines_of(summary):
        click.echo(line)
    click.echo(_("Các biểu: {folder}").format(folder=out))
