"""The command ``published``: printed figures beside ours, and the rules that find where figures contradict each other."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from ansinh.access.policies import check_may
from ansinh.access.queries import scope_of
from ansinh.accounts.actor import actor_named
from ansinh.accounts.permissions import Permission
from ansinh.datasets.queries import version_of
from ansinh.kernel.findings import Level
from ansinh.kernel.language import _
from ansinh.kernel.options import AREA, ROUND, SHAPE
from ansinh.reports.published.beside import beside, communes_on, figures_of
from ansinh.reports.published.figures import Figure, read_figures, seed_figures
from ansinh.reports.published.findings import FigureFinding
from ansinh.reports.published.held import held_figures
from ansinh.reports.published.rules import check
from ansinh.reports.published.statistics import words_of_statistic
from ansinh.reports.publishing import load_seed_figures
from ansinh.reviews.queries import period_of, round_at


@click.group(help="Số liệu đã công bố bên cạnh số liệu tính được, và các quy tắc tìm số mâu thuẫn.")
def published() -> None:
    """Published figures."""


@published.command(
    "list", help="Từng số đã công bố, văn bản và dòng, bên cạnh số tính từ phiên bản đã phê duyệt."
)
@SHAPE
@click.pass_obj
def list_(obj: dict[str, Any], shape: str) -> None:
    """Print the figures of the five plans beside ours."""
    scope = scope_of(actor_named(obj["as"]), Permission.PRINT_FORMS)
    rows = [
        {
            "paper": one.figure.paper,
            "line": one.figure.line,
            "unit_code": one.figure.unit_code,
            "on": one.figure.on.isoformat(),
            "list_year": one.figure.list_year,
            "standard": one.figure.standard,
            "statistic": one.figure.statistic,
            "words": words_of_statistic(one.figure.statistic, one.figure.standard),
            "printed": one.figure.printed,
            "computed": None if one.value is None else float(one.value),
            "difference": None if one.difference is None else float(one.difference),
            "version": one.version.digest if one.version else None,
        }
        for one in beside(_held(), scope)
    ]
    if shape == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        ours = "–" if row["computed"] is None else f"{row['computed']:g}"
        click.echo(f"{row['paper']}:{row['line']} · {row['words']} · {row['printed']} · {ours}")


@published.command(
    "check",
    help=(
        "Tìm số mâu thuẫn trong một tệp số liệu đã công bố (cột paper, line, unit_code, on, list_year, standard, statistic, "
        "printed), hoặc trong năm kế hoạch có sẵn nếu không nêu tệp. Mã thoát: 1 có mâu thuẫn, 2 không đọc được tệp."
    ),
)
@click.argument("path", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@SHAPE
def check_(path: Path | None, shape: str) -> None:
    """Run the rules."""
    figures = _held() if path is None else read_figures(path)
    _tell(figures, shape)


@published.command("own", help="Chạy các quy tắc trên chính số liệu của một phiên bản, trước khi công bố.")
@ROUND
@AREA
@SHAPE
@click.pass_obj
def own(obj: dict[str, Any], period: str, code: str, shape: str) -> None:
    """Run the rules on what a version publishes."""
    campaign, unit = round_at(code, period_of(period))
    check_may(actor_named(obj["as"]), Permission.PRINT_FORMS, unit.pk)
    _tell(figures_of(version_of(unit, campaign.period, campaign.standards[0])), shape)


@published.command("load-shipped", help="Ghi các số đã in của năm kế hoạch có sẵn; số đã có không bị sửa.")
@click.pass_obj
def load_shipped(obj: dict[str, Any]) -> None:
    """Write the shipped figures once."""
    count = load_seed_figures(by=actor_named(obj["as"]))
    click.echo(_("Đã ghi {count} số.").format(count=count))


def _held() -> Sequence[Figure]:
    """What is held; of a system into which nothing was entered the figures that ship."""
    return held_figures() or seed_figures()


def _tell(figures: Any, shape: str) -> None:
    findings = check(figures, communes_on(figures))
    if shape == "json":
        told = {"figures": len(figures), "findings": [one.as_json() for one in findings]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for one in findings:
            click.echo(_said(one, one.figures[0]))
        click.echo(
            _("Đã xét {count} số; {found} điều tìm thấy.").format(count=len(figures), found=len(findings))
        )
    sys.exit(int(any(one.level is Level.ERROR for one in findings)))


def _said(found: FigureFinding, first: Figure) -> str:
    words = {Level.ERROR: _("LỖI"), Level.WARNING: _("Cảnh báo"), Level.INFO: _("Ghi chú")}
    lines = _("dòng {lines}").format(lines=", ".join(found.lines))
    return " · ".join((words[found.level], found.rule, first.paper, lines, found.message))
