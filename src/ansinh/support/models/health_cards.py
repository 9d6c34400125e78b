"""Health insurance: the lists that go to the insurer, their lines, the cards that came back.

A line ``added`` or ``changed`` covers its person from a day until another line ends it. What the database itself refuses, by
whatever path it is tried: two lines that cover one person on a day (also where two records are one person since duplicates were
decided), a change of what was approved, a second card of a line.
"""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import Locked
from ansinh.kernel.walls import Through, WithinReach
from ansinh.support.models.delivery_enums import choices_of
from ansinh.support.models.health_card_enums import (
    COVERED_BY,
    Answer,
    Cause,
    Change,
    ListState,
    RefusedFor,
    Settled,
)
from ansinh.support.models.same_people import SAME_AS_NEW

_COVERING = f"('{COVERED_BY[0]}', '{COVERED_BY[1]}')"
_EVER = "'9999-12-31'"


def _covers_twice(but: str = "") -> str:
    """Whether another line (``p``) of the same person covers a day which the new one covers. Counted by itself: a join is planned when
    the table is still empty and would go through all lines for each."""
    lines = (
        f"SELECT COUNT(*) FROM support_cardline p WHERE p.person_id = one.id AND p.counts AND p.change IN {_COVERING} "
        f"AND p.valid_from <= COALESCE(NEW.ended_on, NEW.valid_until, {_EVER}) "
        f"AND NEW.valid_from <= COALESCE(p.ended_on, p.valid_until, {_EVER}){but}"
    )
    return f"NEW.counts AND NEW.change IN {_COVERING} AND EXISTS ({SAME_AS_NEW}WHERE ({lines}) > 0)"


_COVERS_MORE = (
    "((NEW.counts AND NOT OLD.counts) OR COALESCE(NEW.ended_on, NEW.valid_until, "
    f"{_EVER}) > COALESCE(OLD.ended_on, OLD.valid_until, {_EVER}))"
)
# Two who were decided to be one since the list was prepared, both covered.
_TWICE_IN_LIST = (
    "EXISTS (SELECT 1 FROM households_suspectedduplicate d JOIN support_cardline a ON a.person_id = d.left_id "
    "JOIN support_cardline b ON b.person_id = d.right_id WHERE d.decision = 'same' AND a.counts AND b.counts "
    f"AND a.change IN {_COVERING} AND b.change IN {_COVERING} "
    f"AND a.valid_from <= COALESCE(b.ended_on, b.valid_until, {_EVER}) "
    f"AND b.valid_from <= COALESCE(a.ended_on, a.valid_until, {_EVER}) "
    "AND (a.list_id = NEW.id OR b.list_id = NEW.id))"
)
_LIST_KEPT = " OR ".join(
    f"NEW.{name} <> OLD.{name}"
    for name in ("unit_id", "month", "number", "day", "added", "changed", "removed", "digest", "made_by")
)
_LINE_KEPT = " OR ".join(
    f"NEW.{name} <> OLD.{name}"
    for name in ("list_id", "unit_id", "household_id", "person_id", "change", "policy", "rule", "valid_from")
)
_CARD_KEPT = " OR ".join(
    f"NEW.{name} <> OLD.{name}"
    for name in ("line_id", "person_id", "valid_from", "number_end", "recorded_by")
)
_OF_APPROVED = f"EXISTS (SELECT 1 FROM support_cardlist c WHERE c.id = NEW.list_id AND c.state = '{ListState.APPROVED.value}')"
_OF_PREPARED = f"EXISTS (SELECT 1 FROM support_cardlist c WHERE c.id = NEW.list_id AND c.state = '{ListState.PREPARED.value}')"


class CardList(models.Model):
    """What a commune tells the insurer in a month: the first list names everybody, the next ones what changed since.

    ``day`` is the day on which entitlements were asked; ``number`` counts the lists of the month; ``premium`` is a month's premium in
    đồng where the law's numbers are known. Sums are of the people it adds or changes, a month.
    """

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    month = models.CharField(max_length=7)
    month_from = models.DateField()
    number = models.SmallIntegerField()
    day = models.DateField()
    state = models.CharField(max_length=10, choices=choices_of(ListState), default=ListState.PREPARED.value)
    added = models.IntegerField()
    changed = models.IntegerField()
    removed = models.IntegerField()
    premium = models.BigIntegerField(null=True)
    state_amount = models.BigIntegerField(null=True)
    local_amount = models.BigIntegerField(null=True)
    own_amount = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)

    objects = scoped_by("unit_id").as_manager()
    personal = {"reason"}
    triggers = [
        Locked("decided_stays", f"OLD.state <> '{ListState.PREPARED.value}' OR {_LIST_KEPT}", ("UPDATE",)),
        Locked("begins_prepared", f"NEW.state <> '{ListState.PREPARED.value}'", ("INSERT",)),
        Locked(
            "approved_for_the_same",
            f"NEW.state = '{ListState.APPROVED.value}' AND {_TWICE_IN_LIST}",
            ("UPDATE",),
        ),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="card_list_number", fields=["unit", "month", "number"]),
            # Of two who prepare at once the database lets one.
            models.UniqueConstraint(
                name="card_list_one_prepared", fields=["unit"], condition=Q(state=ListState.PREPARED.value)
            ),
            models.CheckConstraint(
                name="card_list_counts", condition=Q(added__gte=0, changed__gte=0, removed__gte=0)
            ),
            models.CheckConstraint(
                name="card_list_two_persons",
                condition=~Q(state=ListState.APPROVED.value)
                | (~Q(decided_by="") & ~Q(decided_by=F("made_by"))),
            ),
            models.CheckConstraint(
                name="card_list_dropped_why", condition=~Q(state=ListState.DROPPED.value) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["unit", "month_from", "id"], name="card_list_of_place")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month}.{self.number}"


