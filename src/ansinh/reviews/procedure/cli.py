"""The procedure on the command line: its diagram, printed from the table."""

from pathlib import Path

import click

from ansinh.kernel.language import _
from ansinh.reviews.procedure.diagram import mermaid
from ansinh.reviews.procedure.manual import procedure_manual
from ansinh.reviews.procedure.regime import regime


@click.group(help="Quy trình rà soát: các bước, sơ đồ.")
def procedure() -> None:
    """The procedure."""


@procedure.command(help="Sơ đồ các bước, in từ bảng các bước.")
@click.option("--regime", "code", help="Mã quy trình; mặc định mọi quy trình, kèm bảng (Markdown).")
@click.option("--in-year", is_flag=True, help="Rà soát trong năm.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Tệp ghi ra.")
def diagram(code: str | None, in_year: bool, out: Path | None) -> None:
    """The moves as Mermaid text, or the manual's page of all regimes."""
    text = mermaid(regime(code), in_year=in_year) + "\n" if code else procedure_manual()
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8")
    click.echo(_("Đã ghi {path}.").format(path=out))
