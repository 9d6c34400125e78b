"""One person of a list on a page, and what the commune makes of a refusal."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.delivery.views.shared import name_of
from ansinh.support.delivery.words import policy_words, rule_words
from ansinh.support.insurance.answering import settle_refusal
from ansinh.support.insurance.cards import shown
from ansinh.support.insurance.forms import SettleForm
from ansinh.support.insurance.premiums import premium_on
from ansinh.support.insurance.words import (
    answer_words,
    card_state,
    cause_words,
    change_words,
    month_words,
    refused_words,
    settled_words,
)
from ansinh.support.models import CardLine, HealthCard
from ansinh.support.models.health_card_enums import (
    COVERED_BY,
    Answer,
    Settled,
)


def line_within(scope: Scope, line_id: int) -> CardLine:
    """One line within the scope, or ``NotFound``."""
    rows = CardLine.objects.within(scope).select_related("household", "person", "unit", "list")
    found = rows.filter(pk=line_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy dòng này của danh sách thẻ."))
    return found


def _of_line(request: HttpRequest, found: CardLine, status: int = 200, **forms: Any) -> HttpResponse:
    scope, who = request.scope, request.actor  # type: ignore[attr-defined]
    others = CardLine.objects.within(scope).filter(person=found.person).exclude(pk=found.pk)
    cards = HealthCard.objects.everywhere().filter(line=found).order_by("-pk")
    makes = may(who, P.PROPOSE_SUPPORT, found.unit_id)
    return page(
        request,
        "support/insurance/line.html",
        status=status,
        line=found,
        name=name_of(found),
        month=month_words(found.list.month),
        change=change_words(found.change),
        cause=cause_words(found.cause),
        answer=answer_words(found.answer) if found.change in COVERED_BY else None,
        refused=refused_words(found.refused_for),
        settled=settled_words(found.settled),
        policy=policy_words(found.policy),
        rule=rule_words(found.policy, found.rule),
        groups=[policy_words(code) for code in found.groups.split(";") if code],
        premium=premium_on(found.list.month_from),
        cards=[(one, shown(one), card_state(one.valid_until, today())) for one in cards],
        others=[
            (one, change_words(one.change), month_words(one.list.month))
            for one in others.select_related("list").order_by("-pk")
        ],
        settles=makes and found.answer == Answer.REFUSED.value,
        makes=makes,
        **{"form": SettleForm()} | forms,
    )


@route(P.SEE_HOUSEHOLDS)
def line(request: HttpRequest, card_line_id: int) -> HttpResponse:
    """One person of a list: group and why, shares, the insurer's answer, the card."""
    return _of_line(request, line_within(request.scope, card_line_id))


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def settle(request: HttpRequest, card_line_id: int) -> HttpResponse:
    """Say what comes of a refusal."""
    found = line_within(request.scope, card_line_id)
    form = SettleForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data | {"settled": Settled(form.cleaned_data["settled"])}
        if attempt(form, settle_refusal, line=found, by=request.actor, **given):
            return see_other(request, "insurance:line", card_line_id=found.pk, said=_("Đã ghi trả lời."))
    return _of_line(request, found, 422, form=form)
