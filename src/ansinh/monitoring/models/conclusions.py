"""The conclusion of an inspection: written by one person, issued with its number by another, sent to who was inspected."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly
from ansinh.monitoring.models.inspections import Inspection


class ConclusionDraft(models.Model):
    """What somebody wrote of an inspection; whoever writes anew adds a row, the newest is what may be issued. ``why`` says why a
    conclusion that was issued is replaced."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="drafts")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    grounds = models.TextField(blank=True)
    conclusion = models.TextField()
    requests = models.TextField(blank=True)
    recipients = models.TextField(blank=True)
    position = models.CharField(max_length=120, blank=True)
    signatory = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=300, blank=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id").as_manager()
    personal = {"conclusion", "requests", "signatory", "recipients", "grounds", "why"}
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(name="conclusion_says_something", condition=~Q(conclusion="")),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.written_at:%Y-%m-%d}"


class IssuedConclusion(models.Model):
    """A draft that was issued: its paper, and the annex of the drawn households. Nobody issues what they wrote themselves."""

    draft = models.OneToOneField(ConclusionDraft, on_delete=models.PROTECT, related_name="issued")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    paper = models.OneToOneField("papers.Paper", on_delete=models.PROTECT, related_name="+")
    annex = models.OneToOneField("papers.Paper", on_delete=models.PROTECT, related_name="+")
    written_by = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id").as_manager()
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(name="conclusion_by_two_persons", condition=~Q(issued_by=F("written_by"))),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.paper_id}"


class SentConclusion(models.Model):
    """What an inspected place is told of a conclusion: its number, its words and what it asks for. The paper itself tells the
    findings of every place and stays with the office; the place reads its own findings as rows."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="sent")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=80)
    issued_on = models.DateField()
    conclusion = models.TextField()
    requests = models.TextField(blank=True)
    sent_at = models.DateTimeField()

    objects = scoped_by("unit_id").as_manager()
    personal = {"conclusion", "requests"}
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="conclusion_sent_once", fields=["inspection", "unit", "number", "issued_on"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.unit_id}"
