"""Who is reviewed, by whom, and quick identification."""

from django.db import models
from django.db.models import Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.fields import SortKey
from ansinh.kernel.triggers import AppendOnly
from ansinh.kernel.walls import Through
from ansinh.reviews.enums import ListClass
from ansinh.reviews.procedure.enums import OffReason, WorkReason, WorkState
from ansinh.reviews.procedure.models.choices import choices


class WorkItem(models.Model):
    """A household that a round is to review, and why (step 1). ``why`` is the commune's own words, ``request`` the request
    that asked for it. ``surveyed_on`` and ``surveyed_by`` say who went to see, the answers who entered them.

    ``agreed_class`` is what the last meeting that passed agreed to: where the class became another since, it must be
    discussed again.
    """

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="work_items")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="work_items")
    head_name = models.CharField(max_length=120, blank=True)
    head_name_fold = models.CharField(max_length=120, blank=True)
    head_name_sort = SortKey(max_length=400)
    reason = models.CharField(max_length=12, choices=choices(WorkReason))
    why = models.TextField(blank=True)
    request = models.ForeignKey(
        "grievances.Grievance", on_delete=models.PROTECT, null=True, related_name="work_items"
    )
    late = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=choices(WorkState), default=WorkState.TO_REVIEW.value)
    surveyor = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="work_items"
    )
    off_reason = models.CharField(max_length=12, choices=choices(OffReason), blank=True)
    off_why = models.TextField(blank=True)
    surveyed_on = models.DateField(null=True)
    surveyed_by = models.CharField(max_length=120, blank=True)
    agreed_class = models.CharField(max_length=20, choices=choices(ListClass), blank=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {
        "head_name",
        "head_name_fold",
        "head_name_sort",
        "reason",
        "why",
        "off_reason",
        "off_why",
        "surveyed_by",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(name="work_item_once", fields=["dossier", "household"]),
            models.CheckConstraint(
                name="work_item_off_says_why",
                condition=~Q(state=WorkState.TAKEN_OFF.value) | ~Q(off_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["dossier", "village", "id"], name="work_item_village"),
            models.Index(fields=["dossier", "head_name_sort", "id"], name="work_item_name"),
            models.Index(fields=["surveyor", "dossier"], name="work_item_surveyor"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.household_id} {self.state}"


class WorkStep(models.Model):
    """What was done to an item of the work list: the trace of coming, going, assigning, asking again."""

    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=24)
    said = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("item__unit_id", village="item__village").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.item_id} {self.verb}"


class QuickMarker(models.Model):
    """A sign of Phiếu A by which a household is not surveyed (Circular 07/2021, appendix II). Its text is not known: an
    agency enters it with its source, and it is unverified until somebody says that the text was read."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    source = models.CharField(max_length=200)
    verified = models.BooleanField(default=False)
    ended_on = models.DateField(null=True)
    ended_why = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    unwalled = "a sign of a form of the law, entered for a place, which tells of nobody"
    walls: tuple = ()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="quick_marker_once", fields=["unit", "words"], condition=Q(ended_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.pk}"


class QuickIdentification(models.Model):
    """Phiếu A of one household that asked: surveyed or not, and why. A later one replaces it."""

    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="identifications")
    passes = models.BooleanField()
    markers = models.ManyToManyField(QuickMarker, related_name="+", through="QuickTick")
    reason = models.TextField()
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("item__unit_id", village="item__village").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.item_id} {self.passes}"


class QuickTick(models.Model):
    identification = models.ForeignKey(QuickIdentification, on_delete=models.PROTECT, related_name="ticks")
    marker = models.ForeignKey(QuickMarker, on_delete=models.PROTECT, related_name="+")

    walls = [Through("identification")]
    triggers = [AppendOnly()]

    class Meta:
        constraints = [models.UniqueConstraint(name="quick_tick_once", fields=["identification", "marker"])]

    def __str__(self) -> str:
        return f"{self.identification_id} {self.marker_id}"
