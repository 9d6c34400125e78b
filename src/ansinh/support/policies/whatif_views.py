"""A draft resolution on the registry: who gains, who loses, what a year costs, by source and commune, and by name."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import page, see_other
from ansinh.reviews.decisions.views.frames import answer_frame_export
from ansinh.support.catalogue.adopted import policies_in_use
from ansinh.support.policies.forms import WhatIfForm
from ansinh.support.reached import communes_of
from ansinh.support.whatif.asking import MOST_AT_ONCE, Asked, asked_of, draft_of, spread
from ansinh.support.whatif.keeping import Kept, kept_of, try_draft
from ansinh.support.whatif.people import CHANGED, change_words, changed_people
from ansinh.support.whatif.sources import WORDS, missing_price, source_remark
from ansinh.work.queue import ask


def _form(request: HttpRequest, given: Any) -> WhatIfForm:
    units = communes_of(request.scope)
    return WhatIfForm(
        None if given is None else spread(given), units=units, policies=policies_in_use(today())
    )


@route(P.SEE_HOUSEHOLDS)
def whatif(request: HttpRequest) -> HttpResponse:
    """A draft and what it would come to. Nothing is written to the registry."""
    given = request.GET if "code" in request.GET else None
    form = _form(request, given)
    shown: dict[str, Any] = {"form": form, "asked": None, "kept": None, "most": MOST_AT_ONCE}
    if given is not None and form.is_valid():
        try:
            asked = asked_of(draft_of(form.cleaned_data), request.scope, today())
        except UnusableInput as wrong:
            form.add_error(None, wrong.message)
        else:
            shown |= {"asked": asked, **_result(asked, _tried(request, asked))}
    status = 422 if given is not None and form.errors else 200
    return page(request, "support/policies/whatif.html", status=status, **shown)


def _tried(request: HttpRequest, asked: Asked) -> Kept | None:
    """What it came to: counted anew where it was just asked for and is small, else as it was counted today, if it was."""
    small = asked.households <= MOST_AT_ONCE
    kept = None if small and "try" in request.GET else kept_of(asked, request.actor)
    return try_draft(asked, request.actor) if kept is None and small else kept


def _result(asked: Asked, kept: Kept | None) -> dict[str, Any]:
    if kept is None:
        return {"households": asked.households}
    found = kept.found
    return {
        "kept": kept,
        "sums": found.sums(),
        "sources": [(name, str(WORDS[name]), *pair) for name, pair in found.by_source().items() if any(pair)],
        "changes": [(name, change_words(name), many) for name, many in found.by_change().items() if many],
        "rows": found.by_unit.to_dicts(),
        "units": {one.code: one for one in asked.units},
        "missing_price": missing_price(asked.before, asked.on),
        "source_remark": source_remark(),
        "large": asked.households > MOST_AT_ONCE,
    }


def _must_ask(request: HttpRequest, given: Any) -> Asked:
    form = _form(request, given)
    if not form.is_valid():
        raise UnusableInput(
            _("Liên kết này thiếu hoặc sai điều được thử. Hãy nhập lại ở trang thử chính sách.")
        )
    return asked_of(draft_of(form.cleaned_data), request.scope, today())


@route(P.SEE_HOUSEHOLDS, methods=("POST",))
def whatif_prepare(request: HttpRequest) -> HttpResponse:
    """Put the trying of a draft at many households into the queue."""
    asked = _must_ask(request, request.POST)
    unit = asked.units[0] if len(asked.units) == 1 else None
    job = ask("support.try_draft", {"draft": asked.draft.query()}, by=request.actor, unit=unit)
    return see_other(request, "work:job", job_id=job.pk)


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def whatif_people(request: HttpRequest) -> HttpResponse:
    """Who gains, who loses, whose amount changes, by name: the rows the sums were counted from."""
    draft = _must_ask(request, request.GET)
    kept = kept_of(draft, request.actor)
    if kept is None:
        return HttpResponseRedirect(draft.draft.href())
    asked = CHANGED.asked(request)
    if answer := asked.sealed_away():
        return answer
    frame = changed_people(kept.found.changed, draft, request.scope)
    if asked.export:
        return answer_frame_export(asked, frame, name="draft-changes", by=request.actor)
    return page(
        request,
        "support/policies/whatif_people.html",
        part="list",
        asked=draft,
        kept=kept,
        listing=asked.page_of(frame),
    )
