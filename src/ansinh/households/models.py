"""Households and people over time. History is added, not overwritten; a missing citizen id blocks nothing."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.households.enums import DuplicateBasis, DuplicateDecision, LifeEventKind, Relation
from ansinh.kernel.walls import OnceWithinReach, Through, WithinReach


def _choices(enum) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


def _dated(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_until__isnull=True)
        | Q(valid_from__isnull=True)
        | Q(valid_until__gte=F("valid_from")),
    )


class Household(models.Model):
    """A household, known again by its source and its id there. The row shows where it is now; history
    stands in placements and memberships. ``unit`` is null while the household waits to be placed under
    ``placed_under``."""

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=40)
    source_ref = models.CharField(max_length=120)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    placed_under = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    head_name = models.CharField(max_length=120, blank=True)
    head_name_fold = models.CharField(max_length=120, blank=True)
    head_name_sort = models.CharField(max_length=400, blank=True)
    formed_on = models.DateField(null=True)
    dissolved_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    batch = models.ForeignKey("work.Batch", on_delete=models.PROTECT, null=True, related_name="+")

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"head_name", "head_name_fold", "head_name_sort"}
    # Who went on to live elsewhere stays in what its earlier commune decided about it.
    walls = [
        WithinReach("unit_id", village="village"),
        WithinReach("placed_under_id", when="unit_id IS NULL"),
        OnceWithinReach("households.Placement", "household", "unit_id", "village"),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="household_source", fields=["source", "source_ref"]),
            models.CheckConstraint(
                name="household_dates",
                condition=Q(dissolved_on__isnull=True)
                | Q(formed_on__isnull=True)
                | Q(dissolved_on__gte=F("formed_on")),
            ),
        ]
        indexes = [models.Index(fields=["unit", "head_name_fold"], name="household_unit_name")]

    def __str__(self) -> str:
        return str(self.pk)


class Placement(models.Model):
    """Where a household lived over a span of dates; blank dates are unknown or still open.

    A corrected row stays and is no longer ``in_force``; the row that ``replaces`` it is.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="placements")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    in_force = models.BooleanField(default=True, db_default=True)

    objects = scoped_by("unit_id", village="village").as_manager()
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [
            _dated("placement_dates"),
            models.UniqueConstraint(
                name="placement_one_open",
                fields=["household"],
                condition=Q(valid_until__isnull=True, in_force=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.unit_id}"


class Person(models.Model):
    """A person. ``birth_date`` is whole, or ``birth_year`` alone is known. The citizen id is encrypted."""

    id = models.UUIDField(primary_key=True)
    full_name = models.CharField(max_length=120, blank=True)
    full_name_fold = models.CharField(max_length=120, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    birth_date = models.DateField(null=True)
    birth_year = models.SmallIntegerField(null=True)
    ethnicity = models.CharField(max_length=40, blank=True)
    citizen_id_sealed = models.BinaryField(null=True)
    citizen_id_index = models.BinaryField(null=True)
    died_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    personal = {
        "full_name",
        "full_name_fold",
        "sex",
        "birth_date",
        "birth_year",
        "ethnicity",
        "citizen_id_sealed",
        "citizen_id_index",
        "died_on",
    }
    sensitive = {"ethnicity"}
    walls = [Through("id", "households.Membership", "person")]
    anybody_adds = True

    class Meta:
        indexes = [
            models.Index(
                fields=["citizen_id_index"],
                name="person_citizen_id",
                condition=Q(citizen_id_index__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="person_id_paired",
                condition=Q(citizen_id_sealed__isnull=True, citizen_id_index__isnull=True)
                | Q(citizen_id_sealed__isnull=False, citizen_id_index__isnull=False),
            ),
            models.CheckConstraint(name="person_sex", condition=Q(sex__in=["", "m", "f"])),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Membership(models.Model):
    """A person in a household over a span of dates. ``valid_from`` blank: since before we knew."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    member_ref = models.CharField(max_length=120)
    relation = models.CharField(max_length=12, choices=_choices(Relation), blank=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    ended_by = models.CharField(max_length=12, choices=_choices(LifeEventKind), blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("household__unit_id", village="household__village").as_manager()

    class Meta:
        constraints = [
            _dated("membership_dates"),
            models.UniqueConstraint(
                name="membership_open_ref",
                fields=["household", "member_ref"],
                condition=Q(valid_until__isnull=True),
            ),
            models.UniqueConstraint(
                name="membership_one_open", fields=["person"], condition=Q(valid_until__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.member_ref}"


class LifeEvent(models.Model):
    """Something that happened to a household or a member on a date; the grounds of columns 4 and 8."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="events")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="events")
    member_ref = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=12, choices=_choices(LifeEventKind))
    date = models.DateField()
    other_household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="+")
    from_unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    to_unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    batch = models.ForeignKey("work.Batch", on_delete=models.PROTECT, null=True, related_name="+")

    objects = scoped_by("household__unit_id", village="household__village").as_manager()
    personal = {"reason"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="life_event_once", fields=["household", "member_ref", "kind", "date"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.kind} {self.date}"


class SuspectedDuplicate(models.Model):
    """Two people who may be one; a person decides, field by field, and nothing is joined before."""

    left = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=20, choices=_choices(DuplicateBasis))
    score = models.SmallIntegerField()
    decision = models.CharField(
        max_length=10, choices=_choices(DuplicateDecision), default=DuplicateDecision.OPEN.value
    )
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    found_at = models.DateTimeField()

    personal = {"reason"}
    walls = [Through("left"), Through("right")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="duplicate_pair_once", fields=["left", "right"]),
            models.CheckConstraint(name="duplicate_two_people", condition=~Q(left=F("right"))),
        ]
        indexes = [models.Index(fields=["score", "id"], name="duplicate_by_score")]

    def __str__(self) -> str:
        return f"{self.left_id} ? {self.right_id}"


class RegistryChange(models.Model):
    """One verb done to a household by hand, with the rows it touched as they were and as they became: what is wrong can be
    taken back exactly, and stays known. ``verb`` is the name of the action. Households are named, not linked: the change
    outlives one that was registered by mistake."""

    household_ref = models.UUIDField(db_index=True)
    other_ref = models.UUIDField(null=True, db_index=True)
    suspicion = models.ForeignKey(
        SuspectedDuplicate, on_delete=models.PROTECT, null=True, related_name="changes"
    )
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    reason = models.TextField(blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=120, blank=True)
    taken_back_reason = models.TextField(blank=True)

    personal = {"reason", "taken_back_reason"}
    walls = [
        Through("household_ref", "households.Household"),
        Through("other_ref", "households.Household"),
        Through("suspicion"),
    ]

    def __str__(self) -> str:
        return f"{self.household_ref} {self.verb} {self.at:%Y-%m-%d}"


class ChangedRow(models.Model):
    """One row that a change added (``before`` is null) or changed: its columns as text, citizen ids sealed as they were."""

    change = models.ForeignKey(RegistryChange, on_delete=models.PROTECT, related_name="rows")
    table = models.CharField(max_length=40)
    row = models.CharField(max_length=36)
    before = models.JSONField(null=True)
    after = models.JSONField()

    personal = {"before", "after"}
    sensitive = {"before", "after"}
    walls = [Through("change")]

    class Meta:
        constraints = [models.UniqueConstraint(name="changed_row_once", fields=["change", "table", "row"])]

    def __str__(self) -> str:
        return f"{self.change_id} {self.table} {self.row}"


class HouseholdLine(models.Model):
    """What the list of households shows, sorts and filters by, one row a household: a copy that the same transactions
    keep (``households.lines``, ``reviews.lines``) and that can be built anew from the tables it is made from.

    ``names`` are the folded names of its head and members, each after ``| ``: words begin with a blank. ``list_class`` is
    the class on the newest approved list of its commune (null: not on it), the columns after it those of its newest
    review. ``deprived`` is a mask over the indicators of ``standard``.
    """

    household = models.OneToOneField(Household, on_delete=models.PROTECT, primary_key=True, related_name="+")
    unit = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    placed_under = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    source_ref = models.CharField(max_length=120)
    village = models.CharField(max_length=120, blank=True)
    head_name = models.CharField(max_length=120, blank=True)
    name_sort = models.CharField(max_length=400, blank=True)
    names = models.TextField(blank=True)
    persons = models.SmallIntegerField(default=0)
    minority = models.BooleanField(null=True)
    dissolved = models.BooleanField(default=False)
    list_class = models.CharField(max_length=20, null=True)
    list_year = models.SmallIntegerField(null=True)
    class_rank = models.SmallIntegerField(default=2, db_default=2)
    period = models.CharField(max_length=7, blank=True, db_default="")
    standard = models.CharField(max_length=40, blank=True, db_default="")
    computed_class = models.CharField(max_length=20, blank=True, db_default="")
    movement = models.CharField(max_length=14, null=True)
    deprived = models.IntegerField(default=0, db_default=0)
    deprivations = models.SmallIntegerField(default=0, db_default=0)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"head_name", "name_sort", "names", "minority"}
    sensitive = {"minority"}
    walls = [
        WithinReach("unit_id", village="village"),
        WithinReach("placed_under_id", when="unit_id IS NULL"),
    ]

    class Meta:
        indexes = [
            models.Index(fields=["unit", "name_sort", "household"], name="line_unit"),
            models.Index(fields=["name_sort", "household"], name="line_name"),
            models.Index(fields=["village", "household"], name="line_village"),
            models.Index(fields=["persons", "household"], name="line_persons"),
            models.Index(fields=["deprivations", "household"], name="line_deprivations"),
            models.Index(fields=["class_rank", "household"], name="line_rank"),
            models.Index(fields=["source_ref", "unit", "household"], name="line_number"),
            models.Index(fields=["deprived", "unit", "household"], name="line_deprived"),
            # The few who are on a list, moved, belong to a minority, wait or are no more.
            models.Index(
                fields=["list_class", "name_sort", "household"],
                name="line_class",
                condition=Q(list_class__isnull=False),
            ),
            models.Index(
                fields=["movement", "name_sort", "household"],
                name="line_movement",
                condition=Q(movement__isnull=False),
            ),
            models.Index(fields=["name_sort", "household"], name="line_minority", condition=Q(minority=True)),
            models.Index(
                fields=["name_sort", "household"], name="line_dissolved", condition=Q(dissolved=True)
            ),
            models.Index(
                fields=["placed_under", "name_sort", "household"],
                name="line_waiting",
                condition=Q(unit__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.household_id)


class HouseholdName(models.Model):
    """A folded name that somebody of a household bears, and where the household lives: what a search reads."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=122)

    objects = scoped_by("unit_id").as_manager()
    personal = {"name"}

    class Meta:
        indexes = [models.Index(fields=["name", "unit", "household"], name="household_name")]

    def __str__(self) -> str:
        return str(self.household_id)


class NameWord(models.Model):
    """A word of a folded name that somebody bears or bore, and the whole name after a blank. Names only, of nobody in
    particular: they stay when the last who bore one is gone."""

    word = models.CharField(max_length=120)
    name = models.CharField(max_length=122)

    personal = {"word", "name"}
    unwalled = "words and names of nobody in particular, which every search reads; no page shows a row"

    class Meta:
        constraints = [models.UniqueConstraint(name="name_word_once", fields=["word", "name"])]

    def __str__(self) -> str:
        return str(self.pk)


class OfficerLink(models.Model):
    """An account and the person of the registry that its holder is, so that nobody decides about the own household."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    linked_at = models.DateTimeField()
    linked_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    end_reason = models.TextField(blank=True)

    personal = {"reason", "end_reason"}
    unwalled = "which account is which person: whoever decides must know it wherever the person lives; no page shows a row"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="officer_linked_once", fields=["user"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="officer_unlinked_with_reason",
                condition=Q(ended_at__isnull=True) | ~Q(end_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"
