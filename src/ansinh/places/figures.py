"""A file of figures by unit, for restating: CSV with ``unit_code`` and ``value``, plain numbers."""

import csv
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.places.queries import unit_at


def read_figures(path: Path, on: date) -> dict[int, int | Decimal]:
    """Unit id → figure. Two rows of one unit are added. Raises ``UnusableInput`` naming row and column, or
    ``UnknownPlace`` for a code that no unit has on ``on``."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnusableInput(_("Không đọc được tệp «{file}».").format(file=path.name)) from error
    if not rows or not {"unit_code", "value"} <= set(rows[0]):
        said = _("Tệp «{file}» cần hai cột unit_code và value, và ít nhất một dòng.")
        raise UnusableInput(said.format(file=path.name))
    figures: dict[int, int | Decimal] = {}
    for number, row in enumerate(rows, start=2):
        unit = unit_at(row["unit_code"] or "", on)
        figures[unit.pk] = figures.get(unit.pk, 0) + _number(path, number, row["value"] or "")
    return figures


def _number(path: Path, row: int, text: str) -> int | Decimal:
    try:
        value = Decimal(text.strip())
    except InvalidOperation as error:
        said = _("Tệp «{file}», dòng {row}, cột value: không phải số.").format(file=path.name, row=row)
        raise UnusableInput(said) from error
    if not value.is_finite():
        said = _("Tệp «{file}», dòng {row}, cột value: không phải số.").format(file=path.name, row=row)
        raise UnusableInput(said)
    return int(value) if value == value.to_integral_value() else value
