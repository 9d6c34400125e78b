"""Keeping a system: upgrading its tables, checking its log."""

import json
import sys

import click
from django.core.management import call_command

from ansinh.audit.sealing import seal_events, verify_log
from ansinh.config.owner import grant_to
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _


@click.command(help="Nâng cấp cơ sở dữ liệu của hệ thống.")
@click.option("--grant-to", "role", help="Vai trò PostgreSQL của ứng dụng được quyền làm việc trên các bảng.")
def migrate(role: str | None) -> None:
    """Bring the tables up to date; under the owner's role, let the application's role work on them."""
    call_command("migrate", verbosity=1)
    if role is not None:
        grant_to(role)


_FAULTS = {
    "edited": "bị sửa",
    "missing": "bị xoá",
    "added": "bị chèn thêm",
    "root": "một sự kiện trong lô này bị sửa",
    "count": "lô này thừa hoặc thiếu sự kiện",
    "chain": "chuỗi niêm phong bị đứt",
    "head": "niêm phong bị sửa",
    "number": "thiếu một niêm phong trước đó",
    "signature": "chữ ký không phải của hệ thống này",
    "tail": "phần cuối đã được chứng kiến nay không còn, hoặc cơ sở dữ liệu là bản cũ",
}


@click.group(help="Nhật ký có niêm phong.")
def audit() -> None:
    """The sealed log."""


@audit.command(help="Kiểm tra toàn bộ niêm phong của nhật ký.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="Dạng kết quả.")
def verify(shape: str) -> None:
    """Recompute every seal; exit 0 where the log is whole, 1 with the first bad entry where it is not."""
    seal_events(keys_folder())
    found = verify_log(keys_folder())
    if shape == "json":
        click.echo(json.dumps({"sealed": found.sealed, "first_bad": found.first_bad, "why": found.why}))
    elif found.why:
        click.echo(
            _("Nhật ký không còn nguyên vẹn từ sự kiện số {number}: {why}.").format(
                number=found.first_bad, why=_(_FAULTS[found.why])
            )
        )
    else:
        click.echo(_("Nhật ký nguyên vẹn: {count} sự kiện đã niêm phong.").format(count=found.sealed))
    sys.exit(1 if found.why else 0)
