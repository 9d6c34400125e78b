"""Support in kind and services: what was given to whom, reported by a commune and confirmed by the agency that gives it."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import Locked
from ansinh.kernel.walls import Through, WithinReach
from ansinh.support.models.delivery_enums import DeliveryState, choices_of
from ansinh.support.models.enrolments import of_beneficiary

_LIVE = (DeliveryState.REPORTED.value, DeliveryState.CONFIRMED.value)
_KEPT = " OR ".join(
    f"NEW.{name} <> OLD.{name}"
    for name in (
        "policy",
        "household_id",
        "beneficiary",
        "given_on",
        "quantity",
        "recorded_by",
        "document",
        "kind",
    )
)


class Delivery(models.Model):
    """Something given to a person or household for a policy, from a day (``valid_until``: to its last day, for what lasts).

    Reported by the commune it waits for the agency; only what the agency confirmed counts as served. ``once``: of a policy
    that gives once, so that a second one is refused. ``amount`` is what it was worth, where somebody said so. ``kind``
    (``delivery/kinds.toml``) says what ``quantity`` counts and which of the other columns are asked; ``area`` is in m².
    """

    policy = models.CharField(max_length=40)
    agency = models.CharField(max_length=40)
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("households.Person", on_delete=models.PROTECT, null=True, related_name="+")
    beneficiary = models.UUIDField()
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    given_on = models.DateField()
    valid_until = models.DateField(null=True)
    quantity = models.IntegerField(default=1)
    amount = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=24, blank=True, db_default="")
    hours = models.IntegerField(null=True)
    area = models.IntegerField(null=True)
    course = models.CharField(max_length=120, blank=True, db_default="")
    term = models.CharField(max_length=40, blank=True, db_default="")
    result = models.CharField(max_length=24, blank=True, db_default="")
    document = models.CharField(max_length=160)
    once = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=choices_of(DeliveryState))
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=120, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"document", "withdrawn_reason"}
    triggers = [
        Locked("given_stays", _KEPT, ("UPDATE",)),
        Locked("withdrawn_stays", f"OLD.state = '{DeliveryState.WITHDRAWN.value}'", ("UPDATE",)),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [
            of_beneficiary("delivery_beneficiary"),
            models.UniqueConstraint(
                name="delivered_once_a_day",
                fields=["policy", "beneficiary", "given_on"],
                condition=Q(state__in=_LIVE),
            ),
            models.UniqueConstraint(
                name="delivered_once",
                fields=["policy", "beneficiary"],
                condition=Q(state__in=_LIVE, once=True),
            ),
            models.CheckConstraint(
                name="delivery_counts",
                condition=Q(quantity__gt=0) & (Q(amount__isnull=True) | Q(amount__gte=0)),
            ),
            models.CheckConstraint(
                name="delivery_measures",
                condition=(Q(hours__isnull=True) | Q(hours__gt=0)) & (Q(area__isnull=True) | Q(area__gt=0)),
            ),
            models.CheckConstraint(
                name="delivery_span",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("given_on")),
            ),
            models.CheckConstraint(
                name="delivery_confirmed_by",
                condition=~Q(state=DeliveryState.CONFIRMED.value) | ~Q(confirmed_by=""),
            ),
            models.CheckConstraint(
                name="delivery_withdrawn_why",
                condition=~Q(state=DeliveryState.WITHDRAWN.value) | ~Q(withdrawn_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["unit", "policy", "given_on", "id"], name="delivery_of_place")]

    def __str__(self) -> str:
        return f"{self.policy} {self.beneficiary} {self.given_on}"
