"""What if a number were another: the form, what would change, and the households behind each number."""

import polars as pl
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import page, see_other
from ansinh.portal.whatif import figures, movers
from ansinh.portal.whatif.asking import Asked, AssumedForm, read_asked
from ansinh.reviews.whatif import WhatIf, compare
from ansinh.reviews.whatif_snapshot import answered, make_snapshot, snapshot_of
from ansinh.work.downloads import file_answer, record_export
from ansinh.work.queue import ask as ask_for

# More than this is prepared by a job: reading the tables takes longer than a person waits.
_MOST_AT_ONCE = 30_000


@route(Permission.SEE_HOUSEHOLDS)
def ask(request: HttpRequest) -> HttpResponse:
    """The form; with an assumption in the address, what would change."""
    asked = read_asked(request, request.scope)
    if asked is None:
        return page(request, "portal/whatif/ask.html", asked=None)
    form = AssumedForm(asked, request.GET if "ask" in request.GET else None)
    if form.is_bound and form.is_valid():
        return HttpResponseRedirect(form.asks().href())
    now = answered(asked.campaign, asked.unit)
    around = {"asked": asked, "form": form, "households": now.households, "digest": now.digest}
    if not now.households or form.is_bound or not asked.changed:
        return page(request, "portal/whatif/ask.html", found=None, prepared=True, **around)
    snapshot = snapshot_of(now)
    if snapshot is None and now.households > _MOST_AT_ONCE:
        return page(request, "portal/whatif/ask.html", found=None, prepared=False, **around)
    found = compare(snapshot or make_snapshot(now), asked.rules, asked.other)
    if request.GET.get("export"):
        return _export(request, asked, found)
    sort = request.GET.get("sort") or "-moved"
    rows, totals = figures.by_commune(asked, found, sort)
    names, pairs, pair_totals = figures.by_pair(asked, found)
    return page(
        request,
        "portal/whatif/ask.html",
        part="result",
        found=found,
        prepared=True,
        assumed=list(figures.changes_told(asked)),
        classes=figures.by_class(asked, found),
        names=names,
        pairs=pairs,
        pair_totals=pair_totals,
        heads=figures.columns(),
        rows=rows,
        totals=totals,
        sort=sort,
        **around,
    )


@route(Permission.SEE_HOUSEHOLDS, methods=("POST",))
def prepare(request: HttpRequest) -> HttpResponse:
    """Put the preparing of a large round into the queue."""
    asked = _must_ask(request)
    arguments = {"round": asked.campaign.pk, "unit": asked.unit.pk, "query": asked.query()}
    job = ask_for("portal.prepare_what_if", arguments, by=request.actor, unit=asked.unit)
    return see_other(request, "work:job", job_id=job.pk)


@route(Permission.SEE_HOUSEHOLDS)
def households(request: HttpRequest) -> HttpResponse:
    """The households behind one number, a page at a time; all of them as a file."""
    asked = _must_ask(request)
    now = answered(asked.campaign, asked.unit)
    snapshot = snapshot_of(now)
    if snapshot is None and now.households > _MOST_AT_ONCE:
        return HttpResponseRedirect(asked.href())
    found = compare(snapshot or make_snapshot(now), asked.rules, asked.other)
    chosen = movers.chosen(request, found)
    if request.GET.get("export"):
        frame = movers.frame(chosen, request.scope)
        return _file(request, frame, "what-if-households", sorted(chosen.filters))
    return page(
        request,
        "portal/whatif/households.html",
        asked=asked,
        chosen=chosen,
        listed=movers.listed(chosen, request.scope),
        assumed=list(figures.changes_told(asked)),
    )


def _must_ask(request: HttpRequest) -> Asked:
    asked = read_asked(request, request.scope)
    if asked is None:
        raise UnusableInput(_("Chưa có kỳ rà soát nào trong địa bàn được giao. Hãy mở kỳ rà soát trước."))
    return asked


def _export(request: HttpRequest, asked: Asked, found: WhatIf) -> HttpResponse:
    names = {code: name for _pk, code, name in found.snapshot.communes}
    frame = found.moves.with_columns(
        pl.col("unit_code").replace_strict(names, return_dtype=pl.String).alias("unit_name")
    )
    frame = frame.select("unit_code", "unit_name", "before", "after", "households")
    return _file(request, frame, f"what-if-{asked.campaign.period}", ["place", "standard"])


def _file(request: HttpRequest, frame: pl.DataFrame, name: str, filters: list[str]) -> HttpResponse:
    kind = request.GET["export"]
    if kind not in ("xlsx", "csv"):
        raise UnusableInput(_("Chỉ xuất được tệp xlsx hoặc csv."))
    record_export(listing="what-if", filters=filters, rows=frame.height, by=request.actor)
    return file_answer(frame, f"{name}.{kind}")
