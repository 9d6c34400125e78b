"""Households and their people over time."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.households.enums import LifeEventKind, Relation
from ansinh.households.models.choices import choices
from ansinh.kernel.walls import OnceWithinReach, Through, WithinReach


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
    relation = models.CharField(max_length=12, choices=choices(Relation), blank=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    ended_by = models.CharField(max_length=12, choices=choices(LifeEventKind), blank=True)
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
    kind = models.CharField(max_length=12, choices=choices(LifeEventKind))
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
