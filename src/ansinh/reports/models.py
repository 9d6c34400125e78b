"""Tables of somebody else laid down to be reconciled, and figures as papers printed them."""

import uuid

from django.db import models
from django.db.models import Q

from ansinh.kernel.triggers import AppendOnly


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


class PublishedFigure(models.Model):
    """One figure as a paper prints it. ``paper`` its code or number and ``line`` where it stands; ``unit`` the place on the unit set of the
    day ``on``; ``list_year`` and ``standard`` of the list it counts; ``statistic`` what it says (``published.statistics``).

    ``printed`` is never changed: ``value``, ``decimals`` and ``marks`` are how it reads, ``rounding`` the way its paper says it rounds
    (blank where it says none). A correction is a row that ``replaces`` the one before with its reason; a row ``withdrawn`` says that
    the figure was not in the paper. What no row replaces holds.
    """

    paper = models.CharField(max_length=60)
    line = models.CharField(max_length=20, blank=True)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    list_year = models.SmallIntegerField()
    standard = models.CharField(max_length=40)
    statistic = models.CharField(max_length=80)
    printed = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=24, decimal_places=6)
    decimals = models.SmallIntegerField(default=0)
    marks = models.CharField(max_length=12, blank=True)
    rounding = models.CharField(max_length=10, blank=True)
    definition = models.CharField(max_length=300, blank=True)
    revision = models.SmallIntegerField(default=0)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField(max_length=300, blank=True)
    withdrawn = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=120)

    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="published_figure_once",
                fields=["paper", "line", "unit", "on", "list_year", "standard", "statistic", "revision"],
            ),
            models.CheckConstraint(
                name="published_figure_corrected_with_reason",
                condition=Q(revision=0, replaces__isnull=True, withdrawn=False)
                | (Q(revision__gt=0, replaces__isnull=False) & ~Q(reason="")),
            ),
        ]
        indexes = [models.Index(fields=["paper", "unit"], name="published_figure_paper")]

    def __str__(self) -> str:
        return f"{self.paper} {self.line} {self.statistic} {self.printed}"
