"""Long work of health insurance: a long list for the insurer, a settlement of many cards."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from ansinh.accounts.actor import Actor
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.places.models import Unit
from ansinh.support.insurance.making import prepare_list
from ansinh.support.insurance.settling.making import prepare_settlement
from ansinh.work.models import Job
from ansinh.work.queue import job


def _to_list(one: Job) -> str | None:
    made = one.result.get("card_list")
    return reverse("insurance:list", kwargs={"card_list_id": made}) if made else reverse("insurance:lists")


def _to_settlement(one: Job) -> str | None:
    made = one.result.get("card_settlement")
    if not made:
        return reverse("insurance:settlements")
    return reverse("insurance:settlement", kwargs={"card_settlement_id": made})


@job("support.prepare_cards", words=lambda: _("Lập danh sách thẻ"), once=True, leads_to=_to_list)
def prepare_cards(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Prepare a list; its id and lines."""
    unit = Unit.objects.get(pk=arguments["unit"])
    made = prepare_list(unit=unit, month=arguments["month"], by=by, progress=progress)
    return {"card_list": made.pk, "lines": made.added + made.changed + made.removed}


@job("support.settle_premiums", words=lambda: _("Lập quyết toán thẻ"), once=True, leads_to=_to_settlement)
def settle_premiums(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Draw up a settlement; its id and cards."""
    unit = Unit.objects.get(pk=arguments["unit"])
    period = {name: arguments.get(name, "") for name in ("first", "last", "since")}
    made = prepare_settlement(unit=unit, **period, by=by, progress=progress)
    return {"card_settlement": made.pk, "people": made.people, "amount": made.amount}
