"""Credit of the Bank for Social Policies: savings groups, lists 03/TD, loans as the bank gave them, what is owed, visits, capital that
budgets entrust.

What the database itself refuses: a list confirmed by who made it, a loan of the bank's number twice, a balance above the loan or
below nothing, a balance that no statement tells of, capital below nothing."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly, Locked
from ansinh.kernel.walls import Through, WithinReach
from ansinh.support.models.delivery_enums import AnswerState, choices_of
from ansinh.support.models.enrolments import of_beneficiary
from ansinh.support.models.loan_enums import CapitalKind, LoanState, UseFinding, Verdict

_LIST_KEPT = " OR ".join(
    f"NEW.{name} <> OLD.{name}"
    for name in ("group_id", "unit_id", "policy", "requested_on", "number", "lines", "amount", "digest", "made_by")
)  # fmt: skip
_LENT = " OR ".join(
    f"NEW.{name} <> OLD.{name}"
    for name in (
        "policy", "household_id", "beneficiary", "reference", "amount", "lent_on", "term_months", "due_on", "rate",
        "recorded_by",
    )
)  # fmt: skip
_TOLD = (
    "(NEW.balance <> OLD.balance OR NEW.overdue <> OLD.overdue) AND NOT EXISTS (SELECT 1 FROM support_loanstanding s "
    "WHERE s.loan_id = OLD.id AND s.balance = NEW.balance AND s.overdue = NEW.overdue "
    "AND s.id = (SELECT MAX(l.id) FROM support_loanstanding l WHERE l.loan_id = OLD.id))"
)


_NOT_CONFIRMED = (
    "NOT EXISTS (SELECT 1 FROM support_loanrequest r JOIN support_loanlist l ON l.id = r.list_id "
    f"WHERE r.id = NEW.request_id AND l.state = '{AnswerState.CONFIRMED.value}')"
)
_LENT_ALREADY = f"EXISTS (SELECT 1 FROM support_loan o WHERE o.request_id = NEW.request_id AND o.state <> '{LoanState.WITHDRAWN.value}')"
_ABOVE_ASKED = (
    "EXISTS (SELECT 1 FROM support_loanrequest r WHERE r.id = NEW.request_id AND NEW.amount > r.amount)"
)
# What the bank said last to the line that a loan answers.
_AGAINST_THE_ANSWER = (
    "EXISTS (SELECT 1 FROM support_loananswer a WHERE a.request_id = NEW.request_id AND a.id = "
    "(SELECT MAX(l.id) FROM support_loananswer l WHERE l.request_id = NEW.request_id) "
    f"AND (a.verdict = '{Verdict.REFUSED.value}' OR a.amount < NEW.amount))"
)


class SavingsGroup(models.Model):
    """A savings and loan group of a village, under the union that vouches for it (``trustee``: a kind of agency)."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=120)
    trustee = models.CharField(max_length=40)
    leader = models.CharField(max_length=120)
    founded_on = models.DateField()
    ended_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"name", "leader", "ended_reason"}
    triggers = [
        Locked(
            "entered_stays",
            "OLD.ended_on IS NOT NULL OR NEW.unit_id <> OLD.unit_id OR NEW.name <> OLD.name OR NEW.trustee <> OLD.trustee",
            ("UPDATE",),
        ),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="savings_group_once", fields=["unit", "name"], condition=Q(ended_on__isnull=True)
            ),
            models.CheckConstraint(
                name="savings_group_ended",
                condition=Q(ended_on__isnull=True) | (Q(ended_on__gte=F("founded_on")) & ~Q(ended_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LoanList(models.Model):
    """A list 03/TD: the members of a group who ask for loans of one programme, confirmed by the commune. ``digest`` is over its lines
    as they were made; a confirmed list stays."""

    group = models.ForeignKey(SavingsGroup, on_delete=models.PROTECT, related_name="lists")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    policy = models.CharField(max_length=40)
    requested_on = models.DateField()
    number = models.SmallIntegerField()
    lines = models.IntegerField()
    amount = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, choices=choices_of(AnswerState), default=AnswerState.WAITING.value
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    document_no = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"reason"}
    triggers = [
        Locked("answered_once", f"OLD.state <> '{AnswerState.WAITING.value}' OR {_LIST_KEPT}", ("UPDATE",)),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="loan_list_number", fields=["group", "number"]),
            models.CheckConstraint(name="loan_list_counts", condition=Q(lines__gt=0, amount__gt=0)),
            models.CheckConstraint(
                name="loan_list_two",
                condition=~Q(state=AnswerState.CONFIRMED.value)
                | (~Q(decided_by="") & ~Q(decided_by=F("made_by"))),
            ),
            models.CheckConstraint(
                name="loan_list_why", condition=~Q(state=AnswerState.REFUSED.value) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["unit", "requested_on", "id"], name="loan_list_of_place")]

    def __str__(self) -> str:
        return f"{self.group_id}.{self.number}"


class LoanRequest(models.Model):
    """One line of a list: how much, for what, how long, by which rule; ``limit`` of the programme that day and what was owed in it
    (``owed``). ``limit`` null: nobody knows one."""

    list = models.ForeignKey(LoanList, on_delete=models.PROTECT, related_name="rows")
    policy = models.CharField(max_length=40)
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("households.Person", on_delete=models.PROTECT, null=True, related_name="+")
    beneficiary = models.UUIDField()
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    rule = models.CharField(max_length=80)
    amount = models.BigIntegerField()
    purpose = models.CharField(max_length=160)
    term_months = models.SmallIntegerField()
    limit = models.BigIntegerField(null=True)
    owed = models.BigIntegerField(default=0)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"purpose"}
    triggers = [
        AppendOnly(),
        Locked(
            "of_waiting_list",
            f"NOT EXISTS (SELECT 1 FROM support_loanlist l WHERE l.id = NEW.list_id AND l.state = '{AnswerState.WAITING.value}')",
            ("INSERT",),
        ),
    ]
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [
            of_beneficiary("loan_request_beneficiary"),
            models.UniqueConstraint(name="loan_asked_once", fields=["list", "beneficiary"]),
            models.CheckConstraint(
                name="loan_request_money",
                condition=Q(amount__gt=0, owed__gte=0, term_months__gt=0)
                & (Q(limit__isnull=True) | Q(amount__lte=F("limit") - F("owed"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.beneficiary}"


class LoanAnswer(models.Model):
    """What the bank said to a line of a confirmed list: how much it grants, or why nothing. The newest row holds; none comes after the
    loan itself."""

    request = models.ForeignKey(LoanRequest, on_delete=models.PROTECT, related_name="answers")
    verdict = models.CharField(max_length=8, choices=choices_of(Verdict))
    amount = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("request__unit_id", village="request__village").as_manager()
    personal = {"reason"}
    triggers = [
        AppendOnly(),
        Locked("of_confirmed_list", _NOT_CONFIRMED, ("INSERT",)),
        Locked("before_its_loan", _LENT_ALREADY, ("INSERT",)),
        Locked("within_asked", _ABOVE_ASKED, ("INSERT",)),
    ]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="loan_answer_said",
                condition=Q(verdict=Verdict.GRANTED.value, amount__gt=0)
                | (Q(verdict=Verdict.REFUSED.value, amount=0) & ~Q(reason="")),
            )
        ]
        indexes = [models.Index(fields=["request", "id"], name="loan_answer_newest")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.verdict}"


class EntrustedAccount(models.Model):
    """The capital of a place's budget at the bank: what was put in and returned, and what of it is lent out now."""

    unit = models.OneToOneField("places.Unit", on_delete=models.PROTECT, related_name="+")
    put_in = models.BigIntegerField(default=0)
    returned = models.BigIntegerField(default=0)
    lent = models.BigIntegerField(default=0)

    objects = scoped_by("unit_id").as_manager()
    triggers = [Locked("stays", "1 = 1", ("DELETE",))]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="entrusted_never_below",
                condition=Q(put_in__gte=0, returned__gte=0, lent__gte=0)
                & Q(put_in__gte=F("returned") + F("lent")),
            )
        ]

    def __str__(self) -> str:
        return str(self.unit_id)


