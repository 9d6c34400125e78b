"""The command ``measures``: measures of a matrix somebody has in a file, without a database."""

import json
from pathlib import Path

import click

from ansinh.analytics.alkire_foster.matrix import Missing, read_matrix
from ansinh.analytics.alkire_foster.telling import as_text, result
from ansinh.analytics.alkire_foster.weighing import equal_weights, poverty_cutoff, weights_of
from ansinh.kernel.options import SHAPE


@click.group(help="Đo nghèo đa chiều từ một tệp số liệu.")
def measures() -> None:
    """Measures of files."""


@measures.command(
    "alkire-foster",
    help=(
        "Phương pháp Alkire-Foster: H, A, M0, tỷ lệ thiếu hụt trước và sau khi loại người không nghèo, tỷ lệ đóng góp. "
        "Mỗi cột của tệp là một chỉ tiêu, 1 là thiếu hụt, 0 là không. Mã thoát: 0 xong, 2 tệp hoặc tham số không "
        "dùng được."
    ),
)
@click.option(
    "--matrix",
    "path",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp CSV, XLSX hoặc Parquet, mỗi chỉ tiêu một cột 0/1.",
)
@click.option(
    "--k",
    "cutoff",
    required=True,
    help="Ngưỡng nghèo: tỷ trọng của tổng trọng số (1/3, 0.333), số lớn hơn 1 là số chỉ tiêu; union, intersection.",
)
@click.option(
    "--weights",
    help="Trọng số theo thứ tự cột, cách nhau dấu phẩy (1/6,1/6,…); mặc định bằng nhau. Tự chia cho tổng.",
)
@click.option("--sample-weight", help="Cột quyền số mẫu (ví dụ số người của hộ).")
@click.option("--by", help="Cột nhóm: đo riêng từng nhóm và phần đóng góp của nhóm.")
@click.option(
    "--missing",
    type=click.Choice([one.value for one in Missing]),
    default=Missing.REFUSE.value,
    show_default=True,
    help="Hàng có ô trống: từ chối, bỏ, coi là không thiếu hụt, coi là thiếu hụt.",
)
@SHAPE
def alkire_foster(
    path: Path,
    cutoff: str,
    weights: str | None,
    sample_weight: str | None,
    by: str | None,
    missing: str,
    shape: str,
) -> None:
    """Measure ``path``."""
    rule = Missing(missing)
    matrix = read_matrix(path, sample_weight=sample_weight, by=by, missing=rule)
    count = len(matrix.indicators)
    weighed = equal_weights(count) if weights is None else weights_of(weights.split(","), count)
    told = result(matrix, weighed, poverty_cutoff(cutoff, weighed), rule, by)
    click.echo(json.dumps(told, ensure_ascii=False, indent=1) if shape == "json" else as_text(told))
