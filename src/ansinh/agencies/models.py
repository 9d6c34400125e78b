"""Agencies that no law derives: enterprises, schools, donors, entered by officers. Offices of the State are not rows
(``queries.office``)."""

from django.db import models
from django.db.models import F, Q

from ansinh.kernel.fields import SortKey


class Agency(models.Model):
    """An agency at a place over a span of dates. Its name is that of an organisation, never of a person: a household or a
    person who helps is a sponsor (``support.caring``). ``replaces``: it took over the work of that one."""

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    name_fold = models.CharField(max_length=160)
    sort_key = SortKey(max_length=640)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    end_reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agency_dates",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                name="agency_once", fields=["unit", "name_fold"], condition=Q(valid_until__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name
