"""What an entitlement costs in a year, and who bears it: the State, the place, the household itself, or nobody says who.

The law says shares for health insurance cards only: of their premium, which is no money given to a household, so its amount comes
from the numbers of the day. Of other money the catalogue knows how much, and not out of whose budget: that is ``unsaid``.
"""

from datetime import date

import polars as pl

from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.support.catalogue.policy import Policy
from ansinh.support.insurance.premiums import SHARES, premium_on

SOURCES = ("state", "local", "own", "unsaid")
WORDS = {
    "state": later("Nhà nước"),
    "local": later("Địa phương"),
    "own": later("Người dân tự đóng"),
    "unsaid": later("Chưa rõ nguồn"),
}
_MONTHS = 12
_TIMES_A_YEAR = {"month": _MONTHS, "term": 2, "quarter": 4, "once": 1, "year": 1}
_INSURED = "health_insurance"


def yearly(frame: pl.DataFrame, policy: Policy | None, on: date) -> pl.DataFrame:
    """Entitlements of one policy with đồng of a year: ``year``, its parts (``of_<source>``, which add up to it), and ``given``,
    which is what others bear. Null where it is no money, or an amount or number of law is not known."""
    months = (policy.months_per_year if policy else None) or _MONTHS
    premium = premium_on(on).amount if policy is not None and policy.purpose == _INSURED else None
    known = pl.all_horizontal(pl.col(name).is_not_null() for name in SHARES)
    card = pl.col("amount").is_null() & known
    price = pl.when(card).then(pl.lit(premium, dtype=pl.Int64)).otherwise("amount")
    per = pl.col("amount_per").replace_strict(
        {**_TIMES_A_YEAR, "month": months}, default=1, return_dtype=pl.Int64
    )
    times = pl.when(card).then(months).otherwise(per)
    state, local, own = _parts(price)
    shared = {"state": state, "local": local, "own": own}
    return frame.with_columns(
        (price * times).alias("year"),
        *(
            pl.when(known).then(part * times).otherwise(0 * price).cast(pl.Int64).alias(f"of_{name}")
            for name, part in shared.items()
        ),
        pl.when(known).then(0 * price).otherwise(price * times).alias("of_unsaid"),
    ).with_columns((pl.col("year") - pl.col("of_own")).alias("given"))


def _parts(price: pl.Expr) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """A price in three, as lists for the insurer part it (``premiums.with_amounts``): halves go up, what is left over is borne by
    the last who bears anything."""
    shares = [pl.col(name).cast(pl.Int64) for name in SHARES]
    last = pl.when(shares[2] > 0).then(2).when(shares[1] > 0).then(1).otherwise(0)
    state = pl.when(last == 0).then(price).otherwise((price * shares[0] * 2 + 100) // 200)
    local = pl.when(last == 1).then(price - state).otherwise((price * shares[1] * 2 + 100) // 200)
    return state, local, price - state - local


def missing_price(policy: Policy, on: date) -> str:
    """Why the premium of a card cannot be said on a day; blank where it can, or no card is meant."""
    if policy.purpose != _INSURED:
        return ""
    return premium_on(on).words


def source_remark() -> str:
    """Said wherever a cost stands under no source."""
    return _(
        "Văn bản của chính sách này trong danh mục không ghi phần của từng ngân sách: số tiền đứng ở «chưa rõ nguồn», không chia ước chừng."
    )
