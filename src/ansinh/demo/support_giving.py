"""Support in kind of the demonstration's year: reported by the communes' officer, confirmed by the agency that gave it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import polars as pl

from ansinh.demo.support_people import SupportPeople
from ansinh.households.models import Household
from ansinh.kernel.bulk import as_hex
from ansinh.kernel.dates import today
from ansinh.places.models import Unit
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.delivery.giving import confirm_deliveries, report_delivery
from ansinh.support.entitling.entitlements import entitlements
from ansinh.support.models import Delivery
from ansinh.support.models.delivery_enums import DeliveryState

# What is given, on whose paper, and of how many in ten: the others are the gaps that stay.
_GIVEN = (
    (
        "GD-1",
        "Số liệu minh họa: quyết định miễn, giảm học phí của nhà trường",
        8,
        True,
        {"term": "học kỳ I"},
    ),
    (
        "DN-1",
        "Số liệu minh họa: danh sách học viên lớp đào tạo nghề",
        7,
        False,
        {"course": "Lớp nghề ngắn hạn"},
    ),
)


def give_in_kind(communes: Sequence[Unit], given_on: date, until: date, people: SupportPeople) -> None:
    """Report what the rules say is owed at these communes and let its agency confirm it; what was reported before is left."""
    for policy, paper, in_ten, lasts, told in _GIVEN:
        owed = entitlements([one.pk for one in communes], today(), policies=[policy_in_use(policy)])
        owed = owed.filter(pl.col("state") == "entitled").with_columns(as_hex("household_id", "person_id"))
        given = owed.unique("person_id").sort("person_id").with_row_index("number")
        _report(
            given.filter(pl.col("number") % 10 < in_ten),
            policy,
            paper,
            given_on,
            until if lasts else None,
            people,
            told,
        )
        waiting = Delivery.objects.everywhere().filter(policy=policy, state=DeliveryState.REPORTED.value)
        if rows := list(waiting):
            confirm_deliveries(rows=rows, by=people.sector[policy_in_use(policy).agency])


def _report(
    owed: pl.DataFrame,
    policy: str,
    paper: str,
    given_on: date,
    until: date | None,
    people: SupportPeople,
    told: dict[str, str],
) -> None:
    known = Delivery.objects.everywhere().filter(policy=policy)
    done = {one.hex for one in known.values_list("beneficiary", flat=True)}
    homes = Household.objects.everywhere().in_bulk([UUID(one) for one in owed["household_id"].unique()])
    for household, person in owed.select("household_id", "person_id").iter_rows():
        if person not in done:
            report_delivery(
                household=homes[UUID(household)],
                policy=policy,
                person_id=UUID(person),
                given_on=given_on,
                valid_until=until,
                document=paper,
                by=people.maker,
                **told,
            )