class CapitalMove(models.Model):
    """Capital that a budget put in, or took back, in a year."""

    account = models.ForeignKey(EntrustedAccount, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=8, choices=choices_of(CapitalKind))
    year = models.SmallIntegerField()
    amount = models.BigIntegerField()
    on = models.DateField()
    document = models.CharField(max_length=160)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("account__unit_id").as_manager()
    personal = {"document"}
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(name="capital_above", condition=Q(amount__gt=0) & ~Q(document=""))
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind} {self.amount}"


class Loan(models.Model):
    """A loan as the bank gave it (``reference``: the bank's number of it). ``rate`` is percent a year. ``balance`` and ``overdue`` are
    those of the newest statement (``standing_on``). ``without_list``: why there was no list 03/TD for it."""

    policy = models.CharField(max_length=40)
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("households.Person", on_delete=models.PROTECT, null=True, related_name="+")
    beneficiary = models.UUIDField()
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    request = models.ForeignKey(LoanRequest, on_delete=models.PROTECT, null=True, related_name="loans")
    without_list = models.CharField(max_length=300, blank=True)
    reference = models.CharField(max_length=60)
    amount = models.BigIntegerField()
    purpose = models.CharField(max_length=160)
    lent_on = models.DateField()
    term_months = models.SmallIntegerField()
    due_on = models.DateField()
    rate = models.DecimalField(max_digits=6, decimal_places=3)
    capital = models.ForeignKey(EntrustedAccount, on_delete=models.PROTECT, null=True, related_name="loans")
    balance = models.BigIntegerField()
    overdue = models.BigIntegerField(default=0)
    standing_on = models.DateField()
    closed_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=choices_of(LoanState), default=LoanState.LIVE.value)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"purpose", "without_list", "withdrawn_reason"}
    triggers = [
        Locked("as_answered", _AGAINST_THE_ANSWER, ("INSERT",)),
        Locked("lent_stays", _LENT, ("UPDATE",)),
        Locked("told_by_statement", _TOLD, ("UPDATE",)),
        Locked("withdrawn_stays", f"OLD.state = '{LoanState.WITHDRAWN.value}'", ("UPDATE",)),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [
            of_beneficiary("loan_beneficiary"),
            models.UniqueConstraint(
                name="loan_reference", fields=["reference"], condition=~Q(state=LoanState.WITHDRAWN.value)
            ),
            models.UniqueConstraint(
                name="loan_of_request", fields=["request"], condition=~Q(state=LoanState.WITHDRAWN.value)
            ),
            models.CheckConstraint(
                name="loan_money",
                condition=Q(amount__gt=0, balance__gte=0, overdue__gte=0, term_months__gt=0, rate__gte=0)
                & Q(balance__lte=F("amount"))
                & Q(overdue__lte=F("balance")),
            ),
            models.CheckConstraint(
                name="loan_closed",
                condition=~Q(state=LoanState.CLOSED.value) | Q(balance=0, closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="loan_listed_or_why", condition=Q(request__isnull=False) | ~Q(without_list="")
            ),
            models.CheckConstraint(
                name="loan_withdrawn_why",
                condition=~Q(state=LoanState.WITHDRAWN.value) | ~Q(withdrawn_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "policy", "lent_on", "id"], name="loan_of_place"),
            models.Index(fields=["beneficiary", "policy"], name="loan_by_beneficiary"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.reference}"


class LoanStanding(models.Model):
    """What is owed of a loan on a day, as the bank says: the newest row holds. ``file_digest``: of the bank's file it came in."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="standings")
    on = models.DateField()
    balance = models.BigIntegerField()
    overdue = models.BigIntegerField(default=0)
    file_digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("loan__unit_id", village="loan__village").as_manager()
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="loan_standing_money",
                condition=Q(balance__gte=0, overdue__gte=0) & Q(overdue__lte=F("balance")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.on} {self.balance}"


class LoanVisit(models.Model):
    """A visit that looked at how a loan is used: who, when, what was found."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="visits")
    visited_on = models.DateField()
    visitor_name = models.CharField(max_length=120)
    finding = models.CharField(max_length=10, choices=choices_of(UseFinding))
    remark = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("loan__unit_id", village="loan__village").as_manager()
    personal = {"visitor_name", "remark"}
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="loan_visit_said",
                condition=~Q(finding__in=[UseFinding.IN_PART.value, UseFinding.OTHER_USE.value])
                | ~Q(remark=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.visited_on}"
