"""``ansinh whatif``: other numbers on the round's answers, and who would move."""

import json
from pathlib import Path

import click

from ansinh.access.policies import check_may
from ansinh.accounts.actor import actor_named
from ansinh.accounts.permissions import Permission
from ansinh.audit.sights import record_console_sight
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.options import AREA, ROUND, SHAPE
from ansinh.reviews.queries import period_of, round_at
from ansinh.reviews.whatif import WhatIf, assumed, what_if
from ansinh.standards.adopted import standard_in_use
from ansinh.work.tables.writing import write_rows


@click.command(help="Thử số khác trên dữ liệu của kỳ rà soát: hộ nào đổi loại, ở đâu. Không ghi gì.")
@ROUND
@AREA
@click.option("--standard", "standard_code", default=None, help="Chuẩn gốc; mặc định là chuẩn lập danh sách.")
@click.option("--set", "settings", multiple=True, help="Tham số=số, ví dụ income_line_rural=1750000.")
@click.option("--deprivations", type=int, help="Số chỉ số thiếu hụt tối thiểu để là hộ nghèo.")
@click.option("--without", multiple=True, help="Bỏ một chỉ số thiếu hụt.")
@click.option(
    "--movers",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Ghi danh sách hộ đổi loại ra CSV, XLSX.",
)
@SHAPE
@click.pass_obj
def whatif(
    obj: dict,
    period: str,
    code: str,
    standard_code: str | None,
    settings: tuple[str, ...],
    deprivations: int | None,
    without: tuple[str, ...],
    movers: Path | None,
    shape: str,
) -> None:
    """Another line, number of deprivations or set of indicators."""
    by = actor_named(obj["as"])
    campaign, unit = round_at(code, period_of(period))
    check_may(by, Permission.SEE_HOUSEHOLDS if movers is None else Permission.EXPORT_LISTS, unit.pk)
    rules = standard_in_use(standard_code or campaign.standards[0])
    numbers = dict(_setting(text) for text in settings)
    if deprivations is not None:
        numbers["deprivations_for_poor"] = float(deprivations)
    found = what_if(campaign, unit, rules, assumed(rules, numbers, without))
    if movers is not None:
        record_console_sight(by=by, command="whatif", count=found.movers.height, place=unit.code)
        write_rows(movers, found.movers, sheet="movers")
    _show(found, shape)


def _setting(text: str) -> tuple[str, float]:
    name, _equals, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError:
        raise UnusableInput(
            _("«{text}» không đúng: viết tham số=số, ví dụ income_line_rural=1750000.").format(text=text)
        ) from None


def _show(found: WhatIf, shape: str) -> None:
    if shape == "json":
        facts = {
            "before": found.before,
            "after": found.after,
            "movers": found.movers.height,
            "moves": found.moves.filter(found.moves["before"] != found.moves["after"]).to_dicts(),
        }
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name in sorted({*found.before, *found.after}):
        click.echo(f"{name}: {found.before.get(name, 0)} → {found.after.get(name, 0)}")
    for row in found.moves.filter(found.moves["before"] != found.moves["after"]).iter_rows(named=True):
        click.echo("  {unit_code}: {before} → {after}: {households}".format(**row))
