"""Inspections down to the household, and what was found until it is accepted as mended."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly, Locked
from ansinh.kernel.walls import Through, WithinReach
from ansinh.monitoring.enums import FindingState
from ansinh.monitoring.models.written import choices_of, moved_by


class Inspection(models.Model):
    """What an office inspects, where and from when to when. The households are drawn by chance from ``version``: the same
    ``seed`` and ``draw`` (how many of each place) draw the same. ``closed_on`` once every finding was accepted."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    title_fold = models.CharField(max_length=300)
    purpose = models.TextField()
    decision_no = models.CharField(max_length=80, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    version = models.ForeignKey("datasets.Version", on_delete=models.PROTECT, related_name="+")
    seed = models.IntegerField()
    draw = models.SmallIntegerField()
    closed_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id").as_manager()
    # Who was inspected must read what was inspected; the households are behind walls of their own.
    walls = []
    unwalled = "which office inspects what and when; the households and findings have walls of their own"
    triggers = [
        Locked(
            "closed_when_accepted",
            "NEW.closed_on IS NOT NULL AND EXISTS (SELECT 1 FROM monitoring_finding f "
            "WHERE f.inspection_id = NEW.id AND f.state <> 'accepted')",
            ("UPDATE",),
        )
    ]

    class Meta:
        constraints = [
            models.CheckConstraint(name="inspection_days", condition=Q(last_day__gte=F("first_day"))),
            models.CheckConstraint(name="inspection_draws", condition=Q(draw__gt=0)),
        ]

    def __str__(self) -> str:
        return self.title


class InspectedUnit(models.Model):
    """A place that is inspected."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="units")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    listed = models.IntegerField()

    objects = scoped_by("unit_id").as_manager()
    triggers = [AppendOnly()]

    class Meta:
        constraints = [models.UniqueConstraint(name="inspected_unit_once", fields=["inspection", "unit"])]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.unit_id}"


class InspectedHousehold(models.Model):
    """A household that was drawn, in the order it was drawn."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="households")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    position = models.SmallIntegerField()
    list_class = models.CharField(max_length=20)

    objects = scoped_by("unit_id", village="village").as_manager()
    triggers = [AppendOnly()]
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="inspected_household_once", fields=["inspection", "household"])
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.household_id}"


class Finding(models.Model):
    """What was found at a place, or at a household of it, and by when it is to be mended."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(
        "households.Household", on_delete=models.PROTECT, null=True, related_name="+"
    )
    village = models.CharField(max_length=120, blank=True)
    words = models.TextField()
    found_on = models.DateField()
    due = models.DateField()
    state = models.CharField(max_length=14, choices=choices_of(FindingState), default=FindingState.OPEN.value)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id").as_manager()
    personal = {"words"}
    triggers = [moved_by("monitoring_findingmove", "finding_id")]

    class Meta:
        constraints = [models.CheckConstraint(name="finding_days", condition=Q(due__gte=F("found_on")))]
        indexes = [models.Index(fields=["unit", "state", "due"], name="finding_waits")]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.state}"


class FindingMove(models.Model):
    """A step of a finding: what was done, by whom."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=14)
    to_state = models.CharField(max_length=14, choices=choices_of(FindingState))
    on = models.DateField()
    evidence = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("finding__unit_id").as_manager()
    personal = {"evidence"}
    triggers = [AppendOnly()]

    class Meta:
        constraints = [models.CheckConstraint(name="finding_move_says_how", condition=~Q(evidence=""))]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.to_state}"
