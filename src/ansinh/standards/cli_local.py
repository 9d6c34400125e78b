"""``ansinh local-standards``: what places adopted over the national standards, and tables of points."""

import json
from datetime import date
from pathlib import Path

import click

from ansinh.accounts.actor import Actor, actor_named
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _, current_language
from ansinh.standards.actions import adopt_local_standard, load_score_table
from ansinh.standards.adopted import standard_in_use
from ansinh.standards.cli import give_manual, manual_options
from ansinh.standards.models import LocalStandard


@click.group(name="local-standards", help="Chuẩn riêng của địa phương và bảng điểm.")
def local_standards() -> None:
    """Local standards."""


def _operator(obj: dict) -> Actor:
    """The operator of the server, whose work this is; raises ``Refused`` for an account."""
    by = actor_named(obj["as"])
    if by.user_id is not None:
        raise Refused(
            _("Chỉ người quản trị máy chủ nạp chuẩn và bảng điểm, không dùng --as."),
            code="permission_missing",
        )
    return by


@local_standards.command(help="Áp dụng chuẩn riêng của một địa phương từ tệp TOML.")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def adopt(obj: dict, file: Path) -> None:
    """Adopt a local standard."""
    adopted = adopt_local_standard(file=file, by=_operator(obj))
    click.echo(_("Chuẩn {code} theo {act}.").format(code=adopted.code, act=adopted.act))


@local_standards.command(name="list", help="Các chuẩn riêng đã áp dụng.")
def list_() -> None:
    """What was adopted, newest last."""
    rows = [
        {
            "code": row.code,
            "numbers": row.numbers,
            "indicators": row.indicators,
            "act": row.act,
            "verified": row.verified,
        }
        for row in LocalStandard.objects.order_by("pk")
    ]
    click.echo(json.dumps(rows, ensure_ascii=False, indent=1))


@local_standards.command(name="load-scores", help="Nạp một bảng điểm ước lượng thu nhập từ tệp CSV.")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def load_scores(obj: dict, file: Path) -> None:
    """Load a table of points."""
    count = load_score_table(file=file, by=_operator(obj))
    click.echo(_("Đã nạp {count} dòng điểm.").format(count=count))


@local_standards.command(help="In cẩm nang của một chuẩn, kể cả chuẩn riêng đã áp dụng.")
@click.argument("code")
@manual_options
def manual(code: str, as_of: date, language: str | None, shape: str, out: Path | None) -> None:
    """The manual of a national standard or of the newest one that a place adopted."""
    give_manual(standard_in_use(code), as_of, language or current_language(), shape, out)
