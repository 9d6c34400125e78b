"""Files whose rows were written together, so that they can be taken back together."""

from django.db import models
from django.db.models import Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import Frozen, Locked
from ansinh.outreach.models.fund import withdrawn_whole


class TakenFile(models.Model):
    """A file of receipts of a fund's year, or of who took part in a course; its number is its key. ``digest`` is its SHA-256, blank
    where the rows came from no file of a person. ``unit`` is the place that took it in."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    fund = models.ForeignKey("outreach.FundYear", on_delete=models.PROTECT, null=True, related_name="files")
    course = models.ForeignKey("outreach.Course", on_delete=models.PROTECT, null=True, related_name="files")
    file_name = models.CharField(max_length=160, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    rows = models.IntegerField()
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = scoped_by("unit_id").as_manager()
    personal = {"file_name", "withdrawn_reason"}
    triggers = [
        Frozen("OLD.withdrawn_at IS NOT NULL"),
        Locked("stays", "1 = 1", ("DELETE",)),
        Locked("written_stays", "NEW.rows <> OLD.rows OR NEW.digest <> OLD.digest", ("UPDATE",)),
    ]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="taken_file_of_one", condition=Q(fund__isnull=True) | Q(course__isnull=True)
            ),
            models.CheckConstraint(name="taken_file_rows", condition=Q(rows__gt=0)),
            withdrawn_whole("taken_file_withdrawn"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.pk}"
