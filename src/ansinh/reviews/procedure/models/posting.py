"""What was posted where, and who is looked at again after an objection."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly, Frozen
from ansinh.reviews.enums import ListClass
from ansinh.reviews.procedure.models.choices import choices
from ansinh.reviews.procedure.models.work import WorkItem


class Posting(models.Model):
    """A list posted in public, of a village, or of one household again after its re-check. ``until`` is the last day of its
    clock; only after it may the list be taken down (``removed_on``)."""

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    household = models.ForeignKey(
        "households.Household", on_delete=models.PROTECT, null=True, related_name="+"
    )
    number = models.SmallIntegerField()
    clock = models.CharField(max_length=16)
    posted_on = models.DateField()
    until = models.DateField()
    places = models.JSONField()
    paper = models.ForeignKey("papers.Paper", on_delete=models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField()
    posted_by = models.CharField(max_length=120)
    removed_on = models.DateField(null=True)
    removed_by = models.CharField(max_length=120, blank=True)
    # Taken down because the dossier went back to the survey: what stands there is no longer the result.
    withdrawn = models.BooleanField(default=False)

    objects = scoped_by("unit_id", village="village").as_manager()
    triggers = [Frozen("OLD.removed_on IS NOT NULL")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="posting_number", fields=["dossier", "number"]),
            models.CheckConstraint(name="posting_until", condition=Q(until__gte=F("posted_on"))),
            models.CheckConstraint(
                name="posting_taken_down_after_its_clock",
                condition=Q(removed_on__isnull=True) | Q(removed_on__gt=F("until")) | Q(withdrawn=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.number}"


class PostedHousehold(models.Model):
    """A household on a posted list, with the class that stood there."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="households")
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    shown_class = models.CharField(max_length=20, choices=choices(ListClass))
    movement = models.CharField(max_length=14, blank=True)

    objects = scoped_by("posting__unit_id", village="posting__village").as_manager()
    triggers = [AppendOnly()]

    class Meta:
        constraints = [models.UniqueConstraint(name="posted_once", fields=["posting", "household"])]

    def __str__(self) -> str:
        return f"{self.posting_id} {self.household_id}"


class Recheck(models.Model):
    """A household surveyed again because somebody objected to what was posted of it. ``due`` is the last day of its clock."""

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="rechecks")
    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="rechecks")
    objection = models.OneToOneField("grievances.Grievance", on_delete=models.PROTECT, related_name="recheck")
    class_before = models.CharField(max_length=20, choices=choices(ListClass), blank=True)
    opened_on = models.DateField()
    due = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("item__unit_id", village="item__village").as_manager()
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.item_id}"
