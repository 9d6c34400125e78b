"""Settlement of health insurance premiums: what the budgets and people owe for the cards that were in force in a period, beside
what the insurer says.

What the database itself refuses, by whatever path it is tried: a month of a card settled twice, a card in two settlements that
are drawn up, a closed settlement or a card of it that changes. What was settled otherwise than it turned out is told by spans
``corrected`` of a later settlement.
"""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly, Locked
from ansinh.kernel.walls import Through, WithinReach
from ansinh.support.models.delivery_enums import choices_of
from ansinh.support.models.health_card_enums import ListState, SpanKind
from ansinh.support.models.health_cards import CardLine

_KEPT = " OR ".join(
    f"NEW.{name} <> OLD.{name}"
    for name in (
        "unit_id", "period_from", "period_until", "number", "people", "months", "state_amount", "local_amount",
        "own_amount", "unreckoned", "left_out", "digest", "made_by",
    )
) + " OR (NEW.since IS NULL) <> (OLD.since IS NULL) OR NEW.since <> OLD.since"  # fmt: skip
_OPEN_LEFT = "EXISTS (SELECT 1 FROM support_settledcard c WHERE c.settlement_id = NEW.id AND c.open)"
_OF_PREPARED = (
    "EXISTS (SELECT 1 FROM support_cardsettlement s WHERE s.id = NEW.settlement_id "
    f"AND s.state = '{ListState.PREPARED.value}')"
)
_CARD_KEPT = " OR ".join(
    f"NEW.{name} <> OLD.{name}"
    for name in (
        "settlement_id", "line_id", "unit_id", "household_id", "person_id", "policy", "months", "state_amount",
        "local_amount", "own_amount",
    )
)  # fmt: skip
# Months of the same card line that a settlement which counts holds already; what corrects them may meet them.
_SETTLED_TWICE = (
    f"NEW.kind <> '{SpanKind.CORRECTED.value}' AND EXISTS (SELECT 1 FROM support_settledcard n JOIN support_settledcard o "
    "ON o.line_id = n.line_id AND o.counts JOIN support_settledspan s ON s.settled_id = o.id "
    f"WHERE n.id = NEW.settled_id AND s.kind <> '{SpanKind.CORRECTED.value}' "
    "AND s.month_from <= NEW.month_until AND NEW.month_from <= s.month_until)"
)


class CardSettlement(models.Model):
    """The premiums of a place for a span of whole months. Sums are of its cards, corrections with them, and may fall below nothing.

    ``unreckoned``: months of cards whose premium or shares are not known; they are in no sum and wait for a later settlement.
    ``unverified``: a number it rests on was read in no text. ``explained``: why it was closed with a difference to the insurer.
    ``since``: the month from which it asks for months before its period that were settled nowhere (null: for none but those that an
    earlier settlement asked for). ``left_out``: months of cards in force here that lie before what it asks for.
    """

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    period_from = models.DateField()
    period_until = models.DateField()
    number = models.SmallIntegerField()
    state = models.CharField(max_length=10, choices=choices_of(ListState), default=ListState.PREPARED.value)
    people = models.IntegerField()
    months = models.IntegerField()
    state_amount = models.BigIntegerField()
    local_amount = models.BigIntegerField()
    own_amount = models.BigIntegerField()
    unreckoned = models.IntegerField(default=0)
    since = models.DateField(null=True)
    left_out = models.IntegerField(default=0)
    unverified = models.BooleanField(default=True)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    explained = models.TextField(blank=True)
    reason = models.TextField(blank=True)

    objects = scoped_by("unit_id").as_manager()
    personal = {"reason", "explained"}
    triggers = [
        Locked("decided_stays", f"OLD.state <> '{ListState.PREPARED.value}' OR {_KEPT}", ("UPDATE",)),
        Locked("begins_prepared", f"NEW.state <> '{ListState.PREPARED.value}'", ("INSERT",)),
        # Its cards are closed first, so that nothing of a decided settlement can still change.
        Locked(
            "decided_with_its_cards",
            f"NEW.state <> '{ListState.PREPARED.value}' AND {_OPEN_LEFT}",
            ("UPDATE",),
        ),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="card_settlement_number", fields=["unit", "number"]),
            models.UniqueConstraint(
                name="card_settlement_one_prepared",
                fields=["unit"],
                condition=Q(state=ListState.PREPARED.value),
            ),
            models.CheckConstraint(
                name="card_settlement_span", condition=Q(period_until__gte=F("period_from"))
            ),
            models.CheckConstraint(
                name="card_settlement_counts", condition=Q(people__gt=0, unreckoned__gte=0, left_out__gte=0)
            ),
            models.CheckConstraint(
                name="card_settlement_since", condition=Q(since__isnull=True) | Q(since__lt=F("period_from"))
            ),
            models.CheckConstraint(
                name="card_settlement_two_persons",
                condition=~Q(state=ListState.APPROVED.value)
                | (~Q(decided_by="") & ~Q(decided_by=F("made_by"))),
            ),
            models.CheckConstraint(
                name="card_settlement_dropped_why",
                condition=~Q(state=ListState.DROPPED.value) | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["unit", "period_from", "id"], name="card_settlement_of_place")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.number}"

    @property
    def reference(self) -> str:
        """By what the insurer knows the settlement; it comes back in the insurer's file."""
        return f"QT/{self.pk}"

    @property
    def amount(self) -> int:
        """Everything owed, whoever bears it."""
        return self.state_amount + self.local_amount + self.own_amount


