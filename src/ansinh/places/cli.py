"""Places on the command line: look up, follow, enter an act, see what is unknown, restate figures."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from ansinh.accounts.actor import actor_named
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused
from ansinh.kernel.findings import Level
from ansinh.kernel.language import _
from ansinh.kernel.options import SHAPE, Day, day_or_today
from ansinh.places.actions import enter_act
from ansinh.places.acts import read_act
from ansinh.places.entering import plan_act
from ansinh.places.enums import UnitLevel
from ansinh.places.figures import read_figures
from ansinh.places.models import Unit
from ansinh.places.queries import restate, search, successors, unit_at, units_with_code, unknown_places

_LEVELS = click.Choice([level.value for level in UnitLevel])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


_ON = click.option("--on", type=Day(), callback=day_or_today, help="Ngày hỏi; mặc định hôm nay.")


@click.group(help="Đơn vị hành chính theo thời gian: tra cứu, kế thừa, văn bản sắp xếp.")
def places() -> None:
    """Places."""


@places.command(help="Đơn vị mang mã CODE, hoặc có tên khớp --search, vào ngày hỏi.")
@click.argument("code", required=False)
@click.option("--search", "text", help="Tên hoặc một phần tên, có dấu hay không dấu.")
@click.option("--level", type=_LEVELS, help="Chỉ một cấp.")
@_ON
@SHAPE
def show(code: str | None, text: str | None, level: str | None, on: date, shape: str) -> None:
    """Look units up by code or name."""
    if (code is None) == (text is None):
        raise click.UsageError(_("Cần mã đơn vị hoặc --search, một trong hai."))
    found = [unit_at(code, on, level)] if code is not None else search(text or "", on, level)
    _print([unit_facts(unit) for unit in found], shape)


@places.command(
    name="successors",
    help="Dân của đơn vị mã CODE nay thuộc đơn vị nào (--on: ngày mã ấy có hiệu lực, hoặc ngày cần biết).",
)
@click.argument("code")
@_ON
@SHAPE
def successors_(code: str, on: date, shape: str) -> None:
    """Follow a unit: one that held on that day and has ended since, to today; one that had ended before
    that day, to that day; one that still holds under the code of an older unit, from the older."""
    known = [unit for unit in units_with_code(code) if unit.valid_from <= on]
    unit = known[-1] if known else unit_at(code, on)
    if unit.holds_on(on) and not unit.holds_on(today()):
        on = today()
    elif unit.holds_on(on) and len(known) > 1:
        unit = known[-2]
    rows = [
        unit_facts(successor.unit)
        | {
            "share": successor.share,
            "share_basis": successor.share_basis or None,
            "is_default": successor.is_default,
            "change": successor.change or None,
            "date_known": successor.date_known,
        }
        for successor in successors(unit, on)
    ]
    _print(rows, shape)


@places.command(name="enter-act", help="Nhập một văn bản sắp xếp đơn vị hành chính từ tệp TOML.")
@click.argument("file", type=_FILE)
@click.option("--accept", is_flag=True, help="Ghi; không có thì chỉ kiểm tra.")
@SHAPE
@click.pass_obj
def enter_act_(obj: dict[str, Any], file: Path, accept: bool, shape: str) -> None:
    """Check an act, and write it when asked to: the console's work alone, an account's is on the page of acts."""
    by = actor_named(obj["as"])
    if by.user_id is not None:
        raise Refused(
            _(
                "Ở dòng lệnh chỉ người quản trị máy chủ nhập văn bản, không dùng --as. Hãy nhập ở trang Địa bàn."
            ),
            code="permission_missing",
        )
    plan = plan_act(read_act(file))
    if accept and plan.acceptable and not plan.already:
        plan = enter_act(file=file, by=by)
        written = True
    else:
        written = False
    facts = {
        "file": file.name,
        "changes": len(plan.act.changes),
        "ends": len(plan.ends),
        "begins": len(plan.begins),
        "dated": len(plan.redated),
        "already": plan.already,
        "written": written,
        "findings": [finding.as_json() for finding in plan.findings],
    }
    if shape == "json":
        click.echo(json.dumps(facts, ensure_ascii=False, indent=1))
    else:
        _say_act(facts)
    if any(finding.level == Level.ERROR for finding in plan.findings):
        raise click.exceptions.Exit(1)


def _say_act(facts: dict[str, Any]) -> None:
    for finding in facts["findings"]:
        click.echo(finding["message"])
    if facts["already"]:
        click.echo(_("Văn bản này đã nhập; không có gì thay đổi."))
    elif facts["written"]:
        click.echo(_("Đã ghi {count} thay đổi.").format(count=facts["changes"]))
    elif not facts["findings"]:
        said = _("{count} thay đổi đọc được, chưa ghi. Thêm --accept để ghi.")
        click.echo(said.format(count=facts["changes"]))


@places.command(help="Những gì dữ liệu chưa biết: đơn vị không rõ kế thừa, khu vực chưa rõ, ngày quy ước.")
@SHAPE
def unknown(shape: str) -> None:
    """What is not known."""
    ended, open_area, undated = unknown_places()
    rows = [unit_facts(unit) | {"unknown": "successor"} for unit in ended]
    rows += [unit_facts(unit) | {"unknown": "area_type"} for unit in open_area]
    for change in undated:
        unit = change.old or change.new
        rows.append(unit_facts(unit) | {"unknown": "date"})
    _print(rows, shape)


@places.command(
    name="restate", help="Quy số liệu cộng được (CSV: unit_code, value) sang đơn vị của ngày khác."
)
@click.argument("file", type=_FILE)
@click.option("--from", "on_from", type=Day(), callback=day_or_today, required=True, help="Ngày của số liệu.")
@click.option("--to", "on_to", type=Day(), callback=day_or_today, help="Ngày cần quy sang; mặc định hôm nay.")
@click.option("--level", type=_LEVELS, default=UnitLevel.COMMUNE.value, help="Cấp cần quy sang.")
@SHAPE
def restate_(file: Path, on_from: date, on_to: date, level: str, shape: str) -> None:
    """Restate figures."""
    answers = restate(read_figures(file, on_from), on_from, on_to, level)
    rows = [
        {
            "code": answer.unit.code,
            "name": answer.unit.name,
            "level": answer.unit.level,
            "value": _plain(answer.value),
            "sure": _plain(answer.sure),
            "by_share": _plain(answer.by_share),
            "basis": sorted({part.basis for part in answer.parts}),
        }
        for answer in answers
    ]
    _print(rows, shape)


def _plain(value: Any) -> int | float:
    return value if isinstance(value, int) else float(value)


def unit_facts(unit: Unit) -> dict[str, Any]:
    """A unit as the command line prints it: the fixed fields, dates as ISO text, null for what is open."""
    return {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level,
        "type": unit.type,
        "area_type": unit.area_type,
        "parent_code": unit.parent.code if unit.parent else None,
        "valid_from": unit.valid_from.isoformat(),
        "valid_until": unit.valid_until.isoformat() if unit.valid_until else None,
    }


def _print(rows: Sequence[dict[str, Any]], shape: str) -> None:
    if shape == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    if not rows:
        click.echo(_("Không có đơn vị nào."))
    for row in rows:
        click.echo("\t".join(_cell(value) for value in row.values()))


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "+".join(value)
    return "" if value is None else str(value)


commands = [places]
