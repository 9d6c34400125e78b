"""The fifteen official forms on the command line."""

import json
from pathlib import Path

import click

from ansinh.access.policies import check_may
from ansinh.accounts.actor import actor_named
from ansinh.accounts.permissions import Permission
from ansinh.datasets.queries import version_of
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.options import AREA, ROUND
from ansinh.kernel.terminal import bar
from ansinh.reports.printing import print_forms
from ansinh.reviews.queries import period_of, round_at

ALL = tuple(range(1, 16))


def _numbers(text: str) -> tuple[int, ...]:
    if text == "all":
        return ALL
    if text.isdigit() and int(text) in ALL:
        return (int(text),)
    raise UnusableInput(_("Không có biểu «{form}»: viết số từ 1 đến 15, hoặc all.").format(form=text))


@click.command(help="In các biểu chính thức của một phiên bản đã phê duyệt.")
@ROUND
@AREA
@click.option("--form", "form", default="all", show_default=True, help="Số biểu từ 1 đến 15, hoặc all.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["xlsx", "csv", "pdf"]),
    default="xlsx",
    help="Dạng tệp: xlsx, csv, pdf.",
)
@click.option("--standard", "standard_code", default=None, help="Chuẩn; mặc định là chuẩn lập danh sách.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Thư mục nhận tệp."
)
@click.pass_obj
def forms(
    obj: dict, period: str, code: str, form: str, shape: str, standard_code: str | None, out: Path
) -> None:
    """Print forms."""
    numbers = _numbers(form)
    campaign, unit = round_at(code, period_of(period))
    by = actor_named(obj["as"])
    check_may(by, Permission.PRINT_FORMS, unit.pk)
    version = version_of(unit, campaign.period, standard_code or campaign.standards[0])
    with bar() as tell:
        files = print_forms(version=version, numbers=numbers, shape=shape, out=out, by=by, progress=tell)
    click.echo(json.dumps([str(file) for file in files], ensure_ascii=False, indent=1))
