"""Lines of a year's budget of a place, in whole đồng."""

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.budgets.enums import Source
from ansinh.budgets.models.booking import approved_sum, changed
from ansinh.kernel.triggers import Locked

UNWALLED = "money of a place's budget, which tells of nobody"
_SUMS = {
    "granted": approved_sum("budgets_budgetentry", "line_id", "NEW.id"),
    "allocated": approved_sum("budgets_budgetentry", "giver_id", "NEW.id"),
    "disbursed": approved_sum("budgets_payment", "line_id", "NEW.id"),
    "settled": approved_sum("budgets_settledline", "line_id", "NEW.id"),
}


def choices_of(words: type[StrEnum]) -> list[tuple[str, str]]:
    """The values of a vocabulary as Django's choices."""
    return [(one.value, one.value) for one in words]


class BudgetLine(models.Model):
    """Money of one source for one component (and project, agency, policy, where they are named) of a place in a year.

    ``granted`` is what it was given, ``allocated`` what of it went on to places below, ``disbursed`` what was paid out of it here,
    ``settled`` what of that the closed settlements hold. All four are sums of approved rows, written by the database; what is
    left is ``granted - allocated - disbursed`` and never below nothing.
    """

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    source = models.CharField(max_length=12, choices=choices_of(Source))
    component = models.CharField(max_length=40)
    project = models.CharField(max_length=160, blank=True)
    project_fold = models.CharField(max_length=160, blank=True)
    agency = models.CharField(max_length=40, blank=True)
    policy = models.CharField(max_length=40, blank=True)
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, null=True, related_name="+")
    granted = models.BigIntegerField(default=0)
    allocated = models.BigIntegerField(default=0)
    disbursed = models.BigIntegerField(default=0)
    settled = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id").as_manager()
    walls = ()
    unwalled = UNWALLED
    triggers = [
        Locked("opens_empty", " OR ".join(f"NEW.{one} <> 0" for one in _SUMS), ("INSERT",)),
        Locked("sums_of_rows", " OR ".join(f"NEW.{one} <> {rows}" for one, rows in _SUMS.items()), ("UPDATE",)),
        Locked(
            "kept",
            changed("unit_id", "year", "source", "component", "project_fold", "agency", "policy", "plan_id", "opened_by"),
            ("UPDATE",),
        ),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="budget_line_once",
                fields=["unit", "year", "source", "component", "project_fold", "agency", "policy"],
            ),
            models.CheckConstraint(
                name="budget_never_below",
                condition=Q(granted__gte=F("allocated") + F("disbursed"))
                & Q(granted__gte=0, allocated__gte=0, disbursed__gte=0, settled__gte=0),
            ),
            models.CheckConstraint(name="budget_year", condition=Q(year__gte=2000, year__lte=2100)),
        ]
        indexes = [
            models.Index(fields=["year", "unit"], name="budget_line_year"),
            models.Index(fields=["unit", "year", "source"], name="budget_line_place"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.source} {self.component}"

    @property
    def source_of(self) -> Source:
        """Where its money comes from."""
        return Source(self.source)

    @property
    def left(self) -> int:
        """What may still be allocated or paid, đồng."""
        return self.granted - self.allocated - self.disbursed
