"""A new list on a page: what it would say, then made."""

import polars as pl
from django.http import HttpRequest, HttpResponse

from ansinh.access.place_fields import offer_places
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.households.queries import names_of
from ansinh.kernel.dates import today
from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import page, see_other
from ansinh.places.models import Unit
from ansinh.support.delivery.views.shared import own_code, place_called
from ansinh.support.delivery.words import policy_words
from ansinh.support.insurance.changes import Changes
from ansinh.support.insurance.forms import ListForm
from ansinh.support.insurance.making import (
    LONGEST,
    MOST_HOUSEHOLDS,
    check_month,
    check_none_waits,
    households_of,
    prepare_list,
    what_changes,
)
from ansinh.support.insurance.words import (
    cause_words,
    change_words,
    left_out_words,
)
from ansinh.work.queue import ask

# A preview names so many who are left out; the rest is counted.
_NAMED = 200


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Look at what a list would say, then make it."""
    this = today()
    initial = {"code": own_code(request, P.PROPOSE_SUPPORT), "month": f"{this.year:04d}-{this.month:02d}"}
    form = ListForm(request.POST or None, initial=initial)
    offer_places(form, request, "code")
    found: Changes | None = None
    large = 0
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            unit = place_called(given["code"], request.scope)
            check_month(unit=unit, month=given["month"], by=request.actor)
            many = households_of(unit, request.actor)
            if request.POST.get("verb") == "make":
                return _made(request, unit, given["month"], long=many > MOST_HOUSEHOLDS)
            if many > MOST_HOUSEHOLDS:
                large = many
            else:
                found = what_changes(unit=unit, month=given["month"], by=request.actor)
                request.saw(count=found.lines.height + found.left_out.height, place=unit.code)
        except AnSinhError as refusal:
            form.add_error(None, refusal.message)
    return page(
        request,
        "support/insurance/new.html",
        status=422 if form.errors else 200,
        form=form,
        found=found,
        large=large,
        sums=_sums(found),
        left_out=_left_out(found),
        many_left=_NAMED,
    )


def _made(request: HttpRequest, unit: Unit, month: str, *, long: bool) -> HttpResponse:
    """Prepare the list here, or leave a long one to a job."""
    by = request.actor  # type: ignore[attr-defined]
    check_none_waits(unit)
    found = None if long else what_changes(unit=unit, month=month, by=by)
    if found is None or found.lines.height > LONGEST:
        job = ask("support.prepare_cards", {"unit": unit.pk, "month": month}, by=by, unit=unit)
        return see_other(request, "work:job", job_id=job.pk)
    made = prepare_list(unit=unit, month=month, by=by, found=found)
    said = _("Đã lập danh sách; chờ người thứ hai duyệt.")
    return see_other(request, "insurance:list", card_list_id=made.pk, said=said)


def _sums(found: Changes | None) -> list[tuple[tuple[str, str], str, str, int]]:
    """What the list would say by change, group and cause."""
    if found is None:
        return []
    rows = found.lines.group_by("change", "policy", "cause").agg(pl.len().alias("many"))
    return [
        (change_words(one["change"]), policy_words(one["policy"]), cause_words(one["cause"]), one["many"])
        for one in rows.sort("change", "policy", "cause").iter_rows(named=True)
    ]


def _left_out(found: Changes | None) -> list[tuple[str, int, list[tuple[str, str]]]]:
    """Who is left out by reason: words, how many, and the first of them as name and household."""
    if found is None:
        return []
    names = names_of(found.left_out["person_id"].to_list())
    rows = found.left_out.join(names.rename({"person": "person_id"}), on="person_id", how="left")
    told = []
    for (why,), part in rows.sort("why", "full_name").group_by("why", maintain_order=True):
        first = part.head(_NAMED).select("full_name", "household_id").rows()
        told.append(
            (
                left_out_words(str(why)),
                part.height,
                [(name or _("(chưa có tên)"), home) for name, home in first],
            )
        )
    return told
