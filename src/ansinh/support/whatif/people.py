"""Who gains, who loses and whose amount changes, by name: rows of a kept result with the names that a scope reaches.

What a rule asks of somebody is covered where it asks a sensitive fact (health, kinship): who must see it opens the household.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import polars as pl
from django.http import HttpRequest
from django.urls import reverse

from ansinh.access.scope import Scope
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.places.models import Unit
from ansinh.support.catalogue.policy import Policy, Rule
from ansinh.support.facts.registry import fact_kinds
from ansinh.support.reached import communes_of
from ansinh.support.whatif.asking import Asked
from ansinh.support.whatif.comparing import CHANGES

WORDS = {
    "gained": ("ok", later("được thêm")),
    "more": ("ok", later("được nhiều hơn")),
    "differs": ("info", later("đổi, không so được bằng tiền")),
    "less": ("warning", later("được ít hơn")),
    "lost": ("warning", later("không còn được")),
}
# Several changes under one name, as the sums of the page count them.
GROUPS = {"better": ("gained", "more"), "worse": ("lost", "less")}
_HEADS = {"household_id": pl.String, "head": pl.String, "unit_id": pl.Int64, "source_ref": pl.String}
_NAMES = {"person_id": pl.String, "name": pl.String}


def _cell(key: str) -> Callable[[dict[str, Any]], Any]:
    return lambda row: row[key]


def _household_page(row: dict[str, Any]) -> str | None:
    return (
        reverse("owed:household", kwargs={"household_id": UUID(row["household_id"])}) if row["here"] else None
    )


def _by_words(rows: pl.DataFrame, words: str) -> pl.DataFrame:
    for word in fold(words).split(" "):
        rows = rows.filter(pl.col("search").str.contains(word, literal=True))
    return rows


def _by_change(rows: pl.DataFrame, value: str) -> pl.DataFrame:
    return rows.filter(pl.col("change").is_in(GROUPS.get(value, (value,))))


def _by_village(rows: pl.DataFrame, words: str) -> pl.DataFrame:
    return rows.filter(pl.col("village_fold").str.contains(fold(words), literal=True))


def _communes(request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in communes_of(request.scope)]  # type: ignore[attr-defined]


def _changes(_request: HttpRequest) -> list[tuple[str, str]]:
    groups = [("better", _("được thêm hoặc nhiều hơn")), ("worse", _("mất hoặc ít hơn"))]
    return groups + [(one, str(WORDS[one][1])) for one in CHANGES]


CHANGED = Listing(
    "draft-changes",
    columns=(
        Column("head", later("Chủ hộ"), _cell("head"), order="head_sort", link=_household_page),
        Column("name", later("Người"), _cell("name"), order="name_sort"),
        Column("village", later("Thôn, tổ"), _cell("village"), order="village"),
        Column("place", later("Xã"), _cell("place"), order="place"),
        Column(
            "change",
            later("Thay đổi"),
            lambda row: change_words(row["change"]),
            kind="status",
            order="change",
        ),
        Column("before", later("Được một năm, trước (đồng)"), _cell("before"), kind="number"),
        Column("after", later("Được một năm, sau (đồng)"), _cell("after"), kind="number"),
        Column("differs", later("Chênh (đồng)"), _cell("differs"), kind="number", order="differs"),
        Column("why", later("Vì"), _cell("why")),
        Column("number", later("Mã hộ"), _cell("source_ref"), shown=False),
    ),
    filters=(
        Filter("q", later("Tìm theo tên"), _by_words, sealed=True),
        Filter("change", later("Thay đổi"), _by_change, choices=_changes),
        Filter("commune", later("Xã"), lambda rows, value: rows.filter(unit_code=value), choices=_communes),
        Filter("village", later("Thôn, tổ"), _by_village),
    ),
    sort="head",
)


def change_words(change: str) -> tuple[str, str]:
    """The sign and words of a change."""
    sign, words = WORDS[change]
    return sign, str(words)


def changed_people(changed: pl.DataFrame, asked: Asked, scope: Scope) -> pl.DataFrame:
    """The rows of the list: two reads of names, whatever their number. A household that left the places of the scope since
    keeps its row without a name, so that the sums stay those of the page."""
    rows = changed.with_row_index("id").with_columns(pl.col("id").cast(pl.Int64))
    rows = rows.join(_heads(rows, scope), on="household_id", how="left", maintain_order="left")
    rows = rows.join(_names(rows), on="person_id", how="left", maintain_order="left")
    here = pl.col("unit_id").is_not_null()
    unnamed, away, whole = _("(chưa có tên)"), _("(hộ nay ở ngoài địa bàn được giao)"), _("cả hộ")
    head = (
        pl.when(here)
        .then(pl.when(pl.col("head") == "").then(pl.lit(unnamed)).otherwise("head"))
        .otherwise(pl.lit(away))
    )
    name = (
        pl.when(pl.col("person_id").is_null())
        .then(pl.lit(whole))
        .when(here)
        .then(pl.col("name").fill_null(unnamed))
    )
    rows = rows.with_columns(
        here.alias("here"),
        head.alias("head"),
        name.otherwise(pl.lit("")).alias("name"),
        pl.col("village").fill_null(""),
        pl.col("source_ref").fill_null(""),
        _placed(asked.units),
        (pl.col("after").fill_null(0) - pl.col("before").fill_null(0)).alias("differs"),
        _why(asked),
    )
    return rows.with_columns(
        _folded("head").alias("head_sort"),
        _folded("name").alias("name_sort"),
        _folded("village").alias("village_fold"),
    ).with_columns(pl.concat_str("head_sort", "name_sort", separator=" ").alias("search"))


def _folded(name: str) -> pl.Expr:
    return pl.col(name).map_batches(
        lambda values: pl.Series([fold(one) for one in values.to_list()], dtype=pl.String),
        return_dtype=pl.String,
    )


def _placed(units: Sequence[Unit]) -> pl.Expr:
    names = {one.code: one.name for one in units}
    return pl.col("unit_code").replace_strict(names, default="", return_dtype=pl.String).alias("place")


def _heads(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The heads of the households that live within a scope now."""
    found = read_frame_of(
        "SELECT CAST(id AS VARCHAR(36)), head_name, unit_id, source_ref FROM households_household WHERE id IN ({keys})",
        rows["household_id"].unique().sort().to_list(),
        _HEADS,
    ).with_columns(as_hex("household_id"))
    if scope.unit_ids is None:
        return found
    return found.filter(pl.col("unit_id").is_in(sorted(scope.unit_ids)))


def _names(rows: pl.DataFrame) -> pl.DataFrame:
    return read_frame_of(
        "SELECT CAST(id AS VARCHAR(36)), full_name FROM households_person WHERE id IN ({keys})",
        rows["person_id"].drop_nulls().unique().sort().to_list(),
        _NAMES,
    ).with_columns(as_hex("person_id"))


def _why(asked: Asked) -> pl.Expr:
    """The conditions of the rule that gives it, of who loses it of the rule that gave it."""
    after, before = _told(asked.after), _told(asked.before)
    by_rule = pl.col("rule_after").replace_strict(after, default="", return_dtype=pl.String)
    gave = pl.col("rule_before").replace_strict(before, default="", return_dtype=pl.String)
    return pl.when(pl.col("rule_after").is_null()).then(gave).otherwise(by_rule).alias("why")


def _told(policy: Policy) -> Mapping[str, str]:
    return {rule.id: _reason(rule) for rule in policy.law}


def _reason(rule: Rule) -> str:
    kinds = fact_kinds()
    if any(one.input in kinds and kinds[one.input].sensitive for one in rule.conditions):
        return _("Dữ liệu nhạy cảm được che; mở hộ để xem, phải ghi lý do.")
    return "; ".join(one.words() for one in rule.conditions)
