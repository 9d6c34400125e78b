"""Keys of citizen ids on the command line."""

import json

import click

from ansinh.accounts.actor import actor_named
from ansinh.households.actions.resealing import rotate_keys
from ansinh.kernel.errors import Refused
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.options import SHAPE
from ansinh.kernel.terminal import bar


@click.group(help="Khóa của số định danh cá nhân.")
def keys() -> None:
    """Keys outside the database."""


@keys.command(
    help="Thay khóa mã hóa số định danh: tạo khóa mới, niêm phong lại mọi số; bị ngắt thì chạy lại sẽ làm tiếp."
)
@SHAPE
@click.pass_context
def rotate(ctx: click.Context, shape: str) -> None:
    """Change the key; whoever has the console has the keys, so it is the console's work alone."""
    by = actor_named((ctx.obj or {}).get("as"))
    if by.user_id is not None:
        raise Refused(_("Chỉ người quản trị máy chủ thay khóa, không dùng --as."), code="permission_missing")
    with bar() as progress:
        done = rotate_keys(keys=keys_folder(), by=by, progress=progress)
    if shape == "json":
        click.echo(json.dumps(done))
        return
    said = _(
        "Đã niêm phong lại {count} số định danh bằng khóa số {key}. Hãy sao lưu thư mục khóa; các khóa cũ vẫn cần giữ."
    )
    click.echo(said.format(count=done["resealed"], key=done["key"]))
