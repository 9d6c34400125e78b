"""Settlements of premiums on pages: all of them, a new one, one with its groups and cards, one card of it."""

from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse

from ansinh.access.place_fields import offer_places
from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.errors import AnSinhError, NotFound
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.places.models import Unit
from ansinh.support.catalogue.card_months import month_rule
from ansinh.support.delivery.forms import WhyForm
from ansinh.support.delivery.views.shared import name_of, own_code, place_called
from ansinh.support.delivery.words import policy_words
from ansinh.support.insurance.premiums import AMOUNTS
from ansinh.support.insurance.settling.comparing import (
    TOLD,
    Group,
    Money,
    agrees,
    differing,
    groups_of,
    told_by_file,
)
from ansinh.support.insurance.settling.figures import record_figure
from ansinh.support.insurance.settling.forms import CloseForm, FigureForm, SettlementForm, ended_months
from ansinh.support.insurance.settling.insurer_file import make_settlement_file
from ansinh.support.insurance.settling.making import (
    LONGEST,
    MOST_CARDS,
    approve_settlement,
    cards_of,
    check_none_waits,
    check_period,
    drop_settlement,
    prepare_settlement,
    what_is_settled,
)
from ansinh.support.insurance.settling.reckoning import Reckoned
from ansinh.support.insurance.settling.words import (
    comparison_words,
    period_words,
    settlement_words,
    span_words,
)
from ansinh.support.insurance.views.columns import with_people
from ansinh.support.insurance.views.settlement_columns import CARDS, SETTLEMENTS
from ansinh.support.models import CardSettlement, InsurerFigure, SettledCard, SettledSpan
from ansinh.support.models.health_card_enums import ListState
from ansinh.work.downloads import answer_export, file_answer
from ansinh.work.queue import ask


@route(P.SEE_HOUSEHOLDS)
def settlements(request: HttpRequest) -> HttpResponse:
    """The settlements of the places within the scope."""
    asked = SETTLEMENTS.asked(request)
    rows = CardSettlement.objects.within(request.scope).select_related("unit")
    if asked.export:
        return answer_export(asked, rows, name="card-settlements", by=request.actor)
    return page(
        request, "support/insurance/settlements.html", part="list", listing=asked.page(rows), permission=P
    )


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def new_settlement(request: HttpRequest) -> HttpResponse:
    """Look at what a settlement would hold, then draw it up."""
    newest = ended_months()[0][0]
    initial = {"code": own_code(request, P.PROPOSE_SUPPORT), "first": newest, "last": newest}
    form = SettlementForm(request.POST or None, initial=initial)
    offer_places(form, request, "code")
    found: Reckoned | None = None
    large = 0
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("first", "last", "since")}
        try:
            unit = place_called(form.cleaned_data["code"], request.scope)
            check_period(unit=unit, by=request.actor, **given)
            # What waits would be looked at a second time, as if nobody had settled it.
            check_none_waits(unit)
            many = cards_of(unit, request.actor)
            if request.POST.get("verb") == "make":
                return _made(request, unit, given, long=many > LONGEST)
            if many > MOST_CARDS:
                large = many
            else:
                found = what_is_settled(unit=unit, by=request.actor, **given)
                request.saw(count=found.cards.height, place=unit.code)
        except AnSinhError as refusal:
            form.add_error(None, refusal.message)
    return page(
        request,
        "support/insurance/new_settlement.html",
        status=422 if form.errors else 200,
        form=form,
        found=found,
        large=large,
        sums=_sums(found),
    )


def _made(request: HttpRequest, unit: Unit, given: dict[str, str], *, long: bool) -> HttpResponse:
    """Draw the settlement up here, or leave one of many cards to a job."""
    by = request.actor  # type: ignore[attr-defined]
    if long:
        job = ask("support.settle_premiums", {"unit": unit.pk, **given}, by=by, unit=unit)
        return see_other(request, "work:job", job_id=job.pk)
    made = prepare_settlement(unit=unit, by=by, **given)
    said = _("Đã lập bản quyết toán; chờ số của cơ quan bảo hiểm và người thứ hai duyệt.")
    return see_other(request, "insurance:settlement", card_settlement_id=made.pk, said=said)


def _sums(found: Reckoned | None) -> list[tuple[str, int, int, Money]]:
    """What the settlement would hold by group: people, months, money."""
    if found is None:
        return []
    rows = found.cards.group_by("policy").agg(
        pl.col("person_id").n_unique().alias("people"), pl.col("months", *AMOUNTS).sum()
    )
    return [
        (
            policy_words(one["policy"]),
            one["people"],
            one["months"],
            Money(one["state_amount"], one["local_amount"], one["own_amount"]),
        )
        for one in rows.sort("policy").iter_rows(named=True)
    ]


