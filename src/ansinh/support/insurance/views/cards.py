"""One card on pages: corrected, ended, its number shown on purpose."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.errors import NotFound
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.delivery.forms import WhyForm
from ansinh.support.delivery.views.shared import name_of
from ansinh.support.insurance.cards import correct_card, end_card, reveal_card, shown
from ansinh.support.insurance.forms import CardForm, EndForm
from ansinh.support.models import HealthCard


def card_within(scope: Scope, card_id: int) -> HealthCard:
    """One card within the scope, or ``NotFound``."""
    rows = HealthCard.objects.within(scope).select_related("household", "person", "line")
    found = rows.filter(pk=card_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy thẻ này."))
    return found


def _of_card(request: HttpRequest, found: HealthCard, title: str, form: Any, **more: Any) -> HttpResponse:
    return page(
        request,
        "support/insurance/card.html",
        status=422 if form.is_bound and form.errors else 200,
        card=found,
        name=name_of(found),
        covered=shown(found),
        title=title,
        form=form,
        **{"revealed": ""} | more,
    )


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def correct(request: HttpRequest, card_id: int) -> HttpResponse:
    """Say what a card really is."""
    found = card_within(request.scope, card_id)
    form = CardForm(
        request.POST or None, initial={"valid_from": found.valid_from, "valid_until": found.valid_until}
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, correct_card, card=found, keys=keys_folder(), by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "insurance:line", card_line_id=found.line_id, said=_("Đã sửa thẻ."))
    return _of_card(request, found, _("Sửa thẻ"), form)


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def end(request: HttpRequest, card_id: int) -> HttpResponse:
    """A card holds no longer than a day."""
    found = card_within(request.scope, card_id)
    form = EndForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, end_card, card=found, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "insurance:line", card_line_id=found.line_id, said=_("Đã kết thúc thẻ."))
    return _of_card(request, found, _("Kết thúc thẻ"), form)


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def reveal(request: HttpRequest, card_id: int) -> HttpResponse:
    """Show a whole card number, on purpose: who asks says why, and the log keeps it."""
    found = card_within(request.scope, card_id)
    form = WhyForm(request.POST or None)
    number = None
    if request.method == "POST" and form.is_valid():
        number = attempt(
            form, reveal_card, card=found, keys=keys_folder(), by=request.actor, **form.cleaned_data
        )
    answer = _of_card(request, found, _("Xem số thẻ"), form, revealed=number or "")
    answer.headers["Cache-Control"] = "no-store"
    return answer
