"""``ansinh restore FILE``: runs before there is a system, so nothing of one is made until the backup was found whole."""

from pathlib import Path

import click

from ansinh.config.backup.placing import Target
from ansinh.config.backup.restoring import restore as restore_backup
from ansinh.config.environment import named_folders
from ansinh.kernel.language import _
from ansinh.kernel.terminal import bar


@click.command(help="Phục hồi hệ thống từ bản sao lưu vào ANSINH_DATA (hoặc cơ sở dữ liệu) còn trống.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--key",
    "key",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Tệp khóa; mặc định TỆP.key bên cạnh.",
)
def restore(file: Path, key: Path | None) -> None:
    """Restore; a refusal leaves the target untouched."""
    data, keys = named_folders()
    with bar() as progress:
        done = restore_backup(
            file=file,
            key=key or file.with_name(f"{file.name}.key"),
            target=Target(data, keys),
            progress=progress,
        )
    said = _("Đã phục hồi {rows} dòng dữ liệu và {files} tệp, như lúc {made_at}, vào {folder}.")
    click.echo(said.format(rows=done.rows, files=done.files, made_at=done.made_at, folder=data))
