"""Frozen versions. Approved means frozen: files, counts and a digest over canonical sorted rows."""

from django.db import models
from django.db.models import Q

from ansinh.kernel.triggers import AppendOnly


class Version(models.Model):
    """The sealed result of one unit, period and standard. A correction is the next number, and says why."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=7)
    list_year = models.SmallIntegerField()
    standard = models.CharField(max_length=40)
    number = models.SmallIntegerField()
    as_of = models.DateField()
    digest = models.CharField(max_length=64)
    folder = models.CharField(max_length=200)
    households = models.BigIntegerField()
    members = models.BigIntegerField()
    counts = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    sealed_at = models.DateTimeField()
    sealed_by = models.CharField(max_length=120)

    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="version_number", fields=["unit", "period", "standard", "number"]),
            models.CheckConstraint(name="version_correction_says_why", condition=Q(number=1) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.standard} v{self.number} {self.digest[:12]}"


class VersionPart(models.Model):
    """A sealed version of a place below, named by the sealed version above it."""

    whole = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="parts")
    part = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="wholes")

    triggers = [AppendOnly()]

    class Meta:
        constraints = [models.UniqueConstraint(name="version_part_once", fields=["whole", "part"])]

    def __str__(self) -> str:
        return f"{self.whole_id} {self.part_id}"
