"""What the district says of a dossier."""

from django.db import models
from django.db.models import Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly, Frozen
from ansinh.reviews.procedure.enums import Verdict
from ansinh.reviews.procedure.models.choices import choices
from ansinh.reviews.procedure.models.work import WorkItem


class Opinion(models.Model):
    """The district's opinion on a dossier: asked for on a day, due after its clock, answered in writing."""

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="opinions")
    number = models.SmallIntegerField()
    submitted_on = models.DateField()
    submitted_by = models.CharField(max_length=120)
    due = models.DateField()
    verdict = models.CharField(max_length=10, choices=choices(Verdict), blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)
    text_number = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)
    paper = models.ForeignKey("papers.Paper", on_delete=models.PROTECT, null=True, related_name="+")

    objects = scoped_by("dossier__unit_id").as_manager()
    personal = {"text"}
    triggers = [Frozen("OLD.answered_on IS NOT NULL")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="opinion_number", fields=["dossier", "number"]),
            models.CheckConstraint(
                name="opinion_answered", condition=Q(answered_on__isnull=True) | ~Q(verdict="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.number} {self.verdict}"


class OpinionRemark(models.Model):
    """What the district said of one household."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="remarks")
    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="+")
    remark = models.TextField()

    objects = scoped_by("opinion__dossier__unit_id").as_manager()
    personal = {"remark"}
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.item_id}"
