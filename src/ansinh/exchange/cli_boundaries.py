"""Boundaries on the command line: read, matched, told; written only with ``--accept``."""

import json
import sys
from datetime import date
from pathlib import Path

import click

from ansinh.access.policies import check_may
from ansinh.access.queries import scope_of
from ansinh.accounts.actor import actor_named
from ansinh.accounts.permissions import Permission
from ansinh.kernel.errors import Refused
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.options import SHAPE, Day, day_or_today
from ansinh.places.boundaries.actions import import_boundaries
from ansinh.places.boundaries.matching import BoundaryPlan, plan_boundaries
from ansinh.places.boundaries.reading import read_boundaries
from ansinh.places.enums import UnitLevel

_SHOWN = 50
_LEVELS = click.Choice([one.value for one in UnitLevel if one is not UnitLevel.VILLAGE])


@click.command(name="boundaries", help="Nhập ranh giới đơn vị hành chính từ GeoJSON hoặc TopoJSON.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--on", type=Day(), callback=day_or_today, help="Ngày của các đơn vị trong tệp; mặc định hôm nay."
)
@click.option("--level", type=_LEVELS, help="Chỉ một cấp.")
@click.option("--layer", default="", help="Lớp của tệp TopoJSON, nếu tệp có nhiều lớp.")
@click.option("--code-property", default="", help="Thuộc tính chứa mã đơn vị, nếu không tự nhận ra.")
@click.option("--source", default="", help="Nguồn của tệp: ai lập, lấy ở đâu. Cần có khi ghi.")
@click.option("--accept", is_flag=True, help="Ghi vào hệ thống; không có thì chỉ kiểm tra.")
@SHAPE
@click.pass_obj
def boundaries(
    obj: dict,
    file: Path,
    on: date,
    level: str | None,
    layer: str,
    code_property: str,
    source: str,
    accept: bool,
    shape: str,
) -> None:
    """Match the features with the units of the day and, when asked to, keep their shapes."""
    by = actor_named(obj["as"])
    check_may(by, Permission.EDIT_PLACES)
    plan = plan_boundaries(
        read_boundaries(file, layer=layer, code_property=code_property), on=on, level=level or ""
    )
    scope = scope_of(by, Permission.EDIT_PLACES)
    if out := [one.unit.name for one in plan.matched if not scope.covers(one.unit.pk)]:
        said = _("Tệp có ranh giới của {place}, ngoài địa bàn được giao. Hãy chỉ nhập các đơn vị của mình.")
        raise Refused(said.format(place=out[0]), code="out_of_scope")
    written = import_boundaries(plan=plan, source=source, by=by) if accept and plan.acceptable else None
    _say(plan, written, shape)
    sys.exit(0 if plan.acceptable else 1)


def _say(plan: BoundaryPlan, written: int | None, shape: str) -> None:
    facts = {"matched": len(plan.matched), "lacking": plan.lacking, "written": written}
    if shape == "json":
        told = facts | {"findings": [one.as_json() for one in plan.findings]}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(_("Đơn vị khớp với tệp: {count}").format(count=shown_number(len(plan.matched))))
    click.echo(_("Đơn vị cùng cấp mà tệp không có: {count}").format(count=shown_number(plan.lacking)))
    for one in plan.findings[:_SHOWN]:
        click.echo(f"  {_line(one)}", err=True)
    if len(plan.findings) > _SHOWN:
        rest = _("  … còn {count} nhận xét; xem hết bằng --format json")
        click.echo(rest.format(count=shown_number(len(plan.findings) - _SHOWN)), err=True)
    if written is not None:
        click.echo(_("Đã ghi ranh giới của {count} đơn vị.").format(count=shown_number(written)))
    elif plan.acceptable:
        click.echo(_("Chưa ghi gì. Thêm --accept và --source để ghi."))
    else:
        click.echo(_("Tệp có lỗi; chưa ghi gì. Hãy sửa tệp rồi nhập lại."))


def _line(finding: Finding) -> str:
    words = _("lỗi") if finding.level is Level.ERROR else _("lưu ý")
    return f"{words}: {finding.message}"
