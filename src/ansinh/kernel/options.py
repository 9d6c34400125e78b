"""Options that many commands share, so that they are written and read the same way everywhere."""

from datetime import date, datetime
from typing import Any

import click

from ansinh.kernel.dates import today
from ansinh.kernel.language import _

_WRITTEN = ("%Y-%m-%d", "%d/%m/%Y")


class Day(click.ParamType[date]):
    """A day of law, written ``2022-12-14`` or ``14/12/2022``."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a refusal that says how to write it."""
        if isinstance(value, date):
            return value
        for pattern in _WRITTEN:
            try:
                return datetime.strptime(str(value), pattern).date()  # noqa: DTZ007 - a day of law has no clock
            except ValueError:
                continue
        self.fail(
            _("ngày «{value}» không đúng: viết 2022-12-14 hoặc 14/12/2022").format(value=value), param, ctx
        )


def day_or_today(_context: click.Context, _parameter: click.Parameter, value: date | None) -> date:
    """Callback of an option that means today when it is left out."""
    return value or today()


SHAPE = click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text", help="Dạng kết quả."
)
ROUND = click.option("--round", "period", required=True, help="Năm rà soát, hoặc năm-tháng.")
AREA = click.option("--area", "code", required=True, help="Mã địa bàn.")
