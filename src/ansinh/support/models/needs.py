"""Who asked for what: the plans promise to those with a need who qualify."""

from django.db import models
from django.db.models import Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.walls import Through
from ansinh.support.models.planning_enums import NeedSource

_OPEN = Q(withdrawn_on__isnull=True)


class Need(models.Model):
    """A household's need of a policy (or one member's), from a day on. It ends by its last day or by being withdrawn, with a
    reason; the row stays."""

    policy = models.CharField(max_length=40)
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("households.Person", on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    source = models.CharField(max_length=10, choices=[(one.value, one.value) for one in NeedSource])
    grievance = models.ForeignKey(
        "grievances.Grievance", on_delete=models.PROTECT, null=True, related_name="+"
    )
    batch = models.ForeignKey("work.Batch", on_delete=models.PROTECT, null=True, related_name="+")
    remark = models.CharField(max_length=200, blank=True, db_default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    withdrawn_on = models.DateField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True, db_default="")
    withdrawn_reason = models.TextField(blank=True, db_default="")

    objects = scoped_by("household__unit_id", village="household__village").as_manager()
    personal = {"remark", "withdrawn_reason"}
    walls = [Through("household")]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="need_of_household_once",
                fields=["policy", "household"],
                condition=_OPEN & Q(person__isnull=True),
            ),
            models.UniqueConstraint(
                name="need_of_person_once",
                fields=["policy", "household", "person"],
                condition=_OPEN & Q(person__isnull=False),
            ),
            models.CheckConstraint(
                name="need_withdrawn_with_reason",
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_reason=""),
            ),
            models.CheckConstraint(
                name="need_dates", condition=Q(until__isnull=True) | Q(until__gte=models.F("since"))
            ),
        ]
        indexes = [models.Index(fields=["since", "id"], name="need_since")]

    def __str__(self) -> str:
        return f"{self.policy} {self.household_id}"
