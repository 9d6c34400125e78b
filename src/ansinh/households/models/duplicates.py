"""People who may be one."""

from django.db import models
from django.db.models import F, Q

from ansinh.households.enums import DuplicateBasis, DuplicateDecision
from ansinh.households.models.choices import choices
from ansinh.households.models.registry import Person
from ansinh.kernel.walls import Through


class SuspectedDuplicate(models.Model):
    """Two people who may be one; a person decides, field by field, and nothing is joined before."""

    left = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=20, choices=choices(DuplicateBasis))
    score = models.SmallIntegerField()
    decision = models.CharField(
        max_length=10, choices=choices(DuplicateDecision), default=DuplicateDecision.OPEN.value
    )
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    found_at = models.DateTimeField()

    personal = {"reason"}
    walls = [Through("left"), Through("right")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="duplicate_pair_once", fields=["left", "right"]),
            models.CheckConstraint(name="duplicate_two_people", condition=~Q(left=F("right"))),
        ]
        indexes = [models.Index(fields=["score", "id"], name="duplicate_by_score")]

    def __str__(self) -> str:
        return f"{self.left_id} ? {self.right_id}"
