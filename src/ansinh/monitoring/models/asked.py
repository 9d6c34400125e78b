"""Reports that a higher office asks for besides the calendar."""

from django.db import models
from django.db.models import Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly, Locked


class AskedReport(models.Model):
    """What an office asks places below it to report, and by what day."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    title_fold = models.CharField(max_length=300)
    content = models.TextField()
    document_no = models.CharField(max_length=80, blank=True)
    due = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id").as_manager()
    triggers = [AppendOnly()]
    walls = []
    unwalled = "what an office asks of places below, which each of them reads; nobody's name"

    def __str__(self) -> str:
        return f"{self.unit_id} {self.title}"


class AskedUnit(models.Model):
    """One place that was asked: its answer in words and, where one was written, its paper. An answer stands."""

    asked = models.ForeignKey(AskedReport, on_delete=models.PROTECT, related_name="units")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(null=True)
    answer = models.TextField(blank=True)
    report = models.ForeignKey(
        "monitoring.WrittenReport", on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_by = models.CharField(max_length=120, blank=True)

    objects = scoped_by("unit_id").as_manager()
    triggers = [Locked("answered_stays", "OLD.answered_on IS NOT NULL", ("UPDATE", "DELETE"))]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="asked_unit_once", fields=["asked", "unit"]),
            models.CheckConstraint(
                name="asked_answer_whole",
                condition=Q(answered_on__isnull=True, answer="", answered_by="")
                | (Q(answered_on__isnull=False) & ~Q(answer="") & ~Q(answered_by="")),
            ),
        ]
        indexes = [models.Index(fields=["unit", "answered_on"], name="asked_unit_waits")]

    def __str__(self) -> str:
        return f"{self.asked_id} {self.unit_id}"
