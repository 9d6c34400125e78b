"""Work that takes long, and files on their way in."""

from typing import ClassVar

from django.db import models

from ansinh.kernel.triggers import Locked
from ansinh.kernel.walls import OwnRow, Through, WithinReach


class Job(models.Model):
    """A long piece of work: who asked for it and where, whether it waits, runs or ended, and how. Its progress is a small
    file outside the database's lock. ``arguments`` and ``result`` name records by id and hold no personal data."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        STOPPED = "stopped"

    LIVE: ClassVar = (State.WAITING, State.RUNNING)

    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices)
    arguments = models.JSONField(default=dict)
    asked_by = models.CharField(max_length=120)
    actor_kind = models.CharField(max_length=10, default="console", db_default="console")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=2, default="vi", db_default="vi")
    asked_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0, db_default=0)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="job_live", condition=models.Q(state__in=["waiting", "running"])
            ),
            models.Index(fields=["user", "id"], name="job_user"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_live(self) -> bool:
        """Whether it waits or runs."""
        return self.state in self.LIVE


class Batch(models.Model):
    """One file, or pair of files: uploaded, checked, then accepted in one transaction or given up; what was accepted may be
    taken back.

    ``digest`` is over the files' bytes and the options; an accepted batch is never accepted again. The files and what was
    found in them lie in ``uploads/<folder>`` under the data folder until the batch is given up.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded"
        CHECKED = "checked"
        UNUSABLE = "unusable"
        ACCEPTED = "accepted"
        GIVEN_UP = "given_up"
        TAKEN_BACK = "taken_back"

    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, blank=True)
    file_names = models.CharField(max_length=300)
    folder = models.CharField(max_length=32, blank=True)
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices)
    counts = models.JSONField(default=dict)
    errors = models.IntegerField(default=0, db_default=0)
    warnings = models.IntegerField(default=0, db_default=0)
    rows = models.IntegerField(default=0, db_default=0)
    reason = models.TextField(blank=True)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="batches")
    uploaded_at = models.DateTimeField(null=True)
    uploaded_by = models.CharField(max_length=120, blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=120, blank=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    # Who asked first to take it back, where that needs two persons.
    back_user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    back_asked_by = models.CharField(max_length=120, blank=True, default="", db_default="")
    back_asked_at = models.DateTimeField(null=True)

    personal = {"reason"}
    walls = [OwnRow("user_id"), WithinReach("unit_id")]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="batch_accepted_once",
                fields=["kind", "digest"],
                condition=models.Q(state="accepted"),
            )
        ]
        indexes = [models.Index(fields=["user", "id"], name="batch_user")]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]} {self.state}"


class Trace(models.Model):
    """What an accepted batch did to one table, in the order of its doing: the rows it added, or changed with their values
    before and after (Parquet). Taking the batch back goes through its traces from the last to the first."""

    class Verb(models.TextChoices):
        ADDED = "added"
        CHANGED = "changed"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="traces")
    table = models.CharField(max_length=60)
    verb = models.CharField(max_length=8, choices=Verb.choices)
    rows = models.IntegerField()
    image = models.BinaryField()

    personal = {"image"}
    sensitive = {"image"}
    walls = [Through("batch")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.verb} {self.table}"


class SavedView(models.Model):
    """A list as somebody likes to see it: its filters, order and columns as the address has them (words that were searched
    for are sealed there), under a name of one's own."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="saved_views")
    listing = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    query = models.TextField()

    personal = {"name"}
    walls = [OwnRow("user_id")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="saved_view_once", fields=["user", "listing", "name"]),
        ]

    def __str__(self) -> str:
        return f"{self.listing} {self.pk}"


class Message(models.Model):
    """A message inside the system, from a person or (without a sender) from the system. It links to records and names no
    household: who may not open the link learns nothing from it. ``kind`` is blank for a person's, else what the system reminds
    of; ``key`` lets a reminder be put once a day."""

    id = models.UUIDField(primary_key=True)
    sender = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    sender_words = models.CharField(max_length=160)
    to_words = models.CharField(max_length=200)
    kind = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=120, null=True, unique=True)
    subject = models.CharField(max_length=200)
    subject_fold = models.CharField(max_length=202)
    body = models.TextField(blank=True)
    href = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    reply_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replies")

    triggers = [Locked("kept_as_sent", "1 = 1", verbs=("UPDATE", "DELETE"))]
    personal = {"sender_words", "to_words", "subject", "subject_fold", "body"}
    walls = [OwnRow("sender_id"), Through("id", "work.Delivery", "message")]
    anybody_adds = True

    class Meta:
        indexes = [models.Index(fields=["sender", "sent_at", "id"], name="message_sent")]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class Delivery(models.Model):
    """A message in somebody's box."""

    id = models.UUIDField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="deliveries")
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    walls = [OwnRow("user_id")]
    anybody_adds = True

    class Meta:
        constraints = [models.UniqueConstraint(name="delivery_once", fields=["message", "user"])]
        indexes = [
            models.Index(fields=["user", "sent_at", "id"], name="delivery_box"),
            models.Index(fields=["user"], name="delivery_unread", condition=models.Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.user_id}"


class ReminderSwitch(models.Model):
    """A kind of reminder that somebody switched off (or on again)."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="reminder_switches")
    kind = models.CharField(max_length=60)
    off = models.BooleanField()

    walls = [OwnRow("user_id")]

    class Meta:
        constraints = [models.UniqueConstraint(name="reminder_switch_once", fields=["user", "kind"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.off}"
