"""Administrative units over time: one that changes name, type or parent is a new row, linked by a change."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Self

from django.db import models
from django.db.models import F, Q

from ansinh.kernel.fields import SortKey
from ansinh.kernel.triggers import AppendOnly
from ansinh.places.enums import AreaType, ChangeKind, DesignationKind, ShareBasis, UnitLevel, UnitType


def _choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


def _among(field: str, words: type[StrEnum], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": [word.value for word in words]}))


class UnitQuerySet(models.QuerySet):
    """Units are public: no scope. What is asked always has a date."""

    def on(self, day: date) -> Self:
        """Units that hold on ``day``."""
        return self.filter(valid_from__lte=day).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))

    def within(self, paths: Iterable[str]) -> Self:
        """Units, of any date, whose ground is that of one of ``paths`` or lies in it."""
        condition = Q(pk__in=())
        for path in paths:
            condition |= Q(path__startswith=path)
        return self.filter(condition)


class Unit(models.Model):
    """A unit over the days it holds, both days included; ``valid_until`` is null while it exists.

    ``path`` is made of ids from the province down, ``/12/345/``: it names the ground. A renamed unit keeps
    the path (and so its children) of the row before it; every other change makes a new path. ``date_known``
    false: the first day is a convention, the change was seen only between two snapshots.
    """

    code = models.CharField(max_length=16)
    name = models.CharField(max_length=160)
    name_fold = models.CharField(max_length=160)
    sort_key = SortKey(max_length=640)
    level = models.CharField(max_length=10, choices=_choices(UnitLevel))
    type = models.CharField(max_length=24, choices=_choices(UnitType))
    area_type = models.CharField(max_length=8, choices=_choices(AreaType), null=True, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=80, db_index=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    date_known = models.BooleanField()
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="unit_code_open", fields=["level", "code"], condition=Q(valid_until__isnull=True)
            ),
            models.UniqueConstraint(name="unit_code_from", fields=["level", "code", "valid_from"]),
            models.UniqueConstraint(
                name="unit_ground_open", fields=["path"], condition=Q(valid_until__isnull=True)
            ),
            models.CheckConstraint(
                name="unit_dates", condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="unit_only_provinces_are_at_the_top",
                condition=Q(level=UnitLevel.PROVINCE.value, parent__isnull=True)
                | (~Q(level=UnitLevel.PROVINCE.value) & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(
                name="unit_area_type",
                condition=Q(area_type__isnull=True) | Q(area_type__in=[word.value for word in AreaType]),
            ),
            _among("level", UnitLevel, "unit_level"),
            _among("type", UnitType, "unit_type"),
        ]
        indexes = [models.Index(fields=["code"], name="unit_code")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def holds_on(self, day: date) -> bool:
        """Whether the unit exists on ``day``."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class Act(models.Model):
    """A resolution or decree that changed units. ``verified`` only where its own text was seen."""

    number = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=300)
    issuer = models.CharField(max_length=120, blank=True)
    date = models.DateField(null=True, blank=True)
    effect = models.DateField()
    source = models.CharField(max_length=300, blank=True)
    verified = models.BooleanField()
    digest = models.CharField(max_length=64, unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.number or self.title


class Change(models.Model):
    """One old unit's people in a new unit from ``effect``. A null share is not known; an abolished unit has
    no new one, a created unit no old one. ``date_known`` false until its act is entered."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT, null=True, related_name="changes")
    kind = models.CharField(max_length=8, choices=_choices(ChangeKind))
    effect = models.DateField()
    date_known = models.BooleanField()
    old = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="changes_out")
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="changes_in")
    share = models.DecimalField(max_digits=9, decimal_places=8, null=True, blank=True)
    share_basis = models.CharField(max_length=12, choices=_choices(ShareBasis), blank=True)
    is_default = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="change_once", fields=["old", "new"]),
            models.CheckConstraint(
                name="change_share", condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=1)
            ),
            models.CheckConstraint(
                name="change_share_has_a_basis",
                condition=Q(share__isnull=True, share_basis="")
                | (Q(share__isnull=False) & ~Q(share_basis="")),
            ),
            models.CheckConstraint(
                name="change_ends",
                condition=Q(kind=ChangeKind.ABOLISH.value, old__isnull=False, new__isnull=True)
                | Q(kind=ChangeKind.CREATE.value, old__isnull=True, new__isnull=False)
                | (
                    ~Q(kind__in=[ChangeKind.ABOLISH.value, ChangeKind.CREATE.value])
                    & Q(old__isnull=False, new__isnull=False)
                ),
            ),
            _among("kind", ChangeKind, "change_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.old_id} {self.new_id}"


class Population(models.Model):
    """Households and persons of a unit on a date, as one source counts them. A correction is a new row that
    replaces the one before; nothing is overwritten."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="populations")
    date = models.DateField()
    households = models.PositiveIntegerField(null=True, blank=True)
    persons = models.PositiveIntegerField(null=True, blank=True)
    households_kinh = models.PositiveIntegerField(null=True, blank=True)
    households_minority = models.PositiveIntegerField(null=True, blank=True)
    persons_kinh = models.PositiveIntegerField(null=True, blank=True)
    persons_minority = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="population_once",
                fields=["unit", "date", "source"],
                condition=Q(replaces__isnull=True),
            ),
            models.CheckConstraint(
                name="population_parts_of_households",
                condition=Q(households__isnull=True)
                | Q(households_kinh__isnull=True)
                | Q(households_minority__isnull=True)
                | Q(households=F("households_kinh") + F("households_minority")),
            ),
            models.CheckConstraint(
                name="population_parts_of_persons",
                condition=Q(persons__isnull=True)
                | Q(persons_kinh__isnull=True)
                | Q(persons_minority__isnull=True)
                | Q(persons=F("persons_kinh") + F("persons_minority")),
            ),
        ]
        indexes = [models.Index(fields=["date", "unit"], name="population_date")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.date}"


class Designation(models.Model):
    """What an authority's list says of a commune, or of one ``village`` of it (its name), over the days it holds: that it is
    of the ``kind`` (``holds``) or that it is not. Where no row speaks nobody knows. A correction, the last day among them, is
    a new row that replaces the one before; nothing is overwritten."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="designations")
    village = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=24, choices=_choices(DesignationKind))
    holds = models.BooleanField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="designation_once",
                fields=["unit", "village", "kind", "valid_from"],
                condition=Q(replaces__isnull=True),
            ),
            models.CheckConstraint(
                name="designation_span",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(name="designation_source", condition=~Q(source="")),
            _among("kind", DesignationKind, "designation_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.valid_from}"


class Boundary(models.Model):
    """The shape of a unit, simplified (``boundaries.shapes``): of its ground, so it holds while the unit does, and for the row
    after it where only a name changed. Another file's shape is a new row that replaces the one before."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="boundaries")
    shape = models.JSONField()
    points = models.PositiveIntegerField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    # The day the file was matched on, where it came from and what it was.
    asked_on = models.DateField()
    source = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="boundary_once", fields=["unit"], condition=Q(replaces__isnull=True)
            ),
            models.CheckConstraint(name="boundary_source", condition=~Q(source="")),
            models.CheckConstraint(name="boundary_points", condition=Q(points__gte=3)),
            models.CheckConstraint(
                name="boundary_box",
                condition=Q(west__gte=101, east__lte=119, south__gte=5, north__lte=25)
                & Q(west__lte=F("east"), south__lte=F("north")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.asked_on}"
