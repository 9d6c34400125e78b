"""Settlement of a year of a place: drawn up by one person, closed by another, frozen. What turned out otherwise afterwards is told by a
later settlement, as the difference of each line."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.budgets.enums import State
from ansinh.budgets.models.booking import APPROVED, WAITING, Booked, FollowedBy, changed
from ansinh.budgets.models.lines import UNWALLED, BudgetLine, choices_of
from ansinh.kernel.triggers import Locked

_STATE = "(SELECT s.state FROM budgets_settlement s WHERE s.id = NEW.settlement_id)"
_STAYS = Locked("stays", "1 = 1", ("DELETE",))


class Settlement(models.Model):
    """The settlement of a place's year; ``number`` above 1 corrects the ones before it. Sums are of its rows."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    number = models.SmallIntegerField()
    state = models.CharField(max_length=10, choices=choices_of(State), default=State.WAITING.value)
    rows = models.IntegerField()
    amount = models.BigIntegerField()
    remark = models.CharField(max_length=400, blank=True)
    digest = models.CharField(max_length=64)
    paper_no = models.CharField(max_length=80, blank=True)
    paper_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    answer = models.CharField(max_length=400, blank=True)

    objects = scoped_by("unit_id").as_manager()
    walls = ()
    unwalled = UNWALLED
    triggers = [
        Locked("begins_waiting", f"NEW.state <> {WAITING}", ("INSERT",)),
        Locked(
            "decided_stays",
            f"OLD.state <> {WAITING} OR "
            + changed("unit_id", "year", "number", "rows", "amount", "digest", "made_by"),
            ("UPDATE",),
        ),
        FollowedBy(("budgets_settledline",), "settlement_id"),
        _STAYS,
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="settlement_number", fields=["unit", "year", "number"]),
            models.UniqueConstraint(
                name="settlement_one_waiting", fields=["unit", "year"], condition=Q(state=State.WAITING.value)
            ),
            models.CheckConstraint(
                name="settlement_two_persons",
                condition=~Q(state=State.APPROVED.value)
                | (
                    ~Q(decided_by="")
                    & ~Q(decided_by=F("made_by"))
                    & ~Q(paper_no="")
                    & Q(paper_on__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="settlement_refused_why", condition=~Q(state=State.REFUSED.value) | ~Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.number}"


class SettledLine(models.Model):
    """A line as a settlement found it, and ``amount``: what of its payments no settlement held before (below nothing: what was
    settled and taken back since)."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="settled_in")
    granted = models.BigIntegerField()
    allocated = models.BigIntegerField()
    disbursed = models.BigIntegerField()
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=choices_of(State), default=State.WAITING.value)

    objects = scoped_by("line__unit_id").as_manager()
    walls = ()
    unwalled = UNWALLED
    triggers = [
        Locked("begins_waiting", f"NEW.state <> {WAITING} OR {_STATE} <> {WAITING}", ("INSERT",)),
        Locked(
            "decided_with_settlement",
            f"OLD.state <> {WAITING} OR NEW.state <> {_STATE} OR "
            + changed("settlement_id", "line_id", "granted", "allocated", "disbursed", "amount"),
            ("UPDATE",),
        ),
        # What is settled is what was paid at that moment, neither more nor less.
        Locked(
            "settles_what_was_paid",
            f"NEW.state = {APPROVED} AND NEW.amount <> "
            "(SELECT l.disbursed - l.settled FROM budgets_budgetline l WHERE l.id = NEW.line_id)",
            ("UPDATE",),
        ),
        Booked((("line_id", "settled"),)),
        _STAYS,
    ]

    class Meta:
        constraints = [models.UniqueConstraint(name="settled_line_once", fields=["settlement", "line"])]
        indexes = [models.Index(fields=["line", "state"], name="settled_line_state")]

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.line_id} {self.amount}"
