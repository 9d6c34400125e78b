"""The households that a flow of a half-year report counts, for who may see them."""

from typing import Any
from uuid import UUID

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import page
from ansinh.monitoring.models import WrittenFigure
from ansinh.monitoring.opening import days_of, decided_households, is_flow
from ansinh.monitoring.queries import figure_of, report_within
from ansinh.places.models import Unit
from ansinh.reviews.decisions.views.frames import answer_frame_export
from ansinh.reviews.decisions.views.lists import by_name, by_village, heads_of
from ansinh.reviews.words import movement_words

Row = dict[str, Any]


def _household_page(row: Row) -> str:
    return reverse("portal:household", kwargs={"household_id": UUID(row["household_id"])})


DECIDED = Listing(
    "half-year-flow",
    columns=(
        Column(
            "name",
            later("Chủ hộ"),
            lambda row: row["name"] or _("(chưa có tên)"),
            order="name_sort",
            link=_household_page,
        ),
        Column("place", later("Xã"), lambda row: row["unit_name"], order="unit_name"),
        Column("village", later("Thôn"), lambda row: row["village"], order="village"),
        Column("kind", later("Diễn biến"), lambda row: row["kind"], kind="movement", told=movement_words),
        Column("decision", later("Số quyết định"), lambda row: row["decision_no"], order="decision_no"),
        Column(
            "since", later("Có hiệu lực từ"), lambda row: row["effective_from"], kind="day", order="since"
        ),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), by_name, sealed=True),
        Filter("village", later("Thôn"), by_village),
        Filter(
            "decision",
            later("Số quyết định"),
            lambda rows, words: rows.filter(pl.col("decision_no").str.contains(words, literal=True)),
        ),
    ),
    sort="since",
)


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def households(request: HttpRequest, written_id: int, written_figure_id: int) -> HttpResponse:
    """Who came or went by decisions of the half year, at the places within the scope."""
    one = report_within(request.scope, written_id)
    found = figure_of(one, written_figure_id)
    if not is_flow(found):
        raise NotFound(_("Số này không mở được đến từng hộ."), code="no_households")
    asked = DECIDED.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = _named(found, request.scope)
    if asked.export:
        return answer_frame_export(asked, rows, name="decided", by=request.actor)
    first, last = days_of(one)
    return page(
        request,
        "monitoring/figure_households.html",
        part="list",
        report=one,
        figure=found,
        listing=asked.page_of(rows),
        count=rows.height,
        whole=request.scope.covers(one.unit_id),
        first=first,
        last=last,
    )


def _named(figure: WrittenFigure, scope: Scope) -> pl.DataFrame:
    """The rows of a flow with the names of heads and communes; a day sorts as it is written in a file."""
    rows = decided_households(figure, scope).rename({"household": "household_id"})
    places = dict(Unit.objects.filter(pk__in=rows["unit_id"].unique().to_list()).values_list("pk", "name"))
    return rows.join(
        heads_of(rows["household_id"].to_list()), on="household_id", how="left", maintain_order="left"
    ).with_columns(
        pl.col("unit_id").replace_strict(places, default="", return_dtype=pl.String).alias("unit_name"),
        pl.col("effective_from").cast(pl.String).alias("since"),
        pl.col("name", "name_fold", "name_sort", "village", "decision_no").fill_null(""),
    )