def settlement_within(scope: Scope, settlement_id: int) -> CardSettlement:
    """One settlement within the scope, or ``NotFound``."""
    found = CardSettlement.objects.within(scope).select_related("unit").filter(pk=settlement_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy bản quyết toán này."))
    return found


def _shown(request: HttpRequest, found: CardSettlement, status: int = 200, **forms: Any) -> HttpResponse:
    asked = CARDS.asked(request)
    rows = SettledCard.objects.everywhere().filter(settlement=found)
    if asked.export:
        return answer_export(asked, with_people(rows), name="card-settlement", by=request.actor)  # type: ignore[attr-defined]
    who, state = request.actor, ListState(found.state)  # type: ignore[attr-defined]
    makes, approves = may(who, P.PROPOSE_SUPPORT, found.unit_id), may(who, P.APPROVE_SUPPORT, found.unit_id)
    waits, own = state is ListState.PREPARED, who.label == found.made_by
    groups, by_file, agreed = groups_of(found), told_by_file(found), agrees(found)
    return page(
        request,
        "support/insurance/settlement.html",
        part="list",
        status=status,
        settlement=found,
        period=period_words(found.period_from, found.period_until),
        state=settlement_words(found.state),
        groups=[(one, policy_words(one.policy)) for one in groups],
        billed=_all_billed(groups),
        agreed=agreed,
        by_file=by_file,
        differing=differing(rows).count(),
        untold=rows.exclude(TOLD).count() if by_file else 0,
        corrected=rows.filter(corrects=True).count(),
        figures=[
            (one, policy_words(one.policy))
            for one in InsurerFigure.objects.everywhere().filter(settlement=found).order_by("-pk")
        ],
        months=month_rule(found.period_until),
        month_article=month_rule(found.period_until).article.in_language(current_language()),
        listing=asked.page(with_people(rows)),
        approves=waits and approves and not own,
        drops=waits and ((makes and own) or (approves and not own)),
        types=waits and makes and not by_file,
        sends=state is not ListState.DROPPED and makes and may(who, P.EXPORT_LISTS, found.unit_id),
        permission=P,
        **{"form": CloseForm(agreed=agreed), "why_form": WhyForm(), "figure_form": FigureForm()} | forms,
    )


def _all_billed(groups: list[Group]) -> int | None:
    """Everything the insurer says; nothing where it says nothing."""
    told = [one.billed.total for one in groups if one.billed is not None]
    return sum(told) if told else None


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def settlement(request: HttpRequest, card_settlement_id: int) -> HttpResponse:
    """One settlement: what is owed by group, what the insurer says, its cards."""
    found = settlement_within(request.scope, card_settlement_id)
    if answer := CARDS.asked(request).sealed_away():
        return answer
    return _shown(request, found)


@route(P.APPROVE_SUPPORT, methods=("POST",))
def decide_settlement(request: HttpRequest, card_settlement_id: int) -> HttpResponse:
    """Close a settlement after typing its total, or give it back with a reason."""
    found = settlement_within(request.scope, card_settlement_id)
    if request.POST.get("verb") == "give_back":
        return _dropped(request, found)
    form = CloseForm(request.POST, agreed=agrees(found))
    if form.is_valid() and attempt(
        form, approve_settlement, settlement=found, by=request.actor, **form.cleaned_data
    ):
        said = _("Đã duyệt và khóa bản quyết toán; sửa đổi về sau vào bản của kỳ sau.")
        return see_other(request, "insurance:settlement", card_settlement_id=found.pk, said=said)
    return _shown(request, found, 422, form=form)


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def drop_settlement_of(request: HttpRequest, card_settlement_id: int) -> HttpResponse:
    """The maker gives a settlement up, with the reason."""
    return _dropped(request, settlement_within(request.scope, card_settlement_id))


def _dropped(request: HttpRequest, found: CardSettlement) -> HttpResponse:
    form = WhyForm(request.POST)
    by = request.actor  # type: ignore[attr-defined]
    if form.is_valid() and attempt(form, drop_settlement, settlement=found, by=by, **form.cleaned_data):
        said = _("Đã bỏ bản quyết toán; các tháng của bản này lập lại được.")
        return see_other(request, "insurance:settlement", card_settlement_id=found.pk, said=said)
    return _shown(request, found, 422, why_form=form)


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def figure(request: HttpRequest, card_settlement_id: int) -> HttpResponse:
    """Type what the insurer's paper says of a group."""
    found = settlement_within(request.scope, card_settlement_id)
    form = FigureForm(request.POST)
    if form.is_valid() and attempt(
        form, record_figure, settlement=found, by=request.actor, **form.cleaned_data
    ):
        said = _("Đã ghi số của cơ quan bảo hiểm.")
        return see_other(request, "insurance:settlement", card_settlement_id=found.pk, said=said)
    return _shown(request, found, 422, figure_form=form)


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def settlement_file(request: HttpRequest, card_settlement_id: int) -> HttpResponse:
    """The file for the insurer; filled in, it comes back by the page of imports."""
    found = settlement_within(request.scope, card_settlement_id)
    rows = make_settlement_file(settlement=found, keys=keys_folder(), by=request.actor)
    return file_answer(rows, f"quyet-toan-bhyt-{found.period_from:%Y-%m}-{found.period_until:%Y-%m}.xlsx")


@route(P.SEE_HOUSEHOLDS)
def settled_card(request: HttpRequest, settled_card_id: int) -> HttpResponse:
    """One card of a settlement: its months, what each bears, what the insurer says, where else it was settled."""
    rows = with_people(SettledCard.objects.within(request.scope)).select_related("settlement", "line")
    found = rows.filter(pk=settled_card_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy dòng này của bản quyết toán."))
    others = SettledCard.objects.within(request.scope).filter(line=found.line_id).exclude(pk=found.pk)
    return page(
        request,
        "support/insurance/settled_card.html",
        card=found,
        name=name_of(found),
        policy=policy_words(found.policy),
        period=period_words(found.settlement.period_from, found.settlement.period_until),
        # A settlement of a whole province is not opened by who sees a commune.
        opens=CardSettlement.objects.within(request.scope).filter(pk=found.settlement_id).exists(),
        compared=comparison_words(found),
        spans=[
            (one, period_words(one.month_from, one.month_until), span_words(one.kind, one.counted))
            for one in SettledSpan.objects.everywhere().filter(settled=found).order_by("month_from", "pk")
        ],
        others=[
            (
                one,
                period_words(one.settlement.period_from, one.settlement.period_until),
                settlement_words(one.settlement.state),
            )
            for one in others.select_related("settlement").order_by("-pk")
        ],
    )
