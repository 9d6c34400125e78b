"""A target's count allotted to the places below: proposed, corrected, approved by a second person, sent, acknowledged.

What the database itself refuses: two allotments in force of one target, two shares of one place, a share changed once its allotment is
no draft, an allotment approved by who made it."""

from django.db import models
from django.db.models import F, Q

from ansinh.kernel.triggers import AppendOnly, Locked
from ansinh.plans.enums import AllotmentState, Basis, Relation
from ansinh.plans.models.documents import choices_of
from ansinh.plans.models.targets import Target

_DRAFT, _SENT = AllotmentState.DRAFT.value, AllotmentState.SENT.value
_IN_FORCE = [AllotmentState.APPROVED.value, _SENT]
_ALLOTTED = " OR ".join(
    f"NEW.{name} <> OLD.{name}" for name in ("target_id", "number", "level", "units_on", "amount", "made_by")
)
_SHARED = " OR ".join(
    f"NEW.{name} <> OLD.{name}" for name in ("allotment_id", "unit_id", "proposed", "amount")
)


class Allotment(models.Model):
    """One division of what a target promises, in whole things counted, among the units of ``level`` on ``units_on``.

    ``amount`` is what the whole place may have (or must reach) by ``value`` and ``relation`` of the target as they were then; shares are in
    proportion to ``basis``. ``version``: what the counts rest on; ``unplaced``: what was counted where no unit of that day holds
    everybody.
    """

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="allotments")
    number = models.SmallIntegerField()
    level = models.CharField(max_length=10)
    units_on = models.DateField()
    basis = models.CharField(max_length=12, choices=choices_of(Basis))
    amount = models.BigIntegerField()
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    relation = models.CharField(max_length=2, choices=choices_of(Relation), blank=True)
    unplaced = models.BigIntegerField(default=0)
    version = models.ForeignKey("datasets.Version", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=choices_of(AllotmentState), default=_DRAFT)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decision_words = models.CharField(max_length=300, blank=True)
    sent_on = models.DateField(null=True)
    sent_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    triggers = [
        Locked("decided_stays", f"OLD.state <> '{_DRAFT}' AND ({_ALLOTTED})", ("UPDATE",)),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="allotment_number", fields=["target", "number"]),
            models.UniqueConstraint(name="allotment_one_draft", fields=["target"], condition=Q(state=_DRAFT)),
            models.UniqueConstraint(
                name="allotment_one_in_force", fields=["target"], condition=Q(state__in=_IN_FORCE)
            ),
            models.CheckConstraint(name="allotment_amount", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="allotment_second_person", condition=Q(decided_by="") | ~Q(decided_by=F("made_by"))
            ),
            models.CheckConstraint(
                name="allotment_in_force_was_decided",
                condition=~Q(state__in=_IN_FORCE) | (~Q(decided_by="") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="allotment_sent", condition=~Q(state=_SENT) | Q(sent_on__isnull=False)
            ),
            models.CheckConstraint(
                name="allotment_ended_with_a_reason",
                condition=~Q(state=AllotmentState.ENDED.value) | ~Q(ended_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.number}"


class Share(models.Model):
    """One unit's part: ``proposed`` by proportion to ``weight`` (``by_remainder``: one more of what was left over), ``amount`` as it
    stands, of the unit's own ``denominator``."""

    allotment = models.ForeignKey(Allotment, on_delete=models.PROTECT, related_name="shares")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    weight = models.BigIntegerField()
    denominator = models.BigIntegerField(null=True)
    proposed = models.BigIntegerField()
    by_remainder = models.BooleanField(default=False)
    amount = models.BigIntegerField()
    acknowledged_on = models.DateField(null=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    triggers = [
        Locked(
            "share_of_a_draft",
            f"EXISTS (SELECT 1 FROM plans_allotment a WHERE a.id = {{row}}.allotment_id AND a.state <> '{_DRAFT}')",
            ("INSERT", "DELETE"),
        ),
        Locked(
            "share_stays",
            f"({_SHARED}) AND EXISTS (SELECT 1 FROM plans_allotment a WHERE a.id = OLD.allotment_id AND a.state <> '{_DRAFT}')",
            ("UPDATE",),
        ),
        Locked(
            "acknowledged_once_sent",
            "NEW.acknowledged_on IS NOT NULL AND (OLD.acknowledged_on IS NOT NULL OR NOT EXISTS "
            f"(SELECT 1 FROM plans_allotment a WHERE a.id = NEW.allotment_id AND a.state = '{_SENT}'))",
            ("UPDATE",),
        ),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="share_once", fields=["allotment", "unit"]),
            models.CheckConstraint(
                name="share_counts", condition=Q(amount__gte=0, proposed__gte=0, weight__gte=0)
            ),
            models.CheckConstraint(
                name="share_acknowledged_by_somebody",
                condition=Q(acknowledged_on__isnull=True) | ~Q(acknowledged_by=""),
            ),
        ]
        indexes = [models.Index(fields=["unit", "acknowledged_on"], name="share_waits")]

    def __str__(self) -> str:
        return f"{self.allotment_id} {self.unit_id} {self.amount}"


class ShareCorrection(models.Model):
    """A share typed otherwise than it was, and why."""

    share = models.ForeignKey(Share, on_delete=models.PROTECT, related_name="corrections")
    before = models.BigIntegerField()
    after = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    triggers = [AppendOnly()]

    class Meta:
        constraints = [models.CheckConstraint(name="share_correction_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.share_id} {self.before} {self.after}"
