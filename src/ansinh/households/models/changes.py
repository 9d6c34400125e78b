"""What a verb by hand changed, row by row, so that it can be taken back."""

from django.db import models

from ansinh.households.models.duplicates import SuspectedDuplicate
from ansinh.kernel.walls import Through


class RegistryChange(models.Model):
    """One verb done to a household by hand, with the rows it touched as they were and as they became: what is wrong can be
    taken back exactly, and stays known. ``verb`` is the name of the action. Households are named, not linked: the change
    outlives one that was registered by mistake."""

    household_ref = models.UUIDField(db_index=True)
    other_ref = models.UUIDField(null=True, db_index=True)
    suspicion = models.ForeignKey(
        SuspectedDuplicate, on_delete=models.PROTECT, null=True, related_name="changes"
    )
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    reason = models.TextField(blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=120, blank=True)
    taken_back_reason = models.TextField(blank=True)

    personal = {"reason", "taken_back_reason"}
    walls = [
        Through("household_ref", "households.Household"),
        Through("other_ref", "households.Household"),
        Through("suspicion"),
    ]

    def __str__(self) -> str:
        return f"{self.household_ref} {self.verb} {self.at:%Y-%m-%d}"


class ChangedRow(models.Model):
    """One row that a change added (``before`` is null) or changed: its columns as text, citizen ids sealed as they were."""

    change = models.ForeignKey(RegistryChange, on_delete=models.PROTECT, related_name="rows")
    table = models.CharField(max_length=40)
    row = models.CharField(max_length=36)
    before = models.JSONField(null=True)
    after = models.JSONField()

    personal = {"before", "after"}
    sensitive = {"before", "after"}
    walls = [Through("change")]

    class Meta:
        constraints = [models.UniqueConstraint(name="changed_row_once", fields=["change", "table", "row"])]

    def __str__(self) -> str:
        return f"{self.change_id} {self.table} {self.row}"
