"""``ansinh budgets``: a place's year as it stands."""

import json
from dataclasses import asdict
from typing import Any

import click

from ansinh.access.policies import check_may
from ansinh.accounts.actor import actor_named
from ansinh.accounts.permissions import Permission
from ansinh.budgets.queries import SUMS, Sums, lines_seen, overview
from ansinh.budgets.words import agency_words, component_words, source_words
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.options import SHAPE
from ansinh.places.models import Unit
from ansinh.places.queries import units_with_code


@click.group(help="Kinh phí của chương trình: được giao, phân bổ, đã chi, quyết toán.")
def budgets() -> None:
    """Budgets."""


@budgets.command(help="Kinh phí của một nơi trong một năm, từng dòng và tổng theo nguồn, nội dung, cơ quan.")
@click.option("--place", "code", required=True, help="Mã địa bàn.")
@click.option("--year", type=int, help="Năm ngân sách; mặc định là năm nay.")
@SHAPE
@click.pass_obj
def show(obj: dict[str, Any], code: str, year: int | None, shape: str) -> None:
    """A place's year; amounts in đồng."""
    by, year = actor_named(obj["as"]), year or today().year
    check_may(by, Permission.VIEW_BUDGETS)
    unit = _unit(code, year)
    found = overview(by, unit, year)
    lines = list(lines_seen(by).filter(unit=unit, year=year).order_by("source", "component", "pk"))
    if shape == "json":
        told = {
            "place": unit.code,
            "year": year,
            "total": _facts(found.total),
            **{f"by_{name}": {key: _facts(one) for key, one in rows} for name, rows in found.by.items()},
            "lines": [
                {
                    "id": one.pk, "source": one.source, "component": one.component, "project": one.project,
                    "agency": one.agency, "policy": one.policy, **{name: getattr(one, name) for name in SUMS}, "left": one.left,
                }
                for one in lines
            ],
            "below": [{"place": one.code, **_facts(sums)} for one, sums in found.below],
        }  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    said = _(
        "{place}, năm {year}: được giao {granted}, đã phân bổ {allocated}, đã chi {paid}, đã quyết toán {settled}, còn {left} đồng"
    )
    click.echo(said.format(place=unit.name, year=year, **_shown(found.total)))
    for one in lines:
        words = (
            source_words(one.source),
            component_words(one.component),
            one.project,
            agency_words(one.agency),
        )
        click.echo(f"  {' · '.join(word for word in words if word)}: {shown_number(one.granted)} | {shown_number(one.left)}")  # fmt: skip


def _unit(code: str, year: int) -> Unit:
    """The unit of that code that there was in a year, the newest of them; raises ``NotFound``."""
    units = [
        one
        for one in units_with_code(code)
        if one.valid_from.year <= year <= (one.valid_until.year if one.valid_until else year)
    ]
    if not units:
        raise NotFound(_("Năm {year} không có địa bàn mang mã {code}.").format(year=year, code=code))
    return units[-1]


def _facts(sums: Sums) -> dict[str, int]:
    return asdict(sums) | {"left": sums.left}


def _shown(sums: Sums) -> dict[str, str]:
    return {
        "granted": shown_number(sums.granted),
        "allocated": shown_number(sums.allocated),
        "paid": shown_number(sums.disbursed),
        "settled": shown_number(sums.settled),
        "left": shown_number(sums.left),
    }
