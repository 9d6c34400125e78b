"""Pay runs and their lines. What the database itself refuses, by whatever path it is tried: a second line that counts for one
policy, beneficiary and period (also where the two are one person since duplicates were decided, or one household before it
was split), money below nothing, a change of what was signed, an outcome before the release."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly, Locked
from ansinh.kernel.walls import Through, WithinReach
from ansinh.support.models.delivery_enums import (
    AnswerState,
    LineKind,
    Outcome,
    PayMethod,
    Rhythm,
    RunState,
    choices_of,
)
from ansinh.support.models.enrolments import Enrolment, of_beneficiary
from ansinh.support.models.same_people import SAME_AS_NEW

_RUN_MOVED = (
    "NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM support_payrunmove m WHERE m.run_id = OLD.id "
    "AND m.from_state = OLD.state AND m.to_state = NEW.state "
    "AND m.id = (SELECT MAX(l.id) FROM support_payrunmove l WHERE l.run_id = OLD.id))"
)
_RUN_KEPT = " OR ".join(
    f"NEW.{name} <> OLD.{name}"
    for name in (
        "unit_id", "policies", "rhythm", "period", "period_from", "period_until", "number", "lines", "amount", "digest",
        "made_by",
    )
)  # fmt: skip
_OVER = f"OLD.state IN ('{RunState.RELEASED.value}', '{RunState.DROPPED.value}') AND NEW.state <> OLD.state"
COUNTS = (Outcome.OPEN.value, Outcome.PAID.value)
_COUNTS = f"('{COUNTS[0]}', '{COUNTS[1]}')"
# Who is the same first, then their lines, counted by themselves: a join is planned when the table is still empty and would go through
# every line of a run for each line that comes.
_THEIR_LINES = (
    "(SELECT COUNT(*) FROM support_payline p WHERE p.beneficiary = one.id AND p.policy = NEW.policy AND p.period = NEW.period "
    f"AND p.part = NEW.part AND p.outcome IN {_COUNTS}) > 0"
)
_SAME_PERSON = f"{SAME_AS_NEW}WHERE one.id <> NEW.person_id AND {_THEIR_LINES}"
# The households that were one with this one on a day of the period: what split off since its first day, what went into another
# by its last.
_SAME_HOUSEHOLD = (
    "WITH RECURSIVE one(id) AS (SELECT NEW.household_id UNION SELECT CASE WHEN e.household_id = one.id "
    "THEN e.other_household_id ELSE e.household_id END FROM one JOIN households_lifeevent e "
    "ON (e.household_id = one.id OR e.other_household_id = one.id) WHERE e.other_household_id IS NOT NULL AND "
    "((e.kind = 'split' AND e.date > NEW.period_from) OR (e.kind = 'merged' AND e.date <= NEW.period_until))) "
    f"SELECT 1 FROM one WHERE one.id <> NEW.household_id AND {_THEIR_LINES}"
)
# Two lines of the run for people who were decided to be one since it was prepared.
_TWICE_IN_RUN = (
    "EXISTS (SELECT 1 FROM households_suspectedduplicate d JOIN support_payline a ON a.beneficiary = d.left_id "
    "JOIN support_payline b ON b.beneficiary = d.right_id AND b.policy = a.policy AND b.period = a.period "
    f"AND b.part = a.part WHERE d.decision = 'same' AND a.outcome IN {_COUNTS} AND b.outcome IN {_COUNTS} "
    "AND (a.run_id = NEW.id OR b.run_id = NEW.id))"
)
_KEPT = " OR ".join(
    f"NEW.{name} <> OLD.{name}"
    for name in (
        "run_id", "enrolment_id", "policy", "household_id", "beneficiary", "unit_id", "period", "part", "kind", "due",
        "deducted", "amount",
    )
)  # fmt: skip
_OF_RELEASED = f"EXISTS (SELECT 1 FROM support_payrun r WHERE r.id = NEW.run_id AND r.state = '{RunState.RELEASED.value}')"
_OF_PREPARED = f"EXISTS (SELECT 1 FROM support_payrun r WHERE r.id = NEW.run_id AND r.state = '{RunState.PREPARED.value}')"
_OF_DROPPED = f"EXISTS (SELECT 1 FROM support_payrun r WHERE r.id = NEW.run_id AND r.state = '{RunState.DROPPED.value}')"


class PayRun(models.Model):
    """The payments of a place for a period, of policies of one rhythm. ``digest`` is over its lines as they were signed;
    ``number`` counts the runs of the period."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    policies = models.CharField(max_length=200)
    rhythm = models.CharField(max_length=8, choices=choices_of(Rhythm))
    period = models.CharField(max_length=12)
    period_from = models.DateField()
    period_until = models.DateField()
    number = models.SmallIntegerField()
    state = models.CharField(max_length=10, choices=choices_of(RunState), default=RunState.PREPARED.value)
    lines = models.IntegerField()
    amount = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=120, blank=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=120, blank=True)

    objects = scoped_by("unit_id").as_manager()
    triggers = [
        Locked("moved_by_verb", _RUN_MOVED, ("UPDATE",)),
        Locked("signed_stays", _RUN_KEPT, ("UPDATE",)),
        Locked("released_stays", _OVER, ("UPDATE",)),
        Locked(
            "released_for_the_same",
            f"NEW.state = '{RunState.RELEASED.value}' AND {_TWICE_IN_RUN}",
            ("UPDATE",),
        ),
        Locked("begins_prepared", f"NEW.state <> '{RunState.PREPARED.value}'", ("INSERT",)),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="pay_run_number", fields=["unit", "rhythm", "period", "number"]),
            models.CheckConstraint(name="pay_run_amount", condition=Q(amount__gte=0, lines__gt=0)),
            models.CheckConstraint(
                name="pay_run_signed",
                condition=Q(state__in=[RunState.PREPARED.value, RunState.DROPPED.value]) | ~Q(signed_by=""),
            ),
            models.CheckConstraint(
                name="pay_run_two_persons",
                condition=~Q(state=RunState.RELEASED.value)
                | (~Q(released_by="") & ~Q(released_by=F("made_by")) & ~Q(released_by=F("signed_by"))),
            ),
        ]
        indexes = [models.Index(fields=["unit", "period_from", "id"], name="pay_run_of_place")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period}.{self.number}"


