"""``ansinh backup FILE``."""

import sys
from pathlib import Path

import click

from ansinh.accounts.actor import actor_named
from ansinh.config.backup.making import make_backup
from ansinh.kernel.language import _
from ansinh.kernel.terminal import bar


@click.command(
    help="Sao lưu toàn bộ hệ thống vào một tệp mã hóa; khóa ghi riêng vào TỆP.key, hãy cất ở nơi khác."
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(obj: dict, file: Path) -> None:
    """Back the system up; exit 1 where files of sealed versions were missing when it was made."""
    with bar() as progress:
        made = make_backup(file=file, by=actor_named(obj["as"]), progress=progress)
    said = _("Đã sao lưu {rows} dòng dữ liệu và {files} tệp vào {file} ({size} MB).")
    click.echo(
        said.format(rows=made.rows, files=made.files, file=made.file, size=max(1, made.size // 1_000_000))
    )
    click.echo(
        _("Khóa ở {key}: không có khóa này thì không phục hồi được. Hãy cất khóa ở nơi khác.").format(
            key=made.key
        )
    )
    for folder in made.missing_versions:
        click.echo(
            _("Thiếu tệp của bản niêm phong {folder} từ trước khi sao lưu.").format(folder=folder), err=True
        )
    sys.exit(1 if made.missing_versions else 0)
