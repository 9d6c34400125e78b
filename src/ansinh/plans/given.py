"""Rules over what people need and were given on a day: there is no frozen version, the day stands in its place.

Where nobody recorded anything of a policy at the place in the year, the answer is that nobody did: nought percent would say that
nobody was served.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl
from django.db.models import Count as Many
from django.db.models import Q, Sum

from ansinh.places.models import Unit
from ansinh.plans.counting import Count, Counted, nothing
from ansinh.plans.enums import Unmeasured
from ansinh.plans.grounds import Grounds
from ansinh.plans.models import Target
from ansinh.reviews.decisions.lists import list_on
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.delivery.kinds import delivery_kinds
from ansinh.support.delivery.queries import served
from ansinh.support.entitling.entitlements import entitlements_from
from ansinh.support.entitling.reading import known_of
from ansinh.support.models import Delivery, HouseholdPlan, HousingWork, LegalAidCase, Loan
from ansinh.support.models.delivery_enums import DeliveryState, LegalAidRight
from ansinh.support.models.housing_enums import WorkState
from ansinh.support.models.loan_enums import LoanState
from ansinh.support.needs.queries import needs_on

# Communes read at once.
_RUN = 20


def _year(day: date) -> date:
    return date(day.year, 1, 1)


def served_of(
    grounds: Grounds,
    target: Target,
    policies: Sequence[str],
    *,
    entitled: bool = True,
    needed: bool = False,
    classes: Sequence[str] = (),
) -> Counted:
    """People (households) who were given one of the policies this year, over those ``entitled`` to it that day and, where asked,
    who ``needed`` it; of households of ``classes`` only, where named."""
    day = grounds.day_of(target)
    communes = grounds.communes(day)
    ids = [one.pk for one in communes]
    given = served(ids, _year(day), day).filter(pl.col("policy").is_in(list(policies)))
    asked = needs_on(ids, day).filter(pl.col("policy").is_in(list(policies))) if needed else None
    if given.is_empty() if asked is None else asked.is_empty():
        return nothing(day, Unmeasured.NOBODY_RECORDED)
    rows: dict[int, Count] = {}
    for run in _runs(communes):
        rows |= _served_of_run(run, day, policies, given, entitled=entitled, needed=needed, classes=classes)
    return Counted(day, rows, {one.pk: one for one in communes})


def _served_of_run(
    run: Sequence[Unit],
    day: date,
    policies: Sequence[str],
    given: pl.DataFrame,
    *,
    entitled: bool,
    needed: bool,
    classes: Sequence[str],
) -> dict[int, Count]:
    known = known_of([one.pk for one in run], day)
    homes = known.households.select("household_id", "unit_id", "class")
    if classes:
        homes = homes.filter(pl.col("class").is_in(list(classes)))
    mine = pl.col("policy").is_in(list(policies))
    if entitled:
        found = entitlements_from(known, tuple(policy_in_use(code) for code in policies))
        whom = (
            found.filter(mine & (pl.col("state") == "entitled")).select("household_id", "person_id").unique()
        )
        if needed:
            # A need is a person's, or the whole household's.
            asked = (
                known.needs.filter(mine).select("household_id", pl.col("person_id").alias("asker")).unique()
            )
            whom = (
                whom.join(asked, on="household_id")
                .filter(
                    pl.col("asker").is_null()
                    | pl.col("person_id").is_null()
                    | (pl.col("asker") == pl.col("person_id"))
                )
                .select("household_id", "person_id")
                .unique()
            )
    else:
        whom = known.needs.filter(mine).select("household_id", "person_id").unique()
    whom = whom.join(homes, on="household_id")
    had = given.select("household_id", "person_id").unique().with_columns(pl.lit(value=True).alias("had"))
    both = whom.join(had, on=["household_id", "person_id"], how="left", nulls_equal=True)
    counted = both.group_by("unit_id").agg(
        pl.col("had").fill_null(value=False).sum().alias("n"), pl.len().alias("d")
    )
    by_unit = {unit: Count(n, d) for unit, n, d in counted.select("unit_id", "n", "d").rows()}
    return {one.pk: by_unit.get(one.pk, Count(0, 0)) for one in run}


def _runs(units: Sequence[Unit]) -> Iterable[Sequence[Unit]]:
    for start in range(0, len(units), _RUN):
        yield units[start : start + _RUN]


def borrowers(grounds: Grounds, target: Target, policies: Sequence[str]) -> Counted:
    """Households to which a loan of the policies was lent in the year; one with two loans once."""
    day = grounds.day_of(target)
    rows = Loan.objects.everywhere().filter(
        unit__in=[one.pk for one in grounds.communes(day)],
        policy__in=list(policies),
        lent_on__range=(_year(day), day),
    )
    rows = rows.exclude(state=LoanState.WITHDRAWN.value).order_by()
    return _told(grounds, day, rows.values_list("unit").annotate(many=Many("household", distinct=True)))


def attendances(grounds: Grounds, target: Target, policies: Sequence[str]) -> Counted:
    """Attendances of the policies that were confirmed this year: what counts times is summed, other support once each."""
    day = grounds.day_of(target)
    attended = [code for code, kind in delivery_kinds().items() if kind.attended]
    rows = Delivery.objects.everywhere().filter(
        unit__in=[one.pk for one in grounds.communes(day)],
        policy__in=list(policies),
        state=DeliveryState.CONFIRMED.value,
        given_on__range=(_year(day), day),
    )
    counted: dict[int, int] = {}
    many = (
        rows.order_by()
        .values("unit")
        .annotate(
            times=Sum("quantity", filter=Q(kind__in=attended)),
            others=Many("pk", filter=~Q(kind__in=attended)),
        )
    )
    for row in many:
        counted[row["unit"]] = (row["times"] or 0) + row["others"]
    return _told(grounds, day, counted.items())


def housed(grounds: Grounds, target: Target, policies: Sequence[str]) -> Counted:
    """Houses accepted by the day over those on the approved lists and not withdrawn."""
    day = grounds.day_of(target)
    rows = HousingWork.objects.everywhere().filter(
        unit__in=[one.pk for one in grounds.communes(day)], policy__in=list(policies)
    )
    rows = rows.exclude(state=WorkState.WITHDRAWN.value).order_by()
    done = Q(state=WorkState.ACCEPTED.value, accepted_on__lte=day)
    counted = rows.values_list("unit").annotate(done=Many("pk", filter=done), listed=Many("pk"))
    return _shared(grounds, day, counted)


def houses(grounds: Grounds, target: Target, policies: Sequence[str]) -> Counted:
    """How many houses were accepted by the day."""
    found = housed(grounds, target, policies)
    rows = {unit: Count(one.numerator) for unit, one in found.rows.items()}
    return Counted(found.as_of, rows, found.units, reason=found.reason)


def legal_aid(grounds: Grounds, target: Target) -> Counted:
    """Of those entitled who asked for legal aid this year, who was served by the day."""
    day = grounds.day_of(target)
    rows = LegalAidCase.objects.everywhere().filter(
        unit__in=[one.pk for one in grounds.communes(day)],
        entitled=LegalAidRight.ENTITLED.value,
        asked_on__range=(_year(day), day),
        withdrawn_on=None,
    )
    counted = (
        rows.order_by()
        .values_list("unit")
        .annotate(done=Many("pk", filter=Q(served_on__lte=day)), asked=Many("pk"))
    )
    return _shared(grounds, day, counted)


def in_charge(grounds: Grounds, target: Target) -> Counted:
    """Listed households with a member of the steering committee responsible for them this year, over all that are listed."""
    day = grounds.day_of(target)
    communes = grounds.communes(day)
    ids = [one.pk for one in communes]
    listed = list_on(ids, day)
    if listed.is_empty():
        return nothing(day, Unmeasured.NOBODY_RECORDED)
    plans = HouseholdPlan.objects.everywhere().filter(unit__in=ids, year=day.year, member__isnull=False)
    watched = {key.hex for key in plans.values_list("household_id", flat=True)}
    rows = {one.pk: Count(0, 0) for one in communes}
    for unit, household in listed.select("unit_id", "household").rows():
        had = rows[unit]
        rows[unit] = Count(had.numerator + (_hex(household) in watched), (had.denominator or 0) + 1)
    return Counted(day, rows, {one.pk: one for one in communes})


def _hex(key: str) -> str:
    return str(key).replace("-", "")


def _told(grounds: Grounds, day: date, counted: Iterable[tuple[int, int]]) -> Counted:
    found = {unit: Count(many) for unit, many in counted}
    return _of_communes(grounds, day, found, Count(0))


def _shared(grounds: Grounds, day: date, counted: Iterable[tuple[int, int, int]]) -> Counted:
    return _of_communes(grounds, day, {unit: Count(n, d) for unit, n, d in counted}, Count(0, 0))


def _of_communes(grounds: Grounds, day: date, found: dict[int, Count], none: Count) -> Counted:
    if not found:
        return nothing(day, Unmeasured.NOBODY_RECORDED)
    communes = grounds.communes(day)
    return Counted(
        day, {one.pk: found.get(one.pk, none) for one in communes}, {one.pk: one for one in communes}
    )
