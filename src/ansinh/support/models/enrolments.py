"""Who receives what: proposed by one person, approved by another, suspended and stopped with a reason, handed over when a
household moves. What a row grants never changes; another amount is another row that replaces it."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly, Locked
from ansinh.kernel.walls import Through, WithinReach
from ansinh.support.models.delivery_enums import AnswerState, AskedVerb, EnrolmentState, PayMethod, choices_of

S = EnrolmentState
_HELD = f"('{S.ACTIVE.value}', '{S.STOPPED.value}')"
# Two spans of one policy and beneficiary, both approved, share a day.
_OVERLAPS = (
    f"NEW.state IN {_HELD} AND EXISTS (SELECT 1 FROM support_enrolment o WHERE o.policy = NEW.policy "
    f"AND o.beneficiary = NEW.beneficiary AND o.id <> NEW.id AND o.state IN {_HELD} "
    "AND (NEW.valid_until IS NULL OR o.valid_from <= NEW.valid_until) "
    "AND (o.valid_until IS NULL OR o.valid_until >= NEW.valid_from))"
)
_GRANTED = (
    "NEW.policy <> OLD.policy OR NEW.beneficiary <> OLD.beneficiary OR NEW.household_id <> OLD.household_id "
    "OR NEW.amount <> OLD.amount OR NEW.amount_per <> OLD.amount_per OR NEW.valid_from <> OLD.valid_from "
    "OR NEW.proposal_id <> OLD.proposal_id OR NEW.rule <> OLD.rule"
)
_MOVED = (
    "NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM support_enrolmentmove m WHERE m.enrolment_id = OLD.id "
    "AND m.from_state = OLD.state AND m.to_state = NEW.state "
    "AND m.id = (SELECT MAX(l.id) FROM support_enrolmentmove l WHERE l.enrolment_id = OLD.id))"
)


def of_beneficiary(name: str) -> models.CheckConstraint:
    """The beneficiary is the person, or of a policy for households the household."""
    return models.CheckConstraint(
        name=name,
        condition=Q(person__isnull=True, beneficiary=F("household")) | Q(beneficiary=F("person")),
    )


class EnrolmentProposal(models.Model):
    """Enrolments of one policy proposed together at one commune; a second person decides them together."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    policy = models.CharField(max_length=40)
    valid_from = models.DateField()
    enrolments = models.IntegerField()
    amount = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, choices=choices_of(AnswerState), default=AnswerState.WAITING.value
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decision_no = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)

    objects = scoped_by("unit_id").as_manager()
    personal = {"reason"}
    triggers = [
        Locked(
            "answered_once",
            f"OLD.state <> '{AnswerState.WAITING.value}' OR NEW.proposed_by <> OLD.proposed_by "
            "OR NEW.policy <> OLD.policy OR NEW.unit_id <> OLD.unit_id",
            ("UPDATE",),
        ),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposal_two_persons",
                condition=~Q(state=AnswerState.CONFIRMED.value) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="proposal_answered", condition=Q(state=AnswerState.WAITING.value) | ~Q(decided_by="")
            ),
            models.CheckConstraint(
                name="proposal_refused_why", condition=~Q(state=AnswerState.REFUSED.value) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["unit", "state", "id"], name="proposal_waiting")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.policy} {self.pk}"