class PayRunMove(models.Model):
    """A step of a run: prepared, signed, given back, released, dropped."""

    run = models.ForeignKey(PayRun, on_delete=models.PROTECT, related_name="moves")
    verb = models.CharField(max_length=10)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10, choices=choices_of(RunState))
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("run__unit_id").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pay_run_move_why", condition=~Q(verb__in=["give_back", "drop"]) | ~Q(reason="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.verb}"


class PayRunTotal(models.Model):
    """What a run comes to in one village for one policy, with who bears it where the law says; computed once with its lines."""

    run = models.ForeignKey(PayRun, on_delete=models.PROTECT, related_name="totals")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    policy = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=choices_of(LineKind))
    lines = models.IntegerField()
    amount = models.BigIntegerField()
    state_share = models.BigIntegerField(null=True)
    local_share = models.BigIntegerField(null=True)
    own_share = models.BigIntegerField(null=True)

    objects = scoped_by("run__unit_id").as_manager()
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="pay_total_once", fields=["run", "unit", "village", "policy", "kind"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.unit_id} {self.policy}"


class PayCorrection(models.Model):
    """What was paid too little (``added``) or too much (``taken``) on a paid line, with its reason; confirmed by a second person
    it comes into the next run: as a line of its own, or taken from what is due then, never below nothing."""

    line = models.ForeignKey("support.PayLine", on_delete=models.PROTECT, related_name="corrections")
    part = models.SmallIntegerField()
    added = models.BigIntegerField(default=0)
    taken = models.BigIntegerField(default=0)
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, choices=choices_of(AnswerState), default=AnswerState.WAITING.value
    )
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answer_reason = models.TextField(blank=True)

    objects = scoped_by("line__unit_id", village="line__village").as_manager()
    personal = {"reason", "answer_reason"}
    triggers = [
        Locked("answered_once", f"OLD.state <> '{AnswerState.WAITING.value}'", ("UPDATE",)),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="pay_correction_part", fields=["line", "part"]),
            models.CheckConstraint(
                name="pay_correction_one_way",
                condition=Q(added__gt=0, taken=0) | Q(added=0, taken__gt=0),
            ),
            models.CheckConstraint(name="pay_correction_part_above", condition=Q(part__gt=0)),
            models.CheckConstraint(name="pay_correction_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="pay_correction_two",
                condition=~Q(state=AnswerState.CONFIRMED.value) | ~Q(answered_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}.{self.part}"


class PayLine(models.Model):
    """One payment to one beneficiary for one policy and period. ``amount`` is what is ``due`` less what is ``deducted`` because an
    earlier one was too much. ``part`` is 0; of a correction its number."""

    run = models.ForeignKey(PayRun, on_delete=models.PROTECT, related_name="rows")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="lines")
    policy = models.CharField(max_length=40)
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("households.Person", on_delete=models.PROTECT, null=True, related_name="+")
    beneficiary = models.UUIDField()
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    period = models.CharField(max_length=12)
    period_from = models.DateField()
    period_until = models.DateField()
    part = models.SmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=choices_of(LineKind))
    months = models.SmallIntegerField()
    due = models.BigIntegerField()
    deducted = models.BigIntegerField(default=0)
    amount = models.BigIntegerField()
    state_share = models.BigIntegerField(null=True)
    local_share = models.BigIntegerField(null=True)
    own_share = models.BigIntegerField(null=True)
    method = models.CharField(max_length=6, choices=choices_of(PayMethod), default=PayMethod.CASH.value)
    payee = models.ForeignKey("support.PayeeRecord", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=choices_of(Outcome), default=Outcome.OPEN.value)
    outcome_on = models.DateField(null=True)
    outcome_reason = models.CharField(max_length=200, blank=True)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"outcome_reason"}
    triggers = [
        Locked(
            "counted_for_the_same",
            f"NEW.outcome IN {_COUNTS} AND ((NEW.person_id IS NOT NULL AND EXISTS ({_SAME_PERSON})) "
            f"OR (NEW.person_id IS NULL AND EXISTS ({_SAME_HOUSEHOLD})))",
            ("INSERT",),
        ),
        # What came back and counts again is looked at like a new line; between open and paid nothing new counts.
        Locked(
            "counted_again",
            f"OLD.outcome NOT IN {_COUNTS} AND NEW.outcome IN {_COUNTS} AND ((NEW.person_id IS NOT NULL AND "
            f"EXISTS ({_SAME_PERSON})) OR (NEW.person_id IS NULL AND EXISTS ({_SAME_HOUSEHOLD})))",
            ("UPDATE",),
        ),
        Locked("of_open_run", f"NOT {_OF_PREPARED}", ("INSERT",)),
        Locked("signed_stays", _KEPT, ("UPDATE",)),
        Locked(
            "after_release",
            f"NEW.outcome <> OLD.outcome AND NOT ((NEW.outcome <> '{Outcome.DROPPED.value}' AND {_OF_RELEASED}) "
            f"OR (NEW.outcome = '{Outcome.DROPPED.value}' AND {_OF_DROPPED}))",
            ("UPDATE",),
        ),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [
            of_beneficiary("pay_line_beneficiary"),
            models.UniqueConstraint(
                name="paid_once",
                fields=["policy", "beneficiary", "period", "part"],
                condition=Q(outcome__in=COUNTS),
            ),
            models.CheckConstraint(
                name="pay_line_money",
                condition=Q(due__gte=0, deducted__gte=0, amount__gte=0, amount=F("due") - F("deducted")),
            ),
            models.CheckConstraint(
                name="pay_line_told",
                condition=Q(outcome__in=[Outcome.OPEN.value, Outcome.DROPPED.value])
                | Q(outcome_on__isnull=False),
            ),
            models.CheckConstraint(
                name="pay_line_returned_why",
                condition=~Q(outcome=Outcome.RETURNED.value) | ~Q(outcome_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["run", "village", "id"], name="pay_line_of_run"),
            models.Index(fields=["unit", "policy", "period"], name="pay_line_of_place"),
            models.Index(fields=["beneficiary", "policy", "period"], name="pay_line_by_beneficiary"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.beneficiary} {self.period}"

    @property
    def reference(self) -> str:
        """By what the payer knows the line; it comes back in the payer's file."""
        return f"{self.policy}/{self.period}/{self.pk}"


class PayDeduction(models.Model):
    """How much of a correction was taken from a line. Counted while the line counts."""

    line = models.ForeignKey(PayLine, on_delete=models.PROTECT, related_name="deductions")
    correction = models.ForeignKey(PayCorrection, on_delete=models.PROTECT, related_name="deductions")
    amount = models.BigIntegerField()

    objects = scoped_by("line__unit_id", village="line__village").as_manager()
    triggers = [
        AppendOnly(),
        Locked(
            "more_than_asked",
            "NEW.amount + COALESCE((SELECT SUM(d.amount) FROM support_paydeduction d JOIN support_payline p "
            f"ON p.id = d.line_id WHERE d.correction_id = NEW.correction_id AND p.outcome IN {_COUNTS}), 0) > "
            "(SELECT c.taken FROM support_paycorrection c WHERE c.id = NEW.correction_id)",
            ("INSERT",),
        ),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="pay_deduction_once", fields=["line", "correction"]),
            models.CheckConstraint(name="pay_deduction_amount", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.amount}"
