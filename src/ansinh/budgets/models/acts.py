"""Acts over budgets: one person draws an act up with its paper, another decides it; then the database books its rows.

What the database itself refuses, by whatever path it is tried: a row booked without its act's approval, a decided act or a row
of it that changes, approval by who drew it up, one document of payment counted twice, money that changes its year, source or
component on its way down.
"""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.budgets.enums import ActKind, PaymentKind, Rule, State
from ansinh.budgets.models.booking import WAITING, Booked, FollowedBy, changed
from ansinh.budgets.models.lines import UNWALLED, BudgetLine, choices_of
from ansinh.kernel.triggers import Locked

_ACT_STATE = "(SELECT a.state FROM budgets_budgetact a WHERE a.id = NEW.act_id)"
_BEGINS = Locked("begins_waiting", f"NEW.state <> {WAITING} OR {_ACT_STATE} <> {WAITING}", ("INSERT",))
_STAYS = Locked("stays", "1 = 1", ("DELETE",))


def _decided_with_act(*columns: str) -> Locked:
    """A row's state is its act's, and nothing else of it changes."""
    return Locked(
        "decided_with_act",
        f"OLD.state <> {WAITING} OR NEW.state <> {_ACT_STATE} OR {changed('act_id', *columns)}",
        ("UPDATE",),
    )


