"""Policies of a place: data with their act, never code. Rows are added, not changed; the law of the country needs no row."""

from django.db import models
from django.db.models import Q

from ansinh.kernel.triggers import AppendOnly


class PolicyVersion(models.Model):
    """One version of a local policy, as an officer wrote it from a template.

    ``content`` holds words, group, target, benefit, conditions and amounts (``catalogue.templates`` says which), ``samples`` the
    worked cases with the state each must come to. A change is the next ``number`` of the same ``code``; it takes effect by its
    ``PolicyApproval`` only.
    """

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    number = models.SmallIntegerField()
    template = models.CharField(max_length=40)
    content = models.JSONField()
    samples = models.JSONField(default=list)
    act = models.CharField(max_length=200)
    verified = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="policy_version_once", fields=["code", "number"]),
            models.CheckConstraint(name="policy_version_has_act", condition=~Q(act="")),
            models.CheckConstraint(
                name="policy_version_span",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class PolicyTrial(models.Model):
    """A version tried on the whole registry of its place: how many, and what it would cost, by commune."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="trials")
    day = models.DateField()
    result = models.JSONField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.version_id} {self.day}"


class PolicyApproval(models.Model):
    """A second person lets a version take effect, after its samples held and it was tried."""

    version = models.OneToOneField(PolicyVersion, on_delete=models.PROTECT, related_name="approval")
    trial = models.ForeignKey(PolicyTrial, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.version_id} {self.recorded_by}"
