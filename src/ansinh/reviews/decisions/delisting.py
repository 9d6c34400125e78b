"""Households that leave a list because of a file, or because a file is taken back: so many at once need two persons.

A decision has its maker, its chair and the chair's second confirmation. What files add to the history of lists has none of
these, so it is counted here by whoever writes or takes back such rows.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from ansinh.accounts.actor import Actor
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.reviews.decisions.lists import listed_on
from ansinh.reviews.decisions.parameters import parameter
from ansinh.reviews.histories import IN_FORCE

_SCHEMA = {
    "id": pl.Int64,
    "household": pl.String,
    "unit_id": pl.Int64,
    "village": pl.String,
    "list_class": pl.String,
    "kind": pl.String,
    "persons": pl.Int64,
    "decision_no": pl.String,
    "effective_from": pl.Date,
    "effective_until": pl.Date,
    "list_year": pl.Int64,
    "standard": pl.String,
}
_KEY = ["household", "list_year", "standard"]


def listed_at_end(households: Sequence[str], *, passing_over: int | None = None) -> pl.DataFrame:
    """On which lists these households (hex ids) are once every entry took effect: ``household, list_year, standard``.
    ``passing_over``: as if the entries of that batch had never come."""
    over = "" if passing_over is None else "AND (e.batch_id IS NULL OR e.batch_id <> %s) "
    rows = read_frame_of(
        "SELECT e.id, CAST(e.household_id AS VARCHAR(36)), e.unit_id, e.village, e.list_class, e.kind_of_entry, e.persons, "
        "e.decision_no, e.effective_from, e.effective_until, e.list_year, e.standard FROM reviews_listentry e "
        f"WHERE {IN_FORCE} {over}AND e.household_id IN ({{keys}})",
        list(households),
        _SCHEMA,
        before=[] if passing_over is None else [passing_over],
    ).with_columns(as_hex("household"))
    found = [rows.clear().select(_KEY)]
    for (year, standard), some in rows.partition_by("list_year", "standard", as_dict=True).items():
        on = listed_on(some.drop("list_year", "standard"), date(int(str(year)), 12, 31))
        found.append(
            on.select(
                "household", pl.lit(year, pl.Int64).alias("list_year"), pl.lit(standard).alias("standard")
            )
        )
    return pl.concat(found)


def leaving(before: pl.DataFrame, after: pl.DataFrame) -> int:
    """How many households are on a list in ``before`` and no more on it in ``after`` (both of ``listed_at_end``)."""
    return int(before.join(after, on=_KEY, how="anti")["household"].n_unique())


def needs_two_persons(count: int) -> bool:
    """Whether so many households leaving by a file are too many for one person (no text lays the number down)."""
    return count >= parameter("delisting_count").value


def check_two_persons(count: int, first: int | None, by: Actor) -> None:
    """Raise ``Refused`` where so many leave that the user ``first`` who brought it up and ``by`` must be two persons, and
    they are not."""
    if needs_two_persons(count) and (first is None or by.user_id is None or first == by.user_id):
        raise Refused(
            _(
                "{count} hộ sẽ ra khỏi danh sách đã công nhận. Số hộ nhiều như vậy phải qua hai người: một người đưa tệp lên hoặc đề "
                "nghị, một người khác có quyền nạp tệp ở địa bàn này xem lại và thực hiện, đều trên trang Nạp tệp."
            ).format(count=shown_number(count)),
            code="second_person_needed",
        )
