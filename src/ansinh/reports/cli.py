"""The command ``reconcile``: published tables, without a database."""

import json
import sys
from pathlib import Path

import click

from ansinh.kernel.findings import Level
from ansinh.kernel.language import _
from ansinh.kernel.options import SHAPE
from ansinh.reports.reconcile import Report
from ansinh.reports.reconcile import reconcile as reconcile_files


@click.command(
    help=(
        "Đối chiếu các bảng đã công bố (CSV, XLSX, Parquet), đọc chung tất cả các tệp. Mã thoát: 0 không có "
        "lỗi, 1 có số liệu mâu thuẫn, 2 không đọc được tệp."
    )
)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--standard", help="Mã chuẩn nghèo của các biểu 4 đến 7, ví dụ vn-2022.")
@SHAPE
def reconcile(files: tuple[Path, ...], standard: str | None, shape: str) -> None:
    """Check ``files`` and exit 0, 1 or 2."""
    report = reconcile_files(files, standard)
    click.echo(
        json.dumps(report.as_json(), ensure_ascii=False, indent=1) if shape == "json" else _said(report)
    )
    sys.exit(report.exit_code)


def _said(report: Report) -> str:
    lines = [
        " · ".join(
            part
            for part in (
                _("LỖI") if found.level is Level.ERROR else _("Ghi chú"),
                found.rule,
                _("biểu {form}").format(form=found.form) if found.form else "",
                found.unit_code,
                found.split,
                found.column,
                found.message,
            )
            if part
        )
        for found in report.findings
    ]
    words = {
        "half_up": _("làm tròn"),
        "cut": _("cắt bỏ"),
        "mixed": _("lẫn cả hai cách"),
        "either": _("số liệu không cho biết"),
    }
    lines += [
        _("{file}: cách làm tròn tỷ lệ: {rounding}.").format(file=file, rounding=words[how])
        for file, how in report.rounding.items()
    ]
    lines.append(
        _("Đã so {count} lần; {errors} mâu thuẫn.").format(
            count=sum(report.checked.values()),
            errors=sum(found.level is Level.ERROR for found in report.findings),
        )
    )
    return "\n".join(lines)


commands = [reconcile]
