"""The log: what was done, by whom, and the seals over it. Actors and subjects are text: the log outlives them."""

from django.db import models

from ansinh.kernel.triggers import AppendOnly


class Event(models.Model):
    """One action that happened. ``facts`` holds counts, codes and digests, never personal data."""

    at = models.DateTimeField()
    name = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10)
    actor_ref = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=120)
    subject = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    # Only of what waited on disk for the log (``spool``): brought in twice, it is still one event.
    key = models.UUIDField(null=True, unique=True)

    triggers = [AppendOnly()]
    personal = {"actor_label", "reason"}

    class Meta:
        indexes = [models.Index(fields=["name", "id"]), models.Index(fields=["subject", "id"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.name}"


class Seal(models.Model):
    """A signed Merkle head over events ``first_id``..``last_id``, chained to the seal before it.

    ``leaves`` holds the id and the leaf of every event, so that a fault is told by its event and not by its batch. Of
    ``form`` 1 are seals made before there were leaves.
    """

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    count = models.BigIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    head = models.CharField(max_length=64, unique=True)
    signature = models.CharField(max_length=128)
    sealed_at = models.DateTimeField()
    form = models.SmallIntegerField(default=1, db_default=1)
    leaves = models.BinaryField(default=b"", db_default=b"")

    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(name="seal_range", condition=models.Q(last_id__gte=models.F("first_id"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}-{self.last_id} {self.head[:12]}"
