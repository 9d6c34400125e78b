"""One target: what is promised, what was counted, where it stands in each commune, where it goes."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.datasets.models import VersionPart
from ansinh.kernel.web.pages import page
from ansinh.plans.enums import ValueUnit
from ansinh.plans.forecasting import Moved, fallen, forecast, moved, two_readings
from ansinh.plans.measuring import count_of, missing_count
from ansinh.plans.models import Allotment, Reading, Target
from ansinh.plans.queries import newest_readings, target_within
from ansinh.plans.rule_shapes import rule_words
from ansinh.plans.shares import shares_within
from ansinh.plans.views.plans import kept
from ansinh.plans.words import (
    allotment_words,
    amount_words,
    column_words,
    promise_words,
    target_kind_words,
    unmeasured_words,
)


def _missing(target: Target, reading: Reading) -> int | None:
    return missing_count(target, count_of(reading)) if reading.value is not None else None


def _parts(rows: Sequence[Reading]) -> dict[int, int]:
    """The frozen version of each commune that the readings' version rests on, by unit: where its count opens."""
    wholes = {row.version_id for row in rows if row.version_id}
    units = {row.unit_id for row in rows}
    links = VersionPart.objects.filter(whole__in=wholes, part__unit__in=units)
    return dict(links.values_list("part__unit_id", "part_id"))


def _moved(one: Target, whole: Reading, pair: tuple[Reading, Reading] | None) -> Moved | None:
    """What moved a share: between two readings, or since the baseline of one that is measured as a fall."""
    if one.unit == ValueUnit.POINTS.value:
        return fallen(whole)
    return moved(*pair) if pair and one.unit == ValueUnit.PERCENT.value else None


def _allotments(one: Target, request: HttpRequest) -> QuerySet[Allotment]:
    """Every allotment to who sees the plan's place; to others those in which they have a share."""
    rows = one.allotments.order_by("-number")
    if request.scope.covers(one.plan.unit_id):
        return rows
    return rows.filter(pk__in=shares_within(request.scope).filter(allotment__target=one).values("allotment"))


@route(P.PRINT_FORMS, sees=Nothing.SUMS)
def target(request: HttpRequest, target_id: int) -> HttpResponse:
    """One target with its newest readings; the places are those a person sees."""
    one = target_within(request.scope, target_id)
    newest = newest_readings(one.plan, request.scope, [one.pk])
    whole = newest.whole.get(one.pk)
    pair = two_readings(one, one.plan.unit_id) if whole else None
    return page(
        request,
        "plans/target.html",
        target=one,
        plan=one.plan,
        reading=whole,
        sees_place=request.scope.covers(one.plan.unit_id),
        missing=_missing(one, whole) if whole else None,
        places=[(row, _missing(one, row), kept(one, row)) for row in newest.places.get(one.pk, [])],
        shares=any(row.denominator is not None for row in newest.places.get(one.pk, [])),
        parts=_parts(newest.places.get(one.pk, [])),
        forecast=forecast(one, *pair) if pair else None,
        moved=_moved(one, whole, pair) if whole else None,
        pair=pair,
        allotments=[(row, allotment_words(row.state)) for row in _allotments(one, request)],
        changes=one.changes.order_by("-at", "pk"),
        column_words=column_words,
        rule_words=rule_words,
        keeps=may(request.actor, P.KEEP_PLANS, one.plan.unit_id),
        kept=kept,
        promise_words=promise_words,
        amount_words=amount_words,
        target_kind_words=target_kind_words,
        unmeasured_words=unmeasured_words,
    )
