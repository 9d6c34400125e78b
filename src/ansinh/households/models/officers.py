"""Accounts that are people of the registry."""

from django.db import models
from django.db.models import Q

from ansinh.households.models.registry import Person


class OfficerLink(models.Model):
    """An account and the person of the registry that its holder is, so that nobody decides about the own household."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    linked_at = models.DateTimeField()
    linked_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    end_reason = models.TextField(blank=True)

    personal = {"reason", "end_reason"}
    unwalled = "which account is which person: whoever decides must know it wherever the person lives; no page shows a row"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="officer_linked_once", fields=["user"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="officer_unlinked_with_reason",
                condition=Q(ended_at__isnull=True) | ~Q(end_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"
