"""The households and people behind a cell as lists: searched, filtered, paged by key, exported."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import polars as pl
from django.http import HttpRequest
from django.urls import reverse

from ansinh.access.scope import Scope
from ansinh.households.models import Household
from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later, read_day
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.reports.frame_lists import Row
from ansinh.reports.lists import relation_words, sex_words

# As many ids as one question takes on both databases.
_RUN = 2_000


def names_within(scope: Scope, households: Sequence[str]) -> dict[str, str]:
    """The names of the heads of those households that are within the scope today, by id in hex."""
    found: dict[str, str] = {}
    for start in range(0, len(households), _RUN):
        run = households[start : start + _RUN]
        rows = Household.objects.within(scope).filter(pk__in=[UUID(one) for one in run])
        found |= {pk.hex: name for pk, name in rows.values_list("pk", "head_name")}
    return found


def with_names(rows: Sequence[Row], scope: Scope) -> list[Row]:
    """``rows`` with ``head_name`` (``None`` where the household is out of scope today) and ``id``."""
    names = names_within(scope, list({row["household_id"] for row in rows}))
    return [row | {"head_name": names.get(row["household_id"]), "id": row["household_id"]} for row in rows]


def household_address(row: Mapping[str, Any]) -> str | None:
    """The page of a household within scope; nothing for one that is not."""
    if row["head_name"] is None:
        return None
    return reverse("portal:household", kwargs={"household_id": UUID(row["household_id"])})


def _named(row: Row) -> str:
    if row["head_name"] is None:
        return _("Hộ nay ngoài địa bàn của tài khoản")
    return row["head_name"] or _("Chưa rõ chủ hộ")


def _by_name(scope: Scope) -> Callable[[pl.DataFrame, str], pl.DataFrame]:
    """Words in any order, without accents, anywhere in the head's name."""

    def apply(frame: pl.DataFrame, words: str) -> pl.DataFrame:
        names = names_within(scope, frame["household_id"].unique().to_list())
        wanted = fold(words).split()
        kept = [pk for pk, name in names.items() if all(word in fold(name) for word in wanted)]
        return frame.filter(pl.col("household_id").is_in(kept))

    return apply


def _same(column: str) -> Callable[[pl.DataFrame, str], pl.DataFrame]:
    return lambda frame, value: frame.filter(pl.col(column) == value)


def _villages(frame: pl.DataFrame) -> Callable[[HttpRequest], list[tuple[str, str]]]:
    names = [name for name in frame["village"].unique(maintain_order=True).to_list() if name]
    return lambda request: [(name, name) for name in names]


def _communes(
    frame: pl.DataFrame, names: Mapping[str, str]
) -> Callable[[HttpRequest], list[tuple[str, str]]]:
    codes = frame["unit_code"].unique(maintain_order=True).to_list()
    return lambda request: [(code, names.get(code, code)) for code in codes]


def household_listing(
    frame: pl.DataFrame, communes: Mapping[str, str], scope: Scope, counted: str
) -> Listing:
    """The list of the households of a cell. ``counted`` is the head of the column that adds up to the cell."""
    many = frame["unit_code"].n_unique() > 1
    filters = [Filter("q", later("Tên chủ hộ"), _by_name(scope), sealed=True)]
    if many:
        filters.append(Filter("commune", later("Xã"), _same("unit_code"), choices=_communes(frame, communes)))
    else:
        filters.append(Filter("village", later("Thôn"), _same("village"), choices=_villages(frame)))
    columns = [
        Column("head", later("Chủ hộ"), _named, link=household_address),
        Column("village", later("Thôn"), lambda row: row["village"], order="place"),
        Column("class", later("Diện"), lambda row: row["class"] or None, "class"),
        Column("movement", later("Diễn biến"), lambda row: row["movement"] or None, "movement"),
        Column("persons", later("Nhân khẩu"), lambda row: row["persons"], "number", order="persons"),
        Column("counted", counted, lambda row: row["counted"], "number", order="counted"),
    ]
    if many:
        commune = Column("commune", later("Xã"), lambda row: communes.get(row["unit_code"], row["unit_code"]))
        columns.insert(1, commune)
    return Listing("cell", columns=tuple(columns), filters=tuple(filters), sort="village")


def people_listing(frame: pl.DataFrame, scope: Scope) -> Listing:
    """The list of the people of a cell."""
    return Listing(
        "people",
        columns=(
            Column("person", later("Họ và tên"), lambda row: row["full_name"], link=household_address),
            Column("head", later("Chủ hộ"), _named, order="place"),
            Column("relation", later("Quan hệ với chủ hộ"), lambda row: relation_words(row["relation"])),
            Column("sex", later("Giới tính"), lambda row: sex_words(row["sex"])),
            Column("birth", later("Ngày sinh"), lambda row: shown_birth(row["birth_date"])),
            Column("ethnicity", later("Dân tộc"), lambda row: row["ethnicity"]),
        ),
        filters=(Filter("q", later("Tên người"), _by_person, sealed=True),),
        sort="head",
    )


def _by_person(frame: pl.DataFrame, words: str) -> pl.DataFrame:
    wanted = fold(words).split()
    kept = [all(word in fold(name or "") for word in wanted) for name in frame["full_name"]]
    return frame.filter(pl.Series(kept, dtype=pl.Boolean))


def shown_birth(text: str | None) -> str | None:
    """``dd/mm/yyyy``, or the year where that is all anybody knows."""
    if not text:
        return None
    day = read_day(text)
    return shown_date(day) if day else text
