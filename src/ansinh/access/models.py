"""Who holds which role, where and when."""

from django.db import models
from django.db.models import F, Q


class RoleHolding(models.Model):
    """A role held by a user at a unit over a span of dates; a change of rights is a new row, an end a date. A village's role
    is held at a commune (``unit``) for one village of it, by the name that households are registered under.

    ``agency_kind`` is the kind of agency (``agencies.kinds``) whose matters alone a sector agency's role reaches; blank: it was
    given before kinds were asked, and reaches none of what only a kind's agency may do.

    ``revoked_on`` is the day on which it was taken away at once: it no longer holds on that day, whatever its last day says.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=40)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    village = models.CharField(max_length=120, blank=True, db_default="")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    agency_kind = models.CharField(max_length=40, blank=True, db_default="")
    revoked_on = models.DateField(null=True, blank=True)
    given_by = models.CharField(max_length=120)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_dates", condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
            ),
            models.UniqueConstraint(
                name="role_once",
                fields=["user", "role", "unit", "village", "agency_kind"],
                condition=Q(valid_until__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.unit_id}"