class BudgetAct(models.Model):
    """One act of a place for a year: rows of money (``BudgetEntry``) or of payment (``Payment``), with the paper it rests on: one that is
    held (``document``) or its number and day as typed. ``rule``, ``version`` and ``each`` say how an allocation was worked out;
    ``answer`` why it was decided as it was."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    kind = models.CharField(max_length=10, choices=choices_of(ActKind))
    state = models.CharField(max_length=10, choices=choices_of(State), default=State.WAITING.value)
    document = models.ForeignKey("plans.Document", on_delete=models.PROTECT, null=True, related_name="+")
    paper_no = models.CharField(max_length=80, blank=True)
    paper_on = models.DateField(null=True)
    remark = models.CharField(max_length=400, blank=True)
    rule = models.CharField(max_length=16, choices=choices_of(Rule), default=Rule.BY_HAND.value)
    version = models.ForeignKey("datasets.Version", on_delete=models.PROTECT, null=True, related_name="+")
    each = models.BigIntegerField(null=True)
    rows = models.IntegerField()
    amount = models.BigIntegerField()
    file_digest = models.CharField(max_length=64, blank=True)
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
            + changed(
                "unit_id", "year", "kind", "document_id", "paper_no", "paper_on", "rule", "version_id", "rows", "amount", "made_by"
            ),
            ("UPDATE",),
        ),
        FollowedBy(("budgets_budgetentry", "budgets_payment"), "act_id"),
        _STAYS,
    ]  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="budget_act_two_persons",
                condition=~Q(state=State.APPROVED.value)
                | (~Q(decided_by="") & ~Q(decided_by=F("made_by")) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="budget_act_refused_why", condition=~Q(state=State.REFUSED.value) | ~Q(answer="")
            ),
            # Each document of payment carries its own number and day.
            models.CheckConstraint(
                name="budget_act_paper",
                condition=Q(kind=ActKind.PAY.value)
                | Q(document__isnull=False)
                | (~Q(paper_no="") & Q(paper_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="budget_act_rule",
                condition=Q(rule=Rule.BY_HAND.value, version__isnull=True) | Q(version__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["unit", "year", "state"], name="budget_act_place")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.kind} {self.pk}"


class BudgetEntry(models.Model):
    """What an act gives a line (below nothing: takes back), out of ``giver`` where money is handed on. ``poor``, ``households``,
    ``remainder`` and ``extra`` are what a rule worked with: the remainder of the division by all poor households, and whether it
    brought one đồng more."""

    act = models.ForeignKey(BudgetAct, on_delete=models.PROTECT, related_name="entries")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="entries")
    giver = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, null=True, related_name="given")
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=choices_of(State), default=State.WAITING.value)
    poor = models.IntegerField(null=True)
    households = models.IntegerField(null=True)
    remainder = models.BigIntegerField(null=True)
    extra = models.BooleanField(default=False)

    objects = scoped_by("line__unit_id").as_manager()
    walls = ()
    unwalled = UNWALLED
    triggers = [
        _BEGINS,
        Locked(
            "keeps_its_source",
            "NEW.giver_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM budgets_budgetline g JOIN budgets_budgetline t ON t.year = g.year "
            "AND t.source = g.source AND t.component = g.component AND t.unit_id <> g.unit_id "
            "WHERE g.id = NEW.giver_id AND t.id = NEW.line_id)",
            ("INSERT",),
        ),
        _decided_with_act("line_id", "giver_id", "amount"),
        Booked((("line_id", "granted"), ("giver_id", "allocated"))),
        _STAYS,
    ]  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(name="budget_entry_once", fields=["act", "line"]),
            models.CheckConstraint(name="budget_entry_amount", condition=~Q(amount=0)),
        ]
        indexes = [
            models.Index(fields=["line", "state"], name="budget_entry_line"),
            models.Index(fields=["giver", "state"], name="budget_entry_giver"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.amount}"


class Payment(models.Model):
    """One line of a document by which money of a budget line was paid or advanced. The number (``paper_fold``: without regard to
    blanks and case), the day and the line of the document are its key: what stands there once is not counted again, whoever
    brings it. ``corrects``: the payment that this one takes back, in whole or in part."""

    act = models.ForeignKey(BudgetAct, on_delete=models.PROTECT, related_name="payments")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="payments")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=choices_of(PaymentKind))
    paper_no = models.CharField(max_length=80)
    paper_fold = models.CharField(max_length=80)
    paper_on = models.DateField()
    paper_line = models.SmallIntegerField(default=1)
    amount = models.BigIntegerField()
    content = models.CharField(max_length=300, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    state = models.CharField(max_length=10, choices=choices_of(State), default=State.WAITING.value)

    objects = scoped_by("unit_id").as_manager()
    walls = ()
    unwalled = UNWALLED
    triggers = [
        _BEGINS,
        Locked(
            "of_its_place",
            "NEW.unit_id <> (SELECT l.unit_id FROM budgets_budgetline l WHERE l.id = NEW.line_id)",
            ("INSERT",),
        ),
        Locked(
            "corrects_what_was_paid",
            "NEW.corrects_id IS NOT NULL AND NEW.amount + COALESCE((SELECT SUM(p.amount) FROM budgets_payment p "
            f"WHERE p.line_id = NEW.line_id AND ((p.id = NEW.corrects_id AND p.state = '{State.APPROVED.value}') "
            f"OR (p.corrects_id = NEW.corrects_id AND p.state <> '{State.REFUSED.value}'))), 0) < 0",
            ("INSERT",),
        ),
        _decided_with_act("line_id", "unit_id", "paper_fold", "paper_on", "paper_line", "amount", "corrects_id"),
        Booked((("line_id", "disbursed"),)),
        _STAYS,
    ]  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="budget_payment_once",
                fields=["unit", "paper_fold", "paper_on", "paper_line"],
                condition=~Q(state=State.REFUSED.value),
            ),
            models.CheckConstraint(
                name="budget_payment_amount",
                condition=Q(kind=PaymentKind.CORRECTION.value, amount__lt=0, corrects__isnull=False)
                | (~Q(kind=PaymentKind.CORRECTION.value) & Q(amount__gt=0, corrects__isnull=True)),
            ),
            models.CheckConstraint(
                name="budget_payment_paper", condition=~Q(paper_fold="") & Q(paper_line__gt=0)
            ),
        ]
        indexes = [
            models.Index(fields=["line", "state"], name="budget_payment_line"),
            models.Index(fields=["unit", "paper_on"], name="budget_payment_place"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_no}/{self.paper_line} {self.amount}"