class CardLine(models.Model):
    """One person of a list. Shares are percents of the premium, amounts đồng a month; ``groups`` are all the groups that would give a
    card, ``policy`` the one that counts. ``ends`` is the line whose cover this one ends (``changed``, ``removed``), ``ended_on`` the
    last day of this one's own cover once another ended it. ``counts`` until its list is dropped or the insurer refuses it."""

    list = models.ForeignKey(CardList, on_delete=models.PROTECT, related_name="rows")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("households.Person", on_delete=models.PROTECT, related_name="+")
    change = models.CharField(max_length=8, choices=choices_of(Change))
    cause = models.CharField(max_length=18, choices=choices_of(Cause), blank=True)
    policy = models.CharField(max_length=40)
    rule = models.CharField(max_length=120)
    groups = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    state_share = models.SmallIntegerField(null=True)
    local_share = models.SmallIntegerField(null=True)
    own_share = models.SmallIntegerField(null=True)
    state_amount = models.BigIntegerField(null=True)
    local_amount = models.BigIntegerField(null=True)
    own_amount = models.BigIntegerField(null=True)
    ends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)
    counts = models.BooleanField(default=True)
    answer = models.CharField(max_length=8, choices=choices_of(Answer), blank=True, db_default="")
    answer_on = models.DateField(null=True)
    refused_for = models.CharField(max_length=18, choices=choices_of(RefusedFor), blank=True, db_default="")
    answer_reason = models.CharField(max_length=200, blank=True, db_default="")
    settled = models.CharField(max_length=6, choices=choices_of(Settled), blank=True, db_default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True, db_default="")
    settled_reason = models.CharField(max_length=200, blank=True, db_default="")

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"cause", "answer_reason", "settled_reason"}
    triggers = [
        Locked("covers_twice", _covers_twice(), ("INSERT",)),
        # Who is covered longer, or again, is looked at like somebody new.
        Locked(
            "covers_twice_after", f"{_COVERS_MORE} AND {_covers_twice(' AND p.id <> NEW.id')}", ("UPDATE",)
        ),
        Locked("of_prepared", f"NOT {_OF_PREPARED}", ("INSERT",)),
        Locked("listed_stays", _LINE_KEPT, ("UPDATE",)),
        Locked("after_approval", f"NEW.answer <> OLD.answer AND NOT {_OF_APPROVED}", ("UPDATE",)),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="card_line_of_list", fields=["list", "person"]),
            models.UniqueConstraint(
                name="card_covers_once",
                fields=["person"],
                condition=Q(
                    counts=True, change__in=COVERED_BY, ended_on__isnull=True, valid_until__isnull=True
                ),
            ),
            models.UniqueConstraint(
                name="card_line_ended_once", fields=["ends"], condition=Q(counts=True, ends__isnull=False)
            ),
            models.CheckConstraint(
                name="card_line_ends",
                condition=Q(change=Change.ADDED.value, ends__isnull=True)
                | (~Q(change=Change.ADDED.value) & Q(ends__isnull=False)),
            ),
            models.CheckConstraint(
                name="card_line_span",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="card_line_refused_why", condition=~Q(answer=Answer.REFUSED.value) | ~Q(refused_for="")
            ),
            models.CheckConstraint(
                name="card_line_settled_why",
                condition=Q(settled="") | (~Q(settled_by="") & ~Q(settled_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["list", "village", "id"], name="card_line_of_its_list"),
            models.Index(fields=["unit", "counts", "id"], name="card_line_of_place"),
            models.Index(fields=["person", "id"], name="card_line_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.change}"

    @property
    def reference(self) -> str:
        """By what the insurer knows the line; it comes back in the insurer's file."""
        return f"BHYT/{self.pk}"


class HealthCard(models.Model):
    """A card the insurer gave for a line. The number lies sealed, bound to ``seal_row``, and is found by its blind index. What was
    corrected or ended stays, no longer ``in_force``; the row that ``replaces`` it says why."""

    line = models.ForeignKey(CardLine, on_delete=models.PROTECT, related_name="cards")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("households.Person", on_delete=models.PROTECT, related_name="+")
    policy = models.CharField(max_length=40)
    number_sealed = models.BinaryField()
    number_index = models.BinaryField()
    number_end = models.CharField(max_length=4)
    seal_row = models.CharField(max_length=36)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    in_force = models.BooleanField(default=True, db_default=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    reason = models.TextField(blank=True, db_default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"number_sealed", "number_index", "number_end", "reason"}
    triggers = [Locked("told_stays", _CARD_KEPT, ("UPDATE",))]
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="card_of_line", fields=["line"], condition=Q(in_force=True)),
            models.CheckConstraint(
                name="card_span",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="card_replaced_why", condition=Q(replaces__isnull=True) | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "policy", "id"], name="card_of_place"),
            models.Index(fields=["number_index"], name="card_by_number"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.valid_from}"
