"""Lists in force on pages: of a day, of newly escaped households, of what a correction changed."""

from datetime import date
from typing import Any
from uuid import UUID

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later, read_day
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import page
from ansinh.places.models import Unit
from ansinh.reviews.decisions.bases import bases_of
from ansinh.reviews.decisions.escaped import escaped_within
from ansinh.reviews.decisions.lists import listed_within
from ansinh.reviews.decisions.parameters import parameter
from ansinh.reviews.decisions.views.frames import answer_frame_export
from ansinh.reviews.versions import changed_households, correction_of, version_within
from ansinh.reviews.words import class_words, movement_words

P = Permission
Row = dict[str, Any]


def _household_page(row: Row) -> str:
    return reverse("portal:household", kwargs={"household_id": UUID(row["household_id"])})


def by_name(rows: pl.DataFrame, words: str) -> pl.DataFrame:
    """The rows whose ``name_fold`` holds every word, with or without accents."""
    for word in fold(words).split():
        rows = rows.filter(pl.col("name_fold").str.contains(word, literal=True))
    return rows


def by_village(rows: pl.DataFrame, words: str) -> pl.DataFrame:
    """The rows whose ``village`` holds the words."""
    lowered = pl.col("village").str.to_lowercase()
    return rows.filter(lowered.str.contains(words.lower(), literal=True))


def _on(column: str):
    return lambda rows, value: rows.filter(pl.col(column) == value)


def _lists(_request: HttpRequest) -> list[tuple[str, str]]:
    return [("poor", _("Hộ nghèo")), ("near_poor", _("Hộ cận nghèo"))]


def _name(row: Row) -> str:
    return row["name"] or _("(chưa có tên)")


_NAME = Column("name", later("Chủ hộ"), _name, order="name_sort", link=_household_page)
_VILLAGE = Column("village", later("Thôn"), lambda row: row["village"], order="village")
_PLACE = Column("place", later("Xã"), lambda row: row["unit_name"], order="unit_name")

ESCAPED = Listing(
    "escaped",
    columns=(
        _NAME,
        _PLACE,
        _VILLAGE,
        Column("was", later("Đã thoát"), lambda row: row["was"], kind="class", order="was", told=class_words),
        Column("since", later("Từ ngày"), lambda row: row["since"], kind="day", order="since"),
        Column("until", later("Đến hết ngày"), lambda row: row["until"], kind="day", order="until"),
        Column("left", later("Còn (ngày)"), lambda row: row["left_days"], kind="number", order="left_days"),
        Column("persons", later("Số người"), lambda row: row["persons"], kind="number"),
        Column("decision", later("Quyết định"), lambda row: row["decision_no"], shown=False),
        Column("year", later("Danh sách năm"), lambda row: str(row["list_year"]), shown=False),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), by_name, sealed=True),
        Filter(
            "was",
            later("Đã thoát"),
            _on("was"),
            choices=lambda _r: [("poor", _("Từ hộ nghèo")), ("near_poor", _("Từ hộ cận nghèo"))],
        ),
        Filter("village", later("Thôn"), by_village),
        Filter(
            "ends",
            later("Hết hạn"),
            lambda rows, value: rows.filter(pl.col("left_days") <= int(value)),
            choices=lambda _r: [
                ("30", _("trong 30 ngày tới")),
                ("90", _("trong 90 ngày tới")),
                ("365", _("trong một năm tới")),
            ],
        ),
    ),
    sort="until",
)


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def escaped(request: HttpRequest) -> HttpResponse:
    """Newly escaped households whose clock runs."""
    asked = ESCAPED.asked(request)
    if answer := asked.sealed_away():
        return answer
    frame = escaped_within(request.scope, today()).with_columns(pl.col("unit_name").fill_null(""))
    if asked.export:
        return answer_frame_export(asked, frame, name="escaped", by=request.actor)
    counts = {name: frame.filter(pl.col("was") == name).height for name in ("poor", "near_poor")}
    return page(
        request,
        "reviews/decisions/escaped.html",
        part="list",
        listing=asked.page_of(frame),
        counts=counts,
        months=[parameter("escaped_months_poor"), parameter("escaped_months_near_poor")],
        day=today(),
    )


OF_DAY = Listing(
    "list-of-day",
    columns=(
        _NAME,
        _PLACE,
        _VILLAGE,
        Column(
            "list",
            later("Danh sách"),
            lambda row: row["list_name"],
            kind="class",
            order="list_name",
            told=class_words,
        ),
        Column("since", later("Có hiệu lực từ"), lambda row: row["since"], kind="day", order="since"),
        Column("decision", later("Quyết định"), lambda row: row["decision_no"]),
        Column("year", later("Danh sách năm"), lambda row: str(row["list_year"]), order="list_year"),
        Column("persons", later("Số người"), lambda row: row["persons"], kind="number"),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), by_name, sealed=True),
        Filter("day", later("Ngày"), lambda rows, _value: rows),
        Filter("list", later("Danh sách"), _on("list_name"), choices=_lists),
        Filter("village", later("Thôn"), by_village),
        Filter(
            "came",
            later("Vào danh sách"),
            lambda rows, value: rows.filter(pl.col("came") == value),
            choices=lambda _r: [
                ("year", _("từ đầu năm")),
                ("in_year", _("trong năm")),
                ("before", _("giữ từ danh sách năm trước")),
            ],
        ),
    ),
    sort="place",
)


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def of_day(request: HttpRequest) -> HttpResponse:
    """Who is on a list on a day, at the places within the scope."""
    asked = OF_DAY.asked(request)
    if answer := asked.sealed_away():
        return answer
    day = read_day(asked.values.get("day", "")) or today()
    frame = named_list(request.scope, day)
    if asked.export:
        return answer_frame_export(asked, frame, name="list", by=request.actor)
    counts = {name: frame.filter(pl.col("list_name") == name).height for name in ("poor", "near_poor")}
    return page(
        request,
        "reviews/decisions/of_day.html",
        part="list",
        listing=asked.page_of(frame),
        counts=counts,
        day=day,
        written=shown_date(day),
        places=dict(frame.select("unit_id", "unit_name").unique().rows()),
        bases=bases_of(frame, day),
    )