class SettledCard(models.Model):
    """What one line of a card list comes to in a settlement: the sum of its spans. ``billed_…`` is what the insurer says of it, null
    where it says nothing. ``unreckoned``: months without a known premium or share, in no sum. ``open`` while the settlement is drawn up; ``counts`` until it is dropped."""

    settlement = models.ForeignKey(CardSettlement, on_delete=models.PROTECT, related_name="cards")
    line = models.ForeignKey(CardLine, on_delete=models.PROTECT, related_name="settled_in")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("households.Person", on_delete=models.PROTECT, related_name="+")
    policy = models.CharField(max_length=40)
    months = models.IntegerField()
    state_amount = models.BigIntegerField()
    local_amount = models.BigIntegerField()
    own_amount = models.BigIntegerField()
    unreckoned = models.SmallIntegerField(default=0)
    corrects = models.BooleanField(default=False)
    billed_months = models.IntegerField(null=True)
    billed_state = models.BigIntegerField(null=True)
    billed_local = models.BigIntegerField(null=True)
    billed_own = models.BigIntegerField(null=True)
    open = models.BooleanField(default=True)
    counts = models.BooleanField(default=True)

    objects = scoped_by("unit_id", village="village").as_manager()
    triggers = [
        Locked("of_prepared", f"NOT {_OF_PREPARED}", ("INSERT",)),
        Locked("settled_stays", f"NOT OLD.open OR {_CARD_KEPT}", ("UPDATE",)),
        Locked("stays", "NOT OLD.open", ("DELETE",)),
    ]
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="settled_card_once", fields=["settlement", "line"]),
            # Two settlements drawn up at once would each correct the same months.
            models.UniqueConstraint(name="settled_card_one_open", fields=["line"], condition=Q(open=True)),
            models.CheckConstraint(
                name="settled_card_billed",
                condition=Q(
                    billed_months__isnull=True,
                    billed_state__isnull=True,
                    billed_local__isnull=True,
                    billed_own__isnull=True,
                )
                | Q(
                    billed_months__isnull=False,
                    billed_state__isnull=False,
                    billed_local__isnull=False,
                    billed_own__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["settlement", "village", "id"], name="settled_card_of_its"),
            models.Index(fields=["line", "counts"], name="settled_card_of_line"),
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.line_id}"

    @property
    def amount(self) -> int:
        """Everything owed for it, whoever bears it."""
        return self.state_amount + self.local_amount + self.own_amount

    @property
    def billed(self) -> int | None:
        """Everything the insurer says, whoever bears it; nothing where it says nothing."""
        if self.billed_state is None or self.billed_local is None or self.billed_own is None:
            return None
        return self.billed_state + self.billed_local + self.billed_own


class SettledSpan(models.Model):
    """Months in a row of one card with the same money a month. ``counted``: 1 for months that are settled now, -1 for months that
    were settled and turned out not to be covered, 0 where only the money differs; amounts are what a month adds."""

    settled = models.ForeignKey(SettledCard, on_delete=models.PROTECT, related_name="spans")
    kind = models.CharField(max_length=10, choices=choices_of(SpanKind))
    month_from = models.DateField()
    month_until = models.DateField()
    months = models.SmallIntegerField()
    counted = models.SmallIntegerField()
    state_month = models.BigIntegerField()
    local_month = models.BigIntegerField()
    own_month = models.BigIntegerField()

    objects = scoped_by("settled__unit_id", village="settled__village").as_manager()
    triggers = [AppendOnly(), Locked("settled_twice", _SETTLED_TWICE, ("INSERT",))]
    walls = [Through("settled")]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="settled_span_months",
                condition=Q(months__gt=0, month_until__gte=F("month_from"), counted__gte=-1, counted__lte=1),
            )
        ]

    def __str__(self) -> str:
        return f"{self.settled_id} {self.month_from} {self.months}"


class InsurerFigure(models.Model):
    """What the insurer says of one group as a whole, typed from its paper; the newest of a group holds. Where its file told of
    each person the file holds."""

    settlement = models.ForeignKey(CardSettlement, on_delete=models.PROTECT, related_name="figures")
    policy = models.CharField(max_length=40)
    people = models.IntegerField()
    state_amount = models.BigIntegerField()
    local_amount = models.BigIntegerField()
    own_amount = models.BigIntegerField()
    document = models.CharField(max_length=160)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("settlement__unit_id").as_manager()
    triggers = [AppendOnly(), Locked("of_prepared", f"NOT {_OF_PREPARED}", ("INSERT",))]

    class Meta:
        constraints = [
            models.CheckConstraint(name="insurer_figure_told", condition=Q(people__gte=0) & ~Q(document=""))
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.policy}"
