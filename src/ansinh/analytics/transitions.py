"""Who was what, and is what: between two sealed versions of a place, or from the list a version began with to what it found.

Within one standard and on one set of communes only; households are followed by who they are in the registry.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ansinh.datasets.models import Version
from ansinh.datasets.queries import communes_of, outcomes_of
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _

# On the list of the poor or of the near-poor, on neither, not to be told; and not in the version at all.
STATES = ("poor", "near_poor", "other", "undetermined", "absent")
LISTED = ("poor", "near_poor")
_OTHER = ("average", "not_poor")
_KEPT = ("unit_code", "village", "movement", "persons", "minority", "head_sex", "no_labour_capacity")


@dataclass(frozen=True, slots=True)
class Transition:
    """``rows``: one a household, with ``before`` and ``after`` (``STATES``) and the columns a list of households shows. ``first``
    is nothing where the list that ``second`` began with is what it is compared to."""

    first: Version | None
    second: Version
    rows: pl.DataFrame

    def count(self, before: str, after: str) -> int:
        """How many households went from one state to another."""
        return self.of(before, after).height

    def of(self, before: str = "", after: str = "") -> pl.DataFrame:
        """The households of a cell, of a row (no ``after``) or of a column (no ``before``)."""
        found = self.rows
        for column, state in (("before", before), ("after", after)):
            if state:
                found = found.filter(pl.col(column) == state)
        return found


def from_opening(version: Version) -> Transition:
    """From the list the review began with to what was recognised: two years of lists in one version."""
    rows = states(outcomes_of(version), "after")
    before = (
        pl.when(pl.col("opening_class").is_in(LISTED))
        .then(pl.col("opening_class"))
        .otherwise(pl.lit("absent"))
    )
    return Transition(None, version, _finished(rows.with_columns(before.alias("before"))))


def between(first: Version, second: Version) -> Transition:
    """From what ``first`` recognised to what ``second`` did, whatever years lie between. Raises ``Refused`` in words where the two
    cannot be compared: other places, other standards, the wrong order, communes that changed."""
    check_comparable(first, second)
    before = states(outcomes_of(first), "before")
    after = states(outcomes_of(second), "after")
    rows = after.join(before, on="household_id", how="full", coalesce=True, suffix="_first").with_columns(
        *(pl.coalesce(name, f"{name}_first").alias(name) for name in _KEPT),
        pl.coalesce("class", "class_first").alias("class"),
        pl.col("before").fill_null("absent"),
        pl.col("after").fill_null("absent"),
    )
    return Transition(first, second, _finished(rows))


def check_comparable(first: Version, second: Version) -> None:
    """Raise ``Refused`` unless both are of one place, one standard and the same communes, ``first`` the earlier."""
    if first.unit_id != second.unit_id:
        said = _(
            "Hai phiên bản của hai địa bàn khác nhau ({one}, {other}). Hãy chọn hai kỳ của cùng một địa bàn."
        )
        raise Refused(said.format(one=first.unit.name, other=second.unit.name), code="other_place")
    if first.standard != second.standard:
        said = _(
            "Hai phiên bản theo hai chuẩn ({one}, {other}): đổi diện có thể chỉ vì đổi chuẩn. Hãy chọn hai kỳ cùng chuẩn."
        )
        raise Refused(said.format(one=first.standard, other=second.standard), code="other_standard")
    if first.period >= second.period:
        said = _("Kỳ đầu ({one}) phải trước kỳ sau ({other}).")
        raise Refused(said.format(one=first.period, other=second.period), code="wrong_order")
    sets = [{part.unit_id: part.unit.name for part in communes_of(one)} for one in (first, second)]
    changed = sorted(
        {name for one, other in (sets, sets[::-1]) for pk, name in one.items() if pk not in other}
    )
    if changed:
        said = _(
            "Các xã của hai kỳ không như nhau ({names}): đã sáp nhập, chia tách hoặc chưa phê duyệt. "
            "Hãy so từng xã không đổi, hoặc hai kỳ trên cùng một bộ địa bàn."
        )
        raise Refused(said.format(names=", ".join(changed[:5])), code="other_units")


def states(outcomes: pl.DataFrame, name: str) -> pl.DataFrame:
    """What each household is by its recognised class, one row a household; who is not answered for is not in the version.

    Who moved between two communes of the place has a row at both: gone at one, answered for at the other. It is one household,
    that of the commune that answered, and was on the list that either began with.
    """
    class_ = pl.col("class").fill_null("")
    state = (
        pl.when(class_.is_in(LISTED))
        .then(class_)
        .when(class_.is_in(_OTHER))
        .then(pl.lit("other"))
        .when(class_ == "")
        .then(pl.lit("absent"))
        .otherwise(pl.lit("undetermined"))
    )
    columns = ["household_id", *_KEPT, "class", "opening_class"]
    opening = pl.col("opening_class").fill_null("")
    return (
        outcomes.with_columns(opening.max().over("household_id").alias("opening_class"))
        .select(*columns, state.alias(name))
        .sort(pl.col(name) == "absent", maintain_order=True)
        .unique("household_id", keep="first", maintain_order=True)
    )


def _finished(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter((pl.col("before") != "absent") | (pl.col("after") != "absent")).select(
        "household_id",
        "before",
        "after",
        pl.col("unit_code").fill_null(""),
        pl.col("village").fill_null(""),
        pl.col("class").fill_null(""),
        pl.col("movement").fill_null(""),
        pl.col("persons").cast(pl.Int64).fill_null(0),
        *(
            pl.col(name).cast(pl.String).fill_null("")
            for name in ("minority", "head_sex", "no_labour_capacity")
        ),
    )


def comparable(version: Version, others: Sequence[Version]) -> list[Version]:
    """Of ``others`` those that ``version`` may be compared with, earlier than it."""
    return [one for one in others if one.unit_id == version.unit_id and _agrees(one, version)]


def _agrees(first: Version, second: Version) -> bool:
    try:
        check_comparable(first, second)
    except Refused:
        return False
    return True
