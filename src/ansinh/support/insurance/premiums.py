"""What a health insurance card costs a month, and who bears it: from the dated numbers of the catalogue."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from ansinh.kernel.language import _, current_language
from ansinh.support.catalogue.numbers import Number, number

SHARES = ("state_share", "local_share", "own_share")
AMOUNTS = ("state_amount", "local_amount", "own_amount")
_NUMBERS = ("base_salary", "health_premium_rate")


@dataclass(frozen=True)
class Premium:
    """A month's premium in đồng; ``amount`` is null where a number of it is not known, ``missing`` then names them."""

    amount: int | None
    missing: tuple[str, ...]
    unverified: bool

    @property
    def words(self) -> str:
        """Why there is no amount; blank where there is one."""
        if self.amount is not None:
            return ""
        return _("Chưa tính được tiền: thiếu {names} của ngày này.").format(names=", ".join(self.missing))


def premium_on(day: date) -> Premium:
    """The premium of a day: a percent of the base salary."""
    values, missing, unverified = [], [], False
    for name in _NUMBERS:
        known = number(name)
        rows = [row for row in known.rows_on(day) if not row.territory]
        if rows:
            values.append(rows[0].parameter.on(day))
            unverified = unverified or rows[0].parameter.unverified
        else:
            missing.append(_called(known))
    if missing:
        return Premium(None, tuple(missing), unverified)
    salary, rate = values
    return Premium(int(salary * rate / 100 + 0.5), (), unverified)


def _called(known: Number) -> str:
    return known.label.in_language(current_language()).lower()


def with_amounts(rows: pl.DataFrame, premium: Premium) -> pl.DataFrame:
    """``rows`` with what each bears of one premium a month (``AMOUNTS``)."""
    return with_parts(rows, pl.lit(premium.amount, dtype=pl.Int64))


def with_parts(rows: pl.DataFrame, whole: pl.Expr) -> pl.DataFrame:
    """``rows`` with what each bears of ``whole`` (``AMOUNTS``): halves go up, what is left over is borne by the last who bears
    anything, so that the parts are the premium. Null where the premium or a share is not known."""
    state, local, own = (pl.col(name).cast(pl.Int64) for name in SHARES)

    def part(share: pl.Expr) -> pl.Expr:
        return (whole * share * 2 + 100) // 200

    bears_last = pl.when(own > 0).then(2).when(local > 0).then(1).otherwise(0)
    state_part = pl.when(bears_last == 0).then(whole).otherwise(part(state))
    local_part = pl.when(bears_last == 1).then(whole - state_part).otherwise(part(local))
    known = pl.all_horizontal(pl.col(name).is_not_null() for name in SHARES)
    parts = (state_part, local_part, whole - state_part - local_part)
    return rows.with_columns(
        pl.when(known).then(one).otherwise(None).cast(pl.Int64).alias(name)
        for name, one in zip(AMOUNTS, parts, strict=True)
    )
