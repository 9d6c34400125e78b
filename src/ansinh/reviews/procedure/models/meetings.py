"""Meetings of villages, who came, how they voted, who supervised."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly
from ansinh.reviews.enums import ListClass
from ansinh.reviews.procedure.enums import Capacity
from ansinh.reviews.procedure.models.choices import choices
from ansinh.reviews.procedure.models.work import WorkItem


class Meeting(models.Model):
    """A meeting of a village as its minutes hold it (Decision 24/2021, article 4.3). ``share`` is the minimum it was held
    to, in percent; what failed is met about again, under the next ``number``."""

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="meetings")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    number = models.SmallIntegerField()
    held_on = models.DateField()
    started = models.CharField(max_length=20)
    ended = models.CharField(max_length=20)
    place = models.CharField(max_length=200)
    chair = models.CharField(max_length=120)
    chair_position = models.CharField(max_length=120)
    secretary = models.CharField(max_length=120)
    representative = models.CharField(max_length=200)
    present = models.IntegerField()
    households_present = models.IntegerField()
    share = models.SmallIntegerField()
    agenda = models.TextField()
    opinions = models.TextField(blank=True)
    paper = models.ForeignKey("papers.Paper", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"place", "chair", "secretary", "representative", "opinions"}
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="meeting_number", fields=["dossier", "village", "number"]),
            models.CheckConstraint(name="meeting_somebody_present", condition=Q(present__gt=0)),
            models.CheckConstraint(
                name="meeting_households_present",
                condition=Q(households_present__gte=0) & Q(households_present__lte=F("present")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.number}"


class Attendee(models.Model):
    """Who attended a meeting, in which capacity."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendees")
    capacity = models.CharField(max_length=12, choices=choices(Capacity))
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=160, blank=True)

    objects = scoped_by("meeting__unit_id", village="meeting__village").as_manager()
    personal = {"name", "position"}
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.capacity}"


class Vote(models.Model):
    """What a meeting said of one household: the class put to it, for, against, and whether it passed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="votes")
    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="votes")
    proposed_class = models.CharField(max_length=20, choices=choices(ListClass))
    movement = models.CharField(max_length=14, blank=True)
    agree = models.IntegerField()
    disagree = models.IntegerField()
    passed = models.BooleanField()
    opinion = models.TextField(blank=True)

    objects = scoped_by("meeting__unit_id", village="meeting__village").as_manager()
    personal = {"opinion"}
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="vote_once", fields=["meeting", "item"]),
            models.CheckConstraint(name="vote_counts", condition=Q(agree__gte=0) & Q(disagree__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.item_id} {self.agree}:{self.disagree}"


class Supervision(models.Model):
    """What the Fatherland Front, invited to supervise, recorded about a dossier or one of its meetings."""

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="supervisions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="supervisions")
    on = models.DateField()
    text = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("dossier__unit_id").as_manager()
    personal = {"text"}
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.on}"
