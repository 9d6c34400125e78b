"""Rounds: one campaign of a place and a period, the dossiers of its communes, what the rules computed and what the
commune recognises, and the lists of every year."""

from django.db import models
from django.db.models import Case, Q, When

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly, Frozen
from ansinh.kernel.walls import Through, WithinReach
from ansinh.reviews.enums import Attention, DossierState, ListClass, Movement
from ansinh.reviews.locks import OF_CORRECTIONS, OF_DOSSIERS, OF_LIST_ENTRIES, OF_OUTCOMES, OF_ROUNDS


def _choices(enum) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class Round(models.Model):
    """A campaign. ``standards`` is in order: the first makes the list, others are run beside it."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=7)
    list_year = models.SmallIntegerField()
    as_of = models.DateField()
    standards = models.JSONField()
    # The law its dossiers run under (``procedure.regime``), or results recorded as they were reached elsewhere.
    procedure = models.CharField(max_length=24, default="recorded", db_default="recorded")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)

    triggers = [*OF_ROUNDS]

    class Meta:
        constraints = [models.UniqueConstraint(name="round_once", fields=["unit", "period"])]

    def __str__(self) -> str:
        return f"{self.period} {self.unit_id}"


class Dossier(models.Model):
    """A commune's part of a round: the unit of work and of state."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="dossiers")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=_choices(DossierState), default=DossierState.OPEN.value)
    # How many corrections opened it again after it was approved.
    openings = models.SmallIntegerField(default=0, db_default=0)

    objects = scoped_by("unit_id").as_manager()
    triggers = [*OF_DOSSIERS]
    # The dossier tells of nobody: who works in a village of the commune knows of it.
    walls = [WithinReach("unit_id", touched=True)]

    class Meta:
        constraints = [models.UniqueConstraint(name="dossier_once", fields=["round", "unit"])]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id} {self.state}"


class Correction(models.Model):
    """Why an approved dossier was opened again, by whom. Without its row the database keeps the dossier closed."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="corrections")
    number = models.SmallIntegerField()
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("dossier__unit_id").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly(), *OF_CORRECTIONS]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="correction_opens_once", fields=["dossier", "number"]),
            models.CheckConstraint(name="correction_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.number}"


class ClassificationRun(models.Model):
    """One run of the rules over a round's answers under one standard."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="runs")
    standard = models.CharField(max_length=40)
    as_of = models.DateField()
    input_digest = models.CharField(max_length=64)
    households = models.BigIntegerField()
    counts = models.JSONField(default=dict)
    ran_at = models.DateTimeField()
    ran_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.round_id} {self.standard} {self.ran_at:%Y-%m-%d}"


class Outcome(models.Model):
    """What the rules computed for one household under one standard, and what the commune recognises.

    ``deprived`` and ``unknown`` are bit masks over the standard's indicators in order; ``warnings`` and ``missing``
    as in the result table. A recognised class that differs from the computed one has a reason.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="outcomes")
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="outcomes")
    answer = models.ForeignKey(
        "surveys.HouseholdAnswer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    standard = models.CharField(max_length=40)
    computed_class = models.CharField(max_length=20, choices=_choices(ListClass), blank=True)
    recognised_class = models.CharField(max_length=20, choices=_choices(ListClass), blank=True)
    reason = models.TextField(blank=True)
    recognised_by = models.CharField(max_length=120, blank=True)
    income_side = models.CharField(max_length=8, blank=True)
    deprived = models.IntegerField(default=0)
    unknown = models.IntegerField(default=0)
    warnings = models.CharField(max_length=300, blank=True)
    missing = models.TextField(blank=True)
    opening_class = models.CharField(max_length=20, blank=True)
    opening_persons = models.SmallIntegerField(null=True)
    persons = models.SmallIntegerField(null=True)
    persons_gained = models.SmallIntegerField(default=0)
    persons_lost = models.SmallIntegerField(default=0)
    movement = models.CharField(max_length=14, choices=_choices(Movement), blank=True)
    movement_reason = models.CharField(max_length=40, blank=True)
    # What a person must look at comes first on the page of results: kept by the database, so that nobody can forget it.
    attention = models.GeneratedField(
        expression=Case(
            When(
                computed_class=ListClass.UNDETERMINED.value,
                recognised_by="",
                then=Attention.UNDETERMINED.value,
            ),
            When(movement_reason="not_reviewed", then=Attention.NOT_REVIEWED.value),
            When(
                ~Q(computed_class="") & ~Q(computed_class=models.F("recognised_class")),
                then=Attention.DIFFERS.value,
            ),
            When(~Q(warnings=""), then=Attention.WARNED.value),
            default=Attention.NONE.value,
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    objects = scoped_by("dossier__unit_id", village="household__village").as_manager()
    personal = {"reason"}
    triggers = [*OF_OUTCOMES]
    walls = [Through("dossier", whole="unit_id"), Through("household")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="outcome_once", fields=["dossier", "standard", "household"]),
            models.CheckConstraint(
                name="outcome_difference_has_reason",
                condition=Q(recognised_class="")
                | Q(recognised_class=models.F("computed_class"))
                | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["standard", "attention", "id"], name="outcome_attention"),
            # The counts of a round's page are read from these alone, without the rows.
            models.Index(fields=["dossier", "standard", "attention", "answer"], name="outcome_counts"),
            models.Index(
                fields=["dossier", "standard"], name="outcome_by_hand", condition=~Q(recognised_by="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.standard} {self.recognised_class}"


class ListEntry(models.Model):
    """A household on a recognised list, or taken off it by decision: the history that movements are found in.

    What a sealed version listed stays when a correction is sealed; only the newest version's entries are in force.
    """

    household = models.ForeignKey(
        "households.Household", on_delete=models.PROTECT, related_name="list_entries"
    )
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    list_year = models.SmallIntegerField()
    standard = models.CharField(max_length=40)
    list_class = models.CharField(max_length=20, choices=_choices(ListClass))
    kind_of_entry = models.CharField(max_length=40, blank=True)
    decision_no = models.CharField(max_length=80, blank=True)
    decision_date = models.DateField(null=True)
    effective_from = models.DateField(null=True)
    effective_until = models.DateField(null=True)
    reason = models.TextField(blank=True)
    persons = models.SmallIntegerField(null=True)
    version = models.ForeignKey("datasets.Version", on_delete=models.PROTECT, null=True, related_name="+")
    # The decision of the commune that wrote the row; it holds until what was decided is sealed.
    decision = models.ForeignKey(
        "reviews.Decision", on_delete=models.PROTECT, null=True, related_name="entries"
    )
    batch = models.ForeignKey("work.Batch", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id", village="village").as_manager()
    triggers = [Frozen("OLD.version_id IS NOT NULL OR OLD.decision_id IS NOT NULL"), *OF_LIST_ENTRIES]
    personal = {"reason"}
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        indexes = [models.Index(fields=["list_year", "standard", "unit"], name="list_year_unit")]
        constraints = [
            models.UniqueConstraint(
                name="list_entry_once",
                fields=["household", "list_year", "standard", "list_class", "kind_of_entry"],
                condition=Q(version__isnull=True, decision__isnull=True),
            ),
            models.UniqueConstraint(name="list_entry_once_a_version", fields=["version", "household"]),
            models.UniqueConstraint(
                name="list_entry_once_a_decision",
                fields=["decision", "household"],
                condition=Q(version__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.list_year} {self.list_class}"