def named_list(scope: Scope, day: date) -> pl.DataFrame:
    """The list of a day within a scope, with names of heads and communes."""
    rows = listed_within(scope, day)
    places = dict(Unit.objects.filter(pk__in=rows["unit_id"].unique().to_list()).values_list("pk", "name"))
    names = heads_of(rows["household"].to_list())
    return (
        rows.join(names, left_on="household", right_on="household_id", how="left", maintain_order="left")
        .rename({"household": "household_id"})
        .with_columns(
            pl.col("unit_id").replace_strict(places, default="", return_dtype=pl.String).alias("unit_name"),
            pl.when(pl.col("since") > date(day.year, 1, 1))
            .then(pl.lit("in_year"))
            .when(pl.col("list_year") < day.year)
            .then(pl.lit("before"))
            .otherwise(pl.lit("year"))
            .alias("came"),
            pl.col("name", "name_fold", "name_sort").fill_null(""),
        )
        .with_row_index("id")
        .with_columns(pl.col("id").cast(pl.Int64))
    )


def heads_of(households: list[str]) -> pl.DataFrame:
    """Names of heads by ``household_id`` (``name``, ``name_fold``, ``name_sort``); read as a frame, because a province's list has tens
    of thousands."""
    rows = read_frame_of(
        "SELECT CAST(id AS VARCHAR(36)), head_name, head_name_fold, head_name_sort FROM households_household "
        "WHERE id IN ({keys})",
        households,
        dict.fromkeys(("household_id", "name", "name_fold", "name_sort"), pl.String),
    )
    return rows.with_columns(as_hex("household_id"))


CHANGES = Listing(
    "version-changes",
    columns=(
        _NAME,
        _VILLAGE,
        Column(
            "was",
            later("Bản trước"),
            lambda row: row["class_was"],
            kind="class",
            order="class_was",
            told=class_words,
        ),
        Column(
            "now",
            later("Bản này"),
            lambda row: row["class_now"],
            kind="class",
            order="class_now",
            told=class_words,
        ),
        Column(
            "movement_was",
            later("Biến động ở bản trước"),
            lambda row: row["movement_was"],
            kind="movement",
            told=movement_words,
        ),
        Column(
            "movement",
            later("Biến động ở bản này"),
            lambda row: row["movement_now"],
            kind="movement",
            told=movement_words,
        ),
        Column("reason", later("Lý do công nhận"), lambda row: row["reason"]),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), by_name, sealed=True),
        Filter("village", later("Thôn"), by_village),
        Filter("was", later("Bản trước"), _on("class_was"), choices=lambda _r: _classes()),
        Filter("now", later("Bản này"), _on("class_now"), choices=lambda _r: _classes()),
    ),
    sort="village",
)


def _classes() -> list[tuple[str, str]]:
    names = ("poor", "poor_income", "poor_deprivation", "near_poor", "average", "not_poor", "undetermined")
    return [(name, class_words(name)) for name in names]


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def changes(request: HttpRequest, version_id: int) -> HttpResponse:
    """Every household that a correction changed against the version before, and how many went from which class to which."""
    version = version_within(request.scope, version_id)
    asked = CHANGES.asked(request)
    if answer := asked.sealed_away():
        return answer
    correction = correction_of(version)
    frame = _changed(request.scope, version, correction)
    if asked.export:
        return answer_frame_export(asked, frame, name="changes", by=request.actor)
    flows = frame.group_by("class_was", "class_now").len().sort("class_was", "class_now").rows()
    return page(
        request,
        "reviews/decisions/changes.html",
        part="list",
        listing=asked.page_of(frame),
        version=version,
        correction=correction,
        flows=flows,
    )


def _changed(scope: Scope, version, correction) -> pl.DataFrame:
    schema = ("household_id", "village", "class_was", "class_now", "movement_was", "movement_now", "reason")
    pairs = []
    if correction is not None:
        pairs = [(one.was, one.now) for one in correction.parts if one.was] or [(correction.before, version)]
    frames = [changed_households(was, now) for was, now in pairs if now.unit.level == "commune"]
    rows = pl.concat(frames) if frames else pl.DataFrame(schema=dict.fromkeys(schema, pl.String))
    names = heads_of(rows["household_id"].to_list())
    return (
        rows.join(names, on="household_id", how="left", maintain_order="left")
        .with_columns(pl.col("name", "name_fold", "name_sort").fill_null(""))
        .with_row_index("id")
        .with_columns(pl.col("id").cast(pl.Int64))
    )
