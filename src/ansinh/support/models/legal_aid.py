"""Legal aid: who asked, whether the law gives it, who was served, who was sent on. What it is about is never kept in plain sight."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import Locked
from ansinh.kernel.walls import Through, WithinReach
from ansinh.support.models.deliveries import Delivery
from ansinh.support.models.delivery_enums import LegalAidRight, choices_of

_KEPT = " OR ".join(
    f"NEW.{name} <> OLD.{name}"
    for name in ("household_id", "person_id", "unit_id", "asked_on", "entitled", "judged_on", "recorded_by")
)
_SERVED_STAYS = "OLD.served_on IS NOT NULL AND (NEW.served_on IS NULL OR NEW.served_on <> OLD.served_on)"
_REFERRED_STAYS = (
    "OLD.referred_on IS NOT NULL AND (NEW.referred_on IS NULL OR NEW.referred_on <> OLD.referred_on)"
)


class LegalAidCase(models.Model):
    """One person's wish for legal aid. ``entitled`` is what the rules said on ``judged_on``; served and referred have their own
    dates and are counted apart. ``matter_sealed`` is readable by who gives a reason; ``delivery`` is what the agency confirms."""

    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("households.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    asked_on = models.DateField()
    matter_sealed = models.BinaryField(null=True)
    seal_row = models.CharField(max_length=36)
    entitled = models.CharField(max_length=8, choices=choices_of(LegalAidRight))
    judged_on = models.DateField()
    served_on = models.DateField(null=True)
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, null=True, related_name="+")
    referred_on = models.DateField(null=True)
    referred_to = models.CharField(max_length=160, blank=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"matter_sealed", "withdrawn_reason"}
    sensitive = {"matter_sealed", "withdrawn_reason"}
    triggers = [
        Locked("asked_stays", f"{_KEPT} OR {_SERVED_STAYS} OR {_REFERRED_STAYS}", ("UPDATE",)),
        Locked("withdrawn_stays", "OLD.withdrawn_on IS NOT NULL", ("UPDATE",)),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="legal_aid_once_a_day",
                fields=["person", "asked_on"],
                condition=Q(withdrawn_on__isnull=True),
            ),
            models.CheckConstraint(
                name="legal_aid_after_asking",
                condition=(Q(served_on__isnull=True) | Q(served_on__gte=F("asked_on")))
                & (Q(referred_on__isnull=True) | Q(referred_on__gte=F("asked_on"))),
            ),
            models.CheckConstraint(
                name="legal_aid_referred_where", condition=Q(referred_on__isnull=True) | ~Q(referred_to="")
            ),
            models.CheckConstraint(
                name="legal_aid_withdrawn_why",
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["unit", "asked_on", "id"], name="legal_aid_of_place")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_on}"
