"""Campaigns, and what each commune spread on which day."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import Frozen, Locked
from ansinh.kernel.walls import WithinReach
from ansinh.outreach.models.enums import MessageKind
from ansinh.outreach.models.fund import withdrawn_whole
from ansinh.support.models.delivery_enums import choices_of


class Campaign(models.Model):
    """A campaign of a place by a paper: "Cả nước chung tay vì người nghèo", the month for the poor. It tells of nobody."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    topic = models.CharField(max_length=300, blank=True)
    paper = models.CharField(max_length=160)
    begins_on = models.DateField()
    ends_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    triggers = [Locked("stays", "1 = 1", ("DELETE",))]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="campaign_span", condition=Q(ends_on__gte=F("begins_on")) & ~Q(title="")
            ),
            models.UniqueConstraint(name="campaign_once", fields=["unit", "title", "begins_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.title}"


class Message(models.Model):
    """What a commune spread: so many times (pieces) on a day; at a dialogue so many people came. ``channel`` says where."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="messages")
    kind = models.CharField(max_length=10, choices=choices_of(MessageKind))
    title = models.CharField(max_length=200)
    channel = models.CharField(max_length=160, blank=True)
    spread_on = models.DateField()
    times = models.IntegerField(default=1)
    attendance = models.IntegerField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = scoped_by("unit_id").as_manager()
    personal = {"withdrawn_reason"}
    walls = [WithinReach("unit_id", touched=True)]
    triggers = [Frozen("OLD.withdrawn_at IS NOT NULL"), Locked("stays", "1 = 1", ("DELETE",))]

    class Meta:
        constraints = [
            models.CheckConstraint(name="message_said", condition=~Q(title="") & Q(times__gt=0)),
            models.CheckConstraint(
                name="message_attendance",
                condition=Q(kind=MessageKind.DIALOGUE.value, attendance__gt=0)
                | (~Q(kind=MessageKind.DIALOGUE.value) & Q(attendance__isnull=True)),
            ),
            models.UniqueConstraint(
                name="message_once",
                fields=["unit", "kind", "title", "spread_on"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            withdrawn_whole("message_withdrawn"),
        ]
        indexes = [models.Index(fields=["unit", "kind", "spread_on"], name="message_place")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.spread_on}"
