"""Targets of a plan and what was measured of them."""

from django.db import models
from django.db.models import Q

from ansinh.kernel.triggers import AppendOnly
from ansinh.plans.enums import Relation, TargetKind, Unmeasured, ValueUnit
from ansinh.plans.models.documents import choices_of
from ansinh.plans.models.plans import Plan, Section


class Target(models.Model):
    """A promise of a plan, as the paper makes it. A target never touches a classification: nothing in reviews reads this table.

    ``rule`` names how it is computed (``measuring.RULES``); without one ``unmeasured`` says why it cannot be. ``baseline`` is the
    period whose frozen version it starts from, never a typed number; ``baseline_version`` that version where it was chosen.
    ``parent``: the target of the parent plan it takes. Readings before ``counted_since`` were of another rule. A withdrawn target
    stays with its reason.
    """

    code = models.CharField(max_length=20, null=True, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="targets")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, null=True, related_name="targets")
    position = models.SmallIntegerField()
    kind = models.CharField(max_length=14, choices=choices_of(TargetKind))
    indicator = models.CharField(max_length=300)
    relation = models.CharField(max_length=2, choices=choices_of(Relation), blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    unit = models.CharField(max_length=12, choices=choices_of(ValueUnit), blank=True)
    definition = models.TextField(blank=True)
    need_filter = models.CharField(max_length=200, blank=True)
    denominator = models.CharField(max_length=300, blank=True)
    data_source = models.CharField(max_length=200, blank=True)
    deadline = models.DateField(null=True)
    level = models.CharField(max_length=10)
    rule = models.CharField(max_length=80, blank=True)
    baseline = models.CharField(max_length=7, blank=True)
    baseline_version = models.ForeignKey(
        "datasets.Version", on_delete=models.PROTECT, null=True, related_name="+"
    )
    counted_since = models.DateTimeField(null=True)
    unmeasured = models.CharField(max_length=16, choices=choices_of(Unmeasured), blank=True)
    unmeasured_words = models.CharField(max_length=300, blank=True)
    quote = models.CharField(max_length=600, blank=True)
    line = models.IntegerField(null=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    withdrawn_on = models.DateField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="target_once", fields=["plan", "position"]),
            models.CheckConstraint(
                name="target_withdrawn_with_a_reason",
                condition=Q(withdrawn_on__isnull=True) | (~Q(withdrawn_reason="") & ~Q(withdrawn_by="")),
            ),
            models.CheckConstraint(
                name="target_rule_or_reason",
                condition=~Q(rule="") | ~Q(unmeasured=""),
            ),
            models.CheckConstraint(
                name="target_value_has_a_relation", condition=Q(value__isnull=True) | ~Q(relation="")
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.indicator[:60]


class TargetChange(models.Model):
    """One column of a target as it was and as it became, with who changed it and why: what a correction leaves behind."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="changes")
    column = models.CharField(max_length=24)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    triggers = [AppendOnly()]

    class Meta:
        constraints = [models.CheckConstraint(name="target_change_says_why", condition=~Q(reason=""))]
        indexes = [models.Index(fields=["target", "-at"], name="target_change_newest")]

    def __str__(self) -> str:
        return f"{self.target_id} {self.column}"


class Reading(models.Model):
    """What a target came to when it was measured, of its own place and of each commune below: numerator, denominator and what
    they rest on; of a change of a rate also what both were at the baseline. ``value`` is null with why (``unmeasured``). Readings
    are added, never changed: the newest speaks."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="readings")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    measured_at = models.DateTimeField()
    as_of = models.DateField()
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    value = models.DecimalField(max_digits=24, decimal_places=10, null=True)
    possible = models.BigIntegerField(null=True)
    numerator_before = models.BigIntegerField(null=True)
    denominator_before = models.BigIntegerField(null=True)
    version = models.ForeignKey("datasets.Version", on_delete=models.PROTECT, null=True, related_name="+")
    baseline = models.ForeignKey("datasets.Version", on_delete=models.PROTECT, null=True, related_name="+")
    unmeasured = models.CharField(max_length=16, choices=choices_of(Unmeasured), blank=True)
    by = models.CharField(max_length=120)

    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="reading_once", fields=["target", "unit", "measured_at"]),
            models.CheckConstraint(
                name="reading_value_or_reason", condition=Q(value__isnull=True) ^ Q(unmeasured="")
            ),
        ]
        indexes = [models.Index(fields=["target", "unit", "-measured_at"], name="reading_newest")]

    def __str__(self) -> str:
        return f"{self.target_id} {self.unit_id} {self.measured_at}"