class Enrolment(models.Model):
    """A person or household on a policy over a span. ``beneficiary`` is the id by which a payment is known once; ``amount`` is
    what one ``amount_per`` is worth, by ``rule``; ``paid_until`` is the last day that was paid before this system.

    Shares are percents of the amount, where the law knows them. ``unit`` is the commune that pays now; ``replaces`` the row whose amount this one changes.
    """

    proposal = models.ForeignKey(EnrolmentProposal, on_delete=models.PROTECT, related_name="rows")
    policy = models.CharField(max_length=40)
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("households.Person", on_delete=models.PROTECT, null=True, related_name="+")
    beneficiary = models.UUIDField()
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    state = models.CharField(
        max_length=10, choices=choices_of(EnrolmentState), default=EnrolmentState.PROPOSED.value
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    paid_until = models.DateField(null=True)
    amount = models.BigIntegerField()
    amount_per = models.CharField(max_length=10)
    rule = models.CharField(max_length=120)
    state_share = models.BigIntegerField(null=True)
    local_share = models.BigIntegerField(null=True)
    own_share = models.BigIntegerField(null=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id", village="village").as_manager()
    triggers = [
        Locked("moved_by_verb", _MOVED, ("UPDATE",)),
        Locked("granted_stays", _GRANTED, ("UPDATE",)),
        Locked("overlaps", _OVERLAPS, ("INSERT", "UPDATE")),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [
            of_beneficiary("enrolment_beneficiary"),
            models.UniqueConstraint(
                name="enrolment_one_active",
                fields=["policy", "beneficiary"],
                condition=Q(state=S.ACTIVE.value),
            ),
            models.UniqueConstraint(
                name="enrolment_one_proposed",
                fields=["policy", "beneficiary"],
                condition=Q(state=S.PROPOSED.value),
            ),
            models.CheckConstraint(name="enrolment_amount", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="enrolment_span",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="enrolment_stopped_on",
                condition=~Q(state=S.STOPPED.value) | Q(valid_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "policy", "state", "id"], name="enrolment_of_place"),
            models.Index(fields=["policy", "beneficiary"], name="enrolment_by_beneficiary"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.beneficiary}"


class EnrolmentMove(models.Model):
    """A step of an enrolment: approved, refused, suspended, resumed, stopped, taken over by another commune. ``asked_by`` is who
    proposed what ``by`` confirmed; handing over needs one person alone."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="moves")
    verb = models.CharField(max_length=12)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10, choices=choices_of(EnrolmentState))
    on = models.DateField()
    until = models.DateField(null=True)
    from_unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    to_unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    asked_by = models.CharField(max_length=120, blank=True)

    objects = scoped_by("enrolment__unit_id", village="enrolment__village").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(name="enrolment_move_two", condition=~Q(by=F("asked_by"))),
            models.CheckConstraint(
                name="enrolment_move_why",
                condition=Q(verb__in=["approve", "hand_over", "replace"]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.verb}"


class EnrolmentAsk(models.Model):
    """Somebody asks that an enrolment be suspended, resumed or stopped; nothing changes until another confirms."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="asks")
    verb = models.CharField(max_length=10, choices=choices_of(AskedVerb))
    on = models.DateField()
    until = models.DateField(null=True)
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, choices=choices_of(AnswerState), default=AnswerState.WAITING.value
    )
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answer_reason = models.TextField(blank=True)

    objects = scoped_by("enrolment__unit_id", village="enrolment__village").as_manager()
    personal = {"reason", "answer_reason"}
    triggers = [
        Locked("answered_once", f"OLD.state <> '{AnswerState.WAITING.value}'", ("UPDATE",)),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="enrolment_one_ask", fields=["enrolment"], condition=Q(state=AnswerState.WAITING.value)
            ),
            models.CheckConstraint(
                name="enrolment_ask_two",
                condition=~Q(state=AnswerState.CONFIRMED.value) | ~Q(answered_by=F("asked_by")),
            ),
            models.CheckConstraint(name="enrolment_ask_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="enrolment_ask_span", condition=Q(until__isnull=True) | Q(until__gte=F("on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.verb}"


class EnrolmentSuspension(models.Model):
    """A span in which an enrolment pays nothing; no last day: until it is resumed."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="suspensions")
    ask = models.OneToOneField(EnrolmentAsk, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    objects = scoped_by("enrolment__unit_id", village="enrolment__village").as_manager()
    triggers = [Locked("stays", "1 = 1", ("DELETE",))]

    class Meta:
        constraints = [
            # Resumed on its first day it covers none.
            models.UniqueConstraint(
                name="suspension_one_open", fields=["enrolment"], condition=Q(valid_until__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.valid_from}"


class PayeeRecord(models.Model):
    """How somebody's money is to reach them, newest row first in force. The account number lies sealed, bound to ``seal_row``."""

    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("households.Person", on_delete=models.PROTECT, null=True, related_name="+")
    beneficiary = models.UUIDField()
    method = models.CharField(max_length=6, choices=choices_of(PayMethod))
    receiver_name = models.CharField(max_length=120, blank=True)
    bank = models.CharField(max_length=120, blank=True)
    account_sealed = models.BinaryField(null=True)
    account_end = models.CharField(max_length=4, blank=True)
    seal_row = models.CharField(max_length=36)
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("household__unit_id", village="household__village").as_manager()
    personal = {"receiver_name", "bank", "account_sealed", "account_end", "reason"}
    triggers = [AppendOnly()]
    walls = [Through("household")]

    class Meta:
        constraints = [
            of_beneficiary("payee_beneficiary"),
            models.CheckConstraint(
                name="payee_bank_account",
                condition=~Q(method=PayMethod.BANK.value) | (Q(account_sealed__isnull=False) & ~Q(bank="")),
            ),
            models.CheckConstraint(name="payee_says_why", condition=~Q(reason="")),
        ]
        indexes = [models.Index(fields=["beneficiary", "id"], name="payee_newest")]

    def __str__(self) -> str:
        return f"{self.beneficiary} {self.method}"
