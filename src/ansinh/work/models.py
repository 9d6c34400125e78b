"""Work that takes long, and files on their way in."""

from django.db import models


class Job(models.Model):
    """A long piece of work: who asked, how it ended. Its progress is a small file outside the database's lock."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices)
    asked_by = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Batch(models.Model):
    """One file, or pair of files, read and checked: accepted in one transaction, or given up.

    ``digest`` is over the files' bytes and the options; an accepted batch is never accepted again.
    """

    class State(models.TextChoices):
        CHECKED = "checked"
        ACCEPTED = "accepted"
        GIVEN_UP = "given_up"

    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    file_names = models.CharField(max_length=300)
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices)
    counts = models.JSONField(default=dict)
    checked_at = models.DateTimeField()
    checked_by = models.CharField(max_length=120)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="batch_accepted_once",
                fields=["kind", "digest"],
                condition=models.Q(state="accepted"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]} {self.state}"
