"""Tables of somebody else laid down to be reconciled."""

import uuid

from django.db import models


class CheckedTables(models.Model):
    """One laying down of published tables: the files lie sealed in ``reconcile/<id>`` under the data folder until it is removed.

    Who laid them down sees them, nobody else. ``version``: the sealed version they are compared with, if one was chosen.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    files = models.JSONField(default=list)
    standard = models.CharField(max_length=40, blank=True)
    version = models.ForeignKey("datasets.Version", on_delete=models.PROTECT, null=True, related_name="+")
    comparisons = models.IntegerField()
    errors = models.IntegerField()
    notes = models.IntegerField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "made_at"], name="checked_tables_user")]

    def __str__(self) -> str:
        return str(self.pk)
